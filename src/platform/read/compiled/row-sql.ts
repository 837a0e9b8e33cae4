import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { type SQL, sql } from "../../database/sql.js";
import type { FieldRead, ReadDeclaration, ReferenceRead, RelationRead, StoredRead } from "../declaration.js";
import { typeMember } from "../ready-row.js";
import {
  alias,
  countRelated,
  fieldReadOf,
  fromRelated,
  ifVisible,
  orderBy,
  orderOf,
  type RelatedRows,
  typeNameSql,
} from "../relation-sql.js";
import { argumentReader, type ReadScope, type RowScope } from "../scope.js";
import { connectionSql } from "./connection-sql.js";
import {
  listOfObjects,
  type Member,
  type ObjectRow,
  objectOf,
  oneObject,
  required,
  rowOf,
} from "./json-sql.js";
import { leafSql } from "./leaf-sql.js";
import { type AskedField, membersOf } from "./members.js";
import { NotCompiled } from "./not-compiled.js";
import type { Planner, SelectedFields } from "./planner.js";

/** The rows of a relation as the operation asks them: an object or NULL, a list, a connection, or a number. */
export function relationSql(
  planner: Planner,
  relation: RelationRead,
  parent: SQL | undefined,
  scope: ReadScope,
  field: AskedField,
): SQL {
  const target = planner.engine.declaration(relation.target);
  const row = alias(target.type);
  const related: RelatedRows = {
    relation,
    target,
    scope: { ...scope, parent: parent ?? alias("nothing"), target: row },
    hasParent: parent !== undefined,
  };
  if (relation.read === "count") return countRelated(related);
  const answered = getNamedType(field.definition.type);
  if (relation.read === "connection") {
    const type = planner.schema.getType(target.type);
    if (!type) throw new Error(`The schema has no type ${target.type}`);
    return connectionSql(planner, related, field, {
      node: (nodes) => rowObject(planner, target, type, nodes, { ...scope, row }),
      fact: (name, asked) => {
        const fact = relation.facts?.[name];
        if (!fact) throw new Error(`${field.definition.name} declares no ${name}`);
        return relationSql(planner, fact, parent, scope, asked);
      },
    });
  }
  const object = rowObject(planner, target, answered, field.nodes, { ...scope, row });
  const rows = sql`${fromRelated(related)} ${orderBy(related, orderOf(relation, scope))}`;
  if (relation.read === "list") return listOfObjects(object, rows);
  return requiredIf(field, oneObject(object, relation.key ? rows : sql`${rows} LIMIT 1`));
}

/** The row of a stored type that has this key, as the operation asks it; NULL when it is missing or hidden. */
export function rowByKeySql(planner: Planner, declaration: StoredRead, key: SQL, field: AskedField): SQL {
  const row = alias(declaration.type);
  const scope: RowScope = { ...planner.scopeOf(field.planned), args: argumentReader({}), row };
  const object = rowObject(planner, declaration, getNamedType(field.definition.type), field.nodes, scope);
  return oneObject(
    object,
    sql`FROM ${sql.identifier(declaration.table)} AS ${row}
      WHERE ${row}.${sql.identifier(declaration.key)} = ${key} AND (${declaration.visibleTo(scope)})`,
  );
}

/**
 * The row of a stored type that has this key, as the operation asks it, and those of some accounts that may not be told it, in one row:
 * `data` and `others`. No row when it is missing, or nobody may be told. What is asked must not depend on which of them asks.
 */
export function rowForManySql(
  planner: Planner,
  declaration: StoredRead,
  { key, readers, isTold }: { readonly key: SQL; readonly readers: SQL; readonly isTold: (row: SQL) => SQL },
  field: AskedField,
): SQL {
  if (!declaration.readers) throw new NotCompiled("viewer");
  const row = alias(declaration.type);
  const scope: RowScope = { ...planner.scopeOf(field.planned), args: argumentReader({}), row };
  const { selected, object } = rowObject(
    planner,
    declaration,
    getNamedType(field.definition.type),
    field.nodes,
    scope,
  );
  if (planner.dependsOnViewer) throw new NotCompiled("viewer");
  const found = alias("found");
  const asked = alias("asked");
  return sql`${planner.beforehand()} SELECT ${object(found)}::text AS data, (SELECT coalesce(json_agg(${asked}.account_id), '[]') FROM (
      SELECT unnest(${readers}::uuid[]) EXCEPT (${declaration.readers(row)})) AS ${asked}(account_id)) AS others
    FROM ${sql.identifier(declaration.table)} AS ${row} CROSS JOIN LATERAL (SELECT ${selected}) AS ${found}
    WHERE ${row}.${sql.identifier(declaration.key)} = ${key} AND (${isTold(row)})`;
}

/** The object that the operation asks of each row of a declared type. */
function rowObject(
  planner: Planner,
  declaration: ReadDeclaration,
  answered: GraphQLNamedType,
  nodes: readonly FieldNode[],
  scope: RowScope,
): ObjectRow {
  const rowScope: RowScope = { ...scope, args: argumentReader({}) };
  const kinds = objectTypesOf(planner, declaration, answered).map((type) => {
    const selected = planner.subfields(type, nodes);
    return { type, selected, ways: waysOfReading(declaration, type, selected) };
  });
  const [first] = kinds;
  if (!first) throw new Error(`No row of ${declaration.type} is a ${answered.name}`);
  const asked = first.ways.join(" ");
  if (kinds.every(({ ways }) => ways.join(" ") === asked))
    return rowOf(rowMembers(planner, declaration, first.type, first.selected, rowScope));
  return rowOfKinds(planner, declaration, kinds, rowScope);
}

/** What is asked of one object type, each member with how it is read: what several read alike is composed once. */
interface AskedKind {
  readonly type: GraphQLObjectType;
  readonly selected: SelectedFields;
  readonly ways: readonly string[];
}

/**
 * The object of a row whose kinds are asked different things. Each value stands once in the sub-select, however many kinds have
 * it: repeated for every kind, what hangs on it would be as well, and so on at every level.
 */
function rowOfKinds(
  planner: Planner,
  declaration: ReadDeclaration,
  kinds: readonly AskedKind[],
  scope: RowScope,
): ObjectRow {
  const owners = new Map<string, string[]>();
  for (const { type, ways } of kinds)
    for (const way of ways) owners.set(way, [...(owners.get(way) ?? []), type.name]);
  const isOneOf = (typeName: SQL, names: readonly string[]): SQL =>
    sql`${typeName} IN (${sql.join(
      names.map((name) => sql.literal(name)),
      ", ",
    )})`;
  const columns = new Map<string, Member>();
  const objects = kinds.map(({ type, selected, ways }) => {
    const fresh = new Map([...selected].filter((_, index) => !columns.has(ways[index] ?? "")));
    for (const { name, value } of rowMembers(planner, declaration, type, fresh, scope)) {
      const place = name === typeMember ? -1 : [...selected.keys()].indexOf(name);
      const way = place < 0 ? typeMember : (ways[place] ?? "");
      if (columns.has(way)) continue;
      const names = owners.get(way) ?? [];
      const isEverybodys = place < 0 || names.length === kinds.length;
      columns.set(way, {
        name: `column${columns.size}`,
        value: isEverybodys
          ? value
          : sql`CASE WHEN ${isOneOf(typeNameSql(declaration, scope), names)} THEN ${value} END`,
      });
    }
    const members = [...selected.keys()].map((name, index) => ({ name, way: ways[index] ?? "" }));
    if (planner.tellsTypes) members.push({ name: typeMember, way: typeMember });
    return { type, members };
  });
  const typeColumn: Member = { name: "type", value: typeNameSql(declaration, scope) };
  const { selected } = rowOf([typeColumn, ...columns.values()]);
  return {
    selected,
    object: (from) => {
      const branches = objects.map(({ type, members }) => {
        const object = objectOf(
          members.map(({ name, way }) => ({
            name,
            value: sql`${from}.${sql.identifier(columns.get(way)?.name ?? "")}`,
          })),
        );
        return sql`WHEN ${sql.literal(type.name)} THEN ${object}`;
      });
      return sql`CASE ${from}.type ${sql.join(branches, " ")} END`;
    },
  };
}

/** The object types that rows of a declared type have, of those that the field can answer. */
function objectTypesOf(
  { schema }: Planner,
  declaration: ReadDeclaration,
  answered: GraphQLNamedType,
): GraphQLObjectType[] {
  const names = declaration.kinds ? Object.keys(declaration.kinds.types) : [declaration.type];
  return names.flatMap((name) => {
    const type = schema.getType(name);
    if (!isObjectType(type)) return [];
    const fits = type === answered || (isAbstractType(answered) && schema.isSubType(answered, type));
    return fits ? [type] : [];
  });
}

/** How each member is read: equal where object types read a field alike, so that one expression serves them. */
function waysOfReading(
  declaration: ReadDeclaration,
  type: GraphQLObjectType,
  selected: SelectedFields,
): string[] {
  const own = declaration.kinds?.types[type.name];
  return [...selected].map(([name, nodes]) => {
    const field = nodes[0]?.name.value ?? "";
    const places = nodes.map((node) => node.loc?.start).join("+");
    return `${name}=${own?.[field] ? `${type.name}.` : ""}${field}@${places}`;
  });
}

function rowMembers(
  planner: Planner,
  declaration: ReadDeclaration,
  type: GraphQLObjectType,
  selected: SelectedFields,
  scope: RowScope,
): Member[] {
  const members = membersOf(planner, type, selected, (field) => {
    const read = fieldReadOf(declaration, type.name, field.definition.name);
    if (!read) throw new Error(`No read is declared for ${type.name}.${field.definition.name}`);
    return fieldSql(planner, read, { ...planner.scopeOf(field.planned), row: scope.row }, field);
  });
  if (planner.tellsTypes) members.push({ name: typeMember, value: typeNameSql(declaration, scope) });
  if (!declaration.kinds) return members;
  // Where one expression serves several kinds, the row tells which it is.
  return members.map((member) =>
    selected.get(member.name)?.[0]?.name.value === "__typename"
      ? { ...member, value: typeNameSql(declaration, scope) }
      : member,
  );
}

function fieldSql(planner: Planner, read: FieldRead, scope: RowScope, field: AskedField): SQL {
  switch (read.read) {
    case "value": {
      const value = leafSql(planner, field, ifVisible(read, scope, read.value(scope)), isPlain(read));
      return read.refusal === undefined ? value : required(sql`to_json(${value})`);
    }
    case "reference":
      return requiredIf(field, ifVisible(read, scope, referenceSql(planner, read, scope, field)));
    case "computed":
    case "computedRows":
      throw new NotCompiled("computed");
    default:
      return relationSql(planner, read, scope.row, scope, field);
  }
}

const isPlain = (read: FieldRead): boolean =>
  read.read === "value" && read.isColumn === true && !read.visibleWhen;

/** The row that a row names, whichever of the reference's types it has. */
function referenceSql(planner: Planner, read: ReferenceRead, scope: RowScope, field: AskedField): SQL {
  const branches = [...planner.engine.all].flatMap((declaration) => {
    if (!("table" in declaration) || !read.types.includes(declaration.type)) return [];
    const row = rowByKeySql(planner, declaration, read.key(scope), field);
    return [sql`WHEN ${sql.literal(declaration.type)} THEN ${row}`];
  });
  return sql`CASE ${read.typeName(scope)} ${sql.join(branches, " ")} END`;
}

/** Where the schema promises an object, none may be missing. */
const requiredIf = ({ definition }: AskedField, value: SQL): SQL =>
  isNonNullType(definition.type) ? required(value) : value;
