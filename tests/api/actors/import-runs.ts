import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import { type CommandRun, runCommand, runProcess, spawnCommand } from "../../testkit/command.js";
import type { TestDatabase } from "../../testkit/database.js";
import { testRun } from "../../testkit/test-run.js";

/** What an import run came to. */
export interface ImportRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** These three are filled with `--json`. */
  readonly summary: ImportSummary;
  readonly skipped: readonly SkippedRow[];
  readonly duplicates: readonly DuplicateRow[];
}

export interface SkippedRow {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface DuplicateRow {
  readonly line: number;
  readonly slug: string;
  readonly reason: string;
  readonly otherSlug: string;
  readonly otherLine: number | null;
  readonly others: number;
}

export interface ImportSummary {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly possibleDuplicates: number;
  readonly ignoredColumns: readonly string[];
}

/** Starts the built command line's `import` on a database. */
export const spawnImport = (database: TestDatabase, args: readonly string[]) =>
  spawnCommand(database, ["import", ...args]);

/** Runs an import to its end. */
export async function runImport(database: TestDatabase, args: readonly string[]): Promise<ImportRun> {
  return readRun(args, await runCommand(database, ["import", ...args]));
}

/** As `runImport`, in a process of its own. */
export async function runImportProcess(
  database: TestDatabase,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ImportRun> {
  return readRun(args, await runProcess(database, ["import", ...args], env));
}

function readRun(args: readonly string[], run: CommandRun): ImportRun {
  const report: Report = { summary: noSummary, skipped: [], duplicates: [] };
  if (args.includes("--json"))
    for (const line of run.stdout.split("\n").filter(Boolean)) addLine(report, JSON.parse(line));
  return { ...run, ...report };
}

interface Report {
  summary: ImportSummary;
  readonly skipped: SkippedRow[];
  readonly duplicates: DuplicateRow[];
}

const noSummary: ImportSummary = {
  rows: -1,
  created: -1,
  updated: -1,
  unchanged: -1,
  skipped: -1,
  possibleDuplicates: -1,
  ignoredColumns: [],
};

type ReportLine =
  | ({ readonly type: "summary" } & ImportSummary)
  | ({ readonly type: "skipped" } & SkippedRow)
  | ({ readonly type: "possibleDuplicate" } & DuplicateRow);

function addLine(report: Report, { type, ...content }: ReportLine): void {
  if (type === "summary") report.summary = content as ImportSummary;
  else if (type === "skipped") report.skipped.push(content as SkippedRow);
  else report.duplicates.push(content as DuplicateRow);
}

/** Writes a file for an import and answers its path. */
export async function csvFile(content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(testRun().directory, "import-")), "actors.csv");
  await writeFile(path, content);
  return path;
}

/** The counts of a run, for one assertion. */
export const countsOf = ({
  summary: { created, updated, unchanged, skipped, possibleDuplicates },
}: ImportRun) => ({
  created,
  updated,
  unchanged,
  skipped,
  possibleDuplicates,
});

/** Everything an import may touch, as text that is equal when nothing changed. */
export async function everythingStored(pool: Pool): Promise<string> {
  const tables = ["actor", "actor_slug", "actor_genre", "contact_link", "external_id", "membership"];
  const parts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await pool.query<{ content: string }>(
        `SELECT md5(coalesce(string_agg(row::text, E'\\n' ORDER BY row::text), '')) AS content FROM ${table} AS row`,
      );
      return `${table} ${rows[0]?.content}`;
    }),
  );
  return parts.join("\n");
}
