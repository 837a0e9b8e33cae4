import type { Queryable } from "../../../platform/database/sql.js";
import { batchSize } from "../../../platform/file-import/csv-rows.js";
import { type RefusedRow, refusedRows } from "../../../platform/file-import/refused-rows.js";
import { UnreadableFile } from "../../../platform/file-import/unreadable-file.js";
import { createMissingActors, type FoundActors, type GivenActor } from "../../actors/actors.commands.js";
import type { KnownActor } from "../../actors/actors.queries.js";
import { readGraphDocument } from "./graph-document.js";
import { type GraphNode, readGraph, shownLabel } from "./graph-nodes.js";
import { type DanglingLink, findRelationships, kindOfNode } from "./graph-relationships.js";
import { importBatch } from "./relationship-batch.js";
import { addCounts, type RelationshipCounts } from "./relationship-counts.js";
import type { ImportOptions } from "./relationship-import.js";
import { createNotes, refusedRelationships } from "./relationship-notes.repository.js";

/** What an import of a graph did, or would do. */
export interface GraphReport {
  /** Nodes that the file describes; several with one id are one. */
  readonly nodes: number;
  readonly actors: { readonly created: number; readonly unchanged: number; readonly refused: number };
  readonly counts: RelationshipCounts;
  readonly refusedActors: readonly RefusedNode[];
  readonly refusedRelationships: readonly RefusedLink[];
  readonly dangling: readonly DanglingLink[];
  /** Wikidata ids that several nodes of the file claim, and none therefore gets, each with the nodes' labels. */
  readonly sharedIds: readonly { readonly wikidata: string; readonly labels: readonly string[] }[];
  /** Values that mean nothing here, by property, the most frequent first. */
  readonly ignored: readonly { readonly property: string; readonly values: number }[];
}

/** A described actor that was not taken. */
interface RefusedNode {
  readonly id: string | null;
  readonly label: string;
  readonly code: string;
  readonly message: string;
}

/** A relationship that was not taken. */
interface RefusedLink {
  readonly kind: string;
  readonly source: string;
  readonly target: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Imports actors and relationships from a JSON-LD file in the shape of the Semantic Lab's exports. Missing actors are
 * created and belong to nobody; stored ones stay as they are. Links to what the file does not describe are reported.
 *
 * @param on a connection of its own, on which nobody has imported before
 * @throws UnreadableFile when the file as a whole cannot be imported
 */
export async function importGraph(
  on: Queryable,
  path: string,
  { dryRun, progress }: ImportOptions,
): Promise<GraphReport> {
  const graph = readGraph(await readGraphDocument(path));
  const described = graph.nodes.filter((node) => kindOfNode(node) !== null);
  if (described.length === 0)
    throw new UnreadableFile("No node of the file is a Person, MusicGroup or Venue of the Semantic Lab.");
  const shared = sharedWikidataIds(described);
  const given = described.map((node, place) => givenActor(node, place + 1, shared));
  const actors = await createMissingActors(on, given, { dryRun });
  const idOfNode = new Map(
    described.flatMap((node, place) => {
      const id = actors.actorIds.get(place + 1);
      return id === undefined ? [] : [[node, id] as const];
    }),
  );
  const found = findRelationships(graph.nodes, (node) => idOfNode.has(node));

  await createNotes(on);
  const actorsToCome = dryRun ? toCome(given, actors) : undefined;
  const rows = found.relationships.map(({ kind, source, target, startedOn, endedOn }, place) => ({
    line: place + 1,
    draft: {
      kind,
      source: { said: JSON.stringify(source.label), key: idOfNode.get(source) ?? null },
      target: { said: JSON.stringify(target.label), key: idOfNode.get(target) ?? null },
      startedOn,
      endedOn,
    },
  }));
  let counts: RelationshipCounts = new Map();
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.slice(start, start + batchSize);
    counts = addCounts(
      counts,
      await importBatch(on, batch, {
        dryRun,
        // The keys are the actors' primary keys already.
        actorIdsOf: async (_, keys) => new Map(keys.map((key) => [key, key])),
        actorsToCome,
      }),
    );
    progress?.(start + batch.length);
  }

  const refused: RefusedLink[] = [];
  for await (const { line, code, message } of refusedRows(on, refusedRelationships)) {
    const relationship = found.relationships[line - 1];
    if (!relationship) continue;
    const { kind, source, target } = relationship;
    refused.push({ kind, source: source.label, target: target.label, code, message });
  }
  return {
    nodes: graph.nodes.length,
    actors: { created: actors.created, unchanged: actors.unchanged, refused: actors.refused.length },
    counts,
    refusedActors: actors.refused.map((row) => refusedNode(described, row)),
    refusedRelationships: refused,
    dangling: found.dangling,
    sharedIds: [...shared].map(([wikidata, labels]) => ({ wikidata, labels: labels.map(shownLabel) })),
    ignored: mostFrequentFirst([...graph.ignored, ...found.ignored]),
  };
}

/** An id that two nodes claim names neither: one of them is wrong, and nobody here knows which. */
function sharedWikidataIds(nodes: readonly GraphNode[]): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, string[]>();
  for (const { wikidataIds, label } of nodes)
    for (const id of wikidataIds) labels.set(id, [...(labels.get(id) ?? []), label]);
  return new Map([...labels].filter(([, claiming]) => claiming.length > 1));
}

function givenActor(
  node: GraphNode,
  position: number,
  shared: ReadonlyMap<string, readonly string[]>,
): GivenActor {
  const kind = kindOfNode(node);
  const isVenue = kind === "VENUE" || kind === null;
  return {
    position,
    kind: isVenue ? "VENUE" : "ARTIST",
    artistForm: isVenue ? null : kind,
    name: node.label,
    ownId: node.id && (/[^/#:]+$/.exec(node.id)?.[0] ?? null),
    wikidataIds: node.wikidataIds.filter((id) => !shared.has(id)),
  };
}

/** The actors that a dry run would create; they belong to nobody. */
function toCome(given: readonly GivenActor[], { actorIds }: FoundActors): ReadonlyMap<string, KnownActor> {
  return new Map(
    given.flatMap(({ position, kind }) => {
      const id = actorIds.get(position);
      return id === undefined ? [] : [[id, { id, kind, claimed: false }] as const];
    }),
  );
}

function refusedNode(nodes: readonly GraphNode[], { line, code, message }: RefusedRow): RefusedNode {
  const node = nodes[line - 1];
  return { id: node?.id ?? null, label: shownLabel(node?.label ?? ""), code, message };
}

function mostFrequentFirst(counts: readonly (readonly [string, number])[]): GraphReport["ignored"] {
  const sums = new Map<string, number>();
  for (const [property, values] of counts) sums.set(property, (sums.get(property) ?? 0) + values);
  return [...sums]
    .map(([property, values]) => ({ property, values }))
    .sort((one, other) => other.values - one.values || (one.property < other.property ? -1 : 1));
}
