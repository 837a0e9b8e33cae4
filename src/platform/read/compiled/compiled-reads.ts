import {
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from "graphql";
import { LRUCache } from "lru-cache";
import { DatabaseError, type QueryConfig } from "pg";
import type { Viewer } from "../../auth/viewer.js";
import type { Language } from "../../text/language.js";
import type { ReadEngine } from "../engine.js";
import { missingValue } from "./json-sql.js";
import { type FallbackReason, NotCompiled } from "./not-compiled.js";
import { PlannedRequest } from "./planned-request.js";
import { type PlannedStatement, planOperation, type ReadPlan, serves } from "./read-plan.js";

/** Characters of statements that all kept plans may have together. */
const mostPlanCharacters = 32_000_000;
/** Shapes of one operation whose plans are kept; the oldest makes room. */
const mostShapes = 16;

/** A query to answer. The document has been parsed, validated and admitted by every limit. */
export interface AskedQuery {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
  readonly language: Language;
}

/** Runs a prepared statement that answers one row with the column `data`. @throws as the database does */
export type RunPrepared = (statement: QueryConfig) => Promise<string>;

/** The response's data as JSON text, or why the query has to be answered the batched way. */
export type CompiledAnswer =
  | { readonly data: string; readonly reason?: undefined }
  | { readonly data?: undefined; readonly reason: FallbackReason };

/** Answers whole queries with one statement each, whose plans it keeps. */
export class CompiledReads {
  private readonly plans = new LRUCache<OperationDefinitionNode, readonly ReadPlan[]>({
    maxSize: mostPlanCharacters,
    sizeCalculation: (plans) =>
      plans.reduce((sum, { statement }) => sum + 1_000 + (statement?.text.length ?? 0), 1),
  });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly engine: ReadEngine,
  ) {}

  /** Answers a query. @throws whatever `run` throws, but for a missing value */
  async answer(query: AskedQuery, run: RunPrepared): Promise<CompiledAnswer> {
    try {
      const { coerced } = getVariableValues(
        this.schema,
        query.operation.variableDefinitions ?? [],
        query.variables,
      );
      if (!coerced) return { reason: "arguments" };
      const request = new PlannedRequest({ ...query, variables: coerced });
      const plan = this.planFor(query, request);
      if (!plan.statement) return { reason: plan.reason };
      return { data: await run(prepared(plan.statement, request)) };
    } catch (error) {
      if (error instanceof NotCompiled) return { reason: error.reason };
      if (error instanceof DatabaseError && error.code === missingValue) return { reason: "null" };
      throw error;
    }
  }

  private planFor({ document, operation }: AskedQuery, request: PlannedRequest): ReadPlan {
    const known = this.plans.get(operation) ?? [];
    const found = known.find((plan) => serves(plan, request));
    if (found) return found;
    const plan = planOperation(this.schema, this.engine, document, operation, request);
    this.plans.set(operation, [...known.slice(1 - mostShapes), plan]);
    return plan;
  }
}

/** The first time without a name, so that what is asked only once is not kept prepared on every connection. */
function prepared(statement: PlannedStatement, request: PlannedRequest): QueryConfig {
  const values = statement.valuesFor(request);
  statement.uses += 1;
  return { text: statement.text, values, ...(statement.uses > 1 && { name: statement.name }) };
}
