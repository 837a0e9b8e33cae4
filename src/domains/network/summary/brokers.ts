import { fewAtATime } from "../../../platform/concurrency/few-at-a-time.js";
import { betweenness, defaultBrokers } from "./betweenness.js";

/** One computation at a time in this process, so that several do not take all of it. */
const inTurn = fewAtATime(1);

/** A counted actor with its betweenness. */
type Broker = { readonly actor_id: string; readonly betweenness: number };

/**
 * The counted actors with the greatest betweenness, equal ones by id; without those that lie on no path.
 * @param ties pairs of actors' ids, each pair once
 */
export async function findBrokers(
  ties: readonly (readonly [string, string])[],
  counted: ReadonlySet<string>,
  first: number | null = defaultBrokers,
): Promise<readonly Broker[]> {
  // In the order of their ids, so that an estimate is made from the same actors every time.
  const actors = [...new Set(ties.flat())].sort();
  const numbers = new Map(actors.map((id, number) => [id, number]));
  const neighbours: number[][] = actors.map(() => []);
  for (const [one, other] of ties) {
    const [here, there] = [numbers.get(one) as number, numbers.get(other) as number];
    neighbours[here]?.push(there);
    neighbours[there]?.push(here);
  }
  const scores = await inTurn(() => betweenness(neighbours.map((each) => Uint32Array.from(each))));
  return actors
    .map((id, number) => ({ actor_id: id, betweenness: scores[number] ?? 0 }))
    .filter((broker) => broker.betweenness > 0 && counted.has(broker.actor_id))
    .sort((one, other) => other.betweenness - one.betweenness || (one.actor_id < other.actor_id ? -1 : 1))
    .slice(0, first ?? defaultBrokers);
}
