import { type SQL, sql } from "../../database/sql.js";
import { columnTypes, type FieldRead, type ReadDeclaration, type RelationRead } from "../declaration.js";
import type { Page } from "../page.js";
import {
  alias,
  countRelated,
  cursorOf,
  fieldReadOf,
  fromPage,
  fromRelated,
  ifVisible,
  orderBy,
  orderOf,
  type PageSql,
  type RelatedRows,
  typeNameSql,
} from "../relation-sql.js";
import { argumentReader, type ReadScope, type RelationScope, type RowScope } from "../scope.js";
import { type SelectedField, slotOf } from "./selection.js";

/** What a statement answers for each row asked: key, type name, cursor if it stands in a page, then one value a slot. */
export type RowValues = readonly [key: string, typeName: string, cursor: string | null, ...values: unknown[]];

/** The columns of a statement: which slot of a loaded row each value fills. */
export interface SlotList {
  readonly names: readonly string[];
  readonly values: readonly SQL[];
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
      if (!field) continue;
      const fieldScope: RowScope = { ...scope, args: argumentReader(args) };
      const slot = slotIn(declaration, objectType, name, args);
      if (field.read === "value") slots.set(slot, ifVisible(field, fieldScope, field.value(fieldScope)));
      for (const [need, value] of Object.entries(needsOf(field))) {
        slots.set(needSlot(slot, need), ifVisible(field, fieldScope, value(fieldScope)));
      }
    }
  }
  return { names: [...slots.keys()], values: [...slots.values()] };
}

/** The values that a field is worked out from; none of a plain value or a relation. */
export function needsOf(field: FieldRead): Readonly<Record<string, (scope: RowScope) => SQL>> {
  if (field.read === "computed" || field.read === "computedRows") return field.needs;
  return field.read === "reference" ? { typeName: field.typeName, key: field.key } : {};
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
    statement: sql`SELECT asked.position::int AS "position", ${rowJson(declaration, scope, list)} AS "row"
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
  readonly page?: PageSql;
}

/** A page as parameters, with one row more than it holds, which tells whether there are more. */
export function pageSql({ size, backward, after, before }: Page): PageSql {
  const bounds = (cursor: readonly string[] | undefined) => cursor?.map((key) => sql.value(key));
  return {
    limit: sql`${sql.value(size + 1)}::int`,
    backward,
    after: bounds(after),
    before: bounds(before),
  };
}

/** The related rows of each parent, `{ position, rows }`, in order; those of a page in reverse if it is taken backward. */
export function relatedRows(
  question: RelationQuestion,
  slots: (scope: RowScope) => SlotList,
): { statement: SQL; slots: SlotList } {
  const { relation, target, page } = question;
  const related = relatedIn(question);
  const rowScope: RowScope = { ...question.scope, row: related.scope.target };
  const list = withEdgeFacts(slots(rowScope), relation, related.scope);
  const order = orderOf(relation, related.scope);
  const statement = sql`SELECT asked.position::int AS "position", (
      SELECT coalesce(json_agg(found."row"), '[]') FROM (
        SELECT ${rowJson(target, rowScope, list, page && cursorOf(related, order))} AS "row"
        ${page ? fromPage(related, order, page, page.limit) : sql`${fromRelated(related)} ${orderBy(related, order)} ${limit(relation)}`}
      ) AS found
    ) AS "rows" ${askedParents(question, related.scope.parent)}`;
  return { statement, slots: list };
}

/** How many rows each parent's relation has for this viewer: `{ position, count }`. */
export function relatedCount(question: RelationQuestion): SQL {
  const related = relatedIn(question);
  return sql`SELECT asked.position::int AS "position", ${countRelated(related)}
    AS "count" ${askedParents(question, related.scope.parent)}`;
}

function relatedIn({ relation, target, parent, scope }: RelationQuestion): RelatedRows {
  const aliases = { parent: alias("parent"), target: alias("target") };
  return { relation, target, scope: { ...scope, ...aliases }, hasParent: parent !== undefined };
}

function rowJson(declaration: ReadDeclaration, scope: RowScope, slots: SlotList, cursor = sql`NULL`): SQL {
  const parts = [rowKey(declaration, scope.row), typeNameSql(declaration, scope), cursor, ...slots.values];
  return sql`json_build_array(${sql.join(parts, ", ")})`;
}

/** What names a row again: its primary key or, of a derived row, all its columns. */
function rowKey(declaration: ReadDeclaration, row: SQL): SQL {
  if ("table" in declaration) return sql`${row}.${sql.identifier(declaration.key)}`;
  const columns = Object.keys(declaration.columns).map(
    (name) => sql`${sql.literal(name)}, ${row}.${sql.identifier(name)}`,
  );
  return sql`jsonb_build_object(${sql.join(columns, ", ")})::text`;
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

function limit(relation: RelationRead): SQL {
  return relation.read === "one" ? sql`LIMIT 1` : sql.blank;
}
