import { parse } from "csv-parse/sync";
import { addPerson, ask, type Person } from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import {
  actorId,
  answersOf,
  comparable,
  expectedOf,
  nameOf,
  questionsOf,
} from "../../testkit/network/api-questions.js";
import { betweenness, summary } from "../../testkit/network/network-figures.js";
import type { NetworkWorld } from "../../testkit/network/network-model.js";
import { readNetwork } from "../../testkit/network/read-network.js";
import { exportText, importFile, womenOfJazz } from "./relationship-runs.js";

interface Summary {
  readonly actorCount: number;
  readonly relationshipCount: number;
  readonly crossMunicipalShare: number | null;
  readonly isolatedActorCount: number;
  readonly brokers: readonly { readonly betweenness: number; readonly actor: { readonly id: string } }[];
}
const summaryQuery = `{ networkSummary { actorCount relationshipCount crossMunicipalShare isolatedActorCount
  brokers(first: 100) { betweenness actor { id } } } }`;
const askSummary = async (hub: TestHub, person: Person | null): Promise<Summary> =>
  (await ask<{ networkSummary: Summary }>(hub, person, summaryQuery)).networkSummary;

/** The greatest scores first, as many as are listed, to nine decimals. */
const ranked = (scores: readonly (readonly [id: string, score: number])[]) =>
  scores
    .map(([id, score]) => [id, Number(score.toFixed(6))] as const)
    .filter(([, score]) => score > 0)
    .sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1))
    .slice(0, 100);

describe("the graph of women in jazz, imported", () => {
  let database: TestDatabase;
  let hub: TestHub;
  let world: NetworkWorld;
  let party: Person;
  let blocked: Person;
  let administrator: Person;

  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
    await importFile(database, womenOfJazz);
    hub = await startHub({ database });
    party = await addPerson(hub, "Part");
    blocked = await addPerson(hub, "Blokeret");
    administrator = await addPerson(hub, "Anna", { isAdministrator: true });
    // The best connected show their relationships to fewer: one to its network, one to itself. The party acts for a member of
    // the first, the blocked for another, whom the first has blocked.
    const client = await hub.database.connect();
    try {
      const { rows } = await client.query<{ id: string }>(
        "SELECT actor_id AS id FROM relationship_end GROUP BY actor_id ORDER BY count(*) DESC, actor_id LIMIT 3",
      );
      const [first, second, third] = rows.map(({ id }) => id);
      const show =
        "UPDATE actor SET field_visibility = jsonb_build_object('RELATIONSHIPS', $2::text) WHERE id = $1";
      await client.query(show, [first, "NETWORK"]);
      await client.query(show, [second, "MEMBERS"]);
      await client.query(show, [third, "SIGNED_IN"]);
      const near = await client.query<{ id: string }>(
        "SELECT other_id AS id FROM relationship_end WHERE actor_id = $1 ORDER BY other_id LIMIT 2",
        [first],
      );
      const [member, other] = near.rows.map(({ id }) => id);
      for (const [actor, account] of [
        [member, party.key],
        [other, blocked.key],
      ])
        await client.query(
          `INSERT INTO membership (id, public_id, actor_id, account_id, role, started_on)
            VALUES (gen_random_uuid(), 'membership_' || gen_random_uuid(), $1, $2, 'OWNER', '2026-01-01')`,
          [actor, account],
        );
      await client.query("INSERT INTO actor_block (blocker_id, blocked_id) VALUES ($1, $2)", [first, other]);
      world = await readNetwork(client);
    } finally {
      client.release();
    }
  });
  afterAll(async () => {
    await hub?.stop();
    await database?.drop();
  });

  test("paths, neighbours, mutual actors and figures are what a search by hand finds, for every viewer", async () => {
    const questions = [1, 2, 3, 4].map((seed) => questionsOf(world, seed));
    const counts = new Set<number>();
    for (const person of [null, party, blocked, administrator]) {
      for (const some of questions) {
        const answers = (await answersOf(hub, person, some)).map(comparable);
        expect([nameOf(person), answers]).toEqual([
          nameOf(person),
          some.map((question) => expectedOf(world, person, question)),
        ]);
      }
      const { brokers, ...figures } = await askSummary(hub, person);
      const viewer = person?.key ?? null;
      expect([nameOf(person), figures]).toEqual([nameOf(person), summary(world, viewer, world.today)]);
      const scores = [...betweenness(world, viewer, world.today)].map(
        ([id, score]) => [actorId(id), score] as const,
      );
      expect(ranked(brokers.map(({ actor, betweenness: score }) => [actor.id, score]))).toEqual(
        ranked(scores),
      );
      counts.add(figures.relationshipCount);
    }
    // Each of the four sees another network.
    expect(counts.size).toBe(4);
  });
});

describe("the demo region, recomputed from the edge list that the export writes", () => {
  let database: TestDatabase;
  let hub: TestHub;
  beforeAll(async () => {
    database = await createTestDatabase({ demo: true });
    hub = await startHub({ database });
  });
  afterAll(async () => {
    await hub?.stop();
    await database?.drop();
  });

  interface Edge {
    readonly id: string;
    readonly kind: NetworkWorld["relationships"][number]["kind"];
    readonly source: string;
    readonly target: string;
    readonly started_on: string;
    readonly ended_on: string;
    readonly source_visibility: "PUBLIC" | "SIGNED_IN" | "NETWORK" | "MEMBERS";
    readonly target_visibility: "PUBLIC" | "SIGNED_IN" | "NETWORK" | "MEMBERS";
  }
  interface Actor {
    readonly id: string;
    readonly slug: string;
    readonly kind: NetworkWorld["actors"][number]["kind"];
    readonly createdAt: string;
    readonly municipality: { readonly code: string } | null;
  }

  /** The actors that somebody sees, from the API, and the edges from the file: nothing of it comes from the network's own code. */
  async function fromTheFile(person: Person | null): Promise<NetworkWorld> {
    const actors: Actor[] = [];
    let after: string | null = null;
    do {
      const page: { actors: { nodes: Actor[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await ask(
          hub,
          person,
          `query ($after: String) { actors(first: 100, after: $after) { nodes { id slug kind createdAt municipality { code } }
          pageInfo { hasNextPage endCursor } } }`,
          { after },
        );
      actors.push(...page.actors.nodes);
      after = page.actors.pageInfo.hasNextPage ? page.actors.pageInfo.endCursor : null;
    } while (after);
    const edges: Edge[] = parse(await exportText(database), { columns: true, cast: false });
    const visibilities = new Map<string, Edge["source_visibility"]>(
      edges.flatMap((edge) => [
        [edge.source, edge.source_visibility],
        [edge.target, edge.target_visibility],
      ]),
    );
    return {
      today: new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Copenhagen" }).format(new Date()),
      actors: actors.map(({ slug, kind, createdAt, municipality }) => ({
        id: slug,
        kind,
        createdAt,
        municipalityCode: municipality?.code ?? null,
        visibility: { RELATIONSHIPS: visibilities.get(slug) ?? "PUBLIC" },
      })),
      accounts: person ? [{ id: person.key, isAdministrator: true }] : [],
      memberships: [],
      relationships: edges.map(({ id, kind, source, target, started_on, ended_on }) => ({
        id,
        kind,
        sourceId: source,
        targetId: target,
        status: "CONFIRMED",
        startedOn: started_on || null,
        endedOn: ended_on || null,
      })),
      blocks: [],
    };
  }

  test("the figures are the same, as of three days, per municipality and kind", async () => {
    const administrator = await addPerson(hub, "Anna", { isAdministrator: true });
    for (const person of [null, administrator]) {
      const world = await fromTheFile(person);
      expect(world.relationships.length).toBeGreaterThan(400);
      const viewer = person?.key ?? null;
      for (const asOf of [world.today, "2025-06-30", "2020-01-01"]) {
        for (const [filter, more] of [
          ["", {}],
          [", kinds: [ARTIST, VENUE]", { kinds: ["ARTIST", "VENUE"] }],
          [', municipalityCodes: ["0163", "0151"]', { municipalityCodes: ["0163", "0151"] }],
        ] as const) {
          const { networkSummary } = await ask<{ networkSummary: Omit<Summary, "brokers"> }>(
            hub,
            person,
            `{ networkSummary(asOf: "${asOf}"${filter}) { actorCount relationshipCount crossMunicipalShare isolatedActorCount } }`,
          );
          expect([nameOf(person), asOf, filter, networkSummary]).toEqual([
            nameOf(person),
            asOf,
            filter,
            summary(world, viewer, asOf, more),
          ]);
        }
      }
      const { brokers } = await askSummary(hub, person);
      const slugs = new Map(
        (
          await ask<{ nodes: { id: string; slug: string }[] }>(
            hub,
            person,
            "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Actor { id slug } } }",
            { ids: brokers.map(({ actor }) => actor.id) },
          )
        ).nodes.map(({ id, slug }) => [id, slug]),
      );
      const found = brokers.map(
        ({ actor, betweenness: score }) => [slugs.get(actor.id) ?? "", score] as const,
      );
      expect(ranked(found).slice(0, 20)).toEqual(
        ranked([...betweenness(world, viewer, world.today)]).slice(0, 20),
      );
    }
  });
});
