import { type SQL, sql } from "../../platform/database/sql.js";
import type { Circle, ReadScope, ViewerKind, ViewerSql } from "../../platform/read/scope.js";
import { actorsActedFor } from "../actors/actors.queries.js";

/** Today, by the calendar in Denmark. */
export const today = ({ viewer }: Pick<ReadScope, "viewer">): SQL =>
  sql`${viewer.once("today", () => sql`today_in_denmark()`)}::date`;

/** The day that the argument `asOf` asks about, today without one. */
export const dayAsked = (scope: ReadScope): SQL =>
  scope.args.has("asOf") ? scope.args.sql("asOf", "date") : today(scope);

/** Whether a row of `relationship` or `relationship_end` is confirmed and in effect on a day. */
export const holdsOn = (row: SQL, day: SQL): SQL =>
  // As `is_in_effect` says; PostgreSQL would call that for each row, since a day that is worked out once cannot be put in its place.
  sql`(${row}.status = 'CONFIRMED' AND (${row}.started_on IS NULL OR ${row}.started_on <= ${day})
    AND (${row}.ended_on IS NULL OR ${row}.ended_on > ${day}))`;

/** The ids of actors in whose network the viewer is: related today to one that the viewer acts for, and blocking none of those. */
function networkOf(viewer: ViewerSql): SQL {
  const own = actorsActedFor(viewer);
  return sql`SELECT near.other_id FROM relationship_end AS near WHERE near.actor_id = ANY (${own}) AND ${holdsOn(sql`near`, today({ viewer }))}
    AND NOT EXISTS (SELECT FROM actor_block AS block WHERE block.blocker_id = near.other_id AND block.blocked_id = ANY (${own}))`;
}

/** The circle that profile fields for the network are shown to. */
export const inNetworkOf: Circle = (viewer, actorId) =>
  viewer.kind === "STRANGER" ? sql`false` : sql`${actorId} = ANY (${nearnessOf(viewer).opened})`;

/** How near a viewer is to actors: what a rule over levels of visibility (`visibility_level`) needs to know of who asks. */
export interface Nearness {
  /** The level that the viewer has everywhere, a `smallint`: 0 stranger, 1 signed in, 3 administrator of the hub. */
  readonly base: SQL;
  /** The actors in whose network the viewer is, a `uuid[]`. */
  readonly opened: SQL;
  /** The actors that the viewer acts for, a `uuid[]`. */
  readonly own: SQL;
}

/** How near the viewer is. */
export const nearnessOf = (viewer: ViewerSql): Nearness => ({
  base: baseLevels[viewer.kind],
  opened:
    viewer.kind === "STRANGER"
      ? sql`'{}'::uuid[]`
      : sql`${viewer.once("networks that the viewer is in", () => sql`ARRAY(${networkOf(viewer)})`)}::uuid[]`,
  own: actorsActedFor(viewer),
});

const baseLevels: Readonly<Record<ViewerKind, SQL>> = {
  STRANGER: sql`0::smallint`,
  MEMBER: sql`1::smallint`,
  ADMINISTRATOR: sql`3::smallint`,
};

/** Who asks, as the last three arguments of `sees_relationship` and of the graph functions. */
export function graphViewer(viewer: ViewerSql): SQL {
  const { base, opened, own } = nearnessOf(viewer);
  return sql`${base}, ${opened}, ${own}`;
}

/** Whether the viewer sees a confirmed relationship between two ends, each with its level (`relationships_level`) and its actor. */
function seesBetween(viewer: ViewerSql, own: { level: SQL; id: SQL }, other: { level: SQL; id: SQL }): SQL {
  // As `sees_relationship` says of who acts for nobody.
  if (viewer.kind === "STRANGER") return sql`(greatest(${own.level}, ${other.level}) = 0)`;
  return sql`sees_relationship(${own.level}, ${other.level}, ${own.id}, ${other.id}, ${graphViewer(viewer)})`;
}

/** Whether the viewer sees a confirmed relationship, given as a row of `relationship_end`. */
export const seesEnd = (viewer: ViewerSql, end: SQL): SQL =>
  seesBetween(
    viewer,
    { level: sql`${end}.own_level`, id: sql`${end}.actor_id` },
    { level: sql`${end}.other_level`, id: sql`${end}.other_id` },
  );

/** Whether the viewer acts for one of the two ends of a row of `relationship`. */
export const isParty = (viewer: ViewerSql, row: SQL): SQL =>
  sql`(ARRAY[${row}.source_id, ${row}.target_id] && ${actorsActedFor(viewer)})`;

/** Whether the viewer sees a row of `relationship`: a proposed or declined one is seen by its two parties only. */
export const seesRelationship = (viewer: ViewerSql, row: SQL): SQL =>
  sql`(CASE WHEN ${row}.status = 'CONFIRMED'
    THEN ${seesBetween(
      viewer,
      { level: sql`${row}.source_level`, id: sql`${row}.source_id` },
      { level: sql`${row}.target_level`, id: sql`${row}.target_id` },
    )}
    ELSE ${isParty(viewer, row)} END)`;
