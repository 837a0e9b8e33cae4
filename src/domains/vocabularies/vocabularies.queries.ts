import { type Queryable, runSql, type SQL, sql } from "../../platform/database/sql.js";

/** The id of every genre by its slug. */
export async function genreIdBySlug(queryable: Queryable): Promise<ReadonlyMap<string, string>> {
  const found = await runSql<{ id: string; slug: string }>(queryable, sql`SELECT id, slug FROM genre`);
  return new Map(found.map(({ id, slug }) => [slug, id]));
}

/** The id of every instrument, voice and role by its slug. */
export async function instrumentIdBySlug(queryable: Queryable): Promise<ReadonlyMap<string, string>> {
  const found = await runSql<{ id: string; slug: string }>(queryable, sql`SELECT id, slug FROM instrument`);
  return new Map(found.map(({ id, slug }) => [slug, id]));
}

/** The condition that a genre's id belongs to one of the slugs (a `text[]`). */
export function isGenreOf(genreId: SQL, slugs: SQL): SQL {
  return sql`${genreId} IN (SELECT wanted.id FROM genre AS wanted WHERE wanted.slug = ANY (${slugs}))`;
}
