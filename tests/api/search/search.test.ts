import { mostRanked } from "../../../src/platform/search/searched-documents.js";
import { runCounted } from "../../architecture/counted-query.js";
import {
  addPerson,
  ask,
  codeOf,
  createActor,
  mustAct,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { runQuery, startHub, type TestHub } from "../../testkit/hub.js";
import { spellings } from "../../testkit/spellings.js";

let hub: TestHub;
let owner: Person;
let related: Person;
let other: Person;
let blocked: Person;
let administrator: Person;
let band: TestActor;

beforeAll(async () => {
  // Statements are counted of the batched way.
  hub = await startHub({ env: { READS: "compared" } });
  [owner, related, other, blocked] = (await Promise.all(
    ["Ejer", "Nabo", "Fremmed", "Blokeret"].map((name) => addPerson(hub, name)),
  )) as [Person, Person, Person, Person];
  administrator = await addPerson(hub, "Anna", { isAdministrator: true });
  band = await createActor(hub, owner, {
    kind: "ARTIST",
    name: "Zebrafinkerne <b>",
    aboutDa: "Vi spiller yakrock & danser i Gnuby.",
    offers: ["wombatkor"],
    seeks: ["xylofonist"],
    municipalityCode: "0163",
    genreSlugs: ["indie-rock"],
    location: { latitude: 55.7337, longitude: 12.4225, precision: "EXACT" },
    artist: { lineUp: [{ name: "Ulrikke Quist" }] },
    fieldVisibilities: [
      { field: "OFFERS", visibility: "SIGNED_IN" },
      { field: "SEEKS", visibility: "MEMBERS" },
    ],
  });
  for (const person of [related, blocked]) {
    const venue = await createActor(hub, person, { kind: "VENUE", name: `Hal ${person.name}` });
    const input = { kind: "PLAYS_AT", sourceId: band.id, targetId: venue.id };
    const { id } = await mustAct(hub, person, "proposeRelationship", input);
    await mustAct(hub, owner, "confirmRelationship", { relationshipId: id });
    if (person === blocked)
      await mustAct(hub, owner, "blockActor", { actorId: band.id, blockedActorId: venue.id });
  }
});
afterAll(() => hub?.stop());

interface Search {
  readonly totalCount: number;
  readonly nodes: readonly {
    readonly highlight: string | null;
    readonly distanceKm: number | null;
    readonly node: { readonly id: string; readonly slug: string; readonly name: string };
  }[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly endCursor: string;
  };
  readonly facets: {
    readonly actorKinds: readonly { readonly kind: string; readonly count: number }[];
    readonly municipalities: readonly {
      readonly municipality: { readonly code: string };
      readonly count: number;
    }[];
    readonly genres: readonly { readonly genre: { readonly slug: string }; readonly count: number }[];
  };
}
const fields = `totalCount nodes { highlight distanceKm node { id ... on Actor { slug name } } } edges { cursor }
  pageInfo { hasNextPage hasPreviousPage endCursor }
  facets { actorKinds { kind count } municipalities { municipality { code } count } genres { genre { slug } count } }`;
async function search(query: string, more: object = {}, person: Person | null = null): Promise<Search> {
  const variables = { query, first: 100, ...more };
  return (
    await ask<{ search: Search }>(
      hub,
      person,
      `query ($query: String!, $filter: SearchFilter, $orderBy: SearchOrder, $first: Int, $after: String, $last: Int, $before: String) {
        search(query: $query, filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) { ${fields} } }`,
      variables,
    )
  ).search;
}
const slugs = ({ nodes }: Search) => nodes.map(({ node }) => node.slug);

test.each(spellings)("%s finds %s", async (query, slug) => {
  expect(slugs(await search(query))).toContain(slug);
});

describe("who finds what", () => {
  const people = () => ({ stranger: null, other, blocked, related, owner, administrator });
  type Who = keyof ReturnType<typeof people>;
  test.each<[word: string, readonly Who[]]>([
    ["yakrock", ["stranger", "other", "blocked", "related", "owner", "administrator"]],
    ["wombatkor", ["other", "blocked", "related", "owner", "administrator"]],
    ["ulrikke quist", ["related", "owner", "administrator"]],
    ["xylofonist", ["owner", "administrator"]],
    // With a typo each.
    ["yakrok", ["stranger", "other", "blocked", "related", "owner", "administrator"]],
    ["ulrikke qvist", ["related", "owner", "administrator"]],
    ["xylofnist", ["owner", "administrator"]],
  ])("%s is found by %j", async (word, finders) => {
    for (const [who, person] of Object.entries(people())) {
      const found = await search(word, {}, person);
      const isFound = finders.includes(who as Who);
      expect([who, slugs(found)]).toEqual([who, isFound ? [band.slug] : []]);
      expect([who, found.totalCount]).toEqual([who, isFound ? 1 : 0]);
      expect(found.facets.actorKinds).toEqual(isFound ? [{ kind: "ARTIST", count: 1 }] : []);
      expect(found.nodes[0]?.highlight ?? null).toEqual(isFound ? expect.stringContaining("<mark>") : null);
    }
  });

  test("a hidden municipality or place is in no facet, filter or distance", async () => {
    const near = { latitude: 55.7337, longitude: 12.4225, withinKm: 1 };
    const seen = await search("zebrafinkerne", { filter: { near, municipalityCodes: ["0163"] } });
    expect(seen.nodes.map(({ distanceKm }) => distanceKm)).toEqual([expect.closeTo(0, 6)]);
    expect(seen.facets.municipalities).toEqual([{ municipality: { code: "0163" }, count: 1 }]);
    const hide = (visibility: string) =>
      mustAct(hub, owner, "updateActor", {
        actorId: band.id,
        fieldVisibilities: [{ field: "MUNICIPALITY", visibility }],
      });
    await hide("NETWORK");
    for (const person of [null, other, blocked]) {
      expect((await search("zebrafinkerne", { filter: { near } }, person)).totalCount).toBe(0);
      expect(
        (await search("zebrafinkerne", { filter: { municipalityCodes: ["0163"] } }, person)).totalCount,
      ).toBe(0);
      const found = await search("zebrafinkerne", { filter: { near: { ...near, withinKm: null } } }, person);
      expect(found.nodes.map(({ distanceKm }) => distanceKm)).toEqual([null]);
      expect(found.facets.municipalities).toEqual([]);
    }
    expect((await search("zebrafinkerne", { filter: { near } }, related)).totalCount).toBe(1);
    await hide("PUBLIC");
    expect((await search("zebrafinkerne", { filter: { near } })).totalCount).toBe(1);
  });
});

describe("what is answered", () => {
  test("highlights are safe to show", async () => {
    const [hit] = (await search("yakrock")).nodes;
    expect(hit?.highlight).toBe("Vi spiller <mark>yakrock</mark> &amp; danser i Gnuby.");
    const [title] = (await search("zebrafinkerne")).nodes;
    expect(title?.highlight).toBe("<mark>Zebrafinkerne</mark> &lt;b&gt;");
  });

  test("a name goes before a text, and pages go forward and back, each hit once", async () => {
    const all = await search("musikskole");
    expect(all.totalCount).toBeGreaterThan(10);
    const forward: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const page: Search = await search("musikskole", { first: 3, after });
      forward.push(...slugs(page));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(forward).toEqual(slugs(all));
    const backward: string[] = [];
    let before: string | null = null;
    for (let more = true; more; ) {
      const page: Search = await search("musikskole", { first: null, last: 4, before });
      backward.unshift(...slugs(page));
      before = page.edges[0]?.cursor ?? null;
      more = page.pageInfo.hasPreviousPage;
    }
    expect(backward).toEqual(slugs(all));
    const isNamed = all.nodes.map(({ node }) => /musikskole/i.test(node.name));
    expect(isNamed).toEqual([...isNamed].sort((one, two) => Number(two) - Number(one)));
  });

  test("facets count all hits, also those of other pages, and filters narrow them", async () => {
    const all = await search("", { first: 100 });
    const byKind = Object.fromEntries(all.facets.actorKinds.map(({ kind, count }) => [kind, count]));
    expect(Object.values(byKind).reduce((sum, count) => sum + count, 0)).toBe(all.totalCount);
    const { actors } = await ask<{ actors: { totalCount: number } }>(
      hub,
      null,
      "{ actors(filter: { kinds: [VENUE, FESTIVAL] }) { totalCount } }",
    );
    const some = await search("", { first: 1, filter: { actorKinds: ["VENUE", "FESTIVAL"] } });
    expect([some.totalCount, some.nodes.length]).toEqual([actors.totalCount, 1]);
    expect(some.facets.actorKinds).toEqual(
      [
        { kind: "VENUE", count: byKind.VENUE },
        { kind: "FESTIVAL", count: byKind.FESTIVAL },
      ].sort((one, two) => (two.count ?? 0) - (one.count ?? 0)),
    );
    for (const { municipality, count } of some.facets.municipalities.slice(0, 3)) {
      const filter = { actorKinds: ["VENUE", "FESTIVAL"], municipalityCodes: [municipality.code] };
      expect((await search("", { filter })).totalCount).toBe(count);
    }
    for (const { genre, count } of some.facets.genres.slice(0, 3)) {
      const filter = { actorKinds: ["VENUE", "FESTIVAL"], genreSlugs: [genre.slug] };
      expect((await search("", { filter })).totalCount).toBe(count);
    }
  });

  test("the nearest first, what shows no place last", async () => {
    const near = { latitude: 55.72, longitude: 12.44 };
    const hidden = await createActor(hub, owner, { kind: "VENUE", name: "Ingensteds" });
    const found = await search("", { filter: { near, actorKinds: ["VENUE"] }, orderBy: "DISTANCE" });
    const distances = found.nodes.map(({ distanceKm }) => distanceKm);
    const known = distances.filter((distance) => distance !== null);
    expect(known.length).toBeGreaterThan(20);
    expect(known).toEqual([...known].sort((one, two) => one - two));
    expect(distances.slice(0, known.length)).toEqual(known);
    expect(slugs(found).slice(known.length)).toContain(hidden.slug);
    const within = await search("", {
      filter: { near: { ...near, withinKm: 5 }, actorKinds: ["VENUE"] },
      orderBy: "DISTANCE",
    });
    expect(slugs(within)).toEqual(slugs(found).filter((_, place) => (distances[place] ?? 99) <= 5));
  });

  test("beyond what is ranked hits are counted, but not listed", async () => {
    await hub.database.query(
      `INSERT INTO search_document (node_type, node_id, owner_id, from_level, to_level, title, body, actor_kind, latitude, longitude, terms)
       SELECT 'Actor', gen_random_uuid(), id, 0, 3, 'Hvalros', '', 'VENUE', 55, 12, search_terms_of(NULL, NULL, 'hvalros')
       FROM actor, generate_series(0, $2) WHERE public_id = $1`,
      [band.id, mostRanked],
    );
    const pageOf = (page: string) =>
      ask<{ search: Pick<Search, "totalCount" | "edges" | "pageInfo" | "facets"> }>(
        hub,
        null,
        `{ search(query: "hvalros", ${page}) { totalCount edges { cursor } pageInfo { hasNextPage } facets { actorKinds { count } } } }`,
      ).then((answer) => answer.search);
    const last = await pageOf("last: 1");
    expect([last.totalCount, last.facets.actorKinds]).toEqual([mostRanked + 1, [{ count: mostRanked + 1 }]]);
    const beyond = await pageOf(`first: 1, after: "${last.edges[0]?.cursor}"`);
    expect([beyond.edges, beyond.pageInfo.hasNextPage]).toEqual([[], false]);
    // The nearest may be any.
    const near = "filter: { near: { latitude: 55, longitude: 12 } }, orderBy: DISTANCE";
    const farthest = await pageOf(`last: 2, ${near}`);
    const both = await pageOf(`first: 2, ${near}, after: "${farthest.edges[0]?.cursor}"`);
    expect(both.edges).toEqual([farthest.edges[1]]);
    await hub.database.query("DELETE FROM search_document WHERE title = 'Hvalros'");
  });

  test("a changed and a deleted actor is found as it is, at once", async () => {
    const actor = await createActor(hub, owner, { kind: "VENUE", name: "Okapihuset" });
    expect((await search("okapihuset")).totalCount).toBe(1);
    await mustAct(hub, owner, "updateActor", { actorId: actor.id, name: "Tapirhuset", formerNames: [] });
    await mustAct(hub, owner, "updateActor", { actorId: actor.id, formerNames: [] });
    expect([(await search("okapihuset")).totalCount, (await search("tapirhuset")).totalCount]).toEqual([
      0, 1,
    ]);
    await hub.database.query("DELETE FROM actor WHERE public_id = $1", [actor.id]);
    expect((await search("tapirhuset")).totalCount).toBe(0);
  });

  test("words that are gone are forgotten at night", async () => {
    const words = async () =>
      (await hub.database.query("SELECT word FROM search_word WHERE word = 'surikatskuret'")).rowCount;
    const actor = await createActor(hub, owner, { kind: "VENUE", name: "Surikatskuret" });
    await hub.database.query("DELETE FROM actor WHERE public_id = $1", [actor.id]);
    expect(await words()).toBe(1);
    const known = await hub.database.query("SELECT identifier FROM graphile_worker._private_known_crontabs");
    expect(known.rows).toContainEqual({ identifier: "forgetSearchWords" });
    await hub.database.query("SELECT graphile_worker.add_job('forgetSearchWords')");
    for (const deadline = Date.now() + 10_000; (await words()) !== 0; )
      expect(Date.now()).toBeLessThan(deadline);
  });

  test("as many statements for one hit as for many", async () => {
    const statements = async (first: number) => {
      const query = `query ($first: Int) { search(query: "musikskole", first: $first) { ${fields} } }`;
      return (await runCounted(hub, query, { first }, owner.token)).statements;
    };
    expect([await statements(1), await statements(50)]).toEqual([9, 9]);
  });
});

describe("what is typed", () => {
  test.each([
    ["nothing that can be searched", "!!! ??? …", 0],
    ["a query language", "musik & !(kor | ':*' <-> \\\\ %_", 0],
    ["emoji and odd letters", "🎺🎺 \u0301\u0301 ﷽ 𝔷𝔢𝔟𝔯𝔞𝔣𝔦𝔫𝔨𝔢𝔯𝔫𝔢", 0],
    ["two hundred letters", "å".repeat(200), 0],
    ["a hundred words", "a b ".repeat(50).trim(), 0],
  ])("%s is searched for, or found nowhere, and never an error", async (_, query) => {
    const found = await search(query);
    expect(found.nodes).toHaveLength(Math.min(100, found.totalCount));
  });

  test.each([
    ["NUL", { query: "a\0b" }],
    ["half of a surrogate pair", { query: "\ud800" }],
    ["more than 200 characters", { query: "x".repeat(201) }],
    ["a latitude off the Earth", { query: "", filter: { near: { latitude: 91, longitude: 0 } } }],
    [
      "a distance below nothing",
      { query: "", filter: { near: { latitude: 55, longitude: 12, withinKm: -1 } } },
    ],
    ["a cursor of another list", { query: "musik", after: "W10" }],
    ["the order of distances without a point", { query: "musik", orderBy: "DISTANCE" }],
    ["more than a hundred at a time", { query: "musik", first: 101 }],
  ])("%s is a coded error", async (_, variables) => {
    const query =
      "query ($query: String!, $filter: SearchFilter, $orderBy: SearchOrder, $first: Int, $after: String) { search(query: $query, filter: $filter, orderBy: $orderBy, first: $first, after: $after) { totalCount nodes { highlight } } }";
    expect(await codeOf(hub, null, query, variables)).toBe("BAD_USER_INPUT");
    const { status } = await runQuery(hub, query, { query: "musik" });
    expect(status).toBe(200);
  });
});
