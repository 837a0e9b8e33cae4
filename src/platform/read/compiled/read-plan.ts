import { createHash } from "node:crypto";
import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from "graphql";
import { type SQL, sql } from "../../database/sql.js";
import type { ReadEngine } from "../engine.js";
import { type FallbackReason, NotCompiled } from "./not-compiled.js";
import { operationSql } from "./operation-sql.js";
import { Parameter, type PlannedRequest, type RowForm } from "./planned-request.js";
import { Planner, type ShapeQuestion } from "./planner.js";
import { rowByKeySql, rowForManySql } from "./row-sql.js";

/** The most characters of one statement; a client that needs longer ones asks in several operations. */
const longestStatement = 400_000;

/** A statement for all requests that ask an operation in one shape, or the reason why there is none. */
export type ReadPlan = { readonly questions: readonly ShapeQuestion[] } & (
  | { readonly statement: PlannedStatement; readonly reason?: undefined }
  | { readonly statement?: undefined; readonly reason: FallbackReason }
);

/** A statement with its parameters. */
export class PlannedStatement {
  /** How often it has been asked for. */
  uses = 0;

  constructor(
    readonly text: string,
    /** What it is prepared under: the same text has the same name, in every process. */
    readonly name: string,
    private readonly parameters: readonly unknown[],
    private readonly checks: readonly ((request: PlannedRequest) => void)[],
  ) {}

  /** The parameters' values. @throws NotCompiled when the request's arguments are refused */
  valuesFor(request: PlannedRequest): unknown[] {
    for (const check of this.checks) check(request);
    return this.parameters.map((value) => (value instanceof Parameter ? value.valueFor(request) : value));
  }
}

/** Whether a plan serves a request. Its arguments may be refused by the way, which is no plan's shape. */
export function serves(plan: ReadPlan, request: PlannedRequest): boolean {
  return plan.questions.every(({ ask, answer }) => ask(request) === answer);
}

/**
 * Composes the statement of an operation in the shape that a request asks.
 * @throws NotCompiled when the request's own values are refused, which is no reason to plan nothing for others
 */
export function planOperation(
  schema: GraphQLSchema,
  engine: ReadEngine,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  request: PlannedRequest,
): ReadPlan {
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  const planner = new Planner(schema, engine, fragments, request);
  return planned(planner, [document], () => operationSql(planner, operation));
}

/** A field of an operation that answers a row, as its resolver is told of it. */
export type RowField = Pick<
  GraphQLResolveInfo,
  "schema" | "fragments" | "fieldNodes" | "parentType" | "fieldName" | "variableValues"
>;

/**
 * Composes the statement of a row that an operation asks by itself, such as what a mutation has written; or of one that many are told at
 * once, when the request says to whom. @throws as above
 */
export function planRow(
  { schema, fragments, fieldNodes, parentType, fieldName }: RowField,
  engine: ReadEngine,
  type: string,
  form: RowForm,
  request: PlannedRequest,
): ReadPlan {
  const { told } = request.request;
  const planner = new Planner(schema, engine, fragments, request, form === "typed");
  // Other operations, and other switches, have the same first node beside others.
  planner.ask(
    ({ request: { row } }) => row?.type === type && row.form === form && areSame(row.nodes, fieldNodes),
  );
  planner.ask((each) => each.request.told?.isTold);
  return planned(planner, [...fieldNodes, ...Object.values(fragments)], () => {
    const definition = parentType.getFields()[fieldName];
    const [node] = fieldNodes;
    if (!definition || !node) throw new Error(`${parentType.name} has no field ${fieldName}`);
    const field = { definition, nodes: fieldNodes, planned: planner.field(definition, node) };
    const key = sql`${planner.parameter("key", (each) => each.request.row?.key ?? null)}::uuid`;
    const declaration = engine.storedDeclaration(type);
    if (!told) {
      const row = rowByKeySql(planner, declaration, key, field);
      return sql`${planner.beforehand()} SELECT ${row}::text AS data`;
    }
    const readers = planner.parameter("readers", (each) => each.request.told?.readers ?? null);
    return rowForManySql(planner, declaration, { key, readers, isTold: told.isTold }, field);
  });
}

const areSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.length === others.length && some.every((each, index) => each === others[index]);

function planned(planner: Planner, asked: readonly ASTNode[], compose: () => SQL): ReadPlan {
  try {
    for (const name of switchesIn(asked)) planner.ask((each) => each.request.variables[name]);
    const { text, values } = sql.compile(compose());
    if (text.length > longestStatement) throw new NotCompiled("size");
    const name = `read_${createHash("sha256").update(text).digest("base64url").slice(0, 24)}`;
    return {
      questions: planner.questions,
      statement: new PlannedStatement(text, name, values, planner.checks),
    };
  } catch (error) {
    if (!(error instanceof NotCompiled) || !error.lasting) throw error;
    return { questions: planner.questions, reason: error.reason };
  } finally {
    planner.finish();
  }
}

/** The variables that `@include` and `@skip` look at. */
function switchesIn(asked: readonly ASTNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  const look = {
    Directive(directive: DirectiveNode) {
      if (directive.name.value !== "include" && directive.name.value !== "skip") return;
      for (const { value } of directive.arguments ?? [])
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  };
  for (const node of asked) visit(node, look);
  return names;
}
