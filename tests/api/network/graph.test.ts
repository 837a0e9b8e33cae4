import type { PoolClient } from "pg";
import { dayInDenmark } from "../../../src/platform/time/day.js";
import { addPerson, ask, type Person } from "../../testkit/actors.js";
import { campaignSize } from "../../testkit/campaign.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import {
  actorId,
  answersOf,
  comparable,
  expectedOf,
  nameOf,
  questionsOf,
} from "../../testkit/network/api-questions.js";
import { betweenness, type SummaryFilter, summary } from "../../testkit/network/network-figures.js";
import {
  type NetworkRelationship,
  type NetworkWorld,
  seesRelationship,
  visibleRelationships,
} from "../../testkit/network/network-model.js";
import {
  dayAfter,
  drawWith,
  moreRelationships,
  randomNetwork,
  sideBySide,
} from "../../testkit/network/random-network.js";
import { storeNetwork, storeRelationships } from "../../testkit/network/store-network.js";

/** Random networks that are asked for paths, neighbours and figures. */
const worldCount = campaignSize(200);
const today = dayInDenmark(new Date());

let hub: TestHub;
let client: PoolClient;
/** The accounts of every world, the same in each: two administrators, then parties, of which some act for blocked actors. */
let people: Person[];
let worlds: NetworkWorld[];

beforeAll(async () => {
  hub = await startHub({ demo: false });
  client = await hub.database.connect();
  people = [];
  for (let number = 0; number < 6; number += 1) people.push(await addPerson(hub, `Konto ${number}`));
  worlds = Array.from({ length: worldCount }, (_, seed) => withPeople(randomNetwork(seed, today)));
});
afterAll(async () => {
  client?.release();
  await hub?.stop();
});

/** The same world, whose accounts are the people who are signed in. */
function withPeople(world: NetworkWorld): NetworkWorld {
  const keyOf = new Map(world.accounts.map(({ id }, place) => [id, people[place]?.key ?? ""]));
  const known = (id: string) => keyOf.get(id) ?? "";
  return {
    ...world,
    accounts: world.accounts.map((account) => ({ ...account, id: known(account.id) })),
    memberships: world.memberships.map((membership) => ({
      ...membership,
      accountId: known(membership.accountId),
    })),
  };
}

const viewers = () => [null, ...people];

describe("paths, neighbours and mutual actors", () => {
  let everything: NetworkWorld;
  beforeAll(async () => {
    everything = { ...sideBySide(worlds), accounts: worlds[0]?.accounts ?? [] };
    await storeNetwork(client, everything);
  });

  test("are what a search by hand finds, for every viewer", async () => {
    const seen = { paths: 0, none: 0, mutual: 0, far: 0 };
    for (const [seed, world] of worlds.entries()) {
      const questions = questionsOf(world, seed);
      for (const person of viewers()) {
        const answers = (await answersOf(hub, person, questions)).map(comparable);
        const expected = questions.map((question) => expectedOf(world, person, question));
        expect([seed, nameOf(person), answers]).toEqual([seed, nameOf(person), expected]);
        for (const { path, mutualActors: mutual, neighbours: near } of answers) {
          seen[path ? "paths" : "none"] += 1;
          if (mutual.length > 0) seen.mutual += 1;
          if (near.some((each) => !each.startsWith("1"))) seen.far += 1;
        }
      }
    }
    // The questions were worth asking.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(worldCount);
  });

  test("an edge that the viewer may not see changes nothing, not a length, a count or a cursor", async () => {
    const changed = { hidden: 0, shown: 0 };
    for (const [seed, world] of worlds.slice(0, Math.ceil(worldCount / 4)).entries()) {
      const questions = questionsOf(world, seed);
      const [person] = viewers().slice(seed % 7);
      const viewer = person?.key ?? null;
      const pages = `{ ${questions
        .map(
          ({ from }, number) => `actor${number}: actor(id: "${actorId(from)}") {
            relationships(first: 2) { totalCount edges { cursor } pageInfo { hasNextPage endCursor } }
            neighbours(first: 2, steps: 3) { totalCount edges { cursor } pageInfo { hasNextPage endCursor } } }`,
        )
        .join(
          "",
        )} networkSummary { relationshipCount crossMunicipalShare isolatedActorCount brokers { betweenness actor { id } } } }`;
      const all = async () => [
        await answersOf(hub, person ?? null, questions),
        await ask(hub, person ?? null, pages),
      ];
      const before = await all();
      const isHidden = (one: NetworkRelationship) => !seesRelationship(world, viewer, one);
      const hidden = world.relationships.filter(isHidden);
      const more = moreRelationships(world, drawWith(seed + 77_000), 30).filter(isHidden);
      await client.query("DELETE FROM relationship WHERE id = ANY ($1)", [hidden.map(({ id }) => id)]);
      await storeRelationships(client, more);
      expect([seed, nameOf(person ?? null), await all()]).toEqual([seed, nameOf(person ?? null), before]);
      changed.hidden += hidden.length + more.length;
      const visible = visibleRelationships(world, viewer, today).slice(0, 1);
      await client.query("DELETE FROM relationship WHERE id = ANY ($1)", [visible.map(({ id }) => id)]);
      if (JSON.stringify(await all()) !== JSON.stringify(before)) changed.shown += 1;
    }
    expect(changed.hidden).toBeGreaterThan(worldCount);
    // One that is seen does change something.
    expect(changed.shown).toBeGreaterThan(worldCount / 20);
  });
});

test("a limit that is left null is the default", async () => {
  const [world] = worlds;
  const [from, to] = [world?.actors[0]?.id ?? "", world?.actors.at(-1)?.id ?? ""];
  const query = `query ($from: ID!, $to: ID!, $none: Int) {
    default: networkPath(fromId: $from, toId: $to) { length } null: networkPath(fromId: $from, toId: $to, maxLength: $none) { length }
    actor(id: $from) { default: neighbours { totalCount } null: neighbours(steps: $none) { totalCount } } }`;
  const found = await ask<Record<string, Record<string, unknown>>>(hub, null, query, {
    from: actorId(from),
    to: actorId(to),
    none: null,
  });
  expect(found.null).toEqual(found.default);
  expect(found.actor?.null).toEqual(found.actor?.default);
});

describe("the figures of the network", () => {
  interface Figures {
    readonly actorCount: number;
    readonly relationshipCount: number;
    readonly crossMunicipalShare: number | null;
    readonly isolatedActorCount: number;
  }
  interface SummaryAnswer extends Figures {
    readonly asOf: string;
    readonly growth: Figures;
    readonly brokers: readonly { readonly betweenness: number; readonly actor: { readonly id: string } }[];
    readonly byKind: readonly (Figures & {
      readonly kind: SummaryFilter["kinds"] extends readonly (infer K)[] | undefined ? K : never;
    })[];
    readonly byMunicipality: readonly (Figures & {
      readonly municipality: { readonly code: string } | null;
    })[];
  }
  const figures = "actorCount relationshipCount crossMunicipalShare isolatedActorCount";
  const query = `query ($asOf: Date, $since: Date!, $kinds: [ActorKind!], $codes: [String!]) {
    networkSummary(asOf: $asOf, kinds: $kinds, municipalityCodes: $codes) { asOf ${figures} growth(since: $since) { ${figures} }
      brokers(first: 100) { betweenness actor { id } } byKind(since: $since) { kind ${figures} growth { ${figures} } } byMunicipality(since: $since) { municipality { code } ${figures} growth { ${figures} } } } }`;
  const difference = (now: Figures, before: Figures): Figures => ({
    actorCount: now.actorCount - before.actorCount,
    relationshipCount: now.relationshipCount - before.relationshipCount,
    crossMunicipalShare:
      now.crossMunicipalShare === null || before.crossMunicipalShare === null
        ? null
        : now.crossMunicipalShare - before.crossMunicipalShare,
    isolatedActorCount: now.isolatedActorCount - before.isolatedActorCount,
  });
  /** Fractions come out of other sums. */
  const rounded = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, each) =>
      typeof each === "number" ? Number(each.toFixed(9)) : each,
    );

  test("are what counting by hand finds, as of any day, per municipality and kind, for every viewer", async () => {
    const seen = { brokers: 0, shares: 0, growth: 0, nobody: 0 };
    for (const [seed, world] of worlds.entries()) {
      await storeNetwork(client, world);
      const draw = drawWith(seed + 51_000);
      for (const person of viewers()) {
        const viewer = person?.key ?? null;
        const asOf = draw.from([today, dayAfter(today, -20), dayAfter(today, -400)]);
        const since = dayAfter(asOf, draw.from([-1, -45, -500]));
        const drawn = draw.happens(0.6)
          ? undefined
          : [draw.from(world.actors).kind, draw.from(world.actors).kind];
        // An empty filter lets nobody through.
        const kinds = seed % 10 === 3 ? [] : drawn;
        const codes = draw.happens(0.6)
          ? undefined
          : draw.from([["0101", "0147", "9999"], [draw.from(world.actors).municipalityCode ?? "0163"]]);
        const filter: SummaryFilter = { kinds, municipalityCodes: codes };
        const { networkSummary: found } = await ask<{ networkSummary: SummaryAnswer }>(hub, person, query, {
          asOf,
          since,
          kinds,
          codes,
        });
        const now = summary(world, viewer, asOf, filter);
        const place = [seed, nameOf(person), asOf, since, kinds, codes];
        expect([place, rounded({ ...pick(found), growth: found.growth })]).toEqual([
          place,
          rounded({ ...now, growth: difference(now, summary(world, viewer, since, filter)) }),
        ]);
        if (kinds?.length === 0) {
          seen.nobody += 1;
          expect([place, found.byKind, found.byMunicipality, found.brokers]).toEqual([place, [], [], []]);
        }
        const grown = (more: SummaryFilter) => {
          const ofPart = summary(world, viewer, asOf, { ...filter, ...more });
          const before = summary(world, viewer, since, { ...filter, ...more });
          return rounded({ ...ofPart, growth: difference(ofPart, before) });
        };
        for (const { kind, ...part } of found.byKind)
          expect([place, kind, rounded(part)]).toEqual([place, kind, grown({ kinds: [kind] })]);
        for (const { municipality, ...part } of found.byMunicipality) {
          if (!municipality) continue;
          const here = grown({ municipalityCodes: [municipality.code] });
          expect([place, municipality, rounded(part)]).toEqual([place, municipality, here]);
        }
        expect(found.byKind.reduce((sum, part) => sum + part.actorCount, 0)).toBe(found.actorCount);
        expect(found.byMunicipality.reduce((sum, part) => sum + part.actorCount, 0)).toBe(found.actorCount);
        if (!kinds && !codes) {
          const scores = betweenness(world, viewer, asOf);
          const expected = [...scores].filter(([, score]) => score > 1e-9);
          expect(
            rounded(Object.fromEntries(found.brokers.map((broker) => [broker.actor.id, broker.betweenness]))),
          ).toEqual(rounded(Object.fromEntries(expected.map(([id, score]) => [actorId(id), score]))));
          const order = found.brokers.map((broker) => broker.betweenness);
          expect(order).toEqual([...order].sort((one, other) => other - one));
          seen.brokers += found.brokers.length;
        }
        if (found.crossMunicipalShare !== null) seen.shares += 1;
        if (found.growth.relationshipCount !== 0) seen.growth += 1;
      }
    }
    const { nobody, ...often } = seen;
    for (const count of Object.values(often)) expect(count).toBeGreaterThan(worldCount / 2);
    expect(nobody).toBeGreaterThan(0);
  });

  const pick = ({
    actorCount,
    relationshipCount: count,
    crossMunicipalShare,
    isolatedActorCount,
  }: Figures): Figures => ({
    actorCount,
    relationshipCount: count,
    crossMunicipalShare,
    isolatedActorCount,
  });
});
