import { type SQL, sql } from "../database/sql.js";
import {
  columnTypes,
  type FieldRead,
  type OrderKey,
  type ReadDeclaration,
  type RelationRead,
} from "./declaration.js";
import type { Cursor, Page } from "./page.js";
import { argumentReader, type ReadScope, type RelationScope, type RowScope } from "./scope.js";
import { type SelectedField, slotOf } from "./selection.js";

/** What a statement answers for each row asked: key, type name, sort keys as text, then one value a slot. */
export type RowValues = readonly [
  key: string,
  typeName: string,
  keys: readonly string[],
  ...values: unknown[],
];

/** The columns of a statement: which slot of a loaded row each value fills. */
export interface SlotList {
  readonly names: readonly string[];
  readonly values: readonly SQL[];
}

/** How a field of a type is read, whether the interface or the kind itself declares it. */
export function fieldReadOf(
  declaration: ReadDeclaration,
  objectType: string,
  field: string,
): FieldRead | undefined {
  return declaration.kinds?.types[objectType]?.[field] ?? declaration.fields[field];
}

/** The values to select for what a query asks of the rows, each slot once. */
export function slotsFor(
  declaration: ReadDeclaration,
  selected: ReadonlyMap<string, readonly SelectedField[]>,
  scope: RowScope,
): SlotList {
  const slots = new Map<string, SQL>();
  for (const [objectType, fields] of selected) {
    for (const { name, args } of fields) {
      const field = fieldReadOf(declaration, objectType, name);
      const fieldScope: RowScope = { ...scope, args: argumentReader(args) };
      const slot = slotIn(declaration, objectType, name, args);
      if (field?.read === "value") slots.set(slot, ifVisible(field, fieldScope, field.value(fieldScope)));
      for (const [need, value] of Object.entries(needsOf(field))) {
        slots.set(needSlot(slot, need), ifVisible(field, fieldScope, value(fieldScope)));
      }
    }
  }
  return { names: [...slots.keys()], values: [...slots.values()] };
}

/** The values that a field is worked out from; none of a plain value or a relation. */
export function needsOf(field: FieldRead | undefined): Readonly<Record<string, (scope: RowScope) => SQL>> {
  if (field?.read === "computed" || field?.read === "computedRows") return field.needs;
  return field?.read === "reference" ? { typeName: field.typeName, key: field.key } : {};
}

/** Where a loaded row keeps a value that a field is worked out from. */
export const needSlot = (slot: string, need: string): string => `${slot}#${need}`;

/** Where a loaded row keeps what its edge tells. */
export const edgeSlot = (fact: string): string => `edge.${fact}`;

/** The slot of a field in a row: fields that only one kind has are kept apart by the kind's name. */
export function slotIn(
  declaration: ReadDeclaration,
  objectType: string,
  name: string,
  args: Readonly<Record<string, unknown>>,
): string {
  const own = declaration.kinds?.types[objectType]?.[name];
  return own ? `${objectType}.${slotOf(name, args)}` : slotOf(name, args);
}

/** Rows by primary key: `{ position, row }`, position counting the keys from 1; hidden and missing ones are absent. */
export function rowsByKey(
  declaration: ReadDeclaration,
  keys: readonly string[],
  scopeFor: (row: SQL) => RowScope,
  slots: (scope: RowScope) => SlotList,
): { statement: SQL; slots: SlotList } {
  const target = alias("target");
  const scope = scopeFor(target);
  const list = slots(scope);
  return {
    slots: list,
    statement: sql`SELECT asked.position::int AS "position", ${rowJson(declaration, scope, list, [])} AS "row"
      FROM ${askedRows(declaration, keys, target)}
      WHERE ${declaration.visibleTo(scope)}`,
  };
}

/** A relation asked of many parents at once; a root relation has no parent. */
export interface RelationQuestion {
  readonly relation: RelationRead;
  readonly target: ReadDeclaration;
  readonly parent?: { readonly declaration: ReadDeclaration; readonly keys: readonly string[] };
  readonly scope: ReadScope;
  /** For a connection: the page; for a list or a single row absent. */
  readonly page?: Page;
}

/** The order a question asks for, by its `orderBy` argument; the first declared one by default. */
export function orderOf(
  relation: RelationRead,
  scope: ReadScope,
): { name: string; keys: readonly OrderKey[] } {
  const [firstName = ""] = Object.keys(relation.orders);
  const name = scope.args.choice("orderBy") ?? firstName;
  return { name, keys: relation.orders[name] ?? [] };
}

/** The related rows of each parent, `{ position, rows }`, in order; a page holds one row more than asked if there is one. */
export function relatedRows(
  question: RelationQuestion,
  slots: (scope: RowScope) => SlotList,
): { statement: SQL; slots: SlotList } {
  const { relation, target: declaration, page } = question;
  const aliases = { parent: alias("parent"), target: alias("target") };
  const scope: RelationScope = { ...question.scope, ...aliases };
  const rowScope: RowScope = { ...question.scope, row: aliases.target };
  const list = withEdgeFacts(slots(rowScope), relation, scope);
  const order = orderOf(relation, scope);
  const key = page && tieBreaker(declaration, aliases.target);
  const conditions = [matching(question, scope)];
  if (key && page?.after) conditions.push(beyond(order.keys, scope, key, page.after, false));
  if (key && page?.before) conditions.push(beyond(order.keys, scope, key, page.before, true));
  const backward = page?.backward ?? false;
  const sorting = order.keys.map((each) => direction(each, scope, backward));
  const last = key ?? ("key" in declaration ? tieBreaker(declaration, aliases.target) : undefined);
  if (last) sorting.push(sql`${last} ${idDirection(order.keys, backward)}`);
  const cursorKeys = key ? [...order.keys.map((each) => keyText(each, scope)), sql`${key}::text`] : [];
  const statement = sql`SELECT asked.position::int AS "position", (
      SELECT coalesce(json_agg(found."row"), '[]') FROM (
        SELECT ${rowJson(declaration, rowScope, list, cursorKeys)} AS "row"
        FROM ${source(question, scope)}
        WHERE ${sql.join(conditions, " AND ")}
        ${sorting.length > 0 ? sql`ORDER BY ${sql.join(sorting, ", ")}` : sql.blank}
        ${limit(relation, page)}
      ) AS found
    ) AS "rows" ${askedParents(question, aliases.parent)}`;
  return { statement, slots: list };
}

/** How many rows each parent's relation has for this viewer: `{ position, count }`. */
export function relatedCount(question: RelationQuestion): SQL {
  const aliases = { parent: alias("parent"), target: alias("target") };
  const scope: RelationScope = { ...question.scope, ...aliases };
  return sql`SELECT asked.position::int AS "position", (
      SELECT count(*)::int FROM ${source(question, scope)} WHERE ${matching(question, scope)}
    ) AS "count" ${askedParents(question, aliases.parent)}`;
}

function alias(name: string): SQL {
  return sql.identifier(Symbol(name));
}

function ifVisible(field: FieldRead | undefined, scope: RowScope, value: SQL): SQL {
  if (!field?.visibleWhen) return value;
  const hidden = field.read === "value" && field.hidden === "emptyList" ? sql`'[]'::json` : sql`NULL`;
  return sql`CASE WHEN ${field.visibleWhen(scope)} THEN ${value} ELSE ${hidden} END`;
}

function rowJson(declaration: ReadDeclaration, scope: RowScope, slots: SlotList, keys: readonly SQL[]): SQL {
  const typeName = declaration.kinds
    ? declaration.kinds.typeName(scope)
    : sql`${sql.value(declaration.type)}::text`;
  return sql`json_build_array(${sql.join([rowKey(declaration, scope.row), typeName, sql`json_build_array(${sql.join(keys, ", ")})`, ...slots.values], ", ")})`;
}

/** What names a row again: its primary key or, of a derived row, all its columns. */
function rowKey(declaration: ReadDeclaration, row: SQL): SQL {
  if ("table" in declaration) return sql`${row}.${sql.identifier(declaration.key)}`;
  const columns = Object.keys(declaration.columns).map(
    (name) => sql`${sql.literal(name)}, ${row}.${sql.identifier(name)}`,
  );
  return sql`jsonb_build_object(${sql.join(columns, ", ")})::text`;
}

/** The column that tells rows with equal sort keys apart. */
function tieBreaker(declaration: ReadDeclaration, row: SQL): SQL {
  if (!declaration.key) throw new Error(`${declaration.type} stands in a connection, but names no key`);
  return sql`${row}.${sql.identifier(declaration.key)}`;
}

function source({ relation, target }: RelationQuestion, scope: RelationScope): SQL {
  const rows =
    "table" in target ? sql.identifier(target.table) : sql`(${relation.rows?.(scope) ?? noRows(target)})`;
  const table = sql`${rows} AS ${scope.target}`;
  return relation.through ? sql`${table} ${relation.through(scope)}` : table;
}

function noRows({ type }: ReadDeclaration): never {
  throw new Error(`${type} is derived, but a relation to it does not say from what rows`);
}

/** The rows that keys name, each with its place in the list of keys, `asked.position` from 1. */
function askedRows(declaration: ReadDeclaration, keys: readonly string[], row: SQL): SQL {
  if ("table" in declaration) {
    return sql`unnest(${sql.value(keys)}::uuid[]) WITH ORDINALITY AS asked(key, position)
      JOIN ${sql.identifier(declaration.table)} AS ${row} ON ${row}.${sql.identifier(declaration.key)} = asked.key`;
  }
  const columns = Object.entries(declaration.columns).map(
    ([name, type]) => sql`${sql.identifier(name)} ${columnTypes[type]}`,
  );
  return sql`unnest(${sql.value(keys)}::text[]) WITH ORDINALITY AS asked(key, position)
    CROSS JOIN LATERAL jsonb_to_record(asked.key::jsonb) AS ${row} (${sql.join(columns, ", ")})`;
}

function askedParents({ parent }: RelationQuestion, parentAlias: SQL): SQL {
  if (!parent) return sql`FROM (SELECT 1 AS position) AS asked`;
  return sql`FROM ${askedRows(parent.declaration, parent.keys, parentAlias)}`;
}

/** Adds what the edges of a connection tell to the values of its rows. */
function withEdgeFacts(slots: SlotList, { edgeFacts = {} }: RelationRead, scope: RelationScope): SlotList {
  const facts = Object.entries(edgeFacts);
  return {
    names: [...slots.names, ...facts.map(([name]) => edgeSlot(name))],
    values: [...slots.values, ...facts.map(([, fact]) => fact(scope))],
  };
}

/** The relation's own condition, what the viewer may see of parent and target, and the filters given. */
function matching({ relation, target, parent }: RelationQuestion, scope: RelationScope): SQL {
  const targetScope: RowScope = { ...scope, row: scope.target };
  const conditions = [sql`(${relation.where(scope)})`, sql`(${target.visibleTo(targetScope)})`];
  if (relation.visibleWhen && parent)
    conditions.push(sql`(${relation.visibleWhen({ ...scope, row: scope.parent })})`);
  for (const filter of relation.filters ?? []) {
    if (!scope.args.has(filter.argument)) continue;
    conditions.push(sql`(${filter.where(scope)})`);
    for (const name of filter.discloses) {
      const visibleWhen = target.fields[name]?.visibleWhen;
      if (visibleWhen) conditions.push(sql`(${visibleWhen(targetScope)})`);
    }
  }
  return sql.join(conditions, " AND ");
}

function limit(relation: RelationRead, page: Page | undefined): SQL {
  if (relation.read === "one") return sql`LIMIT 1`;
  return page ? sql`LIMIT ${sql.value(page.size + 1)}::int` : sql.blank;
}

function sortKey(key: OrderKey, scope: RelationScope): SQL {
  return key.collation ? sql`${key.by(scope)} COLLATE ${sql.identifier(key.collation)}` : key.by(scope);
}

/** A sort key as text that `readPage` and the database turn back into exactly the same value. */
function keyText(key: OrderKey, scope: RelationScope): SQL {
  const value = key.by(scope);
  if (key.type !== "timestamptz") return sql`(${value})::text`;
  return sql`to_char((${value}) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'`;
}

function direction(key: OrderKey, scope: RelationScope, backward: boolean): SQL {
  return (key.descending ?? false) !== backward ? sql`${sortKey(key, scope)} DESC` : sortKey(key, scope);
}

/** The primary key breaks ties in the direction of the first sort key, so that one index serves both. */
function idDirection(keys: readonly OrderKey[], backward: boolean): SQL {
  return (keys[0]?.descending ?? false) !== backward ? sql`DESC` : sql`ASC`;
}

/** The types of sort keys, as SQL. */
const castTo: Readonly<Record<OrderKey["type"], SQL>> = {
  text: sql`text`,
  timestamptz: sql`timestamptz`,
  date: sql`date`,
  integer: sql`integer`,
  "double precision": sql`double precision`,
};

/** Rows behind the cursor in list order; `before` asks for those ahead of it. */
function beyond(
  keys: readonly OrderKey[],
  scope: RelationScope,
  key: SQL,
  cursor: Cursor,
  before: boolean,
): SQL {
  const firstDescends = keys[0]?.descending ?? false;
  const parts = [
    ...keys.map((each, index) => ({
      value: sortKey(each, scope),
      bound: sql`${sql.value(cursor.keys[index] ?? null)}::${castTo[each.type]}`,
      descending: each.descending ?? false,
    })),
    {
      value: key,
      bound: sql`${sql.value(cursor.keys[keys.length] ?? null)}::uuid`,
      descending: firstDescends,
    },
  ];
  const operator = (descending: boolean) => (descending !== before ? sql`<` : sql`>`);
  if (parts.every((part) => part.descending === firstDescends)) {
    return sql`(${sql.join(
      parts.map((part) => part.value),
      ", ",
    )}) ${operator(firstDescends)} (${sql.join(
      parts.map((part) => part.bound),
      ", ",
    )})`;
  }
  const steps = parts.map((part, index) => {
    const equal = parts.slice(0, index).map((earlier) => sql`${earlier.value} = ${earlier.bound}`);
    return sql`(${sql.join([...equal, sql`${part.value} ${operator(part.descending)} ${part.bound}`], " AND ")})`;
  });
  return sql`(${sql.join(steps, " OR ")})`;
}
