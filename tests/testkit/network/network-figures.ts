import { UndirectedGraph } from "graphology";
import betweennessModule from "graphology-metrics/centrality/betweenness.js";
import type { ActorKind } from "../../../src/domains/actors/profiles/actor.enums.js";
import {
  actorOf,
  type Day,
  type NetworkActor,
  type NetworkWorld,
  showsTo,
  type Viewer,
  visibleRelationships,
} from "./network-model.js";

/** Which actors a summary counts; what is left out does not narrow it. */
export interface SummaryFilter {
  /** The codes of their municipalities, where the viewer sees them. */
  readonly municipalityCodes?: readonly string[];
  readonly kinds?: readonly ActorKind[];
}

/** The figures of the network on a day, as one viewer sees it. */
export interface NetworkSummary {
  /** Actors that had been entered on the day and pass the filter. */
  readonly actorCount: number;
  /** Relationships with at least one end that passes the filter, whenever it was entered. */
  readonly relationshipCount: number;
  /** Of those between two municipalities that the viewer sees, the share, 0 to 1, between different ones; null: none. */
  readonly crossMunicipalShare: number | null;
  /** Actors that had been entered on the day and pass the filter, without any relationship. */
  readonly isolatedActorCount: number;
}

/** Counts the network on a day. */
export function summary(
  world: NetworkWorld,
  viewer: Viewer,
  day: Day,
  filter: SummaryFilter = {},
): NetworkSummary {
  return summaryOf(world, viewer, day, countedActors(world, viewer, filter));
}

/** The actors that pass a filter. */
export function countedActors(world: NetworkWorld, viewer: Viewer, filter: SummaryFilter): NetworkActor[] {
  return world.actors.filter((actor) => passes(world, viewer, actor, filter));
}

/** Counts the network on a day as far as some of its actors are concerned. */
export function summaryOf(
  world: NetworkWorld,
  viewer: Viewer,
  day: Day,
  passing: readonly NetworkActor[],
): NetworkSummary {
  const relationships = visibleRelationships(world, viewer, day);
  const counted = new Set(passing.map(({ id }) => id));
  const entered = passing.filter(({ createdAt }) => dayInDenmark(createdAt) <= day);
  const ofCounted = relationships.filter(
    ({ sourceId, targetId }) => counted.has(sourceId) || counted.has(targetId),
  );
  const betweenMunicipalities = ofCounted
    .map((relationship) => [
      seenMunicipality(world, viewer, actorOf(world, relationship.sourceId)),
      seenMunicipality(world, viewer, actorOf(world, relationship.targetId)),
    ])
    .filter(([source, target]) => source !== null && target !== null);
  const related = new Set(relationships.flatMap(({ sourceId, targetId }) => [sourceId, targetId]));
  return {
    actorCount: entered.length,
    relationshipCount: ofCounted.length,
    crossMunicipalShare:
      betweenMunicipalities.length === 0
        ? null
        : betweenMunicipalities.filter(([source, target]) => source !== target).length /
          betweenMunicipalities.length,
    isolatedActorCount: entered.filter(({ id }) => !related.has(id)).length,
  };
}

// The package is CommonJS and exports the function itself, which its types do not say.
const betweennessCentrality = betweennessModule as typeof betweennessModule &
  typeof betweennessModule.default;

/**
 * The betweenness of every actor: over all pairs of others, each counted once, the share of their shortest paths that
 * lead through it. Not normalised; several relationships between two actors count as one.
 */
export function betweenness(world: NetworkWorld, viewer: Viewer, day: Day): Map<string, number> {
  const graph = new UndirectedGraph();
  for (const { id } of world.actors) graph.addNode(id);
  for (const { sourceId, targetId } of visibleRelationships(world, viewer, day)) {
    graph.mergeEdge(sourceId, targetId);
  }
  return new Map(Object.entries(betweennessCentrality(graph, { getEdgeWeight: null, normalized: false })));
}

// Sweden writes dates as ISO 8601 does.
const danishDays = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Copenhagen" });

/** The day of an instant in Denmark. */
export function dayInDenmark(instant: string): Day {
  return danishDays.format(new Date(instant));
}

function passes(
  world: NetworkWorld,
  viewer: Viewer,
  actor: NetworkActor,
  { municipalityCodes, kinds }: SummaryFilter,
): boolean {
  if (kinds && !kinds.includes(actor.kind)) return false;
  if (!municipalityCodes) return true;
  const code = seenMunicipality(world, viewer, actor);
  return code !== null && municipalityCodes.includes(code);
}

/** The code of the municipality that an actor shows to the viewer. */
export function seenMunicipality(world: NetworkWorld, viewer: Viewer, actor: NetworkActor): string | null {
  return showsTo(world, viewer, actor.id, "MUNICIPALITY") ? actor.municipalityCode : null;
}
