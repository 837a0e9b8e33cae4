import { type Queryable, runSql, sql } from "../../../platform/database/sql.js";
import { byLine, createRefusedRows, notesPage } from "../../../platform/file-import/refused-rows.js";
import type { IdentityKey } from "./actor-draft.js";

/** The temporary table of the refused rows. */
export const refusedActors = "refused_actor";

/** Makes the temporary tables. Outside a transaction, since that of a dry run is read-only. */
export async function createNotes(on: Queryable): Promise<void> {
  for (const statement of [
    // Rows whose actor is or would be in the hub, with the actor as the import leaves it.
    sql`CREATE TEMPORARY TABLE imported_row (
      line bigint PRIMARY KEY, actor_id uuid NOT NULL UNIQUE, slug text NOT NULL, name text NOT NULL, folded_name text NOT NULL,
      municipality_id uuid, latitude double precision, longitude double precision, cvr text[] NOT NULL)`,
    sql`CREATE TEMPORARY TABLE imported_key (key text PRIMARY KEY, line bigint NOT NULL)`,
  ])
    await runSql(on, statement);
  await createRefusedRows(on, refusedActors);
}

/** The lines that have named these keys before. */
export async function linesOfKeys(
  on: Queryable,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await runSql<{ key: string; line: string }>(
    on,
    sql`SELECT key, line FROM imported_key WHERE key = ANY (${sql.value(keys)}::text[])`,
  );
  return new Map(rows.map(({ key, line }) => [key, Number(line)]));
}

/** A row whose actor is or would be in the hub. */
export interface ImportedRow {
  readonly line: number;
  readonly actorId: string;
  readonly slug: string;
  readonly name: string;
  readonly municipalityId: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly cvr: readonly string[];
  /** What names its actor and may name no other line's. */
  readonly keys: readonly IdentityKey[];
}

/** Remembers rows that were taken. */
export async function noteImported(on: Queryable, rows: readonly ImportedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await runSql(
    on,
    sql`INSERT INTO imported_row
      SELECT line, "actorId", slug, name, fold_text(name), "municipalityId", latitude, longitude, cvr
      FROM json_to_recordset(${sql.value(JSON.stringify(rows))}::json) AS given (line bigint, "actorId" uuid, slug text, name text,
        "municipalityId" uuid, latitude double precision, longitude double precision, cvr text[])`,
  );
  const keys = rows.flatMap(({ line, keys: own }) => own.map((key) => ({ line, key })));
  await runSql(
    on,
    sql`INSERT INTO imported_key (key, line)
      SELECT key, line FROM json_to_recordset(${sql.value(JSON.stringify(keys))}::json) AS given (key text, line bigint)`,
  );
}

/** The actors of the rows that were taken, by their lines. */
export async function importedActorIds(on: Queryable): Promise<ReadonlyMap<number, string>> {
  const rows = await runSql<{ line: string; actorId: string }>(
    on,
    sql`SELECT line, actor_id AS "actorId" FROM imported_row`,
  );
  return new Map(rows.map(({ line, actorId }) => [Number(line), actorId]));
}

/** A row whose actor may be another actor of the hub or of an earlier line. */
export interface PossibleDuplicate {
  readonly line: number;
  readonly name: string;
  readonly slug: string;
  readonly reason: "SAME_CVR" | "SAME_NAME_AND_MUNICIPALITY" | "SAME_NAME_NEARBY";
  /** The first of the others: one that the file does not name, else the earliest line's. */
  readonly otherSlug: string;
  readonly otherLine: number | null;
  /** How many others there are for this reason, the first included. */
  readonly others: number;
}

/** Two places of one name that are no farther apart than this are likely one, in metres. */
export const nearbyMetres = 200;

/**
 * Looks for possible duplicates among the actors of the file and those of the hub, each pair at its later line, and
 * keeps them in a temporary table. Each line is there once, with its strongest reason. What is found depends on the
 * file and on the actors outside it only, so that a dry run, a first and a second run find the same.
 * @returns how many lines
 */
export async function findPossibleDuplicates(on: Queryable): Promise<number> {
  await runSql(on, sql`ANALYZE imported_row`);
  await runSql(
    on,
    sql`CREATE TEMPORARY TABLE possible_duplicate AS
      WITH outsider AS (
        SELECT actor.* FROM actor WHERE NOT EXISTS (SELECT 1 FROM imported_row WHERE imported_row.actor_id = actor.id)
      ), named AS (
        SELECT line, slug, folded_name, municipality_id, latitude, longitude FROM imported_row WHERE folded_name <> ''
        UNION ALL
        SELECT NULL, slug, folded_name, municipality_id, latitude, longitude FROM outsider
          WHERE folded_name IN (SELECT folded_name FROM imported_row WHERE folded_name <> '')
      ), numbered AS (
        SELECT line, slug, cvr.value FROM imported_row CROSS JOIN unnest(cvr) AS cvr (value)
        UNION ALL
        SELECT NULL, outsider.slug, external_id.value FROM external_id JOIN outsider ON outsider.id = external_id.actor_id
          WHERE external_id.scheme = 'CVR'
      ), found AS (
        SELECT line, 1 AS strength, 'SAME_CVR' AS reason,
            first_value(slug) OVER before AS other_slug, first_value(line) OVER before AS other_line, count(*) OVER before AS others
          FROM numbered
          WINDOW before AS (PARTITION BY value ORDER BY line NULLS FIRST, slug ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        UNION ALL
        SELECT line, 2, 'SAME_NAME_AND_MUNICIPALITY',
            first_value(slug) OVER before, first_value(line) OVER before, count(*) OVER before
          FROM named WHERE municipality_id IS NOT NULL
          WINDOW before AS (PARTITION BY folded_name, municipality_id ORDER BY line NULLS FIRST, slug
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        UNION ALL
        SELECT own.line, 3, 'SAME_NAME_NEARBY',
            (array_agg(other.slug ORDER BY other.line NULLS FIRST, other.slug))[1],
            (array_agg(other.line ORDER BY other.line NULLS FIRST, other.slug))[1], count(*)
          FROM named AS own JOIN named AS other ON other.folded_name = own.folded_name
            AND other.municipality_id IS DISTINCT FROM own.municipality_id AND (other.line IS NULL OR other.line < own.line)
            AND distance_km(own.latitude, own.longitude, other.latitude, other.longitude) * 1000 <= ${sql.value(nearbyMetres)}
          WHERE own.line IS NOT NULL
          GROUP BY own.line
      )
      SELECT DISTINCT ON (found.line) found.line, imported_row.name, imported_row.slug, reason, other_slug, other_line, others
      FROM found JOIN imported_row ON imported_row.line = found.line
      WHERE others > 0
      ORDER BY found.line, strength`,
  );
  await runSql(on, sql`CREATE UNIQUE INDEX ON possible_duplicate (line)`);
  const [row] = await runSql<{ count: number }>(
    on,
    sql`SELECT count(*)::integer AS count FROM possible_duplicate`,
  );
  return row?.count ?? 0;
}

/** The possible duplicates that `findPossibleDuplicates` found, in the order of their lines. */
export function possibleDuplicates(on: Queryable): AsyncGenerator<PossibleDuplicate> {
  return byLine(async (after) => {
    const rows = await runSql<
      Omit<PossibleDuplicate, "line" | "otherLine" | "others"> & {
        line: string;
        otherLine: string | null;
        others: string;
      }
    >(
      on,
      sql`SELECT line, name, slug, reason, other_slug AS "otherSlug", other_line AS "otherLine", others
        FROM possible_duplicate WHERE line > ${sql.value(after)} ORDER BY line LIMIT ${sql.literal(notesPage)}`,
    );
    return rows.map((row) => ({
      ...row,
      line: Number(row.line),
      otherLine: row.otherLine === null ? null : Number(row.otherLine),
      others: Number(row.others),
    }));
  });
}
