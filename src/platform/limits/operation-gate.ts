import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import { costError, MAX_COST, operationCost } from "./operation-cost.js";
import { limitError, limitRules, MAX_TOKENS } from "./operation-limits.js";

/** Validation and coercion stop at this many errors; a wrong client needs no longer list. */
const MAX_REPORTED_ERRORS = 10;
/** Valid documents kept parsed. */
export const MAX_CACHED_DOCUMENTS = 1_000;
/** Characters of query text that all kept documents may have together. */
const MAX_CACHED_CHARACTERS = 4_000_000;
/** Combinations of cost-relevant variables whose cost is kept per operation. */
const MAX_CACHED_COSTS = 64;

/** What a client asks to run. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** An operation that passed parsing, the limits, validation, variable coercion and cost. */
export interface AdmittedOperation {
  /** The text of the document, the same string for all who ask it: each copy is kept as long as its operation runs. */
  readonly query: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The variables as they came. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The variables coerced to their types, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Admitted, or the coded errors to answer with; `operation` when it was found before it was refused. */
export type Admission =
  | { readonly admitted: AdmittedOperation; readonly operation?: undefined; readonly errors?: undefined }
  | {
      readonly admitted?: undefined;
      readonly errors: readonly GraphQLError[];
      readonly operation?: OperationDefinitionNode;
    };

/** Decides what may run, before any context is made or resolver called. Every transport goes through one gate. */
export interface OperationGate {
  /** Judges a request. Never throws for anything that a client sends. */
  admit(request: OperationRequest): Admission;
}

interface KnownDocument {
  readonly query: string;
  readonly document: DocumentNode;
  /** Cost by operation name and the values of the variables that it depends on. */
  readonly costs: Map<string, number>;
}

/** A gate over one schema, keeping parsed and validated documents in a bounded cache. */
export function createOperationGate(schema: GraphQLSchema): OperationGate {
  const known = new LRUCache<string, KnownDocument>({
    max: MAX_CACHED_DOCUMENTS,
    maxSize: MAX_CACHED_CHARACTERS,
    sizeCalculation: (_, query) => query.length + 1,
  });

  function readDocument(query: string): KnownDocument | readonly GraphQLError[] {
    const cached = known.get(query);
    if (cached) return cached;
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: MAX_TOKENS });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const tooLong = error.message.includes(`more that ${MAX_TOKENS} tokens`);
      if (tooLong) return [limitError("tokens", MAX_TOKENS, "tokens")];
      return [withCode(error, "GRAPHQL_PARSE_FAILED")];
    }
    const options = { maxErrors: MAX_REPORTED_ERRORS, hideSuggestions: true };
    const tooMuch = validate(schema, document, limitRules, options);
    if (tooMuch.length > 0) return tooMuch;
    const invalid = validate(schema, document, specifiedRules, options);
    if (invalid.length > 0) return invalid.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
    const entry: KnownDocument = { query, document, costs: new Map() };
    known.set(query, entry);
    return entry;
  }

  function costOf(
    entry: KnownDocument,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ) {
    const key = costKey(operation, variables);
    const cached = entry.costs.get(key);
    if (cached !== undefined) return cached;
    const cost = operationCost(schema, entry.document, operation, variables);
    if (entry.costs.size >= MAX_CACHED_COSTS) entry.costs.clear();
    entry.costs.set(key, cost);
    return cost;
  }

  return {
    admit({ query, operationName, variables }) {
      const entry = readDocument(query);
      if (!("document" in entry)) return { errors: entry };

      const operation = chooseOperation(entry.document, operationName ?? null);
      if (operation instanceof GraphQLError) return { errors: [operation] };

      const given = variables ?? {};
      const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
        maxErrors: MAX_REPORTED_ERRORS,
        hideSuggestions: true,
      });
      if (coerced.errors) {
        return { operation, errors: coerced.errors.map((error) => withCode(error, "BAD_USER_INPUT")) };
      }
      try {
        if (costOf(entry, operation, given) > MAX_COST) return { operation, errors: [costError()] };
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        // Too many selections to visit names no node; else an argument that only its variable makes impossible.
        const refusal = error.nodes ? withCode(error, "BAD_USER_INPUT") : costError();
        return { operation, errors: [refusal] };
      }
      return {
        admitted: {
          query: entry.query,
          document: entry.document,
          operation,
          given,
          variables: coerced.coerced,
        },
      };
    },
  };
}

function chooseOperation(
  document: DocumentNode,
  name: string | null,
): OperationDefinitionNode | GraphQLError {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const chosen =
    name === null ? operations : operations.filter((operation) => operation.name?.value === name);
  const [only, another] = chosen;
  if (only && !another) return only;
  const message =
    operations.length === 0
      ? "The document has no operation."
      : name === null
        ? "The document has several operations; name one in operationName."
        : "The document has no operation of the name given in operationName.";
  return new GraphQLError(message, { extensions: { code: "OPERATION_RESOLUTION_FAILURE" } });
}

/** Page sizes and switches decide the cost, of lists their length; text and input objects do not. */
function costKey(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): string {
  let key = operation.name?.value ?? "";
  for (const { variable } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (Array.isArray(value)) key += `|[${value.length}]`;
    else if (typeof value === "number" || typeof value === "boolean" || value === null) key += `|${value}`;
    else key += value === undefined ? "|" : "|*";
  }
  return key;
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { ...error.extensions, code },
  });
}
