import type {
  DocumentNode,
  FieldNode,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";
import { LRUCache } from "lru-cache";
import { DatabaseError, type QueryConfig } from "pg";
import type { Viewer } from "../../auth/viewer.js";
import type { Language } from "../../text/language.js";
import type { ReadEngine } from "../engine.js";
import type { RowRef } from "../row-ref.js";
import { missingValue } from "./json-sql.js";
import { type FallbackReason, NotCompiled } from "./not-compiled.js";
import { PlannedRequest, type RowForm, type ToldAtOnce } from "./planned-request.js";
import {
  type PlannedStatement,
  planOperation,
  planRow,
  type ReadPlan,
  type RowField,
  serves,
} from "./read-plan.js";

/** Bytes, by the estimate below, that all kept plans may have together. */
const mostPlanBytes = 64_000_000;
/** What a parsed document takes for each character of its text: it lives as long as a plan of one of its operations (measured). */
const bytesPerCharacter = 70;
/** What a plan takes beside its statement's text. */
const bytesPerPlan = 4_000;
/** Shapes of one operation whose plans are kept; the oldest makes room. */
const mostShapes = 16;

/** A query to answer. The document has been parsed, validated and admitted by every limit. */
export interface AskedQuery extends Reader {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced to their types. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Who reads. */
export interface Reader {
  readonly viewer: Viewer;
  readonly language: Language;
}

/** Runs a prepared statement that answers one row with the text `data`. @throws as the database does */
export type RunPrepared = (statement: QueryConfig) => Promise<string | null>;

/** The data as JSON text (null: the row is missing or hidden), or why the query has to be answered the batched way. */
export type CompiledAnswer = Compiled<string | null>;
type Compiled<Data> =
  | { readonly data: Data; readonly reason?: undefined }
  | { readonly data?: undefined; readonly reason: FallbackReason };

/** A row's data as JSON text, and those of the accounts that may not be told it. */
export interface RowForMany {
  readonly data: string;
  readonly others: readonly string[];
}
/** Runs a prepared statement that answers at most one row. @throws as the database does */
export type RunForMany = (statement: QueryConfig) => Promise<RowForMany | undefined>;
/** Without a row when it is missing or told to nobody. */
export type AnswerForMany = Compiled<RowForMany | undefined>;

/** Answers whole queries with one statement each, whose plans it keeps. */
export class CompiledReads {
  private readonly plans = new LRUCache<OperationDefinitionNode | FieldNode, readonly ReadPlan[]>({
    maxSize: mostPlanBytes,
    sizeCalculation: (plans, { loc }) =>
      plans.reduce(
        (sum, { statement }) => sum + bytesPerPlan + (statement?.text.length ?? 0),
        1 + bytesPerCharacter * (loc?.source.body.length ?? 0),
      ),
  });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly engine: ReadEngine,
  ) {}

  /** Answers a query. @throws whatever `run` throws, but for a missing value */
  answer(query: AskedQuery, run: RunPrepared): Promise<CompiledAnswer> {
    return this.attempt(run, () => {
      const { document, operation } = query;
      const request = new PlannedRequest(query);
      const plan = this.planFor(operation, request, () =>
        planOperation(this.schema, this.engine, document, operation, request),
      );
      return { plan, request };
    });
  }

  /** Answers a row that an operation asks by itself. @throws as `answer` */
  row(
    { type, key }: RowRef,
    info: GraphQLResolveInfo,
    reader: Reader,
    form: RowForm,
    run: RunPrepared,
  ): Promise<CompiledAnswer> {
    return this.attempt(run, () => {
      const [node] = info.fieldNodes;
      if (!node) throw new Error(`${info.fieldName} is asked by no field`);
      const request = new PlannedRequest({
        viewer: reader.viewer,
        language: reader.language,
        variables: info.variableValues,
        row: { type, key, nodes: info.fieldNodes, form },
      });
      const plan = this.planFor(node, request, () => planRow(info, this.engine, type, form, request));
      return { plan, request };
    });
  }

  /**
   * Answers a row that many are told at once, with those of them that may not be: the data are the same for each, which the declarations of what
   * is asked prove. @throws as `answer`
   */
  rowForMany(
    { type, key }: RowRef,
    field: RowField,
    reader: Reader,
    told: ToldAtOnce,
    run: RunForMany,
  ): Promise<AnswerForMany> {
    return this.attempt(run, () => {
      const [node] = field.fieldNodes;
      if (!node) throw new Error(`${field.fieldName} is asked by no field`);
      const { viewer, language } = reader;
      const { variableValues: variables, fieldNodes: nodes } = field;
      const request = new PlannedRequest({
        viewer,
        language,
        variables,
        row: { type, key, nodes, form: "text" },
        told,
      });
      const plan = this.planFor(node, request, () => planRow(field, this.engine, type, "text", request));
      return { plan, request };
    });
  }

  private async attempt<Data>(
    run: (statement: QueryConfig) => Promise<Data>,
    prepare: () => { readonly plan: ReadPlan; readonly request: PlannedRequest },
  ): Promise<Compiled<Data>> {
    try {
      const { plan, request } = prepare();
      if (!plan.statement) return { reason: plan.reason };
      return { data: await run(prepared(plan.statement, request)) };
    } catch (error) {
      if (error instanceof NotCompiled) return { reason: error.reason };
      if (error instanceof DatabaseError && error.code === missingValue) return { reason: "null" };
      throw error;
    }
  }

  /** The kept plan that serves a request, or a new one. `asked` is what it is kept by. */
  private planFor(
    asked: OperationDefinitionNode | FieldNode,
    request: PlannedRequest,
    plan: () => ReadPlan,
  ): ReadPlan {
    const known = this.plans.get(asked) ?? [];
    const place = known.findIndex((each) => serves(each, request));
    const found = known[place];
    if (found && place === known.length - 1) return found;
    const served = found ?? plan();
    // The one used last stands last, and the first makes room.
    const others = found ? known.filter((each) => each !== found) : known.slice(1 - mostShapes);
    this.plans.set(asked, [...others, served]);
    return served;
  }
}

/** The first time without a name, so that what is asked only once is not kept prepared on every connection. */
function prepared(statement: PlannedStatement, request: PlannedRequest): QueryConfig {
  const values = statement.valuesFor(request);
  statement.uses += 1;
  return { text: statement.text, values, ...(statement.uses > 1 && { name: statement.name }) };
}
