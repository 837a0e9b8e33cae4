import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import type { RequestContext } from "../graphql/request-context.js";
import type { FieldRead, ReadDeclaration } from "./declaration.js";
import type { ReadEngine } from "./engine.js";
import { type LoadedConnection, LoadedRow, RowRef } from "./row.js";
import { slotIn } from "./statement.js";

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;
type Fields = Record<string, GraphQLField<unknown, RequestContext>>;

/**
 * Makes a built schema read by declaration. Stops the start when a declared field is missing from the schema, a field of a
 * declared type is not declared, or a type that is a Node has no declaration.
 */
export function installReads(schema: GraphQLSchema, engine: ReadEngine): void {
  for (const declaration of engine.all) installDeclaration(schema, engine, declaration);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) {
      type.resolveType = (row) => (row instanceof LoadedRow ? row.typeName : undefined);
    }
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    const isNode = type.getInterfaces().some((each) => each.name === "Node");
    if (isNode && !isDeclared(engine, type.name))
      throw new Error(`${type.name} is a Node, but no read is declared for it`);
    if (!isDeclared(engine, type.name) && !isRoot(schema, type)) installReferences(engine, type);
  }
  const query = schema.getQueryType()?.getFields() ?? {};
  for (const field of engine.rootFields) {
    if (!query[field])
      throw new Error(`A read is declared for Query.${field}, which the schema does not have`);
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
      field.resolve = resolverOf(declaration, name, field.name, read);
      if (read.read === "connection") installConnection(field);
      else if (read.read !== "value" && read.read !== "computed") engine.declaration(read.target);
    }
  }
  for (const field of engine.rootFields) {
    const rootField = schema.getQueryType()?.getFields()[field] as
      | GraphQLField<unknown, RequestContext>
      | undefined;
    if (rootField && engine.rootRead(field).read === "connection") installConnection(rootField);
  }
}

function resolverOf(declaration: ReadDeclaration, type: string, field: string, read: FieldRead): Resolver {
  if (read.read === "value") return (row, args) => loaded(row).value(slotIn(declaration, type, field, args));
  if (read.read === "computed") {
    const needs = Object.keys(read.needs);
    return (row, args, context) => {
      const slot = slotIn(declaration, type, field, args);
      const values = Object.fromEntries(needs.map((need) => [need, loaded(row).value(`${slot}#${need}`)]));
      return read.compute(values, context);
    };
  }
  return (row, args, context, info) => context.reads.relation(read, loaded(row), args, info);
}

/** Edges, nodes and page info come from one page, taken when the first of them is asked for; the count by itself. */
function installConnection(field: GraphQLField<unknown, RequestContext>): void {
  const type = getNamedType(field.type);
  if (!isObjectType(type))
    throw new Error(`${field.name} is declared a connection, but answers ${type.name}`);
  const resolvers: Record<string, (connection: LoadedConnection) => unknown> = {
    totalCount: (connection) => connection.total(),
    nodes: async (connection) => (await connection.page()).rows,
    edges: async (connection) => {
      const { rows, cursors } = await connection.page();
      return rows.map((node, index) => ({ node, cursor: cursors[index] }));
    },
    pageInfo: async (connection) => {
      const { cursors, hasNextPage, hasPreviousPage } = await connection.page();
      return {
        hasNextPage,
        hasPreviousPage,
        startCursor: cursors[0] ?? null,
        endCursor: cursors.at(-1) ?? null,
      };
    },
  };
  for (const each of Object.values(type.getFields() as Fields)) {
    const resolve = resolvers[each.name];
    if (!resolve) throw new Error(`${type.name}.${each.name} is no field that a connection can answer`);
    each.resolve = (connection) => resolve(connection as LoadedConnection);
  }
}

/** A payload names rows; its fields of declared types read them. */
function installReferences(engine: ReadEngine, type: GraphQLObjectType): void {
  for (const field of Object.values(type.getFields() as Fields)) {
    if (!isDeclared(engine, getNamedType(field.type).name)) continue;
    const otherwise = field.resolve ?? defaultFieldResolver;
    field.resolve = async (source, args, context, info) => {
      const value: unknown = await otherwise(source, args, context, info);
      return value instanceof RowRef ? context.reads.byKey(value.type, value.key, info) : value;
    };
  }
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
