import type { PoolClient } from "pg";
import type { ActorKind } from "../../src/domains/actors/profiles/actor.enums.js";
import { loadReferenceData as loadPlaces } from "../../src/domains/places/reference-data.js";
import { newIds } from "../../src/platform/ids/ids.js";
import { createTestDatabase } from "../testkit/database.js";
import type { NetworkActor, NetworkRelationship } from "../testkit/network/network-model.js";
import { storeNetwork, storeRelationships } from "../testkit/network/store-network.js";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: PoolClient;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await loadPlaces(database.pool);
  client = await database.pool.connect();
});

afterAll(async () => {
  client.release();
  await database.drop();
});

const actorOfKind = (kind: ActorKind): NetworkActor => ({
  id: newIds("actor").id,
  kind,
  municipalityCode: null,
  createdAt: "2026-01-01T11:00:00Z",
  visibility: {},
});

const [venue, association, artist] = [
  actorOfKind("VENUE"),
  actorOfKind("ASSOCIATION"),
  actorOfKind("ARTIST"),
] as const;

beforeEach(() =>
  storeNetwork(client, {
    today: "2026-05-01",
    actors: [venue, association, artist],
    accounts: [],
    memberships: [],
    relationships: [],
    blocks: [],
  }),
);

/** A confirmed relationship without dates between venue and association, unless told otherwise. */
const relationship = (told: Partial<NetworkRelationship> = {}): NetworkRelationship => ({
  id: newIds("relationship").id,
  kind: "MEMBER_OF",
  sourceId: venue.id,
  targetId: association.id,
  status: "CONFIRMED",
  startedOn: null,
  endedOn: null,
  ...told,
});

/** The constraint by which the database refuses this work on it, or "accepted". What was accepted is kept. */
async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "accepted";
  } catch (error) {
    if (error instanceof Error && "constraint" in error) return String(error.constraint);
    throw error;
  }
}

const store = (told: Partial<NetworkRelationship>) =>
  refusal(() => storeRelationships(client, [relationship(told)]));

describe("a relationship in the database", () => {
  const later = { startedOn: "2026-01-01", endedOn: "2026-06-01" } as const;

  it("exists once at a time", async () => {
    expect(await store(later)).toBe("accepted");
    expect(await store(later)).toBe("relationship_exists_once");
    expect(await store({})).toBe("relationship_exists_once");
    expect(await store({ endedOn: "2026-01-02" })).toBe("relationship_exists_once");
    expect(await store({ startedOn: "2026-05-31", status: "PROPOSED" })).toBe("relationship_exists_once");
    expect(await store({ endedOn: "2026-01-01" })).toBe("accepted");
    expect(await store({ startedOn: "2026-06-01" })).toBe("accepted");
    expect(await store({ ...later, status: "DECLINED" })).toBe("accepted");
    expect(await store({ ...later, kind: "COLLABORATES_WITH" })).toBe("accepted");
  });

  it("exists once whoever is its source when the kind is symmetric, and only then", async () => {
    const reversed = { sourceId: association.id, targetId: venue.id };
    expect(await store({ kind: "COLLABORATES_WITH" })).toBe("accepted");
    expect(await store({ kind: "COLLABORATES_WITH", ...reversed })).toBe("relationship_exists_once");
    expect(await store({ kind: "HOSTS" })).toBe("accepted");
    expect(await store({ kind: "GREW_OUT_OF" })).toBe("accepted");
    expect(await store({ kind: "GREW_OUT_OF", ...reversed })).toBe("accepted");
  });

  it("cannot be confirmed beside one that stands", async () => {
    const declined = relationship({ status: "DECLINED" });
    await storeRelationships(client, [declined, relationship()]);
    expect(
      await refusal(() =>
        client.query("UPDATE relationship SET status = 'CONFIRMED' WHERE id = $1", [declined.id]),
      ),
    ).toBe("relationship_exists_once");
  });

  it("stands between two actors of kinds that its kind allows", async () => {
    expect(await store({ sourceId: association.id, targetId: venue.id })).toBe(
      "relationship_pair_is_allowed",
    );
    expect(await store({ targetId: artist.id })).toBe("relationship_pair_is_allowed");
    expect(await store({ kind: "MENTORS", sourceId: artist.id, targetId: venue.id })).toBe(
      "relationship_pair_is_allowed",
    );
    expect(await store({ sourceId: association.id })).toBe("relationship_joins_two");
  });

  it("does not end before it starts", async () => {
    expect(await store({ startedOn: "2026-05-02", endedOn: "2026-05-01" })).toBe(
      "relationship_ends_after_it_starts",
    );
    expect(await store({ startedOn: "2026-05-01", endedOn: "2026-05-01" })).toBe("accepted");
  });

  it("is proposed by one of its ends, and answered unless proposed", async () => {
    await storeRelationships(client, [relationship()]);
    const setting = (to: string) => refusal(() => client.query(`UPDATE relationship SET ${to}`));
    expect(await setting(`proposed_by = '${artist.id}'`)).toBe("relationship_is_proposed_by_an_end");
    expect(await setting("answered_at = NULL")).toBe("relationship_is_answered");
    expect(await setting("status = 'PROPOSED'")).toBe("relationship_is_answered");
    expect(await setting("status = 'PROPOSED', answered_at = NULL, proposed_by = NULL")).toBe("accepted");
  });

  it("is no matter for an actor that blocks itself", async () => {
    const blocking = () =>
      client.query("INSERT INTO actor_block (blocker_id, blocked_id) VALUES ($1, $1)", [venue.id]);
    expect(await refusal(blocking)).toBe("actor_blocks_another");
  });
});

/** The ends of all relationships, as text in the order of their actors. */
async function ends(): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(`
    SELECT concat_ws(' ', source.kind, kept.kind, target.kind, kept.status, coalesce(kept.started_on::text, '-'),
        coalesce(kept.ended_on::text, '-'), kept.own_level, kept.other_level, kept.listed_on) AS text
    FROM relationship_end AS kept JOIN actor AS source ON source.id = kept.actor_id
    JOIN actor AS target ON target.id = kept.other_id ORDER BY kept.relationship_id, source.kind`);
  return rows.map(({ text }) => text);
}

const show = (on: PoolClient, actor: NetworkActor, visibility: string) =>
  on.query(
    "UPDATE actor SET field_visibility = jsonb_build_object('RELATIONSHIPS', $2::text) WHERE id = $1",
    [actor.id, visibility],
  );

describe("the two ends of a relationship", () => {
  it("keep in step with it", async () => {
    await storeRelationships(client, [relationship({ status: "PROPOSED" })]);
    // Half an hour before midnight in UTC is the next day in Denmark.
    await client.query("UPDATE relationship SET created_at = '2026-03-31T22:30:00Z'");
    expect(await ends()).toEqual([
      "ASSOCIATION MEMBER_OF VENUE PROPOSED - - 0 0 2026-04-01",
      "VENUE MEMBER_OF ASSOCIATION PROPOSED - - 0 0 2026-04-01",
    ]);
    await client.query(
      "UPDATE relationship SET status = 'CONFIRMED', answered_at = now(), started_on = '2026-02-01', ended_on = '2026-07-01'",
    );
    expect(await ends()).toEqual([
      "ASSOCIATION MEMBER_OF VENUE CONFIRMED 2026-02-01 2026-07-01 0 0 2026-02-01",
      "VENUE MEMBER_OF ASSOCIATION CONFIRMED 2026-02-01 2026-07-01 0 0 2026-02-01",
    ]);
    for (const change of ["kind = 'PARTNER_OF'", "source_id = target_id", "target_id = gen_random_uuid()"])
      await expect(client.query(`UPDATE relationship SET ${change}`)).rejects.toMatchObject({
        constraint: "relationship_keeps_its_ends",
      });
    await client.query("DELETE FROM relationship");
    expect(await ends()).toEqual([]);
  });

  it("go with either actor", async () => {
    for (const gone of [venue, association]) {
      await client.query("DELETE FROM relationship");
      await storeRelationships(client, [relationship()]);
      await client.query("BEGIN");
      await client.query("DELETE FROM actor WHERE id = $1", [gone.id]);
      expect(await ends()).toEqual([]);
      await client.query("ROLLBACK");
      expect(await ends()).toHaveLength(2);
    }
  });

  it("know the visibility that their actors chose, before and after", async () => {
    await show(client, venue, "NETWORK");
    await storeRelationships(client, [
      relationship({ startedOn: "2026-02-01" }),
      relationship({
        kind: "GREW_OUT_OF",
        sourceId: association.id,
        targetId: venue.id,
        startedOn: "2026-02-01",
      }),
    ]);
    const levels = async () => (await ends()).map((text) => text.split(" ").slice(6, 8).join(" "));
    expect(await levels()).toEqual(["0 2", "2 0", "0 2", "2 0"]);
    await show(client, association, "MEMBERS");
    expect(await levels()).toEqual(["3 2", "2 3", "3 2", "2 3"]);
    await show(client, venue, "SIGNED_IN");
    expect(await levels()).toEqual(["3 1", "1 3", "3 1", "1 3"]);
    await client.query('UPDATE actor SET field_visibility = \'{"ABOUT": "MEMBERS"}\'');
    expect(await levels()).toEqual(["0 0", "0 0", "0 0", "0 0"]);
  });
});

describe("a relationship that is entered while one of its actors changes its visibility", () => {
  /** Runs both in transactions of their own; the second begins when the first has done its part, and must wait for it. */
  async function race(
    first: (on: PoolClient) => Promise<unknown>,
    second: (on: PoolClient) => Promise<unknown>,
  ) {
    const [one, other] = [await database.pool.connect(), await database.pool.connect()];
    try {
      await one.query("BEGIN");
      await other.query("BEGIN");
      await first(one);
      const { rows } = await other.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      const waiting = second(other);
      await untilItWaits(rows[0]?.pid ?? 0);
      await one.query("COMMIT");
      await waiting;
      await other.query("COMMIT");
    } finally {
      // What failed half-way must not go back to the pool with an open transaction.
      one.release(true);
      other.release(true);
    }
  }

  async function untilItWaits(pid: number): Promise<void> {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
      const { rowCount } = await client.query("SELECT 1 FROM pg_locks WHERE pid = $1 AND NOT granted", [pid]);
      if (rowCount) return;
    }
    throw new Error("The second transaction did not wait for the first.");
  }

  const enter = (on: PoolClient) => storeRelationships(on, [relationship({ startedOn: "2026-02-01" })]);
  const asShown = [
    "ASSOCIATION MEMBER_OF VENUE CONFIRMED 2026-02-01 - 3 0 2026-02-01",
    "VENUE MEMBER_OF ASSOCIATION CONFIRMED 2026-02-01 - 0 3 2026-02-01",
  ];

  it("gets the new one when the change commits first", async () => {
    await race((on) => show(on, association, "MEMBERS"), enter);
    expect(await ends()).toEqual(asShown);
  });

  it("gets the new one when it commits first itself", async () => {
    await race(enter, (on) => show(on, association, "MEMBERS"));
    expect(await ends()).toEqual(asShown);
  });

  it("gets the new one however they fall", async () => {
    const visibilities = ["PUBLIC", "SIGNED_IN", "NETWORK", "MEMBERS"];
    const shown = { venue: 0, association: 0 };
    for (let round = 0; round < 40; round++) {
      await client.query("DELETE FROM relationship");
      const [one, other, third] = await Promise.all([1, 2, 3].map(() => database.pool.connect()));
      if (!one || !other || !third) throw new Error("The pool gave no connection.");
      shown.venue = round % 4;
      shown.association = (round >> 2) % 4;
      try {
        await Promise.all([
          show(one, venue, visibilities[shown.venue] ?? ""),
          show(other, association, visibilities[shown.association] ?? ""),
          enter(third),
        ]);
      } finally {
        for (const used of [one, other, third]) used.release();
      }
      const { venue: own, association: others } = shown;
      expect(await ends()).toEqual([
        `ASSOCIATION MEMBER_OF VENUE CONFIRMED 2026-02-01 - ${others} ${own} 2026-02-01`,
        `VENUE MEMBER_OF ASSOCIATION CONFIRMED 2026-02-01 - ${own} ${others} 2026-02-01`,
      ]);
    }
  });
});

it("two related actors that change their visibility at once wait for each other, but not for ever", async () => {
  await client.query("DELETE FROM relationship");
  const kinds = ["MEMBER_OF", "PARTNER_OF", "COLLABORATES_WITH", "CO_ORGANISES"] as const;
  await storeRelationships(
    client,
    kinds.map((kind) => relationship({ kind, startedOn: "2026-02-01" })),
  );
  const [one, other] = [await database.pool.connect(), await database.pool.connect()];
  try {
    for (let round = 0; round < 50; round++) {
      const visibility = round % 2 === 0 ? "NETWORK" : "PUBLIC";
      await Promise.all([show(one, venue, visibility), show(other, association, visibility)]);
    }
  } finally {
    one.release();
    other.release();
  }
  expect(new Set((await ends()).map((text) => text.split(" ").slice(6, 8).join(" ")))).toEqual(
    new Set(["0 0"]),
  );
});
