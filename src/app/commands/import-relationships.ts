import { isGraphFile } from "../../domains/network/import/graph-document.js";
import { type GraphReport, importGraph } from "../../domains/network/import/graph-import.js";
import type { DanglingLink } from "../../domains/network/import/graph-relationships.js";
import {
  type OutcomeCounts,
  type RelationshipCounts,
  totalOf,
} from "../../domains/network/import/relationship-counts.js";
import { type EdgeListReport, importEdgeList } from "../../domains/network/import/relationship-import.js";
import type { ImportRequest } from "./import-request.js";
import type { ToolRun } from "./tool-connection.js";

type Say = (line: string) => void;

/** Imports relationships from an edge list or a graph and reports what became of each. */
export async function runRelationshipImport(
  { client, progress }: ToolRun,
  request: ImportRequest,
  say: Say,
): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const options = { dryRun: request.dryRun, progress };
  if (await isGraphFile(request.file)) {
    const report = await importGraph(client, request.file, options);
    (request.json ? graphJson : graphText)(report, request, seconds(), say);
  } else {
    const report = await importEdgeList(client, request.file, options);
    await (request.json ? edgeListJson : edgeListText)(report, request, seconds(), say);
  }
}

const outcomes = ["confirmed", "proposed", "unchanged", "refused"] as const;

/** A table of the counts: all kinds together, then each. */
function sayCounts(counts: RelationshipCounts, shown: readonly (keyof OutcomeCounts)[], say: Say): void {
  const line = (name: string, cells: readonly (string | number)[]) =>
    say(`  ${name.padEnd(18)}${cells.map((cell) => String(cell).padStart(11)).join("")}`);
  const numbers = (row: OutcomeCounts) => shown.map((outcome) => row[outcome]);
  line("relationships", shown);
  line("all", numbers(totalOf(counts)));
  for (const [kind, row] of counts) line(kind ?? "of no known kind", numbers(row));
}

const kindsOf = (counts: RelationshipCounts) =>
  Object.fromEntries([...counts].map(([kind, row]) => [kind ?? "UNKNOWN", row]));

async function edgeListText(
  report: EdgeListReport,
  { file, dryRun }: ImportRequest,
  seconds: number,
  say: Say,
): Promise<void> {
  const { rows, counts, ignoredColumns } = report;
  const total = totalOf(counts);
  say(`${file}: ${rows} rows in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} rows/s)`);
  if (dryRun) say("Dry run: nothing is written. An import would come to this:");
  sayCounts(counts, [...outcomes, "dangling"], say);
  if (ignoredColumns.length > 0) say(`Columns that mean nothing here: ${ignoredColumns.join(", ")}`);
  if (total.refused > 0) say("\nRefused");
  for await (const { line, message } of report.listRefused()) say(`line ${line}: ${message}`);
  if (total.dangling > 0) say("\nDangling: ends that name no actor, none of which is created");
  for await (const { line, end, said } of report.listDangling()) say(`line ${line}: ${end} ${said}`);
}

/** One object a line: the summary, then every refused row, then every dangling end. */
async function edgeListJson(
  report: EdgeListReport,
  { file, dryRun }: ImportRequest,
  seconds: number,
  say: Say,
): Promise<void> {
  const { rows, counts, ignoredColumns } = report;
  const total = totalOf(counts);
  const summary = { rows, ...total, kinds: kindsOf(counts), ignoredColumns };
  say(JSON.stringify({ type: "summary", file, dryRun, ...summary, seconds }));
  for await (const row of report.listRefused()) say(JSON.stringify({ type: "refused", ...row }));
  for await (const row of report.listDangling()) say(JSON.stringify({ type: "dangling", ...row }));
}

function graphText(report: GraphReport, { file, dryRun }: ImportRequest, seconds: number, say: Say): void {
  const { nodes, actors, counts, dangling, ignored } = report;
  say(`${file}: ${nodes} nodes in ${seconds.toFixed(1)} s`);
  if (dryRun) say("Dry run: nothing is written. An import would come to this:");
  say(`  actors: ${actors.created} created, ${actors.unchanged} unchanged, ${actors.refused} refused`);
  sayCounts(counts, outcomes, say);
  say(`  dangling links: ${dangling.length}`);
  const heading = (text: string, list: readonly unknown[]) => {
    if (list.length > 0) say(`\n${text}`);
  };
  heading("Actors refused", report.refusedActors);
  for (const { id, label, message } of report.refusedActors) say(`${named({ id, label })}: ${message}`);
  heading("Wikidata ids that several nodes claim; none of them gets it", report.sharedIds);
  for (const { wikidata, labels } of report.sharedIds)
    say(`${wikidata}: ${labels.map((label) => JSON.stringify(label)).join(", ")}`);
  heading("Relationships refused", report.refusedRelationships);
  for (const { kind, source, target, message } of report.refusedRelationships)
    say(`${kind} ${JSON.stringify(source)} -> ${JSON.stringify(target)}: ${message}`);
  heading("Dangling: links to what is no actor of the file, none of which is created", dangling);
  for (const link of dangling) say(sentenceOf(link));
  heading("Properties that mean nothing here, with the number of their values", ignored);
  if (ignored.length > 0) say(ignored.map(({ property, values }) => `${property} ${values}`).join(", "));
}

function sentenceOf({ property, source, target, reason }: DanglingLink): string {
  const why = reason === "REFUSED" ? ": one of them was refused" : "";
  return `${property}: ${named(source)} -> ${named(target)}${why}`;
}

/** Quoted, since a label may hold anything, with the last part of its id. */
function named({ id, label }: DanglingLink["source"]): string {
  return id === null ? JSON.stringify(label) : `${JSON.stringify(label)} (${id.replace(/^.*[/#:]/, "")})`;
}

/** One object a line: the summary, then everything that was not taken, each with its type. */
function graphJson(report: GraphReport, { file, dryRun }: ImportRequest, seconds: number, say: Say): void {
  const { refusedActors, refusedRelationships, dangling, sharedIds, counts, ...rest } = report;
  const relationships = { ...totalOf(counts), dangling: dangling.length, kinds: kindsOf(counts) };
  say(JSON.stringify({ type: "summary", file, dryRun, ...rest, relationships, seconds }));
  const lines: readonly (readonly [string, readonly object[]])[] = [
    ["refusedActor", refusedActors],
    ["sharedId", sharedIds],
    ["refused", refusedRelationships],
    ["dangling", dangling],
  ];
  for (const [type, list] of lines) for (const one of list) say(JSON.stringify({ type, ...one }));
}
