import { type GraphQLSchema, isEnumType } from "graphql";
import type { ClientBase } from "pg";
import { publicIdOf } from "../../../src/platform/ids/ids.js";
import { compareTexts, type NetworkWorld } from "../network/network-model.js";
import { type Draw, drawWith, moreRelationships } from "../network/random-network.js";
import { readNetwork } from "../network/read-network.js";
import { storeRelationships } from "../network/store-network.js";
import { storeConversations } from "../visibility/random-conversations.js";

/** Who asks: a demo account, by the part of its address before the @, or null for a stranger. */
export const viewers = {
  stranger: null,
  /** Owns an actor, edits one, is a member of others; they have proposals that wait on both sides, and block others. */
  member: "venue",
  administrator: "admin",
  /** Acts for actors that many others have blocked. */
  blocked: "artist",
} as const;

interface Row {
  readonly id: string;
}

/**
 * Hides things everywhere in the demo region: fields of every visibility, blocks, relationships of every status and period,
 * invitations, claims and conversations of every status, accounts that are suspended, deleted or a minor's. The same for the same seed and day.
 */
export async function hideThings(client: ClientBase, schema: GraphQLSchema, seed: number): Promise<void> {
  const draw = drawWith(seed);
  await client.query("BEGIN");
  const actors = await rows<Row>(client, 'SELECT id FROM actor ORDER BY slug COLLATE "C"');
  await changeProfiles(client, schema, draw, actors);
  await addAccounts(client, draw, actors);
  await addInvitations(client, draw, actors);
  await addClaims(client, draw, actors);
  await addRelationships(client, draw);
  await addBlocks(client, draw, actors);
  const asking = await rows<Row>(
    client,
    `SELECT id FROM account WHERE email IN (${Object.values(viewers)
      .filter((name) => name !== null)
      .map((name) => `'${name}@demo.samspil.example'`)
      .join(", ")}) ORDER BY email COLLATE "C"`,
  );
  await storeConversations(
    client,
    draw,
    asking.map(({ id }) => id),
  );
  await addAttachments(client, draw);
  await client.query("COMMIT");
  await client.query("ANALYZE");
}

/** Texts that must come out of SQL and JSON as they went in. */
const awkwardTexts = [
  "Says \"no\" \\ 'yes'",
  "Two\nlines\tand\u2028more",
  "Grøn 🎷 ﬁ e\u0301",
  '{"json": [null]}',
  "</script> %s $1",
];

async function changeProfiles(
  client: ClientBase,
  schema: GraphQLSchema,
  draw: Draw,
  actors: readonly Row[],
): Promise<void> {
  const fields = namesIn(schema, "ProfileField");
  const levels = namesIn(schema, "FieldVisibility");
  for (const [place, { id }] of actors.entries()) {
    const hidden = fields.filter(() => draw.happens(draw.from([0, 0.3, 0.8])));
    const visibility = Object.fromEntries(hidden.map((field) => [field, draw.from(levels)]));
    const text = place % 7 === 0 ? draw.from(awkwardTexts) : null;
    // Some have one name and one moment of entry together, so that the id decides their order.
    await client.query(
      `UPDATE actor SET field_visibility = $2, about_en = coalesce($3, about_en), former_names = CASE WHEN $3::text IS NULL
         THEN former_names ELSE former_names || $3::text END, name = CASE WHEN $4 THEN 'Ensemblet (demo)' ELSE name END,
         created_at = CASE WHEN $4 THEN timestamptz '2026-01-05 10:00:00.123456+00' ELSE created_at END WHERE id = $1`,
      [id, visibility, text, place % 6 === 0],
    );
  }
  await insert(
    client,
    "external_id",
    actors.flatMap(({ id }, place) =>
      (["CVR", "MUSICBRAINZ", "WIKIDATA", "OPENSTREETMAP"] as const)
        .filter(() => draw.happens(0.3))
        .map((scheme) => ({
          id: draw.uuid(),
          actor_id: id,
          scheme,
          value: `${place + 1}`,
          url: "https://example.org/",
        })),
    ),
  );
}

function namesIn(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`The schema has no enum ${name}`);
  return type.getValues().map((value) => value.name);
}

async function addAccounts(client: ClientBase, draw: Draw, actors: readonly Row[]): Promise<void> {
  const accounts = ["open", "suspended", "deleted", "minor"].flatMap((state) =>
    Array.from({ length: 4 }, (_, place) => ({
      state,
      id: draw.uuid(),
      email: `${state}-${place}@example.org`,
    })),
  );
  await insert(
    client,
    "account",
    accounts.map(({ state, id, email }) => ({
      id,
      public_id: publicIdOf("account", id),
      email: state === "deleted" ? `deleted-${id}@deleted.invalid` : email,
      email_verified: draw.happens(0.7),
      display_name: state === "deleted" ? "" : `Konto ${email}`,
      language: draw.from(["DA", "EN"]),
      birth_date: state === "minor" ? "2014-05-06" : null,
      is_administrator: false,
      is_demo: false,
      suspended_at: state === "suspended" ? "2026-02-03T04:05:06.789Z" : null,
      deleted_at: state === "deleted" ? "2026-03-04T05:06:07Z" : null,
      created_at: "2026-01-02T03:04:05.678912Z",
      updated_at: "2026-01-02T03:04:05Z",
    })),
  );
  await insert(
    client,
    "membership",
    accounts.flatMap((account) =>
      distinct(draw, actors, 3).map(({ id: actorId }) => {
        const id = draw.uuid();
        return {
          id,
          public_id: publicIdOf("membership", id),
          actor_id: actorId,
          account_id: account.id,
          role: draw.from(["OWNER", "EDITOR", "MEMBER"]),
          started_on: draw.from(["2020-01-01", "2024-06-01"]),
          ended_on: draw.happens(0.4) ? "2025-01-01" : null,
          created_at: "2026-01-01T00:00:00Z",
        };
      }),
    ),
  );
}

async function addInvitations(client: ClientBase, draw: Draw, actors: readonly Row[]): Promise<void> {
  const accounts = await rows<Row & { email: string }>(client, "SELECT id, email FROM account ORDER BY id");
  // Those of the viewers most of all.
  const emails = [
    ...accounts.map(({ email }) => email),
    ...Object.values(viewers).flatMap((name) =>
      Array.from({ length: 6 }, () => `${name}@demo.samspil.example`),
    ),
    "nobody@example.org",
  ];
  const owned = await rows<Row>(
    client,
    "SELECT DISTINCT actor_id AS id FROM membership JOIN account ON account.id = account_id WHERE email ~ '^(artist|venue)@' ORDER BY 1",
  );
  const wanted = new Map<string, object>();
  for (const email of emails) {
    for (const { id: actorId } of [draw.from(actors), draw.from(owned)]) {
      const id = draw.uuid();
      const status = draw.from(["PENDING", "PENDING", "ACCEPTED", "DECLINED", "WITHDRAWN"]);
      wanted.set(`${actorId} ${email} ${status}`, {
        id,
        public_id: publicIdOf("invitation", id),
        actor_id: actorId,
        email,
        role: draw.from(["OWNER", "EDITOR", "MEMBER"]),
        status,
        invited_by: draw.from(accounts).id,
        expires_at: draw.from(["2026-01-31T00:00:00Z", "2999-01-01T00:00:00Z"]),
        mailed_at: "2026-01-01T00:00:00Z",
        created_at: draw.from(["2026-01-01T00:00:00.5Z", "2026-01-03T07:08:09.123456Z"]),
        answered_at: status === "PENDING" ? null : "2026-01-10T00:00:00Z",
      });
    }
  }
  await insert(client, "invitation", [...wanted.values()]);
}

async function addClaims(client: ClientBase, draw: Draw, actors: readonly Row[]): Promise<void> {
  const accounts = await rows<Row>(client, "SELECT id FROM account ORDER BY is_demo DESC, id");
  await insert(
    client,
    "actor_claim",
    accounts.flatMap((account) =>
      distinct(draw, actors, 2).map(({ id: actorId }) => {
        const id = draw.uuid();
        const status = draw.from(["PENDING", "APPROVED", "REJECTED", "WITHDRAWN"]);
        return {
          id,
          public_id: publicIdOf("claim", id),
          actor_id: actorId,
          account_id: account.id,
          message: draw.from([null, ...awkwardTexts]),
          status,
          decided_by: null,
          decided_at: status === "PENDING" ? null : "2026-01-20T12:00:00.001Z",
          created_at: draw.from(["2026-01-15T12:00:00Z", "2026-01-16T12:00:00.000001Z"]),
        };
      }),
    ),
  );
}

async function addRelationships(client: ClientBase, draw: Draw): Promise<void> {
  await storeRelationships(client, moreRelationships(await sortedNetwork(client), draw, 250));
  // The member's proposals, from both sides, between actors that have nothing to do with each other yet.
  const network = await sortedNetwork(client);
  const own = new Set((await rows<Row>(client, ownActors(viewers.member))).map(({ id }) => id));
  const pair = (one: { sourceId: string; targetId: string }) => [one.sourceId, one.targetId].sort().join();
  const related = new Set(network.relationships.map(pair));
  const proposals = new Map(
    moreRelationships({ ...network, relationships: [] }, draw, 1_500)
      .filter((one) => own.has(one.sourceId) || own.has(one.targetId))
      .filter((one) => !related.has(pair(one)))
      .map((one) => [
        pair(one),
        {
          ...one,
          status: draw.from(["PROPOSED", "PROPOSED", "DECLINED"] as const),
          startedOn: null,
          endedOn: null,
        },
      ]),
  );
  await storeRelationships(client, [...proposals.values()].slice(0, 30));
}

/** The network in an order of its own, so that draws can be repeated. */
async function sortedNetwork(client: ClientBase): Promise<NetworkWorld> {
  const world = await readNetwork(client);
  return { ...world, actors: [...world.actors].sort((one, other) => compareTexts(one.id, other.id)) };
}

async function addBlocks(client: ClientBase, draw: Draw, actors: readonly Row[]): Promise<void> {
  const pairs = new Map<string, object>();
  const block = (blocker: Row, blocked: Row) => {
    if (blocker.id !== blocked.id)
      pairs.set(`${blocker.id} ${blocked.id}`, {
        blocker_id: blocker.id,
        blocked_id: blocked.id,
        created_at: "2026-01-01T00:00:00Z",
      });
  };
  for (let round = 0; round < 40; round += 1) block(draw.from(actors), draw.from(actors));
  for (const own of await rows<Row>(client, ownActors(viewers.blocked)))
    for (const other of distinct(draw, actors, 25)) block(other, own);
  for (const own of await rows<Row>(client, ownActors(viewers.member)))
    for (const other of distinct(draw, actors, 6)) block(own, other);
  await insert(client, "actor_block", [...pairs.values()]);
}

/** Awaited and ready ones of every account. */
async function addAttachments(client: ClientBase, draw: Draw): Promise<void> {
  for (const account of await rows<Row>(client, "SELECT id FROM account ORDER BY id")) {
    for (const isReady of [false, true]) {
      const id = draw.uuid();
      await insert(client, "attachment", [
        {
          id,
          public_id: publicIdOf("attachment", id),
          owner_account_id: account.id,
          file_name: `${draw.from(["Noder", "Plakat", "100% ø"])}.png`,
          byte_size: 1 + draw.below(1000),
          created_at: "2026-01-01T00:00:00Z",
          state: isReady ? "READY" : "AWAITED",
          ...(isReady && { content_type: "image/png", width: 40, height: 30, storage_key: `no/${id}` }),
        },
      ]);
    }
  }
}

const ownActors = (account: string) =>
  `SELECT actor_id AS id FROM membership JOIN account ON account.id = account_id WHERE email = '${account}@demo.samspil.example' AND ended_on IS NULL ORDER BY 1`;

function distinct<Item>(draw: Draw, items: readonly Item[], count: number): Item[] {
  return [...new Set(Array.from({ length: count }, () => draw.from(items)))];
}

async function rows<Found extends object>(client: ClientBase, sql: string): Promise<Found[]> {
  return (await client.query<Found>(sql)).rows;
}

async function insert(client: ClientBase, table: string, values: readonly object[]): Promise<void> {
  const columns = Object.keys(values[0] ?? {}).join(", ");
  await client.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) ON CONFLICT DO NOTHING`,
    [JSON.stringify(values)],
  );
}
