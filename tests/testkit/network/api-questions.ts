import { publicIdOf } from "../../../src/platform/ids/ids.js";
import { ask, type Person } from "../actors.js";
import type { TestHub } from "../hub.js";
import {
  mutualActors,
  type NetworkWorld,
  neighbours,
  relationshipCount,
  shortestPath,
  visibleRelationships,
} from "./network-model.js";
import { dayAfter, drawWith } from "./random-network.js";

/** The API id of an actor. */
export const actorId = (key: string) => publicIdOf("actor", key);
/** Who asks, in words. */
export const nameOf = (person: Person | null) => person?.name ?? "stranger";

interface PathAnswer {
  readonly length: number;
  readonly steps: readonly {
    readonly actor: { readonly id: string };
    readonly relationship: { readonly id: string } | null;
  }[];
}
interface ActorAnswer {
  readonly relationshipCount: number;
  readonly relationships: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };
  readonly neighbours: {
    readonly totalCount: number;
    readonly edges: readonly { readonly distance: number; readonly node: { readonly id: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
  readonly mutualActors: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };
}

/** What is asked of a world: pairs of its actors, with how far to go. */
export function questionsOf(world: NetworkWorld, seed: number) {
  const draw = drawWith(seed + 31_000);
  const actor = () => draw.from(world.actors).id;
  return Array.from({ length: 6 }, () => ({
    from: actor(),
    to: actor(),
    longest: draw.below(7),
    asOf: draw.from([world.today, world.today, dayAfter(world.today, -20), dayAfter(world.today, 40)]),
    steps: 1 + draw.below(6),
  }));
}
export type Question = ReturnType<typeof questionsOf>[number];

/** All that one viewer gets to know of the questions, by one request. */
export async function answersOf(hub: TestHub, person: Person | null, questions: readonly Question[]) {
  const fields = questions.map(
    ({ from, to, longest, steps, asOf }, number) => `
      path${number}: networkPath(fromId: "${actorId(from)}", toId: "${actorId(to)}", maxLength: ${longest}, asOf: "${asOf}") {
        length steps { actor { id } relationship { id } } }
      actor${number}: actor(id: "${actorId(from)}") {
        relationshipCount(asOf: "${asOf}") relationships(first: 100, asOf: "${asOf}") { totalCount nodes { id } }
        ${neighboursField(steps, asOf, null)}
        mutualActors(with: "${actorId(to)}", first: 100, asOf: "${asOf}") { totalCount nodes { id } } }`,
  );
  const data = await ask<Record<string, unknown>>(hub, person, `{ ${fields.join("")} }`);
  return Promise.all(
    questions.map(async (question, number) => {
      const actor = data[`actor${number}`] as ActorAnswer;
      const path = data[`path${number}`] as PathAnswer | null;
      return { path, ...actor, neighbours: await allPages(hub, person, question, actor.neighbours) };
    }),
  );
}

const neighboursField = (
  steps: number,
  asOf: string,
  after: string | null,
) => `neighbours(steps: ${steps}, first: 100, asOf: "${asOf}", after: ${JSON.stringify(after)}) {
  totalCount edges { distance node { id } } pageInfo { hasNextPage endCursor } }`;

/** The first page of neighbours and all that follow it. */
async function allPages(
  hub: TestHub,
  person: Person | null,
  { from, steps, asOf }: Question,
  first: ActorAnswer["neighbours"],
): Promise<Pick<ActorAnswer["neighbours"], "totalCount" | "edges">> {
  const edges = [...first.edges];
  for (let { pageInfo } = first; pageInfo.hasNextPage; ) {
    const { actor } = await ask<{ actor: Pick<ActorAnswer, "neighbours"> }>(
      hub,
      person,
      `{ actor(id: "${actorId(from)}") { ${neighboursField(steps, asOf, pageInfo.endCursor)} } }`,
    );
    edges.push(...actor.neighbours.edges);
    pageInfo = actor.neighbours.pageInfo;
  }
  return { totalCount: first.totalCount, edges };
}

/** The same by the rules alone. */
export function expectedOf(
  world: NetworkWorld,
  person: Person | null,
  { from, to, longest, steps, asOf }: Question,
) {
  const viewer = person?.key ?? null;
  const path = shortestPath(world, viewer, asOf, { from, to, longest });
  const near = [...neighbours(world, viewer, asOf, { of: from, farthest: steps })];
  const mutual = mutualActors(world, viewer, asOf, from, to).map(actorId);
  const own = visibleRelationships(world, viewer, asOf).filter(({ sourceId, targetId }) =>
    [sourceId, targetId].includes(from),
  );
  return {
    path: path && {
      length: path.length - 1,
      steps: path.map((step) => ({
        actor: { id: actorId(step.actorId) },
        relationship: step.relationshipId && { id: publicIdOf("relationship", step.relationshipId) },
      })),
    },
    relationshipCount: relationshipCount(world, viewer, asOf, from),
    relationships: own.map(({ id }) => publicIdOf("relationship", id)).sort(),
    neighbours: near.map(([id, distance]) => `${distance} ${actorId(id)}`).sort(),
    mutualActors: [...mutual].sort(),
  };
}

/** An answer in the form of `expectedOf`; the orders of lists are asserted on the way. */
export function comparable({
  path,
  relationshipCount: count,
  ...actor
}: Awaited<ReturnType<typeof answersOf>>[number]) {
  const distances = actor.neighbours.edges.map(({ distance }) => distance);
  expect(distances).toEqual([...distances].sort());
  const ids = (nodes: readonly { readonly id: string }[], totalCount: number) => {
    expect(nodes).toHaveLength(totalCount);
    return nodes.map(({ id }) => id).sort();
  };
  expect(actor.neighbours.edges).toHaveLength(actor.neighbours.totalCount);
  return {
    path,
    relationshipCount: count,
    relationships: ids(actor.relationships.nodes, actor.relationships.totalCount),
    neighbours: actor.neighbours.edges.map(({ distance, node }) => `${distance} ${node.id}`).sort(),
    mutualActors: ids(actor.mutualActors.nodes, actor.mutualActors.totalCount),
  };
}
