import { type Queryable, runSql, sql } from "../database/sql.js";

/*
 * What an import remembers of the rows behind it stands in temporary tables of its connection, so that the process
 * does not grow with the file and what a broken-off batch noted goes with it. A dry run fills the same tables.
 */

/** A row that was not taken. */
export interface RefusedRow {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** Makes the temporary table of the refused rows. Outside a transaction, since that of a dry run is read-only. */
export async function createRefusedRows(on: Queryable, table: string): Promise<void> {
  await runSql(
    on,
    sql`CREATE TEMPORARY TABLE ${sql.identifier(table)} (line bigint PRIMARY KEY, code text NOT NULL, message text NOT NULL)`,
  );
}

/** Remembers rows that were refused. */
export async function noteRefused(on: Queryable, table: string, rows: readonly RefusedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await runSql(
    on,
    sql`INSERT INTO ${sql.identifier(table)}
      SELECT line, code, message
      FROM json_to_recordset(${sql.value(JSON.stringify(rows))}::json) AS given (line bigint, code text, message text)`,
  );
}

/** Rows read from a temporary table at a time. */
export const notesPage = 1000;

/** The refused rows in the order of their lines. */
export function refusedRows(on: Queryable, table: string): AsyncGenerator<RefusedRow> {
  return byLine(async (after) => {
    const rows = await runSql<Omit<RefusedRow, "line"> & { line: string }>(
      on,
      sql`SELECT line, code, message FROM ${sql.identifier(table)} WHERE line > ${sql.value(after)}
        ORDER BY line LIMIT ${sql.literal(notesPage)}`,
    );
    return rows.map((row) => ({ ...row, line: Number(row.line) }));
  });
}

/**
 * Every row of a temporary table, a page at a time.
 * @param page at most `notesPage` rows after a line, in the order of their lines
 */
export async function* byLine<Row extends { readonly line: number }>(
  page: (after: number) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  let after = 0;
  for (;;) {
    const rows = await page(after);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < notesPage) return;
    after = last.line;
  }
}
