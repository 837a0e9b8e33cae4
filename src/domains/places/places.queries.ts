import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../../platform/database/sql.js";

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

/** What other domains may know of a region. */
export interface Region {
  readonly id: string;
  readonly publicId: string;
  /** Four digits. */
  readonly code: string;
  readonly name: string;
}

/** The municipality with a four-digit code ("0163"), or null. */
export async function municipalityByCode(queryable: Queryable, code: string): Promise<Municipality | null> {
  const found = await runSqlForOne<Municipality>(
    queryable,
    sql`SELECT id, public_id AS "publicId", code, name, latitude, longitude FROM municipality WHERE code = ${sql.value(code)}`,
  );
  return found ?? null;
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

/** The region a municipality belongs to on a day (ISO `YYYY-MM-DD`, Europe/Copenhagen), or null before 2007. */
export async function regionAt(
  queryable: Queryable,
  municipalityId: string,
  day: string,
): Promise<Region | null> {
  const found = await runSqlForOne<Region>(
    queryable,
    sql`SELECT region.id, region.public_id AS "publicId", region.code, region.name
      FROM municipality_region AS membership JOIN region ON region.id = membership.region_id
      WHERE membership.municipality_id = ${sql.value(municipalityId)}
        AND daterange(membership.valid_from, membership.valid_to) @> ${sql.value(day)}::date`,
  );
  return found ?? null;
}

/** The condition that a municipality's id belongs to one of the four-digit codes (a `text[]`). */
export function isMunicipalityOf(municipalityId: SQL, codes: SQL): SQL {
  return sql`${municipalityId} IN (SELECT place.id FROM municipality AS place WHERE place.code = ANY (${codes}))`;
}
