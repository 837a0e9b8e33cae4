import type { ClientBase } from "pg";
import { listenerCount } from "./conversations.js";
import { accountIds, actorIds, enteredAt, relationshipIds, rowIdsOf, sessionToken } from "./entered-rows.js";
import { loadConversations } from "./load-conversations.js";
import { aboutActor, memberCount, type Region, type RegionActor } from "./region.js";

/** Rows of one statement. */
const actorsPerBatch = 500;
const relationshipsPerBatch = 5000;

/** What the region's places in lists stand for in the database. */
export interface ReferenceRows {
  /** Uuids in the order of the codes. */
  readonly municipalities: readonly { readonly id: string; readonly code: string }[];
  /** Uuids in the order of the slugs. */
  readonly genres: readonly { readonly id: string }[];
}

export async function readReferenceRows(client: ClientBase): Promise<ReferenceRows> {
  const municipalities = await client.query<{ id: string; code: string }>(
    'SELECT id, code FROM municipality ORDER BY code COLLATE "C"',
  );
  const genres = await client.query<{ id: string }>('SELECT id FROM genre ORDER BY slug COLLATE "C"');
  return { municipalities: municipalities.rows, genres: genres.rows };
}

/** Writes the region into a database that has the schema and the reference data, and nothing else. */
export async function loadRegion(
  client: ClientBase,
  region: Region,
  reference: ReferenceRows,
  progress: (text: string) => void,
): Promise<void> {
  await loadAccounts(client);
  await loadActors(client, region.actors, reference, progress);
  await loadMembers(client, region);
  await loadConversations(client, region);
  await withoutChecks(client, ["relationship", "relationship_end"], async () => {
    await loadRelationships(client, region, progress);
    progress("  the ends of relationships, indexes and constraints ...");
    await client.query(`
      INSERT INTO relationship_end (relationship_id, actor_id, other_id, kind, status, started_on, ended_on, own_level, other_level, listed_on)
      SELECT entered.id, CASE WHEN side.is_source THEN source_id ELSE target_id END, CASE WHEN side.is_source THEN target_id ELSE source_id END,
        kind, status, started_on, ended_on,
        CASE WHEN side.is_source THEN source_level ELSE target_level END, CASE WHEN side.is_source THEN target_level ELSE source_level END,
        coalesce(started_on, (created_at AT TIME ZONE 'Europe/Copenhagen')::date)
      FROM relationship AS entered CROSS JOIN (VALUES (true), (false)) AS side(is_source)
      ORDER BY entered.id, side.is_source DESC`);
  });
  await client.query(
    `INSERT INTO actor_block (blocker_id, blocked_id) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT DO NOTHING`,
    [
      region.blocks.map(([blocker]) => actorIds(blocker).id),
      region.blocks.map(([, blocked]) => actorIds(blocked).id),
    ],
  );
  await client.query("VACUUM (ANALYZE)");
}

async function loadAccounts(client: ClientBase): Promise<void> {
  const places = Array.from({ length: memberCount + listenerCount }, (_, place) => place);
  await client.query(
    `INSERT INTO account (id, public_id, email, email_verified, display_name, birth_date, created_at)
      SELECT id, public_id, email, true, 'Konto ' || email, '1980-01-01', created_at
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS given(id, public_id, email, created_at)`,
    [
      places.map((place) => accountIds(place).id),
      places.map((place) => accountIds(place).publicId),
      places.map((place) => `konto-${place}@bench.samspil.example`),
      places.map((place) => new Date(enteredAt("account", place))),
    ],
  );
  await client.query(
    `INSERT INTO account_session (id, token, account_id, expires_at)
      SELECT id, token, account_id, '2100-01-01' FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS given(id, token, account_id)`,
    [
      places.map((place) => rowIdsOf("session", place).id),
      places.map(sessionToken),
      places.map((place) => accountIds(place).id),
    ],
  );
}

async function loadActors(
  client: ClientBase,
  actors: readonly RegionActor[],
  { municipalities, genres }: ReferenceRows,
  progress: (text: string) => void,
): Promise<void> {
  for (let first = 0; first < actors.length; first += actorsPerBatch) {
    if (first % 20_000 === 0) progress(`  ${first} of ${actors.length} actors ...`);
    const rows = actors.slice(first, first + actorsPerBatch).map((actor, offset) => {
      const place = first + offset;
      return {
        id: actorIds(place).id,
        public_id: actorIds(place).publicId,
        kind: actor.kind,
        slug: actor.slug,
        name: actor.name,
        about_da: aboutActor(place),
        municipality_id: municipalities[actor.municipality]?.id,
        field_visibility: actor.hides ? { [actor.hides.field]: actor.hides.for } : {},
        created_at: new Date(enteredAt("actor", place)),
        genre_ids: actor.genres.map((genre) => genres[genre]?.id),
      };
    });
    // One statement, hence one transaction: its documents of the search are written when it commits.
    await client.query(
      `WITH given AS MATERIALIZED (
          SELECT * FROM jsonb_to_recordset($1::jsonb) AS row(id uuid, public_id text, kind text, slug text, name text, about_da text,
            municipality_id uuid, field_visibility jsonb, created_at timestamptz, genre_ids uuid[])
        ), slugs AS (INSERT INTO actor_slug (slug, actor_id) SELECT slug, id FROM given),
        links AS (INSERT INTO actor_genre (actor_id, genre_id) SELECT id, unnest(genre_ids) FROM given)
        INSERT INTO actor (id, public_id, kind, slug, name, about_da, municipality_id, field_visibility, created_at, updated_at)
        SELECT id, public_id, kind, slug, name, about_da, municipality_id, field_visibility, created_at, created_at FROM given`,
      [JSON.stringify(rows)],
    );
  }
}

async function loadMembers(client: ClientBase, { members }: Region): Promise<void> {
  const ids = members.map((_, place) => rowIdsOf("membership", place));
  await client.query(
    `INSERT INTO membership (id, public_id, actor_id, account_id, role, started_on)
      SELECT id, public_id, actor_id, account_id, 'OWNER', '2018-07-01'
      FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) AS given(id, public_id, actor_id, account_id)`,
    [
      ids.map(({ id }) => id),
      ids.map(({ publicId }) => publicId),
      members.map(({ actor }) => actorIds(actor).id),
      members.map((_, place) => accountIds(place).id),
    ],
  );
}

async function loadRelationships(
  client: ClientBase,
  { actors, relationships }: Region,
  progress: (text: string) => void,
): Promise<void> {
  const ids = actors.map((_, place) => actorIds(place).id);
  for (let first = 0; first < relationships.length; first += relationshipsPerBatch) {
    if (first % 200_000 === 0) progress(`  ${first} of ${relationships.length} relationships ...`);
    const batch = relationships.slice(first, first + relationshipsPerBatch);
    const rowIds = batch.map((_, offset) => relationshipIds(first + offset));
    await client.query(
      `INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, proposed_by, started_on, ended_on, created_at, answered_at,
          source_kind, target_kind, source_level, target_level, first_id, second_id)
        SELECT given.id, given.public_id, given.kind, source.id, target.id, given.status,
          CASE WHEN given.by_source THEN source.id ELSE target.id END, given.started_on, given.ended_on, given.created_at,
          CASE WHEN given.status <> 'PROPOSED' THEN given.created_at END, source.kind, target.kind,
          relationships_level(source.field_visibility), relationships_level(target.field_visibility),
          CASE WHEN rule.is_symmetric THEN least(source.id, target.id) ELSE source.id END,
          CASE WHEN rule.is_symmetric THEN greatest(source.id, target.id) ELSE target.id END
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::boolean[], $8::date[], $9::date[], $10::timestamptz[])
          AS given(id, public_id, kind, source_id, target_id, status, by_source, started_on, ended_on, created_at)
        JOIN actor AS source ON source.id = given.source_id JOIN actor AS target ON target.id = given.target_id
        JOIN relationship_kind AS rule ON rule.kind = given.kind
        ORDER BY given.id`,
      [
        rowIds.map(({ id }) => id),
        rowIds.map(({ publicId }) => publicId),
        batch.map(({ kind }) => kind),
        batch.map(({ source }) => ids[source]),
        batch.map(({ target }) => ids[target]),
        batch.map(({ status }) => status),
        batch.map(({ proposedBySource }) => proposedBySource),
        batch.map(({ startedOn }) => startedOn),
        batch.map(({ endedOn }) => endedOn),
        batch.map((_, offset) => new Date(enteredAt("relationship", first + offset))),
      ],
    );
  }
}

/**
 * Fills tables without their triggers, foreign keys and exclusions, which take ten times as long row by row as at once;
 * afterwards they are there again, word for word, and have checked every row.
 */
async function withoutChecks(
  client: ClientBase,
  names: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
      FROM pg_constraint WHERE conrelid = ANY ($1::text[]::regclass[]) AND contype IN ('f', 'x')`,
    [names],
  );
  for (const table of names) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  for (const { table, name } of rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  await fill();
  for (const { table, name, definition } of rows)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  for (const table of names) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}
