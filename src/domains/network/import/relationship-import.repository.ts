import { type Queryable, runSql, sql } from "../../../platform/database/sql.js";
import type { RowIds } from "../../../platform/ids/ids.js";
import type { RelationshipKind } from "../relationships/relationship-kinds.js";

/** A relationship that a row states, with its ends found. */
export interface StatedRelationship {
  readonly line: number;
  readonly kind: RelationshipKind;
  readonly sourceId: string;
  readonly targetId: string;
  /** The ends in the order in which the database keeps a symmetric relationship once. */
  readonly firstId: string;
  readonly secondId: string;
  readonly startedOn: string | null;
  readonly endedOn: string | null;
}

/**
 * The lines whose relationship is stored, whatever its status: of the kind, between the two, and from the same day or
 * in an overlapping period.
 */
export async function linesOfStored(
  on: Queryable,
  stated: readonly StatedRelationship[],
): Promise<ReadonlySet<number>> {
  if (stated.length === 0) return new Set();
  const ids = [...new Set(stated.flatMap(({ firstId, secondId }) => [firstId, secondId]))];
  // The lists let the indexes of both ends be used together: an actor may have many thousands of relationships.
  const rows = await runSql<{ line: string }>(
    on,
    sql`SELECT DISTINCT given.line FROM json_to_recordset(${sql.value(JSON.stringify(stated))}::json) AS given
        (line bigint, kind text, "firstId" uuid, "secondId" uuid, "startedOn" date, "endedOn" date)
      JOIN relationship AS stored ON stored.kind = given.kind
        AND stored.first_id = given."firstId" AND stored.second_id = given."secondId"
        AND (stored.started_on IS NOT DISTINCT FROM given."startedOn"
          OR relationship_days(stored.started_on, stored.ended_on) && relationship_days(given."startedOn", given."endedOn"))
      WHERE stored.source_id = ANY (${sql.value(ids)}::uuid[]) AND stored.target_id = ANY (${sql.value(ids)}::uuid[])`,
  );
  return new Set(rows.map(({ line }) => Number(line)));
}

/** Which of these actors have blocked which, as `BLOCKER BLOCKED`. */
export async function blocksAmong(on: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await runSql<{ pair: string }>(
    on,
    sql`SELECT blocker_id || ' ' || blocked_id AS pair FROM actor_block
      WHERE blocker_id = ANY (${sql.value(ids)}::uuid[]) AND blocked_id = ANY (${sql.value(ids)}::uuid[])`,
  );
  return new Set(rows.map(({ pair }) => pair));
}

/** A relationship that an import enters. */
export interface NewRelationship extends RowIds {
  readonly stated: StatedRelationship;
  readonly status: "CONFIRMED" | "PROPOSED";
  /** The end that asks the other; null when there is nobody to ask. */
  readonly proposedBy: string | null;
}

/** Enters relationships; a confirmed one counts as answered now. */
export async function insertRelationships(
  on: Queryable,
  relationships: readonly NewRelationship[],
): Promise<void> {
  if (relationships.length === 0) return;
  const rows = relationships.map(({ id, publicId, stated, status, proposedBy }) => ({
    id,
    public_id: publicId,
    kind: stated.kind,
    source_id: stated.sourceId,
    target_id: stated.targetId,
    status,
    proposed_by: proposedBy,
    started_on: stated.startedOn,
    ended_on: stated.endedOn,
  }));
  await runSql(
    on,
    sql`INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, proposed_by, started_on, ended_on, answered_at)
      SELECT id, public_id, kind, source_id, target_id, status, proposed_by, started_on, ended_on,
        CASE status WHEN 'CONFIRMED' THEN now() END
      FROM json_to_recordset(${sql.value(JSON.stringify(rows))}::json) AS given (id uuid, public_id text, kind text,
        source_id uuid, target_id uuid, status text, proposed_by uuid, started_on date, ended_on date)`,
  );
}
