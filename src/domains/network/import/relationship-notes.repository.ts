import { type Queryable, runSql, sql } from "../../../platform/database/sql.js";
import { createRefusedRows, notesPage } from "../../../platform/file-import/refused-rows.js";
import type { RelationshipKind } from "../relationships/relationship-kinds.js";
import type { End } from "./relationship-draft.js";
import type { StatedRelationship } from "./relationship-import.repository.js";

/** The temporary table of the refused rows. */
export const refusedRelationships = "refused_relationship";

/** Makes the temporary tables. Outside a transaction, since that of a dry run is read-only. */
export async function createNotes(on: Queryable): Promise<void> {
  for (const statement of [
    // What the rows behind have stated, and is or would be in the hub.
    sql`CREATE TEMPORARY TABLE stated_relationship (line bigint PRIMARY KEY, kind text NOT NULL, first_id uuid NOT NULL,
      second_id uuid NOT NULL, started_on date, ended_on date)`,
    sql`CREATE INDEX ON stated_relationship (first_id, second_id)`,
    sql`CREATE TEMPORARY TABLE dangling_end (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line bigint NOT NULL,
      named_end text NOT NULL, said text NOT NULL)`,
  ])
    await runSql(on, statement);
  await createRefusedRows(on, refusedRelationships);
}

/** What an earlier line has stated. */
export interface EarlierStatement {
  readonly line: number;
  readonly kind: RelationshipKind;
  readonly firstId: string;
  readonly secondId: string;
  readonly startedOn: string | null;
  readonly endedOn: string | null;
}

/** What earlier lines have stated between the ends of these, in the order of the lines. */
export async function earlierStatements(
  on: Queryable,
  stated: readonly StatedRelationship[],
): Promise<readonly EarlierStatement[]> {
  if (stated.length === 0) return [];
  const rows = await runSql<Omit<EarlierStatement, "line"> & { line: string }>(
    on,
    sql`SELECT line, kind, first_id AS "firstId", second_id AS "secondId",
        started_on::text AS "startedOn", ended_on::text AS "endedOn"
      FROM stated_relationship WHERE (first_id, second_id) IN (
        SELECT "firstId", "secondId" FROM json_to_recordset(${sql.value(JSON.stringify(stated))}::json) AS given
          ("firstId" uuid, "secondId" uuid))
      ORDER BY line`,
  );
  return rows.map((row) => ({ ...row, line: Number(row.line) }));
}

/** Remembers what rows that were taken have stated. */
export async function noteStated(on: Queryable, stated: readonly StatedRelationship[]): Promise<void> {
  if (stated.length === 0) return;
  await runSql(
    on,
    sql`INSERT INTO stated_relationship
      SELECT line, kind, "firstId", "secondId", "startedOn", "endedOn"
      FROM json_to_recordset(${sql.value(JSON.stringify(stated))}::json) AS given
        (line bigint, kind text, "firstId" uuid, "secondId" uuid, "startedOn" date, "endedOn" date)`,
  );
}

/** An end that names no actor. */
export interface DanglingEnd {
  readonly line: number;
  readonly end: End;
  /** What the file says there, quoted. */
  readonly said: string;
}

/** Remembers ends that name no actor. */
export async function noteDangling(on: Queryable, ends: readonly DanglingEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await runSql(
    on,
    sql`INSERT INTO dangling_end (line, named_end, said)
      SELECT line, "end", said FROM json_to_recordset(${sql.value(JSON.stringify(ends))}::json) AS given
        (line bigint, "end" text, said text)`,
  );
}

/** The ends that name no actor, in the order of their lines. */
export async function* danglingEnds(on: Queryable): AsyncGenerator<DanglingEnd> {
  let after = "0";
  for (;;) {
    const rows = await runSql<Omit<DanglingEnd, "line"> & { id: string; line: string }>(
      on,
      sql`SELECT id, line, named_end AS "end", said FROM dangling_end WHERE id > ${sql.value(after)}::bigint
        ORDER BY id LIMIT ${sql.literal(notesPage)}`,
    );
    for (const { line, end, said } of rows) yield { line: Number(line), end, said };
    const last = rows.at(-1);
    if (!last || rows.length < notesPage) return;
    after = last.id;
  }
}
