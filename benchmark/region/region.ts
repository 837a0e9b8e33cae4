import type { ActorKind } from "../../src/domains/actors/profiles/actor.enums.js";
import {
  allowedPairs,
  type RelationshipKind,
} from "../../src/domains/network/relationships/relationship-kinds.js";
import {
  generateConversations,
  generateHalls,
  type RegionConversation,
  type RegionHall,
} from "./conversations.js";
import { type Random, seededRandom, weightedPlaces } from "./random.js";
import { compound, nounOf, prose, village } from "./words.js";

/** Goes up with every change of what is generated: the loaded region is then made anew. */
export const generatorVersion = 3;
/** How many relationships there are for each actor: 200,000 for 20,000. */
export const relationshipsPerActor = 10;
/** Accounts with a session, each of which owns one actor. */
export const memberCount = 800;
/** Actors that hide a field or their relationships. */
const hidingShare = 0.1;

export const hideableFields = ["RELATIONSHIPS", "MUNICIPALITY", "GENRES", "ABOUT"] as const;
export type HideableField = (typeof hideableFields)[number];
const narrowVisibilities = ["SIGNED_IN", "NETWORK", "MEMBERS"] as const;
export type NarrowVisibility = (typeof narrowVisibilities)[number];

export interface RegionActor {
  readonly kind: ActorKind;
  readonly name: string;
  readonly slug: string;
  /** The place of its municipality in the list given. */
  readonly municipality: number;
  /** The places of its genres in the list given. */
  readonly genres: readonly number[];
  readonly hides: { readonly field: HideableField; readonly for: NarrowVisibility } | undefined;
}

export type RegionStatus = "CONFIRMED" | "PROPOSED" | "DECLINED";

/** Ends are places in the list of actors. */
export interface RegionRelationship {
  readonly kind: RelationshipKind;
  readonly source: number;
  readonly target: number;
  readonly status: RegionStatus;
  readonly proposedBySource: boolean;
  /** `YYYY-MM-DD` */
  readonly startedOn: string | null;
  readonly endedOn: string | null;
}

/** An account that owns one actor. */
export interface RegionMember {
  readonly actor: number;
}

export interface Region {
  readonly actors: readonly RegionActor[];
  readonly relationships: readonly RegionRelationship[];
  readonly members: readonly RegionMember[];
  /** Who blocks whom, as places in the list of actors. */
  readonly blocks: readonly (readonly [number, number])[];
  /** The relationships of each actor, whatever their status. */
  readonly degrees: Uint32Array;
  readonly conversations: readonly RegionConversation[];
  readonly halls: readonly RegionHall[];
}

export interface RegionSize {
  readonly actors: number;
  /** How many municipalities and genres there are to choose from. */
  readonly municipalities: number;
  readonly genres: number;
}

const kinds: readonly (readonly [ActorKind, number])[] = [
  ["ARTIST", 46],
  ["ASSOCIATION", 14],
  ["VENUE", 12],
  ["MUSIC_SCHOOL", 8],
  ["REHEARSAL_ASSOCIATION", 7],
  ["FESTIVAL", 7],
  ["CULTURE_OFFICE", 3],
  ["KNOWLEDGE_PARTNER", 3],
];

const kindsBetween = new Map<string, RelationshipKind[]>();
for (const { kind, sourceKind, targetKind } of allowedPairs) {
  const between = `${sourceKind} ${targetKind}`;
  kindsBetween.set(between, [...(kindsBetween.get(between) ?? []), kind]);
}

/** What may join two actors, beginning at the source. */
export const kindsFrom = (source: ActorKind, target: ActorKind): readonly RelationshipKind[] =>
  kindsBetween.get(`${source} ${target}`) ?? [];

/** Makes the region in memory: the same for the same size, on every machine. */
export function generateRegion(size: RegionSize): Region {
  const actors = generateActors(seededRandom("actors"), size);
  const { relationships, degrees } = generateRelationships(seededRandom("relationships"), actors);
  const random = seededRandom("members");
  const members = distinctPlaces(random, memberCount, actors.length).map((actor) => ({ actor }));
  const blocks = Array.from({ length: Math.round(actors.length / 40) }, () => {
    const blocker = random.below(actors.length);
    return [blocker, (blocker + 1 + random.below(actors.length - 1)) % actors.length] as const;
  });
  const memberActors = members.map(({ actor }) => actor);
  const conversations = generateConversations(seededRandom("conversations"), memberActors, blocks);
  const halls = generateHalls(seededRandom("halls"), memberActors, actors.length);
  return { actors, relationships, members, blocks, degrees, conversations, halls };
}

function generateActors(random: Random, size: RegionSize): RegionActor[] {
  const kindPlace = weightedPlaces(kinds.map(([, weight]) => weight));
  // Municipalities and genres fall in size as 1 / rank, the largest few less so.
  const municipalityPlace = weightedPlaces(
    Array.from({ length: size.municipalities }, (_, place) => 1 / (place + 5)),
  );
  const genrePlace = weightedPlaces(Array.from({ length: size.genres }, (_, place) => 1 / (place + 5)));
  return Array.from({ length: size.actors }, (_, place) => {
    const kind = kinds[kindPlace(random)]?.[0] ?? "ARTIST";
    const special = random.chance(0.4) ? ` ${compound(random)}` : "";
    return {
      kind,
      name: `${village(random)} ${nounOf(kind, random)}${special}`,
      slug: `aktoer-${place}`,
      municipality: municipalityPlace(random),
      genres: [...new Set(Array.from({ length: 1 + random.below(3) }, () => genrePlace(random)))],
      hides: random.chance(hidingShare) ? hiding(random) : undefined,
    };
  });
}

/** The text about the actor at a place, of 20 to 79 words; made apart, since only loading needs it. */
export function aboutActor(place: number): string {
  const random = seededRandom(`about ${place}`);
  return prose(random, 20 + random.below(60));
}

/** Relationships are hidden as often as all other fields together, since more hangs on them. */
function hiding(random: Random): RegionActor["hides"] {
  const field = random.chance(0.5) ? "RELATIONSHIPS" : random.pick(hideableFields);
  return { field, for: random.pick(narrowVisibilities) };
}

/**
 * Both ends are drawn by weights that fall as a power of the rank, so that degrees have a tail like a power law's with
 * exponent 1 + 1 / 0.7 = 2.4. The offset keeps the distribution the same for regions of every size.
 */
function generateRelationships(random: Random, actors: readonly RegionActor[]) {
  const count = actors.length;
  const place = weightedPlaces(Array.from({ length: count }, (_, rank) => (rank / count + 1 / 4000) ** -0.7));
  // The rank says nothing about when an actor was entered.
  const actorOfRank = shuffled(random, count);
  const degrees = new Uint32Array(count);
  const taken = new Set<number>();
  const relationships: RegionRelationship[] = [];
  while (relationships.length < count * relationshipsPerActor) {
    const source = actorOfRank[place(random)] ?? 0;
    const target = actorOfRank[place(random)] ?? 0;
    const pair = Math.min(source, target) * count + Math.max(source, target);
    if (source === target || taken.has(pair)) continue;
    const possible = kindsFrom(actors[source]?.kind ?? "ARTIST", actors[target]?.kind ?? "ARTIST");
    taken.add(pair);
    degrees[source] = (degrees[source] ?? 0) + 1;
    degrees[target] = (degrees[target] ?? 0) + 1;
    relationships.push({
      kind: random.pick(possible),
      source,
      target,
      status: random.chance(0.96) ? "CONFIRMED" : random.chance(0.75) ? "PROPOSED" : "DECLINED",
      proposedBySource: random.chance(0.7),
      ...period(random),
    });
  }
  return { relationships, degrees };
}

/** Most have a first day, a tenth is over. */
function period(random: Random): Pick<RegionRelationship, "startedOn" | "endedOn"> {
  const startedOn = random.chance(0.8) ? dayFrom(2005, random.below(19 * 365)) : null;
  return { startedOn, endedOn: random.chance(0.1) ? dayFrom(2024, 30 + random.below(300)) : null };
}

/** Milliseconds. */
const day = 86_400_000;

const dayFrom = (year: number, days: number): string =>
  new Date(Date.UTC(year, 0, 1) + days * day).toISOString().slice(0, 10);

function shuffled(random: Random, count: number): Uint32Array {
  const places = Uint32Array.from({ length: count }, (_, place) => place);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const held = places[last] ?? 0;
    places[last] = places[other] ?? 0;
    places[other] = held;
  }
  return places;
}

function distinctPlaces(random: Random, wanted: number, count: number): number[] {
  const places = new Set<number>();
  while (places.size < Math.min(wanted, count)) places.add(random.below(count));
  return [...places];
}
