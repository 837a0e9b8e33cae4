import { type Queryable, runSql, sql } from "../../../platform/database/sql.js";
import { isPublic } from "../../actors/actors.queries.js";
import type { ExportColumn } from "./export-columns.js";

/** Relationships read at a time. */
export const exportPage = 1000;

/** A relationship as the edge list has it; `key` is its primary key. */
export type ExportedRelationship = Readonly<Record<ExportColumn, string | null>> & { readonly key: string };

/** The confirmed relationships after a primary key, in the order of the keys; at most `exportPage`. */
export async function confirmedRelationships(
  on: Queryable,
  after: string,
): Promise<readonly ExportedRelationship[]> {
  return runSql<ExportedRelationship>(
    on,
    sql`SELECT relationship.id AS key, relationship.public_id AS id, relationship.kind,
        source.slug AS source, source.name AS source_name, relationship.source_kind,
        source_place.code AS source_municipality_code,
        target.slug AS target, target.name AS target_name, relationship.target_kind,
        target_place.code AS target_municipality_code,
        relationship.started_on::text, relationship.ended_on::text,
        ${visibilityName("source_level")} AS source_visibility, ${visibilityName("target_level")} AS target_visibility,
        (relationship.created_at AT TIME ZONE 'Europe/Copenhagen')::date::text AS created_on
      FROM (SELECT * FROM relationship WHERE status = 'CONFIRMED' AND id > ${sql.value(after)}::uuid
          ORDER BY id LIMIT ${sql.literal(exportPage)}) AS relationship
        JOIN actor AS source ON source.id = relationship.source_id
        JOIN actor AS target ON target.id = relationship.target_id
        LEFT JOIN municipality AS source_place ON source_place.id = source.municipality_id AND ${showsPlace("source")}
        LEFT JOIN municipality AS target_place ON target_place.id = target.municipality_id AND ${showsPlace("target")}
      ORDER BY relationship.id`,
  );
}

/** A municipality that not everybody may see stays out of the file: that is easily passed on. */
const showsPlace = (actor: "source" | "target") => isPublic("MUNICIPALITY", sql.identifier(actor));

/** The name of a `visibility_level`. */
const visibilityName = (column: "source_level" | "target_level") =>
  sql`(ARRAY['PUBLIC', 'SIGNED_IN', 'NETWORK', 'MEMBERS'])[relationship.${sql.identifier(column)} + 1]`;
