import type { ActorKind } from "../../src/domains/actors/profiles/actor.enums.js";
import type { RelationshipKind } from "../../src/domains/network/relationships/relationship-kinds.js";
import { actorIds, conversationIds } from "../region/entered-rows.js";
import { type Random, seededRandom } from "../region/random.js";
import { kindsFrom, type Region } from "../region/region.js";
import { broadWord, compound, nounOf, prose, village, withTypo } from "../region/words.js";

export const questionNames = ["Q1", "Q2", "Q4", "Q5", "Q6", "M1", "M2"] as const;
export type QuestionName = (typeof questionNames)[number];
export const viewerNames = ["stranger", "member"] as const;
export type ViewerName = (typeof viewerNames)[number];

/** One request: the variables, the same for all servers, and the place of the member who asks, if one does. */
export interface QuestionRequest {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly member: number | undefined;
}

/** Different requests of a question; each connection goes through all of them, again and again. */
const requestsPerQuestion = 300;
/** What the hub lets an account propose in 24 hours. */
export const proposalsPerAccount = 100;
/** Members who read. Each connection goes through them. */
const readers = 60;

/** Messages that are posted, for each member of the region. */
const postsPerMember = 100;

/** Only members propose, post, and read what is written to them. */
export const viewersOf = (question: QuestionName): readonly ViewerName[] =>
  question === "Q5" || writes(question) ? ["member"] : viewerNames;

/** Whether each of its requests is made once, and taken back afterwards. */
export const writes = (question: QuestionName): question is WritingQuestion =>
  question === "M1" || question === "M2";
type WritingQuestion = "M1" | "M2";

/** The requests of a question, the same for the same region. Those that write are made once each. */
export function requestsOf(
  question: QuestionName,
  viewer: ViewerName,
  region: Region,
  municipalityCodes: readonly string[],
): QuestionRequest[] {
  const random = seededRandom(`${question} ${viewer}`);
  if (question === "M1") return proposals(random, region);
  if (question === "M2") return posts(random, region);
  if (question === "Q5") return conversationsRead(random, region);
  const neighbours = neighboursOf(region);
  return Array.from({ length: requestsPerQuestion }, (_, place) => {
    const member = viewer === "member" ? place % readers : undefined;
    const near = member === undefined ? [] : (neighbours.get(region.members[member]?.actor ?? 0) ?? []);
    return {
      member,
      variables: variablesOf(question, { random, region, near, neighbours }, municipalityCodes),
    };
  });
}

function variablesOf(
  question: Exclude<QuestionName, WritingQuestion | "Q5">,
  asked: Asked,
  municipalityCodes: readonly string[],
): QuestionRequest["variables"] {
  switch (question) {
    case "Q1":
      return { id: actorIds(actorWithTen(asked)).publicId };
    case "Q2":
      return filterOfFifty(asked.random, asked.region, municipalityCodes);
    case "Q4":
      return { query: searchQuery(asked.random) };
    case "Q6":
      return twoActors(asked);
  }
}

interface Asked {
  readonly random: Random;
  readonly region: Region;
  /** The actors related to the member's own. */
  readonly near: readonly number[];
  readonly neighbours: ReadonlyMap<number, readonly number[]>;
}

/** The related actors of each, over confirmed relationships without an end. */
function neighboursOf({ relationships }: Region): Map<number, number[]> {
  const neighbours = new Map<number, number[]>();
  const add = (from: number, to: number) => {
    const known = neighbours.get(from);
    if (known) known.push(to);
    else neighbours.set(from, [to]);
  };
  for (const { source, target, status, endedOn } of relationships) {
    if (status !== "CONFIRMED" || endedOn !== null) continue;
    add(source, target);
    add(target, source);
  }
  return neighbours;
}

/** An actor that has ten relationships to show, a third of the time one near the member who asks. */
function actorWithTen({ random, region, near, neighbours }: Asked): number {
  const candidates = near.filter((actor) => (neighbours.get(actor)?.length ?? 0) >= 14);
  if (candidates.length > 0 && random.chance(1 / 3)) return random.pick(candidates);
  for (;;) {
    const actor = random.below(region.actors.length);
    if ((neighbours.get(actor)?.length ?? 0) >= 14 && region.actors[actor]?.hides?.field !== "RELATIONSHIPS")
      return actor;
  }
}

/** Two kinds and four municipalities with at least fifty actors that everybody sees. */
function filterOfFifty(random: Random, region: Region, codes: readonly string[]) {
  const kinds: readonly ActorKind[] = [
    "ARTIST",
    "ASSOCIATION",
    "VENUE",
    "MUSIC_SCHOOL",
    "FESTIVAL",
    "REHEARSAL_ASSOCIATION",
  ];
  for (;;) {
    const asked = [...new Set([random.pick(kinds), random.pick(kinds)])];
    const places = [...new Set(Array.from({ length: 4 }, () => random.below(codes.length)))];
    const found = region.actors.filter(
      ({ kind, municipality, hides }) =>
        asked.includes(kind) && places.includes(municipality) && hides?.field !== "MUNICIPALITY",
    ).length;
    if (found >= 50) return { kinds: asked, codes: places.map((place) => codes[place]) };
  }
}

/** Names, words common and rare, two words, the beginnings of many words, and typing errors. */
function searchQuery(random: Random): string {
  const share = random.next();
  if (share < 0.35) return `${village(random)} ${nounOf("ARTIST", random)}`;
  if (share < 0.6) return compound(random);
  if (share < 0.8) return `${village(random)} ${compound(random)}`;
  if (share < 0.9) return broadWord(random);
  return withTypo(village(random), random);
}

/** Half of the time two actors that know the same one, else any two. */
function twoActors({ random, region, near, neighbours }: Asked) {
  const from =
    near.length > 0 && random.chance(1 / 3) ? random.pick(near) : random.below(region.actors.length);
  let to = random.below(region.actors.length);
  if (random.chance(0.5)) {
    const between = neighbours.get(from) ?? [];
    const beyond = between.length === 0 ? [] : (neighbours.get(random.pick(between)) ?? []);
    if (beyond.length > 0) to = random.pick(beyond);
  }
  if (to === from) to = (from + 1) % region.actors.length;
  return { id: actorIds(from).publicId, with: actorIds(to).publicId };
}

/** Proposals of every member's actor to actors that it has nothing to do with yet, one account after the other. */
function proposals(random: Random, { actors, relationships, members, blocks }: Region): QuestionRequest[] {
  const owners = new Set(members.map(({ actor }) => actor));
  const taken = new Set<number>();
  const keyOf = (one: number, other: number) => Math.min(one, other) * actors.length + Math.max(one, other);
  for (const { source, target } of relationships) {
    if (owners.has(source) || owners.has(target)) taken.add(keyOf(source, target));
  }
  for (const [blocker, blocked] of blocks) taken.add(keyOf(blocker, blocked));
  const requests: QuestionRequest[] = [];
  for (let round = 0; round < proposalsPerAccount; round += 1) {
    for (const [member, { actor: source }] of members.entries()) {
      let target = random.below(actors.length);
      while (target === source || taken.has(keyOf(source, target))) target = random.below(actors.length);
      taken.add(keyOf(source, target));
      const kinds = kindsFrom(actors[source]?.kind ?? "ARTIST", actors[target]?.kind ?? "ARTIST");
      requests.push({ member, variables: { input: proposal(random, kinds, source, target) } });
    }
  }
  return requests;
}

function proposal(random: Random, kinds: readonly RelationshipKind[], source: number, target: number) {
  return {
    kind: random.pick(kinds),
    sourceId: actorIds(source).publicId,
    targetId: actorIds(target).publicId,
    startedOn: random.chance(0.5) ? "2025-06-01" : null,
  };
}

/** Conversations, each asked for by one who takes part. */
function conversationsRead(random: Random, { conversations }: Region): QuestionRequest[] {
  return Array.from({ length: requestsPerQuestion }, () => {
    const talk = random.below(conversations.length);
    const member = random.pick(conversations[talk]?.members ?? []);
    return { member, variables: { id: conversationIds(talk).publicId } };
  });
}

/** Messages of members to conversations that they take part in. */
function posts(random: Random, { conversations, members }: Region): QuestionRequest[] {
  return Array.from({ length: members.length * postsPerMember }, (_, place) => {
    const talk = random.below(conversations.length);
    const member = random.pick(conversations[talk]?.members ?? []);
    const body = prose(random, 3 + random.below(20));
    const input = { conversationId: conversationIds(talk).publicId, body, clientMessageId: `post-${place}` };
    return { member, variables: { input } };
  });
}
