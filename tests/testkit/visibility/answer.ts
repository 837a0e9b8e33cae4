import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { type Arguments, type Judge, Listing, type TypeRules } from "./judge.js";

/** Where an item stands in a list: `scope` names the list and its order, `keys` what sorts the item. */
export class CursorOf {
  constructor(
    readonly scope: string,
    readonly keys: string,
  ) {}
}

/** Items whose order the rules leave open. */
export class AnyOrder {
  constructor(readonly items: readonly unknown[]) {}
}

/** Which cursor of the hub stands for which item. */
export interface KnownCursors {
  keysOf(scope: string, cursor: string): string | undefined;
}

/** What was answered of each field and argument, to show that all were asked and none answers the same to all. */
export interface Coverage {
  readonly fields: Map<string, { shown: number; hidden: number }>;
  readonly args: Set<string>;
}

export interface Question {
  readonly schema: GraphQLSchema;
  readonly rules: Readonly<Record<string, TypeRules>>;
  readonly document: DocumentNode;
  readonly variables: Arguments;
  readonly cursors: KnownCursors;
  readonly coverage: Coverage;
}

/** What the rules say the hub answers to a query. Nothing of the hub takes part. */
export function answerOf(question: Question, judge: Judge): unknown {
  const operation = question.document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const query = question.schema.getQueryType();
  if (!operation || !query) throw new Error("There is no query.");
  return new Answering(question, judge).object(query, {}, [operation.selectionSet]);
}

class Answering {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly types = new Map<string, GraphQLObjectType>();

  constructor(
    private readonly question: Question,
    private readonly judge: Judge,
  ) {
    this.fragments = new Map(
      question.document.definitions
        .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
  }

  object(type: GraphQLObjectType, row: unknown, selections: readonly SelectionSetNode[]): object {
    const answer: Record<string, unknown> = {};
    for (const [name, nodes] of this.fieldsOf(type, selections)) {
      const [node] = nodes;
      const fieldName = node?.name.value ?? "";
      if (fieldName === "__typename") {
        answer[name] = type.name;
        continue;
      }
      const field = type.getFields()[fieldName];
      if (!field || !node) throw new Error(`${type.name} has no field ${fieldName}.`);
      const args =
        field.args.length === 0 ? {} : getArgumentValues(field, node, { ...this.question.variables });
      for (const path of pathsOf(args)) this.question.coverage.args.add(`${type.name}.${fieldName}(${path})`);
      const value = this.valueOf(type, field, row, args);
      this.cover(`${type.name}.${fieldName}`, value);
      answer[name] = this.complete(field.type, value, nodes, { type, field, args });
    }
    return answer;
  }

  private valueOf(
    type: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    row: unknown,
    args: Arguments,
  ): unknown {
    // A page is cut below, by the same rule for all.
    if (isPart(type.name)) return (row as Record<string, unknown>)[field.name];
    const rule = this.question.rules[type.name]?.fields[field.name];
    if (!rule) throw new Error(`The judge has no rule for ${type.name}.${field.name}.`);
    return rule(row, this.judge, args);
  }

  private complete(
    type: GraphQLOutputType,
    value: unknown,
    nodes: readonly FieldNode[],
    at: { type: GraphQLObjectType; field: GraphQLField<unknown, unknown>; args: Arguments },
  ): unknown {
    const shape = shapeOf(type);
    if (shape.is === "nonNull") {
      const answer = this.complete(shape.of, value, nodes, at);
      if (answer === null) throw new Error(`The judge has nothing for ${at.type.name}.${at.field.name}.`);
      return answer;
    }
    if (value === null || value === undefined) return null;
    if (shape.is === "list") {
      if (value instanceof AnyOrder)
        return new AnyOrder(value.items.map((item) => this.complete(shape.of, item, nodes, at)));
      const items = value as readonly unknown[];
      // Who does not see a row finds a list without it, or null where it was named.
      const isNamed = shapeOf(shape.of).is !== "nonNull";
      const seen = isNamed ? items : items.filter((item) => this.isSeen(shape.of, item));
      return seen.map((item) => this.complete(shape.of, item, nodes, at));
    }
    if (shape.is === "leaf") return value;
    const row = value instanceof Listing ? this.pageOf(value, at) : value;
    if (!this.isSeen(type, row)) return null;
    const selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return this.object(this.typeOf(shape, row), row, selections);
  }

  private isSeen(type: GraphQLOutputType, row: unknown): boolean {
    const shape = shapeOf(type);
    if (shape.is === "nonNull" || shape.is === "list") return this.isSeen(shape.of, row);
    if (shape.is === "leaf" || isPart(shape.name)) return true;
    const { name } = this.typeOf(shape, row);
    const rules = this.question.rules[name];
    if (!rules) throw new Error(`The judge has no rules for ${name}.`);
    return rules.isSeen(row, this.judge);
  }

  private typeOf(shape: RowShape, row: unknown): GraphQLObjectType {
    const name = shape.isAbstract ? (row as { readonly type: string }).type : shape.name;
    const found = this.types.get(name) ?? this.question.schema.getType(name);
    if (!isObjectType(found)) throw new Error(`A row is of ${name}, which is no object type.`);
    this.types.set(name, found);
    return found;
  }

  /** The page that `first after last before` cut out of a list. */
  private pageOf(
    list: Listing,
    at: { type: GraphQLObjectType; field: GraphQLField<unknown, unknown>; args: Arguments },
  ): object {
    const nodeType = nodeTypeOf(this.question.schema, getNamedType(at.field.type).name);
    const rows = list.rows.filter(({ row }) => this.isSeen(nodeType, row));
    const scope = `${at.type.name}.${at.field.name} ${list.options.order ?? ""}`;
    const all = rows.map(({ row, keys, edge }) => ({
      edge: { ...edge, node: row, cursor: new CursorOf(scope, JSON.stringify(keys)) },
      row,
    }));
    const { first, last, after, before } = at.args;
    const placeOf = (cursor: unknown) => {
      const keys = this.question.cursors.keysOf(scope, String(cursor));
      const place = all.findIndex(({ edge }) => edge.cursor.keys === keys);
      if (place < 0) throw new Error(`The cursor ${cursor} was never given to this viewer in ${scope}.`);
      return place;
    };
    const start = after == null ? 0 : placeOf(after) + 1;
    const end = before == null ? all.length : placeOf(before);
    const size = Number(last ?? first ?? 20);
    const between = all.slice(start, end);
    const page = last == null ? between.slice(0, size) : between.slice(-size);
    const isCut = page.length < between.length;
    const edges = page.map(({ edge }) => edge);
    const nodes = page.map(({ row }) => row);
    const wrap = (items: readonly unknown[]) => (list.options.isUnordered ? new AnyOrder(items) : items);
    return {
      ...list.options.facts,
      edges: wrap(edges),
      nodes: wrap(nodes),
      totalCount: all.length,
      pageInfo: {
        // As the Relay specification allows: a cursor names an item that was there.
        hasNextPage: last == null ? isCut : before != null,
        hasPreviousPage: last == null ? after != null : isCut,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
  }

  private fieldsOf(
    type: GraphQLObjectType,
    selections: readonly SelectionSetNode[],
  ): Map<string, FieldNode[]> {
    const found = new Map<string, FieldNode[]>();
    const collect = (set: SelectionSetNode) => {
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) {
          const name = node.alias?.value ?? node.name.value;
          found.set(name, [...(found.get(name) ?? []), node]);
          continue;
        }
        const part = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(node.name.value) : node;
        const condition = part?.typeCondition?.name.value ?? type.name;
        const isOfType =
          condition === type.name || type.getInterfaces().some(({ name }) => name === condition);
        if (part && isOfType) collect(part.selectionSet);
      }
    };
    for (const set of selections) collect(set);
    return found;
  }

  private cover(place: string, value: unknown): void {
    const count = this.question.coverage.fields.get(place) ?? { shown: 0, hidden: 0 };
    if (isNothing(value)) count.hidden += 1;
    else count.shown += 1;
    this.question.coverage.fields.set(place, count);
  }
}

interface RowShape {
  readonly is: "row";
  readonly name: string;
  readonly isAbstract: boolean;
}
/** What a type is; asking the library anew each time would take most of the judge's time. */
type Shape =
  | { readonly is: "nonNull"; readonly of: GraphQLOutputType }
  | { readonly is: "list"; readonly of: GraphQLOutputType }
  | { readonly is: "leaf" }
  | RowShape;
const shapes = new WeakMap<GraphQLOutputType, Shape>();
function shapeOf(type: GraphQLOutputType): Shape {
  const shape = shapes.get(type) ?? newShapeOf(type);
  shapes.set(type, shape);
  return shape;
}
function newShapeOf(type: GraphQLOutputType): Shape {
  if (isNonNullType(type)) return { is: "nonNull", of: type.ofType };
  if (isListType(type)) return { is: "list", of: type.ofType };
  if (isLeafType(type)) return { is: "leaf" };
  return { is: "row", name: type.name, isAbstract: isAbstractType(type) };
}

/** Whether a type is how lists are cut into pages, which is the same everywhere. */
export const isPart = (typeName: string): boolean =>
  /(Connection|Edge)$/.test(typeName) || typeName === "PageInfo";

function nodeTypeOf(schema: GraphQLSchema, connection: string): GraphQLOutputType {
  const type = schema.getType(connection);
  const nodes = isObjectType(type) ? type.getFields().nodes : undefined;
  if (!nodes) throw new Error(`${connection} is no connection.`);
  return nodes.type;
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (value instanceof Listing) return value.rows.length === 0;
  return Array.isArray(value) && value.length === 0;
}

/** The arguments that are given, those of input objects by their path. */
function pathsOf(args: Arguments, prefix = ""): string[] {
  return Object.entries(args).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    const path = `${prefix}${name}`;
    return typeof value === "object" && !Array.isArray(value)
      ? [path, ...pathsOf(value as Arguments, `${path}.`)]
      : [path];
  });
}
