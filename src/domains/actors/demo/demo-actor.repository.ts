import { type Queryable, runSql, sql } from "../../../platform/database/sql.js";
import { stableIds } from "../../../platform/ids/ids.js";
import { municipalityIdByCode } from "../../places/places.queries.js";
import { genreIdBySlug, instrumentIdBySlug } from "../../vocabularies/vocabularies.queries.js";
import { type DemoActor, type DemoMembership, demoActorId, demoActorRows } from "./demo-actor.js";

/** An actor outside the demo region has, or had, slugs that the demo region needs. */
export class DemoSlugsTaken extends Error {
  override name = "DemoSlugsTaken";
}

/** The columns of an actor that follow from the text; `updated_at` tells when they were last brought up to it. */
const actorColumns = [
  ...["public_id", "kind", "slug", "name", "former_names", "about_da", "about_en", "municipality_id"],
  ...["latitude", "longitude", "location_precision", "offers", "seeks"],
  ...["physical_accessibility", "physical_accessibility_note_da", "physical_accessibility_note_en"],
  ...["economic_accessibility", "economic_accessibility_note_da", "economic_accessibility_note_en"],
  ...["digital_accessibility", "digital_accessibility_note_da", "digital_accessibility_note_en"],
  ...["field_visibility", "capacity", "stage_width_cm", "stage_depth_cm", "funding_class", "room_count"],
  ...["member_count", "artist_form", "topics", "is_demo", "created_by", "created_at"],
];

/** The tables that hang on an actor: all columns, and those that tell a row from the others. */
const partsOfActor = {
  actor_slug: { columns: ["slug", "actor_id"], key: ["slug"] },
  actor_genre: { columns: ["actor_id", "genre_id"], key: ["actor_id", "genre_id"] },
  actor_instrument: { columns: ["actor_id", "instrument_id"], key: ["actor_id", "instrument_id"] },
  actor_served_municipality: {
    columns: ["actor_id", "municipality_id"],
    key: ["actor_id", "municipality_id"],
  },
  contact_link: { columns: ["id", "actor_id", "position", "url", "label"], key: ["id"] },
  external_id: { columns: ["id", "actor_id", "scheme", "value", "url"], key: ["id"] },
  festival_edition: { columns: ["id", "actor_id", "starts_on", "ends_on"], key: ["id"] },
  line_up_entry: { columns: ["id", "actor_id", "position", "name", "role", "instrument_id"], key: ["id"] },
} as const;

/**
 * Makes the demo actors, or makes them again what the text says: profiles, slugs and everything that hangs on them.
 * In the caller's transaction. Answers how many rows were written or removed; a second time none.
 * @throws DemoSlugsTaken
 */
export async function upsertDemoActors(on: Queryable, actors: readonly DemoActor[]): Promise<number> {
  const rows = demoActorRows(actors, {
    municipalities: await municipalityIdByCode(on),
    genres: await genreIdBySlug(on),
    instruments: await instrumentIdBySlug(on),
  });
  await refuseTakenSlugs(on, rows.actor_slug);
  let changes = await upsertActorRows(on, rows.actor);
  const actorIds = rows.actor.map(({ id }) => id);
  for (const table of Object.keys(partsOfActor) as (keyof typeof partsOfActor)[]) {
    changes += await replaceDifferingRows(on, table, actorIds, rows[table]);
  }
  return changes;
}

/**
 * Lets the demo accounts act for the demo actors exactly as given; what others have with these actors stays. Claims
 * by demo accounts and invitations from them go, since they belong to memberships that are no more. In the caller's
 * transaction, after actors and accounts. Answers how many rows were written or removed; a second time none.
 * @param demoAccountIds all of them
 */
export async function upsertDemoMemberships(
  on: Queryable,
  memberships: readonly DemoMembership[],
  demoAccountIds: readonly string[],
): Promise<number> {
  const rows = memberships.map(({ actorSlug, accountId, role, startedOn, endedOn }) => {
    const { id, publicId } = stableIds("membership", `demo:${actorSlug}:${accountId}`);
    return {
      id,
      public_id: publicId,
      actor_id: demoActorId(actorSlug),
      account_id: accountId,
      role,
      started_on: startedOn,
      ended_on: endedOn,
      created_at: `${startedOn}T08:00:00Z`,
    };
  });
  const given = sql`jsonb_populate_recordset(NULL::membership, ${sql.value(JSON.stringify(rows))}::jsonb) AS given`;
  const accounts = sql`${sql.value([...demoAccountIds])}::uuid[]`;
  const demoActors = sql`(SELECT actor.id FROM actor WHERE actor.is_demo)`;
  const removed = await runSql(
    on,
    sql`WITH taken_back AS (
        DELETE FROM invitation WHERE invited_by = ANY (${accounts}) AND actor_id IN ${demoActors} RETURNING 1
      ), dropped AS (
        DELETE FROM actor_claim WHERE account_id = ANY (${accounts}) AND actor_id IN ${demoActors} RETURNING 1
      ), ended AS (
        DELETE FROM membership WHERE account_id = ANY (${accounts}) AND actor_id IN ${demoActors}
          AND id NOT IN (SELECT given.id FROM ${given}) RETURNING 1
      )
      SELECT 1 AS one FROM taken_back UNION ALL SELECT 1 FROM dropped UNION ALL SELECT 1 FROM ended`,
  );
  const written = await runSql(
    on,
    sql`INSERT INTO membership AS kept (id, public_id, actor_id, account_id, role, started_on, ended_on, created_at)
      SELECT id, public_id, actor_id, account_id, role, started_on, ended_on, created_at FROM ${given}
      ON CONFLICT (id) DO UPDATE SET role = excluded.role, started_on = excluded.started_on,
        ended_on = excluded.ended_on, created_at = excluded.created_at
      WHERE (kept.role, kept.started_on, kept.ended_on, kept.created_at) IS DISTINCT FROM
        (excluded.role, excluded.started_on, excluded.ended_on, excluded.created_at)
      RETURNING 1 AS one`,
  );
  return removed.length + written.length;
}

/** What `removeDemoActors` took away. */
export interface RemovedDemoActors {
  readonly demoActors: number;
  /** Actors that visitors made with demo accounts and nobody else ever acted for. */
  readonly actorsOfDemoAccounts: number;
}

/**
 * Removes the demo actors, whoever acts for them, and what demo accounts left behind among the others: the actors
 * that only they ever acted for, and on all others their memberships, claims and invitations. In the caller's
 * transaction, before the accounts go.
 * @param demoAccountIds all of them, deleted ones included
 */
export async function removeDemoActors(
  on: Queryable,
  demoAccountIds: readonly string[],
): Promise<RemovedDemoActors> {
  const accounts = sql`${sql.value([...demoAccountIds])}::uuid[]`;
  // Members change under their actor's lock only, taken in one order by everybody.
  await runSql(
    on,
    sql`SELECT id FROM actor WHERE is_demo OR created_by = ANY (${accounts})
        OR id IN (SELECT actor_id FROM membership WHERE account_id = ANY (${accounts}))
      ORDER BY id FOR UPDATE`,
  );
  const removed = await runSql<{ isDemo: boolean }>(
    on,
    sql`DELETE FROM actor WHERE is_demo OR (created_by = ANY (${accounts}) AND NOT EXISTS (
        SELECT FROM membership WHERE actor_id = actor.id AND account_id <> ALL (${accounts})))
      RETURNING is_demo AS "isDemo"`,
  );
  await runSql(on, sql`UPDATE actor SET created_by = NULL WHERE created_by = ANY (${accounts})`);
  await runSql(on, sql`DELETE FROM invitation WHERE invited_by = ANY (${accounts})`);
  await runSql(on, sql`UPDATE actor_claim SET decided_by = NULL WHERE decided_by = ANY (${accounts})`);
  await runSql(on, sql`DELETE FROM actor_claim WHERE account_id = ANY (${accounts})`);
  await runSql(on, sql`DELETE FROM membership WHERE account_id = ANY (${accounts})`);
  const demoActors = removed.filter(({ isDemo }) => isDemo).length;
  return { demoActors, actorsOfDemoAccounts: removed.length - demoActors };
}

async function refuseTakenSlugs(
  on: Queryable,
  wanted: readonly { readonly slug: string; readonly actor_id: string }[],
): Promise<void> {
  const taken = await runSql<{ slug: string }>(
    on,
    sql`SELECT kept.slug FROM actor_slug AS kept
      JOIN jsonb_populate_recordset(NULL::actor_slug, ${sql.value(JSON.stringify(wanted))}::jsonb) AS given
        ON given.slug = kept.slug AND given.actor_id <> kept.actor_id
      ORDER BY kept.slug COLLATE "C"`,
  );
  if (taken.length === 0) return;
  const slugs = taken.map(({ slug }) => slug).join(", ");
  throw new DemoSlugsTaken(`The demo region needs slugs that other actors have or had: ${slugs}.`);
}

async function upsertActorRows(on: Queryable, rows: readonly { readonly id: string }[]): Promise<number> {
  const names = actorColumns.map((name) => sql.identifier(name));
  const columns = sql.join(names, ", ");
  const of = (row: string) =>
    sql.join(
      names.map((name) => sql`${sql.identifier(row)}.${name}`),
      ", ",
    );
  const written = await runSql(
    on,
    sql`INSERT INTO actor AS kept (id, ${columns}, updated_at)
      SELECT id, ${columns}, updated_at
        FROM jsonb_populate_recordset(NULL::actor, ${sql.value(JSON.stringify(rows))}::jsonb) ORDER BY id
      ON CONFLICT (id) DO UPDATE SET (${columns}, updated_at) = ROW (${of("excluded")}, now())
      WHERE (${of("kept")}) IS DISTINCT FROM (${of("excluded")})
      RETURNING 1 AS one`,
  );
  return written.length;
}

/** Removes what hangs on the actors and is not given in the same words, then adds what is missing. */
async function replaceDifferingRows(
  on: Queryable,
  table: keyof typeof partsOfActor,
  actorIds: readonly string[],
  rows: readonly object[],
): Promise<number> {
  const { columns, key } = partsOfActor[table];
  const name = sql.identifier(table);
  const list = (of: readonly string[], row: string) =>
    sql.join(
      of.map((column) => sql`${sql.identifier(row)}.${sql.identifier(column)}`),
      ", ",
    );
  const plain = (of: readonly string[]) =>
    sql.join(
      of.map((column) => sql.identifier(column)),
      ", ",
    );
  const given = sql`jsonb_populate_recordset(NULL::${name}, ${sql.value(JSON.stringify(rows))}::jsonb) AS given`;
  const removed = await runSql(
    on,
    sql`DELETE FROM ${name} AS kept WHERE actor_id = ANY (${sql.value([...actorIds])}::uuid[])
      AND NOT EXISTS (SELECT FROM ${given}
        WHERE given.actor_id = kept.actor_id AND (${list(columns, "given")}) IS NOT DISTINCT FROM (${list(columns, "kept")}))
      RETURNING 1 AS one`,
  );
  const added = await runSql(
    on,
    sql`INSERT INTO ${name} (${plain(columns)}) SELECT ${list(columns, "given")} FROM ${given}
      ON CONFLICT (${plain(key)}) DO NOTHING RETURNING 1 AS one`,
  );
  return removed.length + added.length;
}
