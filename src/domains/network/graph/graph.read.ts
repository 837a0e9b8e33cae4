import { type SQL, sql } from "../../../platform/database/sql.js";
import {
  connection,
  everyone,
  expression,
  type FieldReads,
  list,
  named,
  one,
  type ReadDeclaration,
  type RootReads,
} from "../../../platform/read/declaration.js";
import type { ReadScope } from "../../../platform/read/scope.js";
import { byActorName } from "../actor-order.js";
import { dayAsked, graphViewer, holdsOn, seesEnd } from "../network.queries.js";
import { phraseBetween } from "../relationships/relationship-phrase.js";

export const networkPathRead: ReadDeclaration = {
  type: "NetworkPath",
  columns: { steps: "jsonb" },
  visibleTo: everyone,
  fields: {
    length: expression(({ row }) => sql`jsonb_array_length(${row}.steps) - 1`),
    steps: list("NetworkStep", {
      rows: ({ parent }) =>
        sql`SELECT * FROM jsonb_to_recordset(${parent}.steps) AS step(position integer, actor_id uuid, relationship_id uuid)`,
      orders: { POSITION: [{ by: ({ target }) => sql`${target}.position`, type: "integer" }] },
    }),
  },
};

export const networkStepRead: ReadDeclaration = {
  type: "NetworkStep",
  columns: { position: "integer", actor_id: "uuid", relationship_id: "uuid" },
  visibleTo: everyone,
  fields: {
    actor: named("Actor", ({ parent }) => sql`${parent}.actor_id`),
    relationship: named("Relationship", ({ parent }) => sql`${parent}.relationship_id`),
    phrase: expression(
      (
        scope,
      ) => sql`(SELECT ${phraseBetween(scope, sql`way.kind`, sql`(way.target_id = ${scope.row}.actor_id)`)}
        FROM relationship AS way WHERE way.id = ${scope.row}.relationship_id)`,
    ),
  },
};

export const graphRootReads: RootReads = {
  networkPath: one("NetworkPath", {
    rows: (scope) => sql`SELECT jsonb_agg(to_jsonb(step)) AS steps
      FROM actor AS start, actor AS goal,
        relationship_path(start.id, goal.id, coalesce(${scope.args.sql("maxLength", "integer")}, 6), ${dayAsked(scope)}, ${graphViewer(scope.viewer)}) AS step
      WHERE start.public_id = ${scope.args.sql("fromId", "text")} AND goal.public_id = ${scope.args.sql("toId", "text")}
      HAVING count(*) > 0`,
  }),
};

/** The actors one relationship away from an actor on the day asked about, seen by the reader. */
const relatedTo = (scope: ReadScope, alias: string, actorId: SQL) => {
  const end = sql.identifier(alias);
  return sql`SELECT ${end}.other_id FROM relationship_end AS ${end}
    WHERE ${end}.actor_id = ${actorId} AND ${holdsOn(end, dayAsked(scope))} AND ${seesEnd(scope.viewer, end)}`;
};

/** What graph questions add to actors. */
export const actorGraphReads: FieldReads = {
  neighbours: connection("Actor", {
    through: (scope) =>
      sql`JOIN actor_distances(${scope.parent}.id, coalesce(${scope.args.sql("steps", "integer")}, 1), ${dayAsked(scope)},
        ${graphViewer(scope.viewer)}) AS near ON near.actor_id = ${scope.target}.id`,
    orders: { NEAREST: [{ by: () => sql`near.distance`, type: "integer" }, byActorName] },
    edgeFacts: { distance: () => sql`near.distance` },
  }),
  mutualActors: connection("Actor", {
    where: (scope) => {
      const other = sql`(SELECT named.id FROM actor AS named WHERE named.public_id = ${scope.args.sql("with", "text")})`;
      return sql`${scope.target}.id IN (${relatedTo(scope, "this_end", sql`${scope.parent}.id`)}
        INTERSECT ${relatedTo(scope, "other_end", other)})`;
    },
    orders: { NAME: [byActorName] },
  }),
};
