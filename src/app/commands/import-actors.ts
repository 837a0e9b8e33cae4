import { type ImportReport, importActors } from "../../domains/actors/import/actor-import.js";
import { municipalityCodeAt } from "../../domains/places/municipality-of-point.js";
import { readPlacesData } from "../../domains/places/places-data.js";
import type { ImportRequest } from "./import-request.js";
import type { ToolRun } from "./tool-connection.js";

type Say = (line: string) => void;

/** Imports actors from a CSV file and reports what became of each row. */
export async function runActorImport(
  { client, progress }: ToolRun,
  request: ImportRequest,
  say: Say,
): Promise<void> {
  const startedAt = performance.now();
  const report = await importActors(client, request.file, {
    dryRun: request.dryRun,
    places: { municipalityCodeAt, municipalityCodeOfPostcode: municipalityCodeOfPostcode() },
    progress,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await (request.json ? reportJson : reportText)(report, request, seconds, say);
}

function municipalityCodeOfPostcode(): (postcode: string) => string | undefined {
  const codes = new Map(
    readPlacesData().postcodes.map(({ code, municipalityCode }) => [code, municipalityCode]),
  );
  return (postcode) => codes.get(postcode);
}

const reasons = {
  SAME_CVR: "same CVR number",
  SAME_NAME_AND_MUNICIPALITY: "same name in the same municipality",
  SAME_NAME_NEARBY: "same name within 200 metres",
} as const;

async function reportText(
  report: ImportReport,
  { file, dryRun }: ImportRequest,
  seconds: number,
  say: Say,
): Promise<void> {
  say(
    `${file}: ${report.rows} rows in ${seconds.toFixed(1)} s (${Math.round(report.rows / seconds)} rows/s)`,
  );
  if (dryRun) say("Dry run: nothing is written. An import would come to this:");
  say(`  created              ${report.created}`);
  say(`  updated              ${report.updated}`);
  say(`  unchanged            ${report.unchanged}`);
  say(`  skipped              ${report.skipped}`);
  say(`  possible duplicates  ${report.possibleDuplicates}`);
  if (report.ignoredColumns.length > 0)
    say(`Columns that mean nothing here: ${report.ignoredColumns.join(", ")}`);
  if (report.skipped > 0) say("\nSkipped");
  for await (const { line, message } of report.listRefused()) say(`line ${line}: ${message}`);
  if (report.possibleDuplicates > 0) say("\nPossible duplicates, taken all the same");
  for await (const {
    line,
    name,
    slug,
    reason,
    otherSlug,
    otherLine,
    others,
  } of report.listPossibleDuplicates()) {
    const other = otherLine === null ? otherSlug : `${otherSlug} of line ${otherLine}`;
    const more = others > 1 ? ` and ${others - 1} more` : "";
    say(`line ${line}: ${name} (${slug}) may be ${other}${more}: ${reasons[reason]}`);
  }
}

/** One object a line: the summary, then every skipped row, then every possible duplicate. */
async function reportJson(
  report: ImportReport,
  { file, dryRun }: ImportRequest,
  seconds: number,
  say: Say,
): Promise<void> {
  const { listRefused, listPossibleDuplicates, ...summary } = report;
  say(JSON.stringify({ type: "summary", file, dryRun, ...summary, seconds }));
  for await (const row of listRefused()) say(JSON.stringify({ type: "skipped", ...row }));
  for await (const row of listPossibleDuplicates())
    say(JSON.stringify({ type: "possibleDuplicate", ...row }));
}
