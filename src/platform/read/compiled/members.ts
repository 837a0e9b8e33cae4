import type { FieldNode, GraphQLField, GraphQLObjectType } from "graphql";
import { type SQL, sql } from "../../database/sql.js";
import type { Member } from "./json-sql.js";
import { NotCompiled } from "./not-compiled.js";
import type { PlannedField } from "./planned-request.js";
import type { Planner, SelectedFields } from "./planner.js";

/** A field as an operation asks it of an object. */
export interface AskedField {
  readonly definition: GraphQLField<unknown, unknown>;
  /** All nodes that ask it under one response name; their selections are one. */
  readonly nodes: readonly FieldNode[];
  /** The first of them, with the arguments that all have. */
  readonly planned: PlannedField;
}

/** The members of a JSON object that the operation asks, in order; `__typename` is answered here. */
export function membersOf(
  planner: Planner,
  type: GraphQLObjectType,
  selected: SelectedFields,
  valueFor: (field: AskedField) => SQL,
): Member[] {
  planner.count(selected.size);
  return [...selected].map(([name, nodes]) => {
    const fieldName = nodes[0]?.name.value ?? "";
    if (fieldName === "__typename") return { name, value: sql`${sql.literal(type.name)}::text` };
    if (fieldName === "__schema" || fieldName === "__type") throw new NotCompiled("introspection");
    const definition = type.getFields()[fieldName];
    const [node] = nodes;
    if (!definition || !node) throw new Error(`${type.name} has no field ${fieldName}`);
    return { name, value: valueFor({ definition, nodes, planned: planner.field(definition, node) }) };
  });
}
