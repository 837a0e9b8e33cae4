import type { PoolClient } from "pg";
import { newIds } from "../../../src/platform/ids/ids.js";
import { addPerson, join, mustAct, type Person } from "../actors.js";
import type { TestHub } from "../hub.js";
import type { NetworkWorld } from "../network/network-model.js";
import { type Draw, dayAfter, drawWith, moreRelationships } from "../network/random-network.js";
import { insert, storeRelationships } from "../network/store-network.js";
import { storeConversations } from "./random-conversations.js";
import { storeNotifications } from "./random-notifications.js";
import { drawnIds, type ProfileRows, randomProfiles, type Vocabulary } from "./random-profiles.js";

/** Who is in the world, by what they are in it. Those after `administrator` cannot ask: they are looked at. */
export const roles = [
  "nobody",
  "owner",
  "editor",
  "member",
  "former",
  "related",
  "blocked",
  "party",
  "invited",
  "claimant",
  "minor",
  "actingAdministrator",
  "administrator",
  "suspended",
  "deleted",
] as const;
export type Role = (typeof roles)[number];
export type People = Readonly<Record<Role, Person>>;

/** Municipalities with a polygon, labels of one plain word each. */
const municipalityCodes = ["0151", "0163", "0461", "0751"];
const genreSlugs = ["opera", "gospel", "swing", "bebop", "barbershop", "medieval", "traditional-jazz"];
const instrumentSlugs = ["guitar", "cello", "erhu", "viola", "rap"];

/** Fills an empty hub with a world of its own for each seed: by SQL, and through the API where acts change other rows. */
export async function makeWorld(hub: TestHub, seed: number): Promise<People> {
  const draw = drawWith(seed);
  const people = Object.fromEntries(
    await Promise.all(
      roles.map(async (role) => [
        role,
        await addPerson(hub, `Navn ${role}`, {
          isAdministrator: role.toLowerCase().endsWith("administrator"),
          language: draw.from(["DA", "EN"]),
          ...(role === "minor" && { birthDate: `${new Date().getFullYear() - 15}-01-01` }),
        }),
      ]),
    ),
  ) as People;
  const client = await hub.database.connect();
  let actors: ProfileRows[];
  try {
    await client.query("BEGIN");
    actors = randomProfiles(draw, await vocabularyOf(client));
    await storeProfiles(client, actors);
    await storeMembers(client, draw, people, actors);
    await storeNetworkOf(client, draw, actors);
    await storeRequests(client, draw, people, actors);
    await storeConversations(
      client,
      draw,
      roles.map((role) => people[role].key),
    );
    await storeAttachments(client, draw, people);
    await storeNotifications(
      client,
      draw,
      roles.map((role) => people[role].key),
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
  await act(hub, people, actors);
  return people;
}

async function vocabularyOf(client: PoolClient): Promise<Vocabulary> {
  const ids = async (table: string, column: string, values: readonly string[]) =>
    (
      await client.query<{ id: string }>(
        `SELECT id FROM ${table} WHERE ${column} = ANY ($1) ORDER BY ${column}`,
        [values],
      )
    ).rows.map(({ id }) => id);
  return {
    municipalities: await ids("municipality", "code", municipalityCodes),
    genres: await ids("genre", "slug", genreSlugs),
    instruments: await ids("instrument", "slug", instrumentSlugs),
  };
}

async function storeProfiles(client: PoolClient, actors: readonly ProfileRows[]): Promise<void> {
  // Tables that refer to actors come after them.
  for (const table of Object.keys(actors[0]?.rows ?? {}))
    await insert(
      client,
      table,
      actors.flatMap(({ rows }) => rows[table] ?? []),
    );
}

/** The roles in which people act for actors of this place in the list, several times the same for some. */
async function storeMembers(
  client: PoolClient,
  draw: Draw,
  people: People,
  actors: readonly ProfileRows[],
): Promise<void> {
  const { rows } = await client.query<{ today: string }>("SELECT today_in_denmark()::text AS today");
  const today = rows[0]?.today ?? "";
  const ended = (role: string) => [role, dayAfter(today, -draw.below(300))] as const;
  const plans: Partial<Record<Role, readonly (readonly [role: string, endedOn: string | null])[]>> = {
    owner: ["OWNER", "OWNER", "OWNER", "OWNER", "OWNER", "OWNER"].map((role) => [role, null]),
    editor: ["EDITOR", "EDITOR", "EDITOR"].map((role) => [role, null]),
    member: ["MEMBER", "MEMBER", "MEMBER"].map((role) => [role, null]),
    former: [ended("OWNER"), ended("EDITOR"), ended("MEMBER")],
    related: [["OWNER", null], ended("OWNER")],
    blocked: [
      ["OWNER", null],
      ["MEMBER", null],
    ],
    party: [["EDITOR", null]],
    claimant: [ended("MEMBER")],
    actingAdministrator: [["MEMBER", null]],
    suspended: [
      ["OWNER", null],
      ["OWNER", null],
    ],
    deleted: [["OWNER", null], ["EDITOR", null], ended("OWNER")],
  };
  const memberships = Object.entries(plans).flatMap(([name, plan]) => {
    const places = new Set<ProfileRows>();
    while (places.size < plan.length) places.add(draw.from(actors));
    const account = people[name as Role].key;
    const own = [...places].map((actor, number) =>
      membership(actor, account, ...(plan[number] ?? ["MEMBER", null])),
    );
    // Somebody who came back after an earlier time.
    const [first] = [...places];
    return name === "editor" && first ? [...own, membership(first, account, "MEMBER", "2023-06-01")] : own;
  });
  function membership(actor: ProfileRows, account_id: string, role: string, ended_on: string | null) {
    const { id, publicId } = drawnIds(draw, "membership");
    const started_on = `2023-0${1 + draw.below(5)}-11`;
    return { id, public_id: publicId, actor_id: actor.id, account_id, role, started_on, ended_on };
  }
  await insert(client, "membership", memberships);
}

/** Relationships of every status and period, some imported, some proposed by the target; and blocks, some against the related. */
async function storeNetworkOf(client: PoolClient, draw: Draw, actors: readonly ProfileRows[]): Promise<void> {
  const { rows } = await client.query<{ today: string }>("SELECT today_in_denmark()::text AS today");
  const bare: NetworkWorld = {
    today: rows[0]?.today ?? "",
    actors: actors.map(({ id, kind }) => ({
      id,
      kind,
      municipalityCode: null,
      createdAt: "",
      visibility: {},
    })),
    accounts: [],
    memberships: [],
    relationships: [],
    blocks: [],
  };
  // Those with members get more, or nobody's network would show anything.
  const acting = await client.query<{ id: string }>("SELECT DISTINCT actor_id AS id FROM membership");
  const withMembers = bare.actors.filter(({ id }) => acting.rows.some((each) => each.id === id));
  const close = moreRelationships({ ...bare, actors: withMembers }, draw, 60);
  const relationships = [...close, ...moreRelationships({ ...bare, relationships: close }, draw, 90)];
  await storeRelationships(client, relationships);
  for (const { id, sourceId, targetId } of relationships)
    await client.query("UPDATE relationship SET proposed_by = $2, created_at = $3 WHERE id = $1", [
      id,
      draw.from([sourceId, targetId, targetId, null]),
      new Date(Date.UTC(2026, draw.below(6), 1 + draw.below(28), draw.below(24))),
    ]);
  const blocks = relationships
    .filter(() => draw.happens(0.12))
    .map(({ sourceId, targetId }) =>
      draw.happens(0.5)
        ? { blocker_id: sourceId, blocked_id: targetId }
        : { blocker_id: targetId, blocked_id: sourceId },
    );
  await insert(client, "actor_block", blocks, "ON CONFLICT DO NOTHING");
}

/** Invitations and claims of every status, by and to people of every kind. */
async function storeRequests(
  client: PoolClient,
  draw: Draw,
  people: People,
  actors: readonly ProfileRows[],
): Promise<void> {
  const unverified = { ...drawnIds(draw, "account"), email: `unverified-${draw.below(1e9)}@example.org` };
  await insert(client, "account", [
    {
      id: unverified.id,
      public_id: unverified.publicId,
      email: unverified.email,
      display_name: "Navn uprøvet",
    },
  ]);
  const emails = [
    ...["invited", "invited", "nobody", "owner", "deleted", "suspended"].map(
      (role) => people[role as Role].email,
    ),
    unverified.email,
    "fremmed@example.org",
  ];
  const invitations = emails.flatMap((email) =>
    ["PENDING", "EXPIRED", "DECLINED", "ACCEPTED", "WITHDRAWN"].map((status) => {
      const { id, publicId } = drawnIds(draw, "invitation");
      const isOpen = status === "PENDING" || status === "EXPIRED";
      return {
        id,
        public_id: publicId,
        actor_id: draw.from(actors).id,
        email,
        role: draw.from(["OWNER", "EDITOR", "MEMBER"]),
        status: isOpen ? "PENDING" : status,
        invited_by: people[draw.from(["owner", "deleted", "suspended"] as const)].key,
        expires_at: status === "EXPIRED" ? "2026-01-01T12:00:00Z" : "2999-01-01T12:00:00Z",
        mailed_at: "2026-01-01T12:00:00Z",
        answered_at: isOpen ? null : "2026-01-02T12:00:00Z",
        created_at: new Date(Date.UTC(2025, draw.below(12), 1 + draw.below(28), 8, 0, 0, draw.below(1000))),
      };
    }),
  );
  await insert(client, "invitation", invitations, "ON CONFLICT DO NOTHING");
  const claims = (["claimant", "nobody", "deleted"] as const).flatMap((role) =>
    ["PENDING", "APPROVED", "REJECTED", "WITHDRAWN"].map((status) => {
      const { id, publicId } = drawnIds(draw, "claim");
      return {
        id,
        public_id: publicId,
        actor_id: draw.from(actors).id,
        account_id: people[role].key,
        message: draw.happens(0.7) ? `Fordi ${role}` : null,
        status,
        decided_at: status === "PENDING" ? null : "2026-03-01T12:00:00Z",
        created_at: new Date(Date.UTC(2026, draw.below(2), 1 + draw.below(28), 8, 0, 0, draw.below(1000))),
      };
    }),
  );
  await insert(client, "actor_claim", claims);
}

/** Files of people of every kind: awaited, ready, pictures, and one that hangs where no domain answers for it. */
async function storeAttachments(client: PoolClient, draw: Draw, people: People): Promise<void> {
  const picture = { content_type: "image/png", width: 40, height: 30 };
  const kinds: readonly (readonly [name: string, stored: object | null, isHung: boolean])[] = [
    ["Ventet.pdf", null, false],
    ["Noder.pdf", { content_type: "application/pdf" }, false],
    ["Plakat.png", picture, false],
    ["Hængt.png", picture, true],
  ];
  for (const role of roles) {
    for (const [name, stored, isHung] of kinds) {
      const { id, publicId } = drawnIds(draw, "attachment");
      const ready = stored && { ...stored, state: "READY", storage_key: `no/${id}` };
      await insert(client, "attachment", [
        {
          ...{ id, public_id: publicId, owner_account_id: people[role].key, file_name: `${role} ${name}` },
          byte_size: 1 + draw.below(1000),
          ...ready,
          ...(isHung && { hung_on_type: "Nothing", hung_on_id: id, hung_position: 0 }),
        },
      ]);
    }
  }
}

/** What changes other rows than its own: a minor who joins, accounts that are suspended and deleted. */
async function act(hub: TestHub, people: People, actors: readonly ProfileRows[]): Promise<void> {
  const { owner, minor, administrator, suspended, deleted } = people;
  const open = (name: string) => ({
    name,
    municipalityCode: municipalityCodes[0],
    location: { latitude: 55.7012345, longitude: 12.5123456, precision: "EXACT" },
    externalIds: [{ scheme: "OPENSTREETMAP", value: `node/9${name.length}424242` }],
  });
  const create = (kind: string, name: string) =>
    mustAct<{ id: string; slug: string }>(hub, owner, "createActor", { kind, ...open(name) });
  const [band, stage, shop] = [
    await create("ARTIST", "Ungt band"),
    await create("VENUE", "Overtaget scene"),
    await create("VENUE", "Hjulpet scene"),
  ];
  // Their relationships are covered too.
  for (const { id } of actors.filter(({ kind }) => kind === "ASSOCIATION"))
    for (const { id: other } of [band, stage])
      await hub.database.query(
        `INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, answered_at)
          SELECT $1, $2, 'COLLABORATES_WITH', actor.id, $3, 'CONFIRMED', now() FROM actor WHERE public_id = $4`,
        [...Object.values(newIds("relationship")), id, other],
      );
  await join(hub, owner, minor, band, "MEMBER");
  await join(hub, owner, minor, shop, "MEMBER");
  await hub.database.query(
    "DELETE FROM membership WHERE actor_id = (SELECT id FROM actor WHERE public_id = $1)",
    [stage.id],
  );
  const { id } = await mustAct(hub, minor, "claimActor", { actorId: stage.id });
  await mustAct(hub, administrator, "approveClaim", { claimId: id });
  await mustAct(hub, owner, "updateActor", {
    actorId: shop.id,
    slug: "hjulpet-scene-nu",
    name: "Støttet scene",
  });
  await mustAct(hub, administrator, "suspendAccount", { accountId: suspended.accountId });
  await mustAct(hub, deleted, "deleteAccount", { accountId: deleted.accountId });
}
