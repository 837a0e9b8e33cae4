import type { Random } from "./random.js";

/** A conversation of members, each through its actor. */
export interface RegionConversation {
  /** Places in the list of members; nobody among them blocks another. */
  readonly members: readonly number[];
  readonly messages: readonly RegionMessage[];
}

export interface RegionMessage {
  /** Its sender's place among the conversation's members. */
  readonly sender: number;
  /** Of its text. */
  readonly words: number;
  readonly isDeleted: boolean;
}

/** A conversation that thousands listen to: its actors have editors of their own, beside the region's members. */
export interface RegionHall {
  /** Places in the list of actors, none of them a member's or another hall's. */
  readonly actors: readonly number[];
  /** The first of all listeners listen in it, an equal number for each of its actors. */
  readonly listeners: number;
}

/** Conversations of members. */
const conversationCount = 400;
/** As many as the hub lets take part. */
const hallActors = 100;
/** How many listen in each hall. */
const hallSizes = [1_000, 5_000] as const;
/** Accounts that listen; their places come behind the members'. */
export const listenerCount: number = Math.max(...hallSizes);
/** The place of the smallest hall in which so many listen. @throws when none is large enough */
export function hallFor(listeners: number): number {
  const place = hallSizes.findIndex((size) => size >= listeners);
  if (place < 0) throw new Error(`At most ${listenerCount} listen in one conversation`);
  return place;
}

/** Two to eight members who have written 50 to 129 messages, a fiftieth of them deleted. */
export function generateConversations(
  random: Random,
  memberActors: readonly number[],
  blocks: readonly (readonly [number, number])[],
): RegionConversation[] {
  const blocked = new Set(blocks.map(([blocker, other]) => `${blocker} ${other}`));
  const isAtOdds = (one: number, other: number) => {
    const [first, second] = [memberActors[one], memberActors[other]];
    return blocked.has(`${first} ${second}`) || blocked.has(`${second} ${first}`);
  };
  return Array.from({ length: conversationCount }, () => {
    const members: number[] = [];
    const size = 2 + random.below(7);
    while (members.length < size) {
      const member = random.below(memberActors.length);
      if (!members.includes(member) && !members.some((other) => isAtOdds(member, other)))
        members.push(member);
    }
    const messages = Array.from({ length: 50 + random.below(80) }, () => ({
      sender: random.below(size),
      words: 3 + random.below(40),
      isDeleted: random.chance(0.02),
    }));
    return { members, messages };
  });
}

/** @param actors how many actors there are */
export function generateHalls(random: Random, memberActors: readonly number[], actors: number): RegionHall[] {
  const taken = new Set(memberActors);
  return hallSizes.map((listeners) => {
    const chosen: number[] = [];
    while (chosen.length < hallActors) {
      const actor = random.below(actors);
      if (taken.has(actor)) continue;
      taken.add(actor);
      chosen.push(actor);
    }
    return { actors: chosen, listeners };
  });
}
