import { type Queryable, runSql, sql } from "../../../platform/database/sql.js";
import { type DemoRelationship, demoRelationshipRow } from "./demo-relationship.js";

/** What the text says of a relationship; the database derives the rest from its ends. */
const givenColumns = [
  ...["id", "public_id", "kind", "source_id", "target_id", "status", "proposed_by", "started_on", "ended_on"],
  ...["created_at", "answered_at"],
];

/**
 * Makes the relationships between demo actors, or makes them again what the text says: others between two demo actors
 * go, and so do blocks by demo actors; what demo actors have with other actors stays. In the caller's transaction, after
 * the demo actors. Answers how many rows were written or removed; a second time none.
 */
export async function upsertDemoRelationships(
  on: Queryable,
  relationships: readonly DemoRelationship[],
): Promise<number> {
  const rows = relationships.map(demoRelationshipRow);
  const given = sql`jsonb_populate_recordset(NULL::relationship, ${sql.value(JSON.stringify(rows))}::jsonb) AS given`;
  const columnsOf = (row: string) =>
    sql.join(
      givenColumns.map((column) => sql`${sql.identifier(row)}.${sql.identifier(column)}`),
      ", ",
    );
  const demoActors = sql`(SELECT actor.id FROM actor WHERE actor.is_demo)`;
  // What differs goes before what is missing comes: brought up to date one by one, the periods of two relationships
  // between the same actors might overlap in between.
  const removed = await runSql(
    on,
    sql`WITH unblocked AS (
        DELETE FROM actor_block WHERE blocker_id IN ${demoActors} RETURNING 1
      ), gone AS (
        DELETE FROM relationship AS kept WHERE source_id IN ${demoActors} AND target_id IN ${demoActors}
          AND NOT EXISTS (SELECT FROM ${given}
            WHERE given.id = kept.id AND (${columnsOf("given")}) IS NOT DISTINCT FROM (${columnsOf("kept")}))
          RETURNING 1
      )
      SELECT 1 AS one FROM unblocked UNION ALL SELECT 1 FROM gone`,
  );
  const added = await runSql(
    on,
    sql`INSERT INTO relationship (${sql.join(
      givenColumns.map((column) => sql.identifier(column)),
      ", ",
    )})
      SELECT ${columnsOf("given")} FROM ${given}
        WHERE NOT EXISTS (SELECT FROM relationship AS kept WHERE kept.id = given.id) ORDER BY given.id
      RETURNING 1 AS one`,
  );
  return removed.length + added.length;
}
