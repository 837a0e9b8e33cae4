import type { ActorKind } from "../../../src/domains/actors/profiles/actor.enums.js";
import type { ProfileField } from "../../../src/domains/actors/profiles/field-visibility.js";
import type { RelationshipKind } from "../../../src/domains/network/relationships/relationship-kinds.js";

/**
 * The rules of the network once more, over plain objects in memory: what the database and the API answer is compared
 * with this. It is written to be obviously right, and slow: nothing here knows of levels, indexes or SQL.
 */

/** A day in Denmark as YYYY-MM-DD; days compare as texts. */
export type Day = string;

export type Visibility = "PUBLIC" | "SIGNED_IN" | "NETWORK" | "MEMBERS";

export interface NetworkActor {
  readonly id: string;
  readonly kind: ActorKind;
  /** The code of its municipality; null: it has none. */
  readonly municipalityCode: string | null;
  /** When it was entered, an instant in ISO 8601. */
  readonly createdAt: string;
  /** Who sees these fields of it; where it says nothing, PUBLIC, but NETWORK for the line-up. */
  readonly visibility: Readonly<Partial<Record<ProfileField, Visibility>>>;
}

export interface NetworkAccount {
  readonly id: string;
  readonly isAdministrator: boolean;
}

export interface NetworkMembership {
  readonly accountId: string;
  readonly actorId: string;
  /** Whether it has not ended. */
  readonly isCurrent: boolean;
}

export interface NetworkRelationship {
  readonly id: string;
  readonly kind: RelationshipKind;
  readonly sourceId: string;
  readonly targetId: string;
  readonly status: "PROPOSED" | "CONFIRMED" | "DECLINED";
  /** The first day in effect; null: always was. */
  readonly startedOn: Day | null;
  /** The first day no longer in effect; null: still is. */
  readonly endedOn: Day | null;
}

export interface NetworkBlock {
  readonly blockerId: string;
  readonly blockedId: string;
}

/** Everything that a question of the network can depend on. */
export interface NetworkWorld {
  /** The day on which the questions are asked: it decides who is in whose network. */
  readonly today: Day;
  readonly actors: readonly NetworkActor[];
  readonly accounts: readonly NetworkAccount[];
  readonly memberships: readonly NetworkMembership[];
  readonly relationships: readonly NetworkRelationship[];
  readonly blocks: readonly NetworkBlock[];
}

/** Who asks: the id of an account of the world, or null for a stranger. */
export type Viewer = string | null;

/** An actor on a path, with the relationship that leads there from the one before; null at the start. */
export interface PathStep {
  readonly actorId: string;
  readonly relationshipId: string | null;
}

/** Whether the viewer is an account that administers the hub. */
export function isAdministrator(world: NetworkWorld, viewer: Viewer): boolean {
  return world.accounts.some((account) => account.id === viewer && account.isAdministrator);
}

/** The actors for which the viewer acts: those of its current memberships. */
export function ownActors(world: NetworkWorld, viewer: Viewer): ReadonlySet<string> {
  return new Set(
    world.memberships
      .filter((membership) => membership.accountId === viewer && membership.isCurrent)
      .map((membership) => membership.actorId),
  );
}

/** Whether a relationship is in effect on a day: from its first day until the day before it ended. */
export function isInEffect(relationship: NetworkRelationship, day: Day): boolean {
  const hasStarted = relationship.startedOn === null || relationship.startedOn <= day;
  const hasEnded = relationship.endedOn !== null && relationship.endedOn <= day;
  return hasStarted && !hasEnded;
}

/**
 * Whether the viewer is in an actor's network: it acts for an actor with a confirmed relationship to this one, in
 * effect today, and this one blocks none of the actors that the viewer acts for.
 */
export function isInNetworkOf(world: NetworkWorld, viewer: Viewer, actorId: string): boolean {
  const own = ownActors(world, viewer);
  if (world.blocks.some((block) => block.blockerId === actorId && own.has(block.blockedId))) return false;
  return world.relationships.some(
    (relationship) =>
      relationship.status === "CONFIRMED" &&
      isInEffect(relationship, world.today) &&
      ((relationship.sourceId === actorId && own.has(relationship.targetId)) ||
        (relationship.targetId === actorId && own.has(relationship.sourceId))),
  );
}

/** Whether an actor shows this field to the viewer. */
export function showsTo(world: NetworkWorld, viewer: Viewer, actorId: string, field: ProfileField): boolean {
  return remembered(world, `${viewer} ${actorId} ${field}`, () => {
    if (isAdministrator(world, viewer) || ownActors(world, viewer).has(actorId)) return true;
    switch (actorOf(world, actorId).visibility[field] ?? (field === "LINE_UP" ? "NETWORK" : "PUBLIC")) {
      case "PUBLIC":
        return true;
      case "SIGNED_IN":
        return viewer !== null;
      case "NETWORK":
        return isInNetworkOf(world, viewer, actorId);
      case "MEMBERS":
        return false;
    }
  });
}

/** What was asked of a world before: a world never changes, and the same is asked often. */
const answers = new WeakMap<NetworkWorld, Map<string, unknown>>();
function remembered<Answer>(world: NetworkWorld, question: string, answer: () => Answer): Answer {
  const known = answers.get(world) ?? new Map<string, unknown>();
  answers.set(world, known);
  if (!known.has(question)) known.set(question, answer());
  return known.get(question) as Answer;
}

/** Whether the viewer sees a relationship at all, on whatever day. */
export function seesRelationship(
  world: NetworkWorld,
  viewer: Viewer,
  relationship: NetworkRelationship,
): boolean {
  const own = ownActors(world, viewer);
  if (own.has(relationship.sourceId) || own.has(relationship.targetId)) return true;
  return (
    relationship.status === "CONFIRMED" &&
    showsTo(world, viewer, relationship.sourceId, "RELATIONSHIPS") &&
    showsTo(world, viewer, relationship.targetId, "RELATIONSHIPS")
  );
}

/** The relationships over which the viewer's questions of the graph run: confirmed, in effect on the day, seen. */
export function visibleRelationships(
  world: NetworkWorld,
  viewer: Viewer,
  day: Day,
): readonly NetworkRelationship[] {
  return remembered(world, `${viewer} ${day}`, () =>
    world.relationships.filter(
      (relationship) =>
        relationship.status === "CONFIRMED" &&
        isInEffect(relationship, day) &&
        seesRelationship(world, viewer, relationship),
    ),
  );
}

/** The other end of each relationship of an actor. */
function adjacent(relationships: readonly NetworkRelationship[], actorId: string): string[] {
  const others = relationships.flatMap(({ sourceId, targetId }) => {
    if (sourceId === actorId) return [targetId];
    return targetId === actorId ? [sourceId] : [];
  });
  return [...new Set(others)];
}

/** The actors that can be reached from one, itself at 0, each with the number of relationships to it. */
function distancesFrom(relationships: readonly NetworkRelationship[], start: string): Map<string, number> {
  const distances = new Map([[start, 0]]);
  for (const [actorId, distance] of distances) {
    for (const next of adjacent(relationships, actorId)) {
      if (!distances.has(next)) distances.set(next, distance + 1);
    }
  }
  return distances;
}

/** Every shortest path between two actors, as the ids of the actors on it. None when they are not connected. */
export function allShortestPaths(
  relationships: readonly NetworkRelationship[],
  from: string,
  to: string,
): string[][] {
  const distances = distancesFrom(relationships, to);
  const pathsFrom = (actorId: string): string[][] => {
    if (actorId === to) return [[to]];
    const nearer = adjacent(relationships, actorId).filter(
      (next) => distances.get(next) === (distances.get(actorId) ?? 0) - 1,
    );
    return nearer.flatMap((next) => pathsFrom(next).map((path) => [actorId, ...path]));
  };
  return distances.has(from) ? pathsFrom(from) : [];
}

/**
 * The shortest path: of several the one whose actors' ids come first, from the start; between two actors the
 * relationship with the smallest id. Null: none of at most `longest` relationships.
 */
export function shortestPath(
  world: NetworkWorld,
  viewer: Viewer,
  day: Day,
  { from, to, longest }: { readonly from: string; readonly to: string; readonly longest: number },
): PathStep[] | null {
  const relationships = visibleRelationships(world, viewer, day);
  const paths = allShortestPaths(relationships, from, to).filter((path) => path.length - 1 <= longest);
  // Ids have one length, so the joined texts compare as the sequences do.
  const [first] = paths.sort((one, other) => compareTexts(one.join(), other.join()));
  if (!first) return null;
  return first.map((actorId, position) => {
    const before = first[position - 1];
    return {
      actorId,
      relationshipId: before === undefined ? null : smallestIdBetween(relationships, before, actorId),
    };
  });
}

/** The actors within a number of steps of one, without itself, each with its distance. */
export function neighbours(
  world: NetworkWorld,
  viewer: Viewer,
  day: Day,
  { of, farthest }: { readonly of: string; readonly farthest: number },
): Map<string, number> {
  const distances = distancesFrom(visibleRelationships(world, viewer, day), of);
  return new Map([...distances].filter(([, distance]) => distance >= 1 && distance <= farthest));
}

/** The actors with a relationship to both, in the order of their ids. */
export function mutualActors(
  world: NetworkWorld,
  viewer: Viewer,
  day: Day,
  one: string,
  other: string,
): string[] {
  const relationships = visibleRelationships(world, viewer, day);
  const ofOther = new Set(adjacent(relationships, other));
  return adjacent(relationships, one)
    .filter((actorId) => ofOther.has(actorId))
    .sort(compareTexts);
}

/** The number of actors that one has a relationship with. */
export function degree(world: NetworkWorld, viewer: Viewer, day: Day, actorId: string): number {
  return adjacent(visibleRelationships(world, viewer, day), actorId).length;
}

/** The number of an actor's relationships, of all kinds or of these. */
export function relationshipCount(
  world: NetworkWorld,
  viewer: Viewer,
  day: Day,
  actorId: string,
  kinds?: readonly RelationshipKind[],
): number {
  return visibleRelationships(world, viewer, day).filter(
    ({ kind, sourceId, targetId }) =>
      [sourceId, targetId].includes(actorId) && (kinds === undefined || kinds.includes(kind)),
  ).length;
}

/** The actor with this id; throws when the world has none. */
export function actorOf(world: NetworkWorld, actorId: string): NetworkActor {
  const found = world.actors.find((actor) => actor.id === actorId);
  if (!found) throw new Error(`The world has no actor ${actorId}.`);
  return found;
}

/** Orders texts by their code units: so do uuids in lower case, which is how PostgreSQL orders them. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function smallestIdBetween(
  relationships: readonly NetworkRelationship[],
  one: string,
  other: string,
): string | null {
  const ids = relationships
    .filter(({ sourceId, targetId }) => [sourceId, targetId].sort().join() === [one, other].sort().join())
    .map(({ id }) => id);
  return ids.sort(compareTexts)[0] ?? null;
}
