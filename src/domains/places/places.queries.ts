import { type Queryable, runSql, type SQL, sql } from "../../platform/database/sql.js";

/** What other domains may know of a municipality. */
export interface Municipality {
  readonly id: string;
  readonly publicId: string;
  /** Four digits with the leading zero. */
  readonly code: string;
  readonly name: string;
  /** Degrees north (WGS 84) of the visual centre, which lies inside the municipality. */
  readonly latitude: number;
  /** Degrees east (WGS 84) of the visual centre. */
  readonly longitude: number;
}

/** Every municipality (98 and Christiansø) by its four-digit code, in the order of the codes. */
export async function municipalitiesByCode(queryable: Queryable): Promise<ReadonlyMap<string, Municipality>> {
  const found = await runSql<Municipality>(
    queryable,
    sql`SELECT id, public_id AS "publicId", code, name, latitude, longitude FROM municipality ORDER BY code COLLATE "C"`,
  );
  return new Map(found.map((municipality) => [municipality.code, municipality]));
}

/** The id of every municipality by its four-digit code. */
export async function municipalityIdByCode(queryable: Queryable): Promise<ReadonlyMap<string, string>> {
  const found = await runSql<{ id: string; code: string }>(queryable, sql`SELECT id, code FROM municipality`);
  return new Map(found.map(({ id, code }) => [code, id]));
}

/** A SELECT of the ids of the municipalities with these four-digit codes (a `text[]`), each once. */
export function municipalitiesOf(codes: SQL): SQL {
  return sql`SELECT place.id FROM municipality AS place WHERE place.code = ANY (${codes})`;
}

/** The condition that a municipality's id belongs to one of the four-digit codes (a `text[]`). */
export function isMunicipalityOf(municipalityId: SQL, codes: SQL): SQL {
  return sql`${municipalityId} IN (${municipalitiesOf(codes)})`;
}
