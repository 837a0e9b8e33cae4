import type { ActorKind } from "../../../src/domains/actors/profiles/actor.enums.js";
import {
  allowedPairs,
  relationshipKinds,
} from "../../../src/domains/network/relationships/relationship-kinds.js";
import { seededRandom } from "../../unit/seeded-random.js";
import type {
  Day,
  NetworkAccount,
  NetworkActor,
  NetworkBlock,
  NetworkMembership,
  NetworkRelationship,
  NetworkWorld,
  Visibility,
} from "./network-model.js";

/** Draws at random, the same for the same seed. */
export interface Draw {
  /** A whole number from 0, below `end`. */
  below(end: number): number;
  /** Whether something of this probability, 0 to 1, happens. */
  happens(probability: number): boolean;
  /** One of these; throws when there is none. */
  from<Item>(items: readonly Item[]): Item;
  /** A uuid that sorts anywhere, in lower case. */
  uuid(): string;
}

/** Municipalities that every copy of the reference data has. */
const municipalityCodes = ["0101", "0163", "0265", "0751"];
const actorKinds = Object.keys(relationshipKinds.COLLABORATES_WITH.pairs) as ActorKind[];

/** Which actors are related to which: pairs of their places among `count` actors, some several times. */
type Shape = (draw: Draw, count: number) => (readonly [number, number])[];

const shapes: readonly Shape[] = [
  function sparse(draw, count) {
    return times(count, () => [draw.below(count), draw.below(count)]);
  },
  function dense(draw, count) {
    return times(4 * count, () => [draw.below(count), draw.below(count)]);
  },
  function star(draw, count) {
    return [
      ...times(count - 1, (place) => [0, place + 1] as const),
      ...times(3, () => [draw.below(count), draw.below(count)] as const),
    ];
  },
  function ring(draw, count) {
    return [
      ...times(count, (place) => [place, (place + 1) % count] as const),
      ...times(2, () => [draw.below(count), draw.below(count)] as const),
    ];
  },
  // Every actor of a layer with every one of the next: many shortest paths, so that the order decides.
  function layers(_draw, count) {
    const width = 3;
    return times(count, (place) => place).flatMap((place) =>
      times(width, (step) => [place, (Math.floor(place / width) + 1) * width + step] as const),
    );
  },
  function islands(draw, count) {
    return times(2 * count, () => {
      const place = draw.below(count);
      return [place, place - (place % 5) + draw.below(5)];
    });
  },
  function fewPairsOften(draw, count) {
    return times(count, () => [draw.below(count), draw.below(count)] as const).flatMap((pair) =>
      times(1 + draw.below(4), () => pair),
    );
  },
];

/**
 * A world of 5 to 40 actors with accounts that act for 0 to 3 of them, blocks, every visibility, status and kind of
 * relationship, and periods around today. Two seeds share no id.
 */
export function randomNetwork(seed: number, today: Day): NetworkWorld {
  const draw = drawWith(seed);
  const openness = draw.from([1, 0.9, 0.75, 0.4]);
  const visibility = (): Visibility =>
    draw.happens(openness) ? "PUBLIC" : draw.from(["PUBLIC", "SIGNED_IN", "NETWORK", "NETWORK", "MEMBERS"]);
  const actors = times(5 + draw.below(36), (): NetworkActor => {
    // Late in the evening in UTC, which is the next day in Denmark.
    const hour = draw.from(["T11:00:00Z", "T23:30:00Z"]);
    return {
      id: draw.uuid(),
      kind: draw.from(actorKinds),
      municipalityCode: draw.happens(0.8) ? draw.from(municipalityCodes) : null,
      createdAt: `${dayAfter(today, draw.from([-800, -60, -30, -2, -1]))}${hour}`,
      visibility: {
        ...(draw.happens(0.8) && { RELATIONSHIPS: visibility() }),
        ...(draw.happens(0.5) && { MUNICIPALITY: visibility() }),
      },
    };
  });
  const accounts = times(6, (place): NetworkAccount => ({ id: draw.uuid(), isAdministrator: place < 2 }));
  // The first administrator acts for nobody.
  const memberships = accounts.slice(1).flatMap((account, place) =>
    times(place < 2 ? 1 + place : draw.below(4), (): NetworkMembership[] => {
      const actorId = draw.from(actors).id;
      const ended = { accountId: account.id, actorId, isCurrent: false };
      const current = { accountId: account.id, actorId, isCurrent: true };
      return draw.from([[current], [current], [ended, current], [ended]]);
    }).flat(),
  );
  const pairs = draw
    .from(shapes)(draw, actors.length)
    .flatMap(([one, other]): [NetworkActor, NetworkActor][] => {
      const [source, target] = draw.happens(0.5)
        ? [actors[one], actors[other]]
        : [actors[other], actors[one]];
      return source && target && source !== target ? [[source, target]] : [];
    });
  const relationships: NetworkRelationship[] = [];
  for (const pair of pairs) {
    const one = randomRelationship(draw, today, pair);
    if (mayStandBeside(one, relationships)) relationships.push(one);
  }
  return {
    today,
    actors,
    accounts,
    memberships: withoutRepeats(
      memberships,
      ({ accountId, actorId, isCurrent }) => `${accountId} ${actorId} ${isCurrent}`,
    ),
    relationships,
    blocks: randomBlocks(draw, actors, memberships),
  };
}

/** More relationships between any actors of a world, such as the database would accept beside those that it has. */
export function moreRelationships(world: NetworkWorld, draw: Draw, attempts: number): NetworkRelationship[] {
  const added: NetworkRelationship[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [source, target] = [draw.from(world.actors), draw.from(world.actors)];
    if (source === target) continue;
    const one = randomRelationship(draw, world.today, [source, target]);
    if (mayStandBeside(one, [...world.relationships, ...added])) added.push(one);
  }
  return added;
}

/** Several worlds in one, which share nothing: each is asked as if it were alone. All must have the same today. */
export function sideBySide(worlds: readonly NetworkWorld[]): NetworkWorld {
  const [first] = worlds;
  if (!first || worlds.some(({ today }) => today !== first.today))
    throw new Error("The worlds differ in today.");
  return {
    today: first.today,
    actors: worlds.flatMap(({ actors }) => actors),
    accounts: worlds.flatMap(({ accounts }) => accounts),
    memberships: worlds.flatMap(({ memberships }) => memberships),
    relationships: worlds.flatMap(({ relationships }) => relationships),
    blocks: worlds.flatMap(({ blocks }) => blocks),
  };
}

/** Draws from a seed. */
export function drawWith(seed: number): Draw {
  const random = seededRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const hex = (digits: number) => times(digits, () => below(16).toString(16)).join("");
  return {
    below,
    happens: (probability) => random() < probability,
    from(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("There is nothing to draw from.");
      return item;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}

/** The day so many days later, or earlier. */
export function dayAfter(day: Day, days: number): Day {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

function randomRelationship(
  draw: Draw,
  today: Day,
  [source, target]: readonly [NetworkActor, NetworkActor],
): NetworkRelationship {
  const { kind } = draw.from(
    allowedPairs.filter(
      ({ sourceKind, targetKind }) => sourceKind === source.kind && targetKind === target.kind,
    ),
  );
  const day = (offsets: readonly number[]) => dayAfter(today, draw.from(offsets));
  // Mostly in effect today; some over, some to come, one that begins or ends today, one that never is.
  const [startedOn, endedOn] = draw.from<readonly [Day | null, Day | null]>([
    [null, null],
    [null, null],
    [day([-700, -30, -1, 0]), null],
    [day([-700, -30]), day([1, 30])],
    [null, day([-30, 0, 1])],
    [day([-700, -60]), day([-30, -1, 0])],
    [day([1, 30]), null],
    [today, today],
  ]);
  return {
    id: draw.uuid(),
    kind,
    sourceId: source.id,
    targetId: target.id,
    status: draw.from([
      "CONFIRMED",
      "CONFIRMED",
      "CONFIRMED",
      "CONFIRMED",
      "CONFIRMED",
      "PROPOSED",
      "DECLINED",
    ]),
    startedOn,
    endedOn,
  };
}

/** Some between any two, some of those for whom somebody acts, so that they keep viewers out. */
function randomBlocks(
  draw: Draw,
  actors: readonly NetworkActor[],
  memberships: readonly NetworkMembership[],
): NetworkBlock[] {
  const blocks = [
    ...times(draw.below(4), () => ({ blockerId: draw.from(actors).id, blockedId: draw.from(actors).id })),
    ...memberships
      .filter(() => draw.happens(0.3))
      .map(({ actorId }) => ({ blockerId: draw.from(actors).id, blockedId: actorId })),
  ].filter(({ blockerId, blockedId }) => blockerId !== blockedId);
  return withoutRepeats(blocks, ({ blockerId, blockedId }) => `${blockerId} ${blockedId}`);
}

/** Whether the same is said at no other time that overlaps; what was declined stands in nobody's way. */
function mayStandBeside(one: NetworkRelationship, others: readonly NetworkRelationship[]): boolean {
  const ends = ({ kind, sourceId, targetId }: NetworkRelationship) =>
    (relationshipKinds[kind].isSymmetric ? [sourceId, targetId].sort() : [sourceId, targetId]).join();
  const standing = [one, ...others].filter(({ status }) => status !== "DECLINED");
  if (!standing.includes(one)) return true;
  return !standing.some(
    (other) =>
      other !== one &&
      other.kind === one.kind &&
      ends(other) === ends(one) &&
      (one.startedOn ?? "") < endOf(other) &&
      (other.startedOn ?? "") < endOf(one),
  );
}

/** The day after the last that a relationship takes; one that ended on its first day takes that one. */
function endOf({ startedOn, endedOn }: NetworkRelationship): string {
  if (endedOn === null) return "9";
  return endedOn === startedOn ? dayAfter(endedOn, 1) : endedOn;
}

function times<Item>(count: number, make: (place: number) => Item): Item[] {
  return Array.from({ length: count }, (_, place) => make(place));
}

function withoutRepeats<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
