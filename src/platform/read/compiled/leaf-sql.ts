import {
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { type SQL, sql } from "../../database/sql.js";
import { alias } from "../relation-sql.js";
import { objectOf, required, requiredLeaf } from "./json-sql.js";
import { type AskedField, membersOf } from "./members.js";
import type { Planner } from "./planner.js";

/** The value of a field that is no relation: a scalar, an enum, a value object, or a list of these. */
export function leafSql(
  planner: Planner,
  field: Pick<AskedField, "definition" | "nodes">,
  value: SQL,
  isPlain: boolean,
): SQL {
  const { type } = field.definition;
  if (isLeafType(getNamedType(type)) && !isListType(getNullableType(type))) {
    return isNonNullType(type) ? requiredLeaf(value, isPlain) : value;
  }
  return jsonSql(planner, field, type, sql`(${value})::json`);
}

/** What the operation asks of a JSON value whose members have the names of the type's fields. */
function jsonSql(
  planner: Planner,
  field: Pick<AskedField, "nodes">,
  type: GraphQLOutputType,
  json: SQL,
): SQL {
  if (isNonNullType(type)) return required(jsonSql(planner, field, type.ofType, json));
  const whole = alias("whole");
  const value = sql`${whole}.value`;
  const within = (made: SQL) =>
    sql`(SELECT CASE WHEN json_typeof(${value}) <> 'null' THEN ${made} END FROM (SELECT ${json} AS value) AS ${whole})`;
  if (isListType(type)) {
    const item = alias("item");
    const made = jsonSql(planner, field, type.ofType, sql`${item}.value`);
    return within(
      sql`(SELECT coalesce(json_agg(${made} ORDER BY ${item}.place), '[]') FROM json_array_elements(${value}) WITH ORDINALITY AS ${item}(value, place))`,
    );
  }
  if (isLeafType(type)) return sql`CASE WHEN json_typeof(${json}) <> 'null' THEN ${json} END`;
  if (!isObjectType(type)) throw new Error(`A value of the type ${type.name} is no object`);
  const members = membersOf(planner, type, planner.subfields(type, field.nodes), (asked) =>
    jsonSql(planner, asked, asked.definition.type, sql`(${value} -> ${sql.literal(asked.definition.name)})`),
  );
  return within(objectOf(members));
}
