import { drawWith } from "../network/random-network.js";
import { badVariables, excessiveQuery } from "./excessive-queries.js";
import { QueryWriter } from "./query-writer.js";
import type { SchemaTypes } from "./schema-types.js";
import type { ValuePools } from "./value-pools.js";

/** An operation that can be made again from its seed and index over the same world. */
export interface GeneratedQuery {
  readonly seed: number;
  readonly index: number;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** `Accept-Language`; null: none is sent. */
  readonly language: string | null;
  /** Whether it is written to be refused before it runs: by a limit, by validation or for its variables. */
  readonly isRefused: boolean;
}

/** Shares of operations, 0 to 1, that are refused before they run. */
const excessiveShare = 0.015;
const badVariablesShare = 0.01;
/** More than any two indexes of a run are apart, so that seeds share no operation. */
const mostIndexes = 1_000_003;

/** Makes operation number `index` of a seed. */
export function generateQuery(
  types: SchemaTypes,
  pools: ValuePools,
  seed: number,
  index: number,
): GeneratedQuery {
  const draw = drawWith(seed * mostIndexes + index);
  const language = draw.from([null, "da", "en", "en-GB,da;q=0.5", "de"]);
  const place = { seed, index, language };
  if (draw.happens(excessiveShare))
    return { ...place, query: excessiveQuery(draw), variables: {}, isRefused: true };
  if (draw.happens(badVariablesShare)) return { ...place, ...badVariables(draw), isRefused: true };
  const writer = new QueryWriter(types, draw, pools, {
    fields: draw.from([5, 8, 12, 18, 25, 40]),
    levels: draw.from([4, 6, 6, 8, 8, 11, 15]),
    // The dearest field alone costs 15,000 of the 25,000 points that the hub takes.
    cost: draw.from([600, 600, 600, 1_000, 1_000, 2_500, 2_500, 2_500, 5_000, 24_000]),
    wished: types.places[index % types.places.length] ?? "",
  });
  const name = draw.from(["", "", "Asked"]);
  const written = writer.document(name);
  if (name === "" || !draw.happens(0.2)) return { ...place, ...written, isRefused: false };
  // Several operations in one document, of which the name chooses one.
  const query = `${written.query}\nquery Other { __typename viewer { id } }`;
  return { ...place, ...written, query, operationName: name, isRefused: false };
}
