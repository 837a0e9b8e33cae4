import { type SQL, sql } from "../database/sql.js";
import type { Among, FieldRead, OrderKey, ReadDeclaration, RelationRead } from "./declaration.js";
import type { ReadScope, RelationScope, RowScope } from "./scope.js";

/** A relation in a statement where its parent's row, if it has one, is in scope. */
export interface RelatedRows {
  readonly relation: RelationRead;
  readonly target: ReadDeclaration;
  readonly scope: RelationScope;
  /** A root relation has no parent. */
  readonly hasParent: boolean;
}

/** The order in which rows are asked for. */
export interface RowOrder {
  /** Its name among the relation's orders; stands in cursors. */
  readonly name: string;
  readonly keys: readonly OrderKey[];
}

/** The part of a list that a page takes; everything about it that is not a shape is a parameter. */
export interface PageSql {
  /** Rows to take, an integer. */
  readonly limit: SQL;
  /** Whether rows come from the end of the list, and so in reverse. */
  readonly backward: boolean;
  /** The sort keys of the row that the page begins after or ends before, as text, and that row's key. */
  readonly after?: readonly SQL[];
  readonly before?: readonly SQL[];
}

/** A name in a statement that no other name can be mistaken for. */
export const alias = (name: string): SQL => sql.identifier(Symbol(name));

/** How a field of a type is read, whether the interface or the kind itself declares it. */
export function fieldReadOf(
  declaration: ReadDeclaration,
  objectType: string,
  field: string,
): FieldRead | undefined {
  return declaration.kinds?.types[objectType]?.[field] ?? declaration.fields[field];
}

/** A value of a row; what hides it from who does not see the field. */
export function ifVisible(field: FieldRead, scope: RowScope, value: SQL): SQL {
  if (!field.visibleWhen) return value;
  const hidden = field.read === "value" && field.hidden === "emptyList" ? sql`'[]'::json` : sql`NULL`;
  return sql`CASE WHEN ${field.visibleWhen(scope)} THEN ${value} ELSE ${hidden} END`;
}

/** The name of a row's object type. */
export function typeNameSql(declaration: ReadDeclaration, scope: RowScope): SQL {
  return declaration.kinds ? declaration.kinds.typeName(scope) : sql`${sql.literal(declaration.type)}::text`;
}

/** The order that `orderBy` names; the first declared one by default. */
export function orderOf(relation: RelationRead, { args }: Pick<ReadScope, "args">): RowOrder {
  const [firstName = ""] = Object.keys(relation.orders);
  const name = args.choice("orderBy") ?? firstName;
  return { name, keys: relation.orders[name] ?? [] };
}

/** `FROM ... WHERE ...`: the rows related to the parent that the viewer sees and the filters let through. */
export function fromRelated(rows: RelatedRows): SQL {
  return sql`FROM ${source(rows)} WHERE ${sql.join(matching(rows, isAmong(rows)), " AND ")}`;
}

/** `FROM ... WHERE ... ORDER BY ... LIMIT ...`: those of them that stand on a page. */
export function fromPage(rows: RelatedRows, order: RowOrder, page: PageSql, limit: SQL): SQL {
  const { scope, target } = rows;
  const inOrder = sql`${orderBy(rows, order, page.backward)} LIMIT ${limit}`;
  const asked = askedFilters(rows);
  // Rows that are named by their key are few, whatever else they have to meet.
  const byKey = asked.find(({ among }) => among?.column === target.key)?.among;
  const short = asked.filter(({ argument, among }) => scope.args.holdsAtMost(argument, among?.upTo ?? 0));
  const spread = new Set(byKey ? [byKey] : short.map(({ among }) => among));
  const each: SQL[] = [];
  const isValue: AmongSql = (among) => {
    if (!spread.has(among)) return isAmong(rows)(among);
    const name = alias("each");
    each.push(sql`(${among.values(scope)}) AS ${name}(value)`);
    return sql`${scope.target}.${sql.identifier(among.column)} = ${name}.value`;
  };
  const conditions = [...matching(rows, isValue), ...withinPage(rows, order, page)];
  const where = sql`WHERE ${sql.join(conditions, " AND ")} ${inOrder}`;
  if (byKey) return sql`FROM ${sql.join(each, " CROSS JOIN ")} CROSS JOIN ${source(rows)} ${where}`;
  const found = sql`FROM ${source(rows)} ${where}`;
  if (each.length === 0) return found;
  const first = sql`(SELECT ${scope.target}.* ${found})`;
  return sql`FROM ${sql.join([...each, sql`LATERAL ${first} AS ${scope.target}`], " CROSS JOIN ")} ${inOrder}`;
}

/** How many rows are related to the parent, for the viewer and the filters given. */
export function countRelated(rows: RelatedRows): SQL {
  const { allRows } = rows.relation;
  const counted = allRows ? { ...rows, relation: { ...rows.relation, rows: allRows } } : rows;
  return sql`(SELECT count(*)::int ${fromRelated(counted)})`;
}

/** `ORDER BY ...`, nothing for rows without an order. The row's key comes last, so that the order is total. */
export function orderBy({ relation, target, scope }: RelatedRows, { keys }: RowOrder, backward = false): SQL {
  if (relation.key) return sql.blank;
  const sorting = keys.map((key) => direction(sortKey(key, scope), key.descending ?? false, backward));
  // It breaks ties in the direction of the first sort key, so that one index serves both.
  if (target.key)
    sorting.push(direction(keyOf(target, scope.target), keys[0]?.descending ?? false, backward));
  return sorting.length > 0 ? sql`ORDER BY ${sql.join(sorting, ", ")}` : sql.blank;
}

/** The conditions that the cursors of a page make. */
function withinPage({ target, scope }: RelatedRows, { keys }: RowOrder, page: PageSql): SQL[] {
  const key = keyOf(target, scope.target);
  const conditions: SQL[] = [];
  if (page.after) conditions.push(beyond(keys, scope, key, page.after, false));
  if (page.before) conditions.push(beyond(keys, scope, key, page.before, true));
  return conditions;
}

/** A row's cursor, opaque text: the order's name, the sort keys and the row's key (read again by `readPage`). */
export function cursorOf({ target, scope }: RelatedRows, { name, keys }: RowOrder): SQL {
  const parts = [sql.literal(name), ...keys.map((key) => keyText(key, scope)), keyOf(target, scope.target)];
  // base64url (RFC 4648, section 5) without padding.
  return sql`translate(encode(convert_to(json_build_array(${sql.join(parts, ", ")})::text, 'UTF8'), 'base64'), '+/=' || chr(10), '-_')`;
}

/** The column that tells rows with equal sort keys apart. */
function keyOf(declaration: ReadDeclaration, row: SQL): SQL {
  if (!declaration.key)
    throw new Error(`${declaration.type} stands in a connection or is named, but names no key`);
  return sql`${row}.${sql.identifier(declaration.key)}`;
}

function source({ relation, target, scope }: RelatedRows): SQL {
  const rows = relation.rows ? sql`(${relation.rows(scope)})` : tableOf(target);
  const table = sql`${rows} AS ${scope.target}`;
  return relation.through ? sql`${table} ${relation.through(scope)}` : table;
}

function tableOf(declaration: ReadDeclaration): SQL {
  if ("table" in declaration) return sql.identifier(declaration.table);
  throw new Error(`${declaration.type} is derived, but a relation to it does not say from what rows`);
}

const askedFilters = ({ relation, scope }: Pick<RelatedRows, "relation" | "scope">) =>
  (relation.filters ?? []).filter(
    ({ argument, isAsked }) => scope.args.has(argument) && (isAsked === undefined || isAsked(scope)),
  );

/** The condition of a filter that names a column and its values. */
type AmongSql = (among: Among) => SQL;

const isAmong =
  ({ scope }: RelatedRows): AmongSql =>
  ({ column, values }) =>
    sql`${scope.target}.${sql.identifier(column)} IN (${values(scope)})`;

/** The relation's own condition, what the viewer may see of parent and target, and the filters given. */
function matching({ relation, target, scope, hasParent }: RelatedRows, among: AmongSql): SQL[] {
  const targetScope: RowScope = { ...scope, row: scope.target };
  const conditions = [sql`(${relation.where(scope)})`, sql`(${target.visibleTo(targetScope)})`];
  if (relation.key) conditions.unshift(sql`${keyOf(target, scope.target)} = ${relation.key(scope)}`);
  if (relation.visibleWhen && hasParent)
    conditions.push(sql`(${relation.visibleWhen({ ...scope, row: scope.parent })})`);
  for (const filter of askedFilters({ relation, scope })) {
    conditions.push(sql`(${filter.where ? filter.where(scope) : among(filter.among)})`);
    for (const name of filter.discloses) {
      const visibleWhen = target.fields[name]?.visibleWhen;
      if (visibleWhen) conditions.push(sql`(${visibleWhen(targetScope)})`);
    }
  }
  return conditions;
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

function direction(key: SQL, descending: boolean, backward: boolean): SQL {
  return descending !== backward ? sql`${key} DESC` : sql`${key} ASC`;
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
  cursor: readonly SQL[],
  before: boolean,
): SQL {
  const firstDescends = keys[0]?.descending ?? false;
  const bound = (index: number, type: SQL) => sql`${cursor[index] ?? sql.null}::text::${type}`;
  const parts = [
    ...keys.map((each, index) => ({
      value: sortKey(each, scope),
      bound: bound(index, castTo[each.type]),
      descending: each.descending ?? false,
    })),
    { value: key, bound: bound(keys.length, sql`uuid`), descending: firstDescends },
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
