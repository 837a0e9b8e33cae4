import { isPassingConflict } from "../database/errors.js";
import { type Queryable, runSql, sql } from "../database/sql.js";

/** How a batch of rows is written. */
export interface BatchWork<Row, Counts> {
  /** Decides and notes everything and writes nothing. */
  readonly dryRun: boolean;
  /** Writes rows, inside a transaction. */
  write(rows: readonly Row[]): Promise<Counts>;
  /** The row as refused because of an SQLSTATE; null when it was refused before. */
  refused(row: Row, state: string): Row | null;
  add(one: Counts, other: Counts): Counts;
}

/** How often a batch is tried anew when somebody else was faster, or two waited for each other. */
const attempts = 5;
/** unique_violation and exclusion_violation: the row exists by now, and the next attempt sees it. */
const worthAnotherAttempt = (error: unknown, state: string) =>
  isPassingConflict(error) || state === "23505" || state === "23P01";

/**
 * Writes rows in one transaction, all or none. What the database refuses although the row was checked refuses that
 * row alone: the batch is halved until it is found.
 * @throws the database's error when it is not about the data
 */
export async function writeBatch<Row, Counts>(
  on: Queryable,
  rows: readonly Row[],
  work: BatchWork<Row, Counts>,
): Promise<Counts> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(on, work.dryRun, () => work.write(rows));
    } catch (error) {
      const state = sqlState(error);
      if (state === undefined) throw error;
      if (worthAnotherAttempt(error, state) && attempt < attempts) continue;
      // Data exceptions and broken constraints (PostgreSQL, appendix A).
      if (!/^2[23]/.test(state)) throw error;
      const [only, ...more] = rows;
      if (more.length > 0) return await writeHalves(on, rows, work);
      const refused = only === undefined ? null : work.refused(only, state);
      if (refused === null) throw error;
      return await writeBatch(on, [refused], work);
    }
  }
}

async function writeHalves<Row, Counts>(
  on: Queryable,
  rows: readonly Row[],
  work: BatchWork<Row, Counts>,
): Promise<Counts> {
  const middle = Math.ceil(rows.length / 2);
  const first = await writeBatch(on, rows.slice(0, middle), work);
  return work.add(first, await writeBatch(on, rows.slice(middle), work));
}

async function inTransaction<Answer>(
  on: Queryable,
  dryRun: boolean,
  work: () => Promise<Answer>,
): Promise<Answer> {
  // The temporary tables of the notes may be written in a read-only transaction, and nothing else.
  await runSql(on, dryRun ? sql`BEGIN READ ONLY` : sql`BEGIN`);
  try {
    const answer = await work();
    await runSql(on, sql`COMMIT`);
    return answer;
  } catch (error) {
    // Fails with the connection, which is then what `error` tells.
    await runSql(on, sql`ROLLBACK`).catch(() => undefined);
    throw error;
  }
}

function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("severity" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
