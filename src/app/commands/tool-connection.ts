import { Client } from "pg";
import type { Config } from "../../platform/config/config.js";
import { UnreadableFile } from "../../platform/file-import/unreadable-file.js";
import { createLog } from "../../platform/log/log.js";
import { openDatabase } from "../database.js";
import { loadReferenceData } from "../reference-data.js";

/** A batch of rows or the search for duplicates may take longer than an answer of the API; milliseconds. */
const statementTimeoutMs = 600_000;
/** How often a tool tells how far it is, in milliseconds. */
const progressEveryMs = 5000;

/** What is not the report goes to standard error. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

export interface ToolRun {
  /** A connection of its own, whose temporary tables go with it. */
  readonly client: Client;
  /** Keeps the number of rows behind, and tells it now and then. */
  progress(rows: number): void;
}

interface Tool {
  /** As the database's list of connections shows it. */
  readonly name: string;
  /** What it works on, such as a file's name. */
  readonly subject: string;
  /** What it adds when it is broken off after some rows. */
  readonly advice: string;
}

/**
 * Runs a tool on the hub's database with its reference data. A file that cannot be read and a lost connection are one
 * line on standard error and exit code 1; other errors are thrown.
 * @param work answers the exit code
 */
export async function runTool(
  config: Config,
  { name, subject, advice }: Tool,
  work: (run: ToolRun) => Promise<number>,
): Promise<number> {
  const database = await openDatabase(config, "tool", createLog({ level: config.LOG_LEVEL }), tell);
  let lost: Error | undefined;
  let rowsBehind = 0;
  let toldAt = performance.now();
  try {
    await loadReferenceData(database.pool);
    const client = new Client({
      connectionString: database.url,
      application_name: name,
      statement_timeout: statementTimeoutMs,
    });
    // The statement under way fails with the connection; without a listener the process would.
    client.on("error", (error) => {
      lost = error;
    });
    try {
      await client.connect();
      return await work({
        client,
        progress(rows) {
          rowsBehind = rows;
          if (performance.now() - toldAt < progressEveryMs) return;
          toldAt = performance.now();
          tell(`${rows} rows ...`);
        },
      });
    } finally {
      await client.end().catch(() => undefined);
    }
  } catch (error) {
    const reason = reasonToStop(error, lost);
    if (reason === null) throw error;
    tell(
      rowsBehind > 0
        ? `${subject}: broken off after ${rowsBehind} rows: ${reason}${advice}`
        : `${subject}: ${reason}`,
    );
    return 1;
  } finally {
    await database.close();
  }
}

/** What to tell of an error that is not the program's own fault, else null. */
function reasonToStop(error: unknown, lost: Error | undefined): string | null {
  if (error instanceof UnreadableFile) return error.message;
  if (lost) return `The connection to the database was lost (${lost.message}).`;
  const isRefusedRead = error instanceof Error && "code" in error && error.code === "EACCES";
  return isRefusedRead ? error.message : null;
}
