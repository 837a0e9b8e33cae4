import { setImmediate as nextTurn } from "node:timers/promises";

/** Actors with relationships up to which betweenness is exact: about 0.2 s for 1,000 of them with 10,000 relationships. */
export const exactUpTo = 1_000;
/** Above that, how many actors' shortest paths the estimate is made from. */
export const sampledActors = 100;
/** How many brokers are listed when none or no other number is asked for, and at most. */
export const defaultBrokers = 10;
export const mostBrokers = 100;

/** Milliseconds of work after which other requests get their turn. */
const turn = 10;

/**
 * Betweenness of every node of an undirected graph (Brandes 2001, "A faster algorithm for betweenness centrality"): each
 * unordered pair counts once. In a graph of more than `exactUpTo` nodes it is estimated from `sampledActors` of them, spread
 * evenly over the list (Brandes and Pich 2007, "Centrality estimation in large networks"), so that the same graph has the
 * same estimate. Gives way to other requests while it works.
 * @param neighbours for each node the numbers of those it is joined to, each once
 */
export async function betweenness(neighbours: readonly Uint32Array[]): Promise<Float64Array> {
  const size = neighbours.length;
  const sources = size <= exactUpTo ? size : sampledActors;
  const sums = new Float64Array(size);
  const search = createSearch(neighbours, sums);
  let began = performance.now();
  for (let index = 0; index < sources; index += 1) {
    search(Math.floor((index * size) / sources));
    if (performance.now() - began > turn) {
      await nextTurn();
      began = performance.now();
    }
  }
  // Every pair was met from both its ends, or from as many ends as were sampled.
  return sums.map((sum) => (sum * size) / (2 * sources || 1));
}

/** A breadth-first search that adds to each node what lies on shortest paths from a source; its memory is used again. */
function createSearch(neighbours: readonly Uint32Array[], sums: Float64Array): (source: number) => void {
  const size = neighbours.length;
  const distance = new Int32Array(size);
  const paths = new Float64Array(size);
  const dependency = new Float64Array(size);
  const order = new Uint32Array(size);
  return (source) => {
    distance.fill(-1);
    paths.fill(0);
    dependency.fill(0);
    distance[source] = 0;
    paths[source] = 1;
    order[0] = source;
    let found = 1;
    for (let head = 0; head < found; head += 1) {
      const node = order[head] as number;
      const next = (distance[node] as number) + 1;
      for (const neighbour of neighbours[node] as Uint32Array) {
        if (distance[neighbour] === -1) {
          distance[neighbour] = next;
          order[found] = neighbour;
          found += 1;
        }
        if (distance[neighbour] === next) (paths[neighbour] as number) += paths[node] as number;
      }
    }
    for (let last = found - 1; last > 0; last -= 1) {
      const node = order[last] as number;
      const share = (1 + (dependency[node] as number)) / (paths[node] as number);
      for (const neighbour of neighbours[node] as Uint32Array) {
        if (distance[neighbour] === (distance[node] as number) - 1)
          (dependency[neighbour] as number) += (paths[neighbour] as number) * share;
      }
      (sums[node] as number) += dependency[node] as number;
    }
  };
}
