import { type SQL, sql } from "../../database/sql.js";
import { alias } from "../relation-sql.js";
import { NotCompiled } from "./not-compiled.js";

/** A field of a JSON object: its response name and an expression. */
export interface Member {
  readonly name: string;
  readonly value: SQL;
}

/** A JSON object for each row of a FROM clause: what to select there, and how to make an object of what was selected. */
export interface ObjectRow {
  readonly selected: SQL;
  /** The object, given the alias of the sub-select. */
  readonly object: (from: SQL) => SQL;
}

/** PostgreSQL cuts longer names off (NAMEDATALEN). */
const longestName = 63;

const emptyObject = sql`'{}'::json`;

/** An object whose members are the columns of a sub-select: `row_to_json` is the fastest way that PostgreSQL has. */
export function rowOf(members: readonly Member[]): ObjectRow {
  if (members.length === 0) return rowOfValue(emptyObject);
  for (const { name } of members) if (name.length > longestName) throw new NotCompiled("long_name");
  return {
    selected: sql.join(
      members.map(({ name, value }) => sql`${value} AS ${sql.identifier(name)}`),
      ", ",
    ),
    // The star says that the row is meant, also where a column has the alias's name.
    object: (from) => sql`row_to_json(${from}.*)`,
  };
}

/** An object that an expression makes. */
function rowOfValue(object: SQL): ObjectRow {
  const name = sql.identifier("object");
  return { selected: sql`${object} AS ${name}`, object: (from) => sql`${from}.${name}` };
}

/** An object by itself, whose members may name what is in scope. */
export function objectOf(members: readonly Member[]): SQL {
  return oneObject(rowOf(members), sql.blank);
}

/** The object of the only row of a FROM clause; NULL when it has none. */
export function oneObject(row: ObjectRow, from: SQL): SQL {
  const found = alias("found");
  return sql`(SELECT ${row.object(found)} FROM (SELECT ${row.selected} ${from}) AS ${found})`;
}

/** The objects of all rows of a FROM clause, in its order, as a JSON list. */
export function listOfObjects(row: ObjectRow, from: SQL): SQL {
  const found = alias("found");
  return sql`(SELECT coalesce(json_agg(${row.object(found)}), '[]') FROM (SELECT ${row.selected} ${from}) AS ${found})`;
}

/** A value that must not be missing: where it is, the statement fails with `missingValue`. */
export const required = (json: SQL): SQL => sql`coalesce(${json}, missing_value(NULL::json))`;

/** As `required`, for a value of another type than JSON. */
export const requiredLeaf = (value: SQL, isPlain: boolean): SQL =>
  isPlain ? sql`coalesce(${value}, missing_value(${value}))` : required(sql`to_json(${value})`);

/** The SQLSTATE of `missing_value` (migrations/1764000600000-read-engine.ts). */
export const missingValue = "SR001";
