import { type Field, factsOf } from "./field-facts.js";

/** Items that the hub assumes in a list without a size, and rows of a page without one (`src/platform/limits`). */
const assumedLength = 10;
const defaultPage = 20;
/** Rows of lists that are all of a vocabulary or of the country, where the hub assumes fewer: answers are to stay small. */
const longLists: Readonly<Record<string, number>> = {
  "Query.genres": 200,
  "Query.instruments": 200,
  "Query.municipalities": 100,
  "RelationshipRule.pairs": 30,
};
/** What a neighbourhood costs by its steps; the last for all that are farther. */
const reachCosts = [20, 100, 500, 2_000];

/** What fields say that they cost beside what they answer, in the hub's points: the schema as printed does not tell. */
const extraCosts: Readonly<Record<string, number>> = {
  "Query.search": 2_000,
  "Query.networkPath": 200,
  "Query.networkSummary": 1_000,
  "NetworkSummary.growth": 1_000,
  "NetworkSummary.brokers": 15_000,
  "NetworkSummary.byMunicipality": 1_000,
  "NetworkSummary.byKind": 1_000,
  "SearchHit.highlight": 20,
  "SearchConnection.facets": 20,
};

/** What a field costs beside its items, and how many items each cost what is selected below. */
export interface FieldCost {
  readonly own: number;
  readonly items: number;
}

/** The cost of a field by the hub's rules, or more. */
export function costOf(typeName: string, field: Field, values: Readonly<Record<string, unknown>>): FieldCost {
  const own = extraCostOf(typeName, field, values);
  const { isLeaf, isList, isConnection } = factsOf(field);
  if (isLeaf) return { own, items: 0 };
  if (typeName.endsWith("Connection")) {
    if (field.name === "pageInfo") return { own, items: 0 };
    if (field.name === "edges") return { own, items: 1 };
    return { own: own + 1, items: 1 };
  }
  if (isConnection) return { own: own + 1, items: pageSize(values) };
  const items = longLists[`${typeName}.${field.name}`] ?? (isList ? listLength(values) : 1);
  return { own: own + items, items };
}

/** The cost of a field with the smallest page or list that its arguments can ask for. */
export function leastCostOf(typeName: string, field: Field, steps: number): FieldCost {
  const takes = (name: string) => field.args.some((argument) => argument.name === name);
  return costOf(typeName, field, {
    ...(takes("first") && { first: 1 }),
    ...(takes("ids") && { ids: [] }),
    ...(takes("steps") && { steps }),
  });
}

function extraCostOf(
  typeName: string,
  { name }: Field,
  { steps }: Readonly<Record<string, unknown>>,
): number {
  if (name === "mutualActors") return 20;
  if (name !== "neighbours") return extraCosts[`${typeName}.${name}`] ?? 0;
  const farthest = typeof steps === "number" ? steps : 1;
  return reachCosts[Math.max(0, farthest - 1)] ?? 2_000;
}

/** The farthest neighbourhood that costs no more than a budget, in steps; 1 at least. */
export const affordableSteps = (budget: number): number => {
  const dear = reachCosts.findIndex((cost) => cost > budget);
  return dear === -1 ? 6 : Math.max(1, dear);
};

function pageSize({ first, last }: Readonly<Record<string, unknown>>): number {
  const sizes = [first, last].filter((size) => typeof size === "number");
  return sizes.length === 0 ? defaultPage : Math.min(100, Math.max(0, ...sizes));
}

function listLength({ ids, first }: Readonly<Record<string, unknown>>): number {
  if (Array.isArray(ids)) return ids.length;
  return typeof first === "number" ? Math.max(0, first) : assumedLength;
}
