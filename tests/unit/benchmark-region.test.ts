import { createHash } from "node:crypto";
import { questionNames, requestsOf, viewersOf } from "../../benchmark/questions/requests.js";
import { hallFor, listenerCount } from "../../benchmark/region/conversations.js";
import { conversationIds } from "../../benchmark/region/entered-rows.js";
import {
  aboutActor,
  generateRegion,
  memberCount,
  type Region,
  type RegionRelationship,
  relationshipsPerActor,
} from "../../benchmark/region/region.js";
import { regionIds } from "../../benchmark/region/row-ids.js";
import { allowedPairs } from "../../src/domains/network/relationships/relationship-kinds.js";
import { publicIdOf } from "../../src/platform/ids/ids.js";

const size = { actors: 5000, municipalities: 99, genres: 214 };
const region = generateRegion(size);
/** Few members propose: of all there would be 80,000 requests. */
const smaller = { ...region, members: region.members.slice(0, 70) };
const codes = Array.from({ length: size.municipalities }, (_, place) => String(place).padStart(4, "0"));

test("the region is the same every time", () => {
  const hash = (made: Region) => createHash("sha256").update(JSON.stringify(made)).digest("hex");
  expect(hash(generateRegion(size))).toBe(hash(region));
  expect(aboutActor(17)).toBe(aboutActor(17));
  expect(aboutActor(17)).not.toBe(aboutActor(18));
});

test("the region keeps the rules of relationships", () => {
  expect(region.relationships).toHaveLength(size.actors * relationshipsPerActor);
  const allowed = new Set(
    allowedPairs.map(({ kind, sourceKind, targetKind }) => `${kind} ${sourceKind} ${targetKind}`),
  );
  const isRight = ({ kind, source, target, startedOn, endedOn }: RegionRelationship) =>
    source !== target &&
    allowed.has(`${kind} ${region.actors[source]?.kind} ${region.actors[target]?.kind}`) &&
    (startedOn === null || endedOn === null || endedOn >= startedOn);
  expect(region.relationships.filter((relationship) => !isRight(relationship))).toEqual([]);
  const pairs = region.relationships.map(
    ({ source, target }) => `${Math.min(source, target)} ${Math.max(source, target)}`,
  );
  expect(new Set(pairs).size).toBe(pairs.length);
});

test("degrees have a heavy tail, of the same shape in a larger region", () => {
  const quantile = (degrees: Uint32Array, share: number) =>
    [...degrees].sort((one, other) => one - other)[Math.floor((degrees.length - 1) * share)] ?? 0;
  const larger = generateRegion({ ...size, actors: 10_000 }).degrees;
  for (const degrees of [region.degrees, larger]) {
    expect(degrees.reduce((sum, degree) => sum + degree, 0)).toBe(degrees.length * relationshipsPerActor * 2);
    // An exponential with this mean of 20 would have its median at 14 and one in a thousand above 138.
    expect(quantile(degrees, 0.5)).toBeLessThan(14);
    expect(quantile(degrees, 0.999)).toBeGreaterThan(276);
  }
  expect(quantile(larger, 0.5) / quantile(region.degrees, 0.5)).toBeCloseTo(1, 0);
});

test("a tenth of the actors hides something, and members own an actor each", () => {
  const hiding = region.actors.filter(({ hides }) => hides !== undefined).length / size.actors;
  expect(hiding).toBeGreaterThan(0.08);
  expect(hiding).toBeLessThan(0.12);
  expect(new Set(region.members.map(({ actor }) => actor)).size).toBe(memberCount);
});

test("ids are the hub's own and sort as rows were entered", () => {
  const made = Array.from({ length: 100 }, (_, place) =>
    regionIds("actor", 2, place, 1_600_000_000_000 + place),
  );
  for (const { id, publicId } of made) expect(publicId).toBe(publicIdOf("actor", id));
  expect(made.map(({ id }) => id)).toEqual(made.map(({ id }) => id).sort());
});

test.each(questionNames)(
  "the requests of %s are the same every time and differ among each other",
  (question) => {
    for (const viewer of viewersOf(question)) {
      const requests = requestsOf(question, viewer, smaller, codes);
      expect(requestsOf(question, viewer, smaller, codes)).toEqual(requests);
      const distinct = new Set(requests.map((request) => JSON.stringify(request)));
      expect(distinct.size).toBeGreaterThan(requests.length * 0.8);
      expect(requests.every(({ member }) => (member === undefined) === (viewer === "stranger"))).toBe(true);
    }
  },
);

test("a proposal is asked for once, of two that have nothing to do with each other", () => {
  const requests = requestsOf("M1", "member", smaller, codes);
  const pairs = new Set(
    requests.map(({ variables }) => JSON.stringify(Object.values(variables.input as object).slice(1, 3))),
  );
  expect(pairs.size).toBe(requests.length);
  const perMember = new Map<number | undefined, number>();
  for (const { member } of requests) perMember.set(member, (perMember.get(member) ?? 0) + 1);
  expect(new Set(perMember.values())).toEqual(new Set([100]));
});

test("members write to each other where nobody blocks another, and hundreds of editors listen in one conversation", () => {
  const { conversations, halls, members, blocks } = region;
  const blocked = new Set(blocks.map((pair) => pair.join(" ")));
  for (const { members: present, messages } of conversations) {
    const actors = present.map((member) => members[member]?.actor);
    expect(new Set(actors).size).toBe(actors.length);
    for (const one of actors) for (const other of actors) expect(blocked).not.toContain(`${one} ${other}`);
    expect(messages.length).toBeGreaterThanOrEqual(50);
    expect(messages.every(({ sender }) => sender < present.length)).toBe(true);
  }
  const own = members.map(({ actor }) => actor);
  const listened = halls.flatMap(({ actors }) => actors);
  expect(new Set([...own, ...listened]).size).toBe(own.length + listened.length);
  expect([1, 1_000, 1_001, listenerCount].map(hallFor)).toEqual([0, 0, 1, 1]);
  expect(() => hallFor(listenerCount + 1)).toThrow();
});

test("a message is posted once, by one who takes part, and read by one who does", () => {
  const posts = requestsOf("M2", "member", smaller, codes);
  const named = new Map(region.conversations.map((talk, place) => [conversationIds(place).publicId, talk]));
  const ids = posts.map(({ variables }) => (variables.input as { clientMessageId: string }).clientMessageId);
  expect(new Set(ids).size).toBe(posts.length);
  const asked = [
    ...posts.map(({ variables, member }) => [
      (variables.input as { conversationId: string }).conversationId,
      member,
    ]),
    ...requestsOf("Q5", "member", smaller, codes).map(({ variables, member }) => [variables.id, member]),
  ];
  for (const [id, member] of asked) expect(named.get(String(id))?.members).toContain(member);
});
