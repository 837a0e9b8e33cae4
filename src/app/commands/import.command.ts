import { stat } from "node:fs/promises";
import { Client } from "pg";
import { type ImportReport, importActors } from "../../domains/actors/import/actor-import.js";
import { municipalityCodeAt } from "../../domains/places/municipality-of-point.js";
import { readPlacesData } from "../../domains/places/places-data.js";
import type { Config } from "../../platform/config/config.js";
import { UnreadableFile } from "../../platform/file-import/unreadable-file.js";
import { createLog } from "../../platform/log/log.js";
import { openDatabase } from "../database.js";
import { loadReferenceData } from "../reference-data.js";

const usage = "Usage: npm run import -- FILE [--dry-run] [--json]";

/** A batch of rows or the search for duplicates may take longer than an answer of the API; milliseconds. */
const statementTimeoutMs = 600_000;
/** How often an import tells how far it is, in milliseconds. */
const progressEveryMs = 5000;

type Say = (line: string) => void;

interface Arguments {
  readonly file: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * `import FILE` reads actors from a CSV file and reports what became of each row; `--dry-run` writes nothing,
 * `--json` reports one JSON object a line. Exit code 0 when the file could be read, also when rows were skipped.
 */
export async function importCommand(config: Config, args: readonly string[], say: Say): Promise<number> {
  const given = readArguments(args);
  if (!given) {
    say(usage);
    return 1;
  }
  const unusable = await whyUnusable(given.file);
  if (unusable) {
    tell(unusable);
    return 1;
  }
  const database = await openDatabase(config, "tool", createLog({ level: config.LOG_LEVEL }), tell);
  try {
    await loadReferenceData(database.pool);
    return await importOver(database.url, given, say);
  } finally {
    await database.close();
  }
}

/** What is not the report goes to standard error. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function readArguments(args: readonly string[]): Arguments | null {
  const options = args.filter((arg) => arg.startsWith("--"));
  const [file, ...more] = args.filter((arg) => !arg.startsWith("--"));
  const unknown = options.some((option) => option !== "--dry-run" && option !== "--json");
  if (file === undefined || more.length > 0 || unknown) return null;
  return { file, dryRun: options.includes("--dry-run"), json: options.includes("--json") };
}

/** Why a file cannot be read, before a database is started for it. */
async function whyUnusable(file: string): Promise<string | null> {
  try {
    return (await stat(file)).isFile() ? null : `${file} is not a file.`;
  } catch (error) {
    return `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** On a connection of its own, whose temporary tables go with it. */
async function importOver(url: string, given: Arguments, say: Say): Promise<number> {
  const client = new Client({
    connectionString: url,
    application_name: "samspil-import",
    statement_timeout: statementTimeoutMs,
  });
  let lost: Error | undefined;
  // The statement under way fails with the connection; without a listener the process would.
  client.on("error", (error) => {
    lost = error;
  });
  let rowsBehind = 0;
  try {
    await client.connect();
    const startedAt = performance.now();
    let toldAt = startedAt;
    const report = await importActors(client, given.file, {
      dryRun: given.dryRun,
      places: { municipalityCodeAt, municipalityCodeOfPostcode: municipalityCodeOfPostcode() },
      progress(rows) {
        rowsBehind = rows;
        if (performance.now() - toldAt < progressEveryMs) return;
        toldAt = performance.now();
        tell(`${rows} rows ...`);
      },
    });
    const seconds = (performance.now() - startedAt) / 1000;
    await (given.json ? reportJson(report, given, seconds, say) : reportText(report, given, seconds, say));
    return 0;
  } catch (error) {
    const reason = reasonToStop(error, lost);
    if (reason === null) throw error;
    const goesOn = given.dryRun ? "" : " What came before is stored; run the import again to complete it.";
    tell(
      rowsBehind > 0
        ? `${given.file}: broken off after ${rowsBehind} rows: ${reason}${goesOn}`
        : `${given.file}: ${reason}`,
    );
    return 1;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What to tell of an error that is not the program's own fault, else null. */
function reasonToStop(error: unknown, lost: Error | undefined): string | null {
  if (error instanceof UnreadableFile) return error.message;
  if (lost) return `The connection to the database was lost (${lost.message}).`;
  const isRefusedRead = error instanceof Error && "code" in error && error.code === "EACCES";
  return isRefusedRead ? error.message : null;
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
  { file, dryRun }: Arguments,
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
  { file, dryRun }: Arguments,
  seconds: number,
  say: Say,
): Promise<void> {
  const { listRefused, listPossibleDuplicates, ...summary } = report;
  say(JSON.stringify({ type: "summary", file, dryRun, ...summary, seconds }));
  for await (const row of listRefused()) say(JSON.stringify({ type: "skipped", ...row }));
  for await (const row of listPossibleDuplicates())
    say(JSON.stringify({ type: "possibleDuplicate", ...row }));
}
