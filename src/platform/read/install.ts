import {
  defaultFieldResolver,
  defaultTypeResolver,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isObjectType,
} from "graphql";
import { badUserInput } from "../errors/technical-errors.js";
import type { RequestContext } from "../graphql/request-context.js";
import { refuseBadArguments } from "../input/input-rules.js";
import { type LoadedConnection, LoadedRow } from "./batched/row.js";
import { needSlot, needsOf, slotIn } from "./batched/statement.js";
import type { ComputedRowsRead, FieldRead, ReadDeclaration, RelationRead } from "./declaration.js";
import type { ReadEngine } from "./engine.js";
import { ReadyRow } from "./ready-row.js";
import { RowRef } from "./row-ref.js";

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;
type Fields = Record<string, GraphQLField<unknown, RequestContext>>;

/**
 * Makes a built schema read by declaration. Stops the start when a declared field is missing from the schema, a field of a
 * declared type is not declared, or a type that is a Node has no declaration.
 */
export function installReads(schema: GraphQLSchema, engine: ReadEngine): void {
  for (const declaration of engine.all) installDeclaration(schema, engine, declaration);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) {
      type.resolveType = (row, context, info, asked) =>
        row instanceof LoadedRow || row instanceof ReadyRow
          ? row.typeName
          : defaultTypeResolver(row, context, info, asked);
    }
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    const isNode = type.getInterfaces().some((each) => each.name === "Node");
    if (isNode && !isDeclared(engine, type.name))
      throw new Error(`${type.name} is a Node, but no read is declared for it`);
    const isEvent = type === schema.getSubscriptionType();
    if (!isDeclared(engine, type.name) && (isEvent || !isRoot(schema, type))) installReferences(engine, type);
  }
  installRootReads(schema, engine);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type) && !type.name.startsWith("__")) checkEnum(type);
    if (isObjectType(type) && !type.name.startsWith("__") && !isRoot(schema, type)) letReadyRowsAnswer(type);
  }
}

/** Enum values are stored under their own names, so that nothing has to translate what a statement answers. */
function checkEnum(type: GraphQLEnumType): void {
  for (const { name, value } of type.getValues())
    if (name !== value) throw new Error(`${type.name}.${name} is stored as ${value}`);
}

/** Objects that were made by one statement answer by themselves, whatever resolves others of their type. */
function letReadyRowsAnswer(type: GraphQLObjectType): void {
  for (const field of Object.values(type.getFields() as Fields)) {
    const otherwise = field.resolve ?? defaultFieldResolver;
    field.resolve = (source, args, context, info) =>
      source instanceof ReadyRow ? source.answer(info) : otherwise(source, args, context, info);
  }
}

/** Fields that find rows of any type by id, and so have no read of their own. */
const findsById: ReadonlySet<string> = new Set(["node", "nodes"]);

function installRootReads(schema: GraphQLSchema, engine: ReadEngine): void {
  const query = (schema.getQueryType()?.getFields() ?? {}) as Fields;
  const declared = new Set(engine.rootFields);
  for (const name of Object.keys(query)) {
    if (!declared.has(name) && !findsById.has(name)) throw new Error(`No read is declared for Query.${name}`);
  }
  for (const name of declared) {
    const field = query[name];
    if (!field) throw new Error(`A read is declared for Query.${name}, which the schema does not have`);
    const read = engine.rootRead(name);
    checkRelation(engine, `Query.${name}`, read);
    if (read.read === "connection") installConnection(field, read);
  }
}

/**
 * A relation names a declared type, says where its rows come from if that is derived, and its filters name fields of that
 * type; otherwise the start stops.
 */
function checkRelation(engine: ReadEngine, name: string, relation: RelationRead | ComputedRowsRead): void {
  const target = engine.declaration(relation.target);
  if (relation.read === "computedRows") {
    if ("table" in target) throw new Error(`${name} works out rows of ${target.type}, which are stored`);
    return;
  }
  if (relation.key && !("table" in target))
    throw new Error(`${name} names a row of ${target.type} by a key, but its rows have none`);
  const countsOther = relation.read === "count" && relation.rows !== undefined;
  if (!countsOther && "table" in target === (relation.rows !== undefined)) {
    throw new Error(
      `${name} says where its rows come from, or ${target.type} has a table: one of them, not both`,
    );
  }
  for (const [fact, read] of Object.entries(relation.facts ?? {}))
    checkRelation(engine, `${name}.${fact}`, read);
  for (const { argument, discloses, among } of relation.filters ?? []) {
    if (among && relation.through)
      throw new Error(
        `The filter ${argument} of ${name} names values of a column, which a relation through another table cannot`,
      );
    for (const field of discloses) {
      if (target.fields[field]) continue;
      throw new Error(
        `The filter ${argument} of ${name} discloses ${target.type}.${field}, which is not declared`,
      );
    }
  }
}

function installDeclaration(schema: GraphQLSchema, engine: ReadEngine, declaration: ReadDeclaration): void {
  const kinds = declaration.kinds ? Object.keys(declaration.kinds.types) : [declaration.type];
  for (const name of kinds) {
    const type = schema.getType(name);
    if (!isObjectType(type))
      throw new Error(`A read is declared for ${name}, which is no object type of the schema`);
    // Rows tell their type themselves; type-graphql would compare classes.
    type.isTypeOf = undefined;
    const fields = type.getFields() as Fields;
    const declared = { ...declaration.fields, ...declaration.kinds?.types[name] };
    for (const fieldName of Object.keys(declared)) {
      if (!fields[fieldName])
        throw new Error(`A read is declared for ${name}.${fieldName}, which the schema does not have`);
    }
    for (const field of Object.values(fields)) {
      const read = declared[field.name];
      if (!read) throw new Error(`No read is declared for ${name}.${field.name}`);
      field.resolve = withCheckedArguments(field, resolverOf(declaration, name, field.name, read));
      if (read.read === "value" || read.read === "computed" || read.read === "reference") continue;
      checkRelation(engine, `${name}.${field.name}`, read);
      if (read.read === "connection") installConnection(field, read);
    }
  }
}

function resolverOf(declaration: ReadDeclaration, type: string, field: string, read: FieldRead): Resolver {
  if (read.read === "value") {
    return (row, args) => {
      const value = loaded(row).value(slotIn(declaration, type, field, args));
      if (value === null && read.refusal !== undefined) throw badUserInput(read.refusal);
      return value;
    };
  }
  const needs = Object.keys(needsOf(read));
  const needed = (row: unknown, args: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    const slot = slotIn(declaration, type, field, args);
    return Object.fromEntries(needs.map((need) => [need, loaded(row).value(needSlot(slot, need))]));
  };
  if (read.read === "computed") return (row, args, context) => read.compute(needed(row, args), context);
  if (read.read === "reference") {
    return (row, args, context, info) => {
      const { typeName, key } = needed(row, args);
      if (key === null || !read.types.includes(String(typeName))) return null;
      return context.reads.byKey(String(typeName), String(key), info);
    };
  }
  if (read.read === "computedRows") {
    return async (row, args, context, info) => {
      const rows = await read.compute(needed(row, args), args);
      return Promise.all(rows.map((each) => context.reads.byKey(read.target, JSON.stringify(each), info)));
    };
  }
  return (row, args, context, info) => context.reads.relation(read, loaded(row), args, info);
}

/** Input rules hold at every depth, not only at the root. */
function withCheckedArguments(field: GraphQLField<unknown, RequestContext>, resolve: Resolver): Resolver {
  if (field.args.length === 0) return resolve;
  return (row, args, context, info) => {
    refuseBadArguments(field, args);
    return resolve(row, args, context, info);
  };
}

/**
 * Edges, nodes and page info come from one page, taken when the first of them is asked for; the count and what else the
 * connection tells of all its rows by themselves. Several fields may answer one connection type: they tell the same.
 */
function installConnection(field: GraphQLField<unknown, RequestContext>, read: RelationRead): void {
  const type = getNamedType(field.type);
  if (!isObjectType(type))
    throw new Error(`${field.name} is declared a connection, but answers ${type.name}`);
  type Resolve = (connection: LoadedConnection, info: GraphQLResolveInfo) => unknown;
  const facts = Object.keys(read.facts ?? {});
  const resolvers: Record<string, Resolve> = {
    totalCount: (connection) => connection.total(),
    nodes: async (connection) => (await connection.page()).rows,
    edges: async (connection) => (await connection.page()).edges,
    pageInfo: async (connection) => {
      const { edges, hasNextPage, hasPreviousPage } = await connection.page();
      return {
        hasNextPage,
        hasPreviousPage,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      };
    },
    ...Object.fromEntries(
      facts.map((fact): [string, Resolve] => [fact, (connection, info) => connection.fact(fact, info)]),
    ),
  };
  for (const each of Object.values(type.getFields() as Fields)) {
    const resolve = resolvers[each.name];
    if (!resolve) throw new Error(`${type.name}.${each.name} is no field that ${field.name} can answer`);
    each.resolve = (connection, _, __, info) => resolve(connection as LoadedConnection, info);
  }
}

/** A payload or an event names rows; its fields of declared types read them. */
function installReferences(engine: ReadEngine, type: GraphQLObjectType): void {
  for (const field of Object.values(type.getFields() as Fields)) {
    if (!isDeclared(engine, getNamedType(field.type).name)) continue;
    const otherwise = field.resolve ?? defaultFieldResolver;
    field.resolve = async (source, args, context, info) => {
      const value: unknown = await otherwise(source, args, context, info);
      return value instanceof RowRef ? rowNamed(value, context, info) : value;
    };
  }
}

/** The row that a payload names, by one statement if that can be. */
async function rowNamed(ref: RowRef, context: RequestContext, info: GraphQLResolveInfo): Promise<unknown> {
  const compiled = await (context.rowsBehind?.answerOf(ref, info, "typed") ??
    context.compiled?.row(ref, info, context, "typed", (statement) => context.reads.runPrepared(statement)));
  if (!compiled || compiled.data === undefined) return context.reads.byKey(ref.type, ref.key, info);
  return compiled.data === null ? null : new ReadyRow(JSON.parse(compiled.data));
}

function isDeclared(engine: ReadEngine, type: string): boolean {
  if (engine.hasDeclaration(type)) return true;
  for (const { kinds } of engine.all) if (kinds && type in kinds.types) return true;
  return false;
}

function isRoot(schema: GraphQLSchema, type: GraphQLObjectType): boolean {
  return (
    type === schema.getQueryType() ||
    type === schema.getMutationType() ||
    type === schema.getSubscriptionType()
  );
}

function loaded(row: unknown): LoadedRow {
  if (row instanceof LoadedRow) return row;
  throw new Error("A declared type was answered by something that the read engine did not load");
}
