import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { type SQL, sql } from "../../database/sql.js";
import type { OrderKey } from "../declaration.js";
import type { ReadEngine } from "../engine.js";
import { type Page, readPage } from "../page.js";
import { alias, type PageSql, type RowOrder } from "../relation-sql.js";
import {
  type ArgumentReader,
  argumentAt,
  argumentShapes,
  argumentSql,
  kindOf,
  type ReadScope,
  viewerSql,
} from "../scope.js";
import { NotCompiled } from "./not-compiled.js";
import { Parameter, type PlannedField, type PlannedRequest, plannedField } from "./planned-request.js";

/** A question whose answer shapes the statement: a plan serves the requests that answer all of its questions alike. */
export interface ShapeQuestion {
  readonly ask: (request: PlannedRequest) => unknown;
  readonly answer: unknown;
}

/** Members of objects that one statement may make: more than the limit of expanded fields (MAX_EXPANDED_FIELDS) for one type. */
const mostMembers = 4_000;

/** What a statement is composed from: the operation, one request that asks it, and what was asked of that about the shape. */
export class Planner {
  readonly questions: ShapeQuestion[] = [];
  /** What each request has to pass before its statement runs. @throws NotCompiled */
  readonly checks: ((request: PlannedRequest) => void)[] = [];
  private members = 0;
  private isForViewer = false;
  private readonly parameters = new Map<string, SQL>();
  private readonly fields = new Map<FieldNode, PlannedField[]>();
  private readonly fieldNumbers = new Map<PlannedField, number>();
  private readonly shared = new Map<string, { readonly name: SQL; readonly value: SQL }>();
  private readonly scope: Omit<ReadScope, "args">;

  constructor(
    readonly schema: GraphQLSchema,
    readonly engine: ReadEngine,
    private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    private asking: PlannedRequest | undefined,
    /** Whether each row tells its type under `typeMember`, for who resolves the rest of the operation. */
    readonly tellsTypes = false,
  ) {
    const { viewer } = this.request.request;
    const names = {
      accountId: this.parameter("viewer", (each) => each.request.viewer.accountId),
      once: (name: string, value: () => SQL) => this.workedOutOnce(name, value),
    };
    const asked = () => {
      this.isForViewer = true;
      return names;
    };
    this.ask((each) => kindOf(each.request.viewer));
    this.scope = {
      viewer: viewerSql(viewer, engine.circles, {
        get accountId() {
          return asked().accountId;
        },
        get once() {
          return asked().once;
        },
      }),
      language: sql`${this.parameter("language", (each) => each.request.language)}::text`,
    };
  }

  /** The request that is planned for. */
  get request(): PlannedRequest {
    if (!this.asking) throw new Error("A statement is composed before its plan is kept");
    return this.asking;
  }

  /**
   * Whether anything composed so far may differ between two viewers of one kind: it names the account, is in a circle, or is a value about
   * the viewer that is worked out once. All else that varies is the language and the variables.
   */
  get dependsOnViewer(): boolean {
    return this.isForViewer;
  }

  /** Lets go of the request: a plan lives on, and the values of whoever asked first are not to live with it. */
  finish(): void {
    this.asking = undefined;
  }

  /** Notes that some members are composed. @throws NotCompiled when the statement grows too long */
  count(members: number): void {
    this.members += members;
    if (this.members > mostMembers) throw new NotCompiled("size");
  }

  /** Asks something about the request that the statement's text depends on. */
  ask<Answer>(question: (request: PlannedRequest) => Answer): Answer {
    const answer = question(this.request);
    this.questions.push({ ask: question, answer });
    return answer;
  }

  /** What each request gives anew. The same name stands for the same value. */
  parameter(name: string, valueFor: (request: PlannedRequest) => unknown): SQL {
    let parameter = this.parameters.get(name);
    if (!parameter) {
      parameter = sql.value(new Parameter(valueFor) as never);
      this.parameters.set(name, parameter);
    }
    return parameter;
  }

  /** As `parameter`, for a value that a field's arguments give. */
  parameterOf(field: PlannedField, name: string, valueFor: (request: PlannedRequest) => unknown): SQL {
    return this.parameter(`${this.fieldNumbers.get(field)} ${name}`, valueFor);
  }

  /** Asks each request something before its statement runs, and this one at once. @throws NotCompiled */
  check(check: (request: PlannedRequest) => void): void {
    check(this.request);
    this.checks.push(check);
  }

  /** The scope of a field's declaration. @throws NotCompiled when the field's arguments are refused */
  scopeOf(field: PlannedField): ReadScope {
    return { ...this.scope, args: this.reader(field) };
  }

  /** A field as an operation asks it. @throws NotCompiled when its arguments are refused */
  field(definition: GraphQLField<unknown, unknown>, node: FieldNode): PlannedField {
    const known = this.fields.get(node)?.find((each) => each.definition === definition);
    if (known) return known;
    const field = plannedField(definition, node);
    this.fields.set(node, [...(this.fields.get(node) ?? []), field]);
    this.fieldNumbers.set(field, this.fieldNumbers.size);
    if (definition.args.length > 0) this.request.argumentsOf(field);
    if (!field.isConstant) this.checks.push((request) => void request.argumentsOf(field));
    return field;
  }

  /** The page that a connection's arguments take. @throws NotCompiled when they are refused */
  page(field: PlannedField, order: RowOrder): PageSql & { readonly size: SQL } {
    const about = {};
    const pageOf = (each: PlannedRequest): Page =>
      each.once(about, () => checkedPage(each, field, order.name, order.keys));
    const ask = <Answer>(question: (page: Page) => Answer): Answer =>
      field.isConstant ? question(pageOf(this.request)) : this.ask((request) => question(pageOf(request)));
    const given = (name: string, value: (page: Page) => unknown) =>
      this.parameterOf(field, `page ${name}`, (each) => value(pageOf(each)));
    const bounds = (end: "after" | "before") =>
      [...order.keys, undefined].map((_, index) =>
        given(`${end} ${index}`, (page) => page[end]?.[index] ?? null),
      );
    const backward = ask((page) => page.backward);
    return {
      backward,
      after: ask((page) => page.after !== undefined) ? bounds("after") : undefined,
      before: ask((page) => page.before !== undefined) ? bounds("before") : undefined,
      size: sql`${given("size", (page) => page.size)}::int`,
      limit: sql`${given("limit", (page) => page.size + 1)}::int`,
    };
  }

  /** The fields that an operation asks at its root, by response name in order. */
  rootFields(type: GraphQLObjectType, operation: Parameters<typeof collectFields>[4]): SelectedFields {
    return collectFields(this.schema, this.fragments, this.variables, type, operation);
  }

  /** The fields asked of an object below the given nodes, by response name in order. */
  subfields(type: GraphQLObjectType, nodes: readonly FieldNode[]): SelectedFields {
    return collectSubfields(this.schema, this.fragments, this.variables, type, nodes);
  }

  /** What the statement works out before anything else: `WITH ...`, or nothing. */
  beforehand(): SQL {
    const parts = [...this.shared.values()].map(
      ({ name, value }) => sql`${name} AS MATERIALIZED (SELECT ${value} AS value)`,
    );
    return parts.length > 0 ? sql`WITH ${sql.join(parts, ", ")}` : sql.blank;
  }

  private workedOutOnce(about: string, value: () => SQL): SQL {
    let part = this.shared.get(about);
    if (!part) {
      // What it is made of is entered first, and so stands before it.
      const made = value();
      part = { name: alias("shared"), value: made };
      this.shared.set(about, part);
    }
    return sql`(SELECT ${part.name}.value FROM ${part.name})`;
  }

  private get variables(): Record<string, unknown> {
    return this.request.request.variables as Record<string, unknown>;
  }

  private reader(field: PlannedField): ArgumentReader {
    const shape =
      <Answer>(asked: (args: Readonly<Record<string, unknown>>, path: string) => Answer) =>
      (path: string): Answer =>
        field.isConstant
          ? asked(this.request.argumentsOf(field), path)
          : this.ask((request) => asked(request.argumentsOf(field), path));
    return {
      has: shape(argumentShapes.has),
      isBlank: shape(argumentShapes.isBlank),
      choice: shape(argumentShapes.choice),
      holdsAtMost: (path, items) => shape((args, at) => argumentShapes.holdsAtMost(args, at, items))(path),
      sql: (path, type) =>
        argumentSql(
          this.parameterOf(field, path, (each) => argumentAt(each.argumentsOf(field), path)),
          type,
        ),
    };
  }
}

/** Fields by response name; a name asked several times has several nodes, whose selections are one. */
export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

function checkedPage(
  request: PlannedRequest,
  field: PlannedField,
  order: string,
  keys: readonly OrderKey[],
): Page {
  try {
    return readPage(request.argumentsOf(field), order, keys);
  } catch (error) {
    if (error instanceof NotCompiled) throw error;
    throw new NotCompiled("arguments", field.isConstant);
  }
}
