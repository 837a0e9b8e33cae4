import type { EntityManager } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { type Queryable, runSql, runSqlForOne, sql } from "../../../platform/database/sql.js";
import { newIds, type RowIds } from "../../../platform/ids/ids.js";
import { ActorEntity } from "./actor.entity.js";
import type { ExternalIdScheme } from "./actor.enums.js";

/** The parts of a profile that stand in tables of their own, as they are written: each list replaces what was there. */
export interface ProfileLists {
  readonly genreIds?: readonly string[];
  readonly instrumentIds?: readonly string[];
  readonly servedMunicipalityIds?: readonly string[];
  readonly links?: readonly { readonly url: string; readonly label: string | null }[];
  readonly externalIds?: readonly {
    readonly scheme: ExternalIdScheme;
    readonly value: string;
    readonly url: string;
  }[];
  readonly editions?: readonly { readonly startsOn: string; readonly endsOn: string }[];
  readonly lineUp?: readonly {
    readonly name: string;
    readonly role: string | null;
    readonly instrumentId: string | null;
  }[];
}

/** Finds an actor by its API id and locks it until the transaction ends, so that acts on one actor happen one by one. */
export async function lockActor(manager: EntityManager, publicId: string): Promise<ActorEntity | null> {
  return manager.findOne(ActorEntity, { where: { publicId }, lock: { mode: "for_no_key_update" } });
}

/** Takes the first free of `wanted`, `wanted-2`, `wanted-3` … for an actor; a racing writer of the same slug waits here. */
export async function takeFreeSlug(on: Queryable, wanted: string, ids: RowIds): Promise<string> {
  const base = wanted || "actor";
  const taken = await runSql<{ slug: string }>(
    on,
    sql`SELECT slug FROM actor_slug WHERE slug = ${sql.value(base)} OR slug ~ ('^' || ${sql.value(base)}::text || '-[0-9]+$')`,
  );
  const known = new Set(taken.map(({ slug }) => slug));
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!known.has(slug) && (await takeSlug(on, slug, ids.id))) return slug;
  }
}

/** Every slug that an actor has or had. */
export async function slugsOf(on: Queryable, actorId: string): Promise<readonly string[]> {
  const rows = await runSql<{ slug: string }>(
    on,
    sql`SELECT slug FROM actor_slug WHERE actor_id = ${sql.value(actorId)}::uuid`,
  );
  return rows.map(({ slug }) => slug);
}

/** Registers a slug for an actor; false when another actor has or had it. Taking one's own former slug back succeeds. */
export async function takeSlug(on: Queryable, slug: string, actorId: string): Promise<boolean> {
  const row = await runSqlForOne(
    on,
    sql`INSERT INTO actor_slug (slug, actor_id) VALUES (${sql.value(slug)}, ${sql.value(actorId)}::uuid)
      ON CONFLICT (slug) DO UPDATE SET slug = EXCLUDED.slug WHERE actor_slug.actor_id = EXCLUDED.actor_id RETURNING slug`,
  );
  return row !== undefined;
}

/** Writes the lists that are given. */
export async function replaceLists(
  manager: EntityManager,
  actorId: string,
  lists: ProfileLists,
): Promise<void> {
  const client = await clientOf(manager);
  const actor = sql`${sql.value(actorId)}::uuid`;
  const replace = async (table: string, columns: readonly string[], rows: readonly object[] | undefined) => {
    if (!rows) return;
    await runSql(client, sql`DELETE FROM ${sql.identifier(table)} WHERE actor_id = ${actor}`);
    if (rows.length === 0) return;
    const names = sql.join(
      columns.map((name) => sql.identifier(name)),
      ", ",
    );
    await runSql(
      client,
      sql`INSERT INTO ${sql.identifier(table)} (actor_id, ${names})
        SELECT ${actor}, ${names} FROM jsonb_populate_recordset(NULL::${sql.identifier(table)}, ${sql.value(JSON.stringify(rows))}::jsonb)`,
    );
  };
  const links = (column: string, ids: readonly string[] | undefined) => ids?.map((id) => ({ [column]: id }));
  const entries = <Row extends object>(
    rows: readonly Row[] | undefined,
    shape: (row: Row, position: number) => object,
  ) => rows?.map((row, position) => ({ id: newIds("entry").id, ...shape(row, position) }));
  await replace("actor_genre", ["genre_id"], links("genre_id", lists.genreIds));
  await replace("actor_instrument", ["instrument_id"], links("instrument_id", lists.instrumentIds));
  await replace(
    "actor_served_municipality",
    ["municipality_id"],
    links("municipality_id", lists.servedMunicipalityIds),
  );
  await replace(
    "contact_link",
    ["id", "position", "url", "label"],
    entries(lists.links, ({ url, label }, position) => ({ position, url, label })),
  );
  await replace(
    "external_id",
    ["id", "scheme", "value", "url"],
    entries(lists.externalIds, ({ scheme, value, url }) => ({ scheme, value, url })),
  );
  await replace(
    "festival_edition",
    ["id", "starts_on", "ends_on"],
    entries(lists.editions, ({ startsOn, endsOn }) => ({ starts_on: startsOn, ends_on: endsOn })),
  );
  await replace(
    "line_up_entry",
    ["id", "position", "name", "role", "instrument_id"],
    entries(lists.lineUp, ({ name, role, instrumentId }, position) => ({
      position,
      name,
      role,
      instrument_id: instrumentId,
    })),
  );
}

/** As `lockActor`, by primary key, for a row that belongs to the actor. */
export async function lockActorByKey(manager: EntityManager, actorId: string): Promise<ActorEntity> {
  return manager.findOneOrFail(ActorEntity, { where: { id: actorId }, lock: { mode: "for_no_key_update" } });
}
