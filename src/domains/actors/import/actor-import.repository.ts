import { type Queryable, runSql, type SQL, sql } from "../../../platform/database/sql.js";
import { newIds } from "../../../platform/ids/ids.js";
import type { ActorKind } from "../profiles/actor.enums.js";
import { isClaimed } from "../profiles/actor.read.js";
import type { IdentityKey } from "./actor-draft.js";
import type { ActorChanges, ImportedProfile, StoredActor } from "./import-changes.js";

/** The actors that have these keys; former slugs count. */
export async function actorsByKey(
  on: Queryable,
  keys: readonly IdentityKey[],
): Promise<ReadonlyMap<IdentityKey, string>> {
  const values = keys.map((key) => key.slice(key.indexOf(" ") + 1));
  // Plain lists rather than a join: they use the indexes however large the tables are, and find a few keys too many.
  const rows = await runSql<{ key: string; actorId: string }>(
    on,
    sql`SELECT scheme || ' ' || value AS key, actor_id AS "actorId" FROM external_id
        WHERE scheme = ANY ('{MUSICBRAINZ,WIKIDATA,OPENSTREETMAP}') AND value = ANY (${sql.value(values)}::text[])
      UNION ALL
      SELECT 'SLUG ' || slug, actor_id FROM actor_slug WHERE slug = ANY (${sql.value(values)}::text[])
      UNION ALL
      SELECT 'ID ' || public_id, id FROM actor WHERE public_id = ANY (${sql.value(values)}::text[])`,
  );
  const wanted = new Set(keys);
  return new Map(rows.filter(({ key }) => wanted.has(key)).map(({ key, actorId }) => [key, actorId]));
}

/** Locks actors until the transaction ends, in one order for everybody. */
export async function lockActors(on: Queryable, ids: readonly string[]): Promise<void> {
  await runSql(
    on,
    sql`SELECT id FROM actor WHERE id = ANY (${sql.value(ids)}::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
  );
}

/**
 * Lets nobody change, claim or delete these actors until the transaction ends; a new owner takes the actor's row first.
 * In one order for everybody.
 */
export async function holdActorsByKey(on: Queryable, ids: readonly string[]): Promise<void> {
  await runSql(
    on,
    sql`SELECT id FROM actor WHERE id = ANY (${sql.value(ids)}::uuid[]) ORDER BY id FOR SHARE`,
  );
}

/** What an import of relations asks about an actor. */
export interface KnownActor {
  readonly id: string;
  readonly kind: ActorKind;
  /** Whether somebody speaks for it: an owner or an editor. */
  readonly claimed: boolean;
}

/** The actors of these primary keys that there are. */
export async function knownActors(
  on: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownActor>> {
  const rows = await runSql<KnownActor & { id: string }>(
    on,
    sql`SELECT actor.id, kind, EXISTS (SELECT FROM actor_speaker AS voice WHERE voice.actor_id = actor.id) AS claimed
      FROM actor WHERE actor.id = ANY (${sql.value(ids)}::uuid[])`,
  );
  return new Map(rows.map((actor) => [actor.id, actor]));
}

/** Reads actors as far as an import may change them, by primary key. */
export async function storedActors(
  on: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredActor>> {
  const rows = await runSql<Omit<StoredActor, "profile"> & ImportedProfile>(
    on,
    sql`SELECT actor.id, slug, kind, name, former_names AS "formerNames", about_da AS "aboutDa", about_en AS "aboutEn",
        municipality_id AS "municipalityId", latitude, longitude, location_precision AS "locationPrecision",
        artist_form AS "artistForm", ${isClaimed(sql`actor.id`)} AS claimed,
        ARRAY(SELECT genre_id::text FROM actor_genre WHERE actor_id = actor.id) AS "genreIds",
        (SELECT coalesce(json_agg(json_build_object('url', url, 'label', label) ORDER BY position), '[]')
          FROM contact_link WHERE actor_id = actor.id) AS links,
        ARRAY(SELECT scheme || ' ' || value FROM external_id WHERE actor_id = actor.id) AS "externalIds"
      FROM actor WHERE actor.id = ANY (${sql.value(ids)}::uuid[])`,
  );
  return new Map(
    rows.map(({ id, slug, kind, claimed, genreIds, links, externalIds, ...profile }) => [
      id,
      { id, slug, kind, claimed, genreIds, links, externalIds, profile },
    ]),
  );
}

/** A new actor that wants a slug made from its name. */
export interface WantedSlug {
  readonly id: string;
  readonly base: string;
}

/** Numbers tried for each name in the first round; each further round tries four times as many. */
const firstRound = 4;

/**
 * Finds a free one of `base`, `base-2`, `base-3` … for every actor, the lowest first, in one question a round.
 * @param findTaken which of these slugs are taken
 */
export async function freeSlugs(
  wanted: readonly WantedSlug[],
  findTaken: (slugs: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const given = new Set<string>();
  let open = wanted;
  let tried = 0;
  for (let size = firstRound; open.length > 0; size *= 4) {
    const bases = new Set(open.map(({ base }) => base));
    const candidates = new Map([...bases].map((base) => [base, numbered(base, tried + 1, tried + size)]));
    const taken = await findTaken([...candidates.values()].flat());
    open = open.filter(({ id, base }) => {
      const left = candidates.get(base) ?? [];
      let slug = left.pop();
      // One name may end as another's numbers do: "Foo 2" and the second "Foo".
      while (slug !== undefined && (taken.has(slug) || given.has(slug))) slug = left.pop();
      if (slug === undefined) return true;
      given.add(slug);
      found.set(id, slug);
      return false;
    });
    tried += size;
  }
  return found;
}

/** The slugs of these numbers, the lowest last. */
function numbered(base: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, place) => last - place).map((number) =>
    number === 1 ? base : `${base}-${number}`,
  );
}

/** Which of these slugs an actor has or had. */
export async function takenSlugs(on: Queryable, slugs: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await runSql<{ slug: string }>(
    on,
    sql`SELECT slug FROM actor_slug WHERE slug = ANY (${sql.value(slugs)}::text[])`,
  );
  return new Set(rows.map(({ slug }) => slug));
}

/** A new actor of an import: nobody's, until somebody claims it. */
export interface NewActor {
  readonly id: string;
  readonly publicId: string;
  readonly kind: string;
  readonly slug: string;
  readonly profile: ImportedProfile;
}

/** Creates actors without an owner. Their lists are written by `writeChanges`. */
export async function insertActors(on: Queryable, actors: readonly NewActor[]): Promise<void> {
  if (actors.length === 0) return;
  const rows = actors.map(({ id, publicId, kind, slug, profile }) => ({
    id,
    public_id: publicId,
    kind,
    slug,
    ...columnsOf(profile),
  }));
  const given = sql`${sql.value(JSON.stringify(rows))}::json`;
  await runSql(
    on,
    sql`INSERT INTO actor_slug (slug, actor_id)
      SELECT slug, id FROM json_to_recordset(${given}) AS given (id uuid, slug text) ORDER BY slug`,
  );
  await runSql(
    on,
    sql`INSERT INTO actor (id, public_id, kind, slug, ${profileNames()})
      SELECT id, public_id, kind, slug, ${profileNames()}
      FROM json_to_recordset(${given}) AS given (id uuid, public_id text, kind text, slug text, ${profileDefinitions()})`,
  );
}

/** What changes on one stored actor. */
export interface ChangedActor extends ActorChanges {
  readonly id: string;
}

/** Writes the own columns of stored actors, and the time of the change. */
export async function updateActors(
  on: Queryable,
  actors: readonly { readonly id: string; readonly profile: ImportedProfile }[],
): Promise<void> {
  if (actors.length === 0) return;
  const rows = actors.map(({ id, profile }) => ({ id, ...columnsOf(profile) }));
  const assignments = profileColumns.map(
    ([name]) => sql`${sql.identifier(name)} = given.${sql.identifier(name)}`,
  );
  await runSql(
    on,
    sql`UPDATE actor SET ${sql.join(assignments, ", ")}, updated_at = now()
      FROM json_to_recordset(${sql.value(JSON.stringify(rows))}::json) AS given (id uuid, ${profileDefinitions()})
      WHERE actor.id = given.id`,
  );
}

/** Writes the lists that change, of new and of stored actors. */
export async function writeLists(on: Queryable, changed: readonly ChangedActor[]): Promise<void> {
  await replaceList(
    on,
    "actor_genre",
    ["genre_id"],
    listOf(changed, ({ genreIds }) => genreIds?.map((id) => ({ genre_id: id }))),
  );
  await replaceList(
    on,
    "contact_link",
    ["id", "position", "url", "label"],
    listOf(changed, ({ links }) =>
      links?.map((link, position) => ({ id: newIds("entry").id, position, ...link })),
    ),
  );
  const added = changed.flatMap(({ id, externalIds = [] }) =>
    externalIds.map((externalId) => ({ id: newIds("entry").id, actor_id: id, ...externalId })),
  );
  await insertRows(on, "external_id", ["id", "actor_id", "scheme", "value", "url"], added);
}

interface ChangedList {
  readonly actorId: string;
  readonly rows: readonly object[];
}

function listOf(
  changed: readonly ChangedActor[],
  rowsOf: (actor: ChangedActor) => readonly object[] | undefined,
): ChangedList[] {
  return changed.flatMap((actor) => {
    const rows = rowsOf(actor);
    return rows ? [{ actorId: actor.id, rows }] : [];
  });
}

async function replaceList(
  on: Queryable,
  table: string,
  columns: readonly string[],
  lists: readonly ChangedList[],
): Promise<void> {
  if (lists.length === 0) return;
  const actorIds = lists.map(({ actorId }) => actorId);
  await runSql(
    on,
    sql`DELETE FROM ${sql.identifier(table)} WHERE actor_id = ANY (${sql.value(actorIds)}::uuid[])`,
  );
  const rows = lists.flatMap(({ actorId, rows: entries }) =>
    entries.map((entry) => ({ actor_id: actorId, ...entry })),
  );
  await insertRows(on, table, ["actor_id", ...columns], rows);
}

async function insertRows(
  on: Queryable,
  table: string,
  columns: readonly string[],
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = sql.join(
    columns.map((name) => sql.identifier(name)),
    ", ",
  );
  await runSql(
    on,
    sql`INSERT INTO ${sql.identifier(table)} (${names})
      SELECT ${names} FROM json_populate_recordset(NULL::${sql.identifier(table)}, ${sql.value(JSON.stringify(rows))}::json)`,
  );
}

/** The columns an import writes, with their types and where their values come from. */
const profileColumns = [
  ["name", sql`text`, "name"],
  ["former_names", sql`text[]`, "formerNames"],
  ["about_da", sql`text`, "aboutDa"],
  ["about_en", sql`text`, "aboutEn"],
  ["municipality_id", sql`uuid`, "municipalityId"],
  ["latitude", sql`double precision`, "latitude"],
  ["longitude", sql`double precision`, "longitude"],
  ["location_precision", sql`text`, "locationPrecision"],
  ["artist_form", sql`text`, "artistForm"],
] as const satisfies readonly (readonly [string, SQL, keyof ImportedProfile])[];

const columnsOf = (profile: ImportedProfile) =>
  Object.fromEntries(profileColumns.map(([name, , field]) => [name, profile[field]]));
const profileNames = () =>
  sql.join(
    profileColumns.map(([name]) => sql.identifier(name)),
    ", ",
  );
const profileDefinitions = () =>
  sql.join(
    profileColumns.map(([name, type]) => sql`${sql.identifier(name)} ${type}`),
    ", ",
  );
