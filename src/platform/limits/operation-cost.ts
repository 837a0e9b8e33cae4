import { createRequire } from "node:module";
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
} from "graphql";
import type { ComplexityEstimator } from "graphql-query-complexity";
import { Extensions } from "type-graphql";
import { defaultPage, largestPage } from "../read/page.js";
import { limitError } from "./operation-limits.js";

// Its ES build imports a second copy of `graphql`, whose types are foreign to our schema; its CommonJS build shares ours.
const { getComplexity }: typeof import("graphql-query-complexity") = createRequire(import.meta.url)(
  "graphql-query-complexity",
);

/** Objects that one operation may make the server read, by the estimate below. */
export const MAX_COST = 25_000;
/** Items assumed in a list that has no page size, such as an actor's genres. */
export const ASSUMED_LIST_LENGTH = 10;
/** What a root field of a mutation costs on top of what its payload asks for. */
export const MUTATION_COST = 50;
/** What `__schema` costs: it walks the whole schema, whatever is asked of it, so a tenth of all. */
export const INTROSPECTION_COST = 2_500;

/** Selections that the estimate visits before it refuses; fragments count as often as they are spread. */
const MAX_VISITED_SELECTIONS = 10_000;

type CostExtensions = { readonly extraCost?: ExtraCost };
/** What a field costs beside what it answers, in objects, from its coerced arguments. */
export type ExtraCost = (args: Readonly<Record<string, unknown>>) => number;

/** Says what a field costs beside what it answers: the search for it, where that reads more than what is found. */
export const Costs = (extraCost: ExtraCost) => Extensions({ extraCost });

/**
 * What a field costs: a leaf nothing, an object 1 and what is in it, a list that as many times as it may have items; and what the
 * field itself says that it costs beside (`Costs`).
 */
const estimateField: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const { extraCost } = field.extensions as CostExtensions;
  return answerCost(type.name, field, args, childComplexity) + (extraCost?.(args) ?? 0);
};

function answerCost(
  typeName: string,
  field: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
  childComplexity: number,
): number {
  if (field.name === "__schema") return INTROSPECTION_COST;
  // Reached only through `__schema` and `__type`, which stand for all below them or are small.
  if (typeName.startsWith("__")) return childComplexity;
  const named = getNamedType(field.type);
  if (isLeafType(named)) return 0;

  const inConnection = typeName.endsWith("Connection");
  // The connection field has multiplied what its edges and nodes hold.
  if (inConnection && field.name === "edges") return childComplexity;
  if (inConnection && field.name === "pageInfo") return 0;
  if (inConnection && field.name === "nodes") return 1 + childComplexity;
  if (named.name.endsWith("Connection")) return 1 + pageSize(args) * childComplexity;

  const one = 1 + childComplexity;
  if (isList(field)) return listLength(args) * one;
  return typeName === "Mutation" ? MUTATION_COST + one : one;
}

/**
 * What an operation costs with these variables. Directives that leave a field out leave out its cost.
 * @param variables As sent, not yet coerced; they must be known to coerce.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  return getComplexity({
    schema,
    query: document,
    variables,
    operationName: operation.name?.value,
    estimators: [estimateField],
    maxQueryNodes: MAX_VISITED_SELECTIONS,
  });
}

/** The refusal of an operation that costs more than MAX_COST. */
export function costError(): GraphQLError {
  return limitError("cost", MAX_COST, "points of cost; ask for fewer items at a time");
}

function pageSize(args: Readonly<Record<string, unknown>>): number {
  const asked = [args.first, args.last].filter((size): size is number => typeof size === "number");
  if (asked.length === 0) return defaultPage;
  return Math.min(largestPage, Math.max(0, ...asked));
}

function listLength(args: Readonly<Record<string, unknown>>): number {
  if (Array.isArray(args.ids)) return args.ids.length;
  return typeof args.first === "number" ? Math.max(0, args.first) : ASSUMED_LIST_LENGTH;
}

function isList(field: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
}
