import type { OperationDefinitionNode } from "graphql";
import { accessOf, mayUse } from "../../access/access.js";
import { type SQL, sql } from "../../database/sql.js";
import { readPublicId } from "../../ids/ids.js";
import type { StoredRead } from "../declaration.js";
import { alias } from "../relation-sql.js";
import { objectOf } from "./json-sql.js";
import { type AskedField, membersOf } from "./members.js";
import { NotCompiled } from "./not-compiled.js";
import type { PlannedRequest } from "./planned-request.js";
import type { Planner } from "./planner.js";
import { relationSql, rowByKeySql } from "./row-sql.js";

/** The statement that answers a query: one row, whose `data` is the response's data as JSON text. */
export function operationSql(planner: Planner, operation: OperationDefinitionNode): SQL {
  const query = planner.schema.getQueryType();
  if (!query) throw new Error("The schema has no type Query");
  const selected = planner.rootFields(query, operation.selectionSet);
  const members = membersOf(planner, query, selected, (field) => rootSql(planner, field));
  return sql`${planner.beforehand()} SELECT ${objectOf(members)}::text AS data`;
}

function rootSql(planner: Planner, field: AskedField): SQL {
  const { definition, planned } = field;
  const access = accessOf(definition);
  if (!access || !planner.ask(({ request }) => mayUse(access, request.viewer)))
    throw new NotCompiled("access");
  if (definition.name === "node") return nodeSql(planner, field);
  if (definition.name === "nodes") return nodesSql(planner, field);
  const relation = planner.engine.rootRead(definition.name);
  const { refuses } = relation;
  if (refuses) {
    planner.check((request) => {
      if (refuses(request.argumentsOf(planned)) !== undefined)
        throw new NotCompiled("arguments", planned.isConstant);
    });
  }
  return relationSql(planner, relation, undefined, planner.scopeOf(planned), field);
}

/** The declared types and keys that ids name; undefined for those that name nothing. */
function rowsNamed(planner: Planner, field: AskedField) {
  const about = {};
  return (request: PlannedRequest) =>
    request.once(about, () => {
      const { id, ids } = request.argumentsOf(field.planned);
      return ((ids as readonly string[] | undefined) ?? [id as string]).map((each) => {
        const read = readPublicId(each);
        const declaration = read && planner.engine.declarationOfPrefix(read.prefix);
        return read && declaration ? { type: declaration.type, key: read.id } : undefined;
      });
    });
}

function nodeSql(planner: Planner, field: AskedField): SQL {
  const named = rowsNamed(planner, field);
  const type = planner.ask((request) => named(request)[0]?.type);
  if (type === undefined) return sql`NULL::json`;
  const key = planner.parameterOf(field.planned, "key", (request) => named(request)[0]?.key ?? null);
  return rowByKeySql(planner, storedRead(planner, type), sql`${key}::uuid`, field);
}

function nodesSql(planner: Planner, field: AskedField): SQL {
  const named = rowsNamed(planner, field);
  const types = planner.ask((request) =>
    [...new Set(named(request).flatMap((row) => (row ? [row.type] : [])))].sort().join(" "),
  );
  const list = (name: "type" | "key") =>
    planner.parameterOf(field.planned, name, (request) => named(request).map((row) => row?.[name] ?? null));
  const asked = alias("asked");
  const branches = types.split(" ").flatMap((type) => {
    if (type === "") return [];
    const row = rowByKeySql(planner, storedRead(planner, type), sql`${asked}.key`, field);
    return [sql`WHEN ${sql.literal(type)} THEN ${row}`];
  });
  const object =
    branches.length > 0 ? sql`CASE ${asked}.type ${sql.join(branches, " ")} END` : sql`NULL::json`;
  return sql`(SELECT coalesce(json_agg(${object} ORDER BY ${asked}.place), '[]')
    FROM unnest(${list("type")}::text[], ${list("key")}::uuid[]) WITH ORDINALITY AS ${asked}(type, key, place))`;
}

function storedRead(planner: Planner, type: string): StoredRead {
  const declaration = planner.engine.declaration(type);
  if (!("table" in declaration)) throw new Error(`${type} has ids, but no table`);
  return declaration;
}
