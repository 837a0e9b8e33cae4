/**
 * Who sees what, by hand, for the limit and the peers: the rules of src/domains/actors/profiles/field-visibility.ts and
 * src/domains/network/network.queries.ts, without administrators of the hub, of whom the benchmark has none.
 *
 * A viewer is the SQL of an account's uuid, or null for a stranger, whose statements then hold none of what only members see.
 */

/** Today in Denmark, worked out once a statement. */
export const today = "(SELECT today_in_denmark())";

/** Whether a row of `relationship_end` is confirmed and in effect today. */
export const holdsToday = (end) =>
  `${end}.status = 'CONFIRMED' AND (${end}.started_on IS NULL OR ${end}.started_on <= ${today})` +
  ` AND (${end}.ended_on IS NULL OR ${end}.ended_on > ${today})`;

/** The actors that the viewer acts for, worked out once a statement. */
const ownActors = (viewer) =>
  `ARRAY(SELECT mine.actor_id FROM membership AS mine WHERE mine.account_id = ${viewer} AND mine.ended_on IS NULL)`;

/** The actors in whose network who acts for these is. */
export const networkOf = (own) =>
  `SELECT near.other_id FROM relationship_end AS near WHERE near.actor_id = ANY (${own}) AND ${holdsToday("near")}
    AND NOT EXISTS (SELECT FROM actor_block AS block WHERE block.blocker_id = near.other_id AND block.blocked_id = ANY (${own}))`;

/** Whether the viewer acts for an actor. */
const isMember = (viewer, actorId) => `${actorId} = ANY (${ownActors(viewer)})`;

/** Whether an actor that the viewer acts for is related today to an actor that blocks none of the viewer's. */
const isInNetwork = (viewer, actorId) => `${actorId} = ANY (ARRAY(${networkOf(ownActors(viewer))}))`;

/** Whether the viewer sees a profile field of a row of `actor`. */
export function seesField(viewer, field, row) {
  const visibility = `coalesce(${row}.field_visibility ->> '${field}', 'PUBLIC')`;
  if (viewer === null) return `${visibility} = 'PUBLIC'`;
  return `(CASE ${visibility} WHEN 'PUBLIC' THEN true WHEN 'SIGNED_IN' THEN ${viewer} IS NOT NULL
    WHEN 'NETWORK' THEN ${isMember(viewer, `${row}.id`)} OR ${isInNetwork(viewer, `${row}.id`)}
    ELSE ${isMember(viewer, `${row}.id`)} END)`;
}

/** Whether the viewer sees a confirmed relationship, given as a row of `relationship_end`. */
export function seesEnd(viewer, end) {
  const level = `greatest(${end}.own_level, ${end}.other_level)`;
  if (viewer === null) return `${level} = 0`;
  const base = `(CASE WHEN ${viewer} IS NULL THEN 0 ELSE 1 END)`;
  return `(${level} <= ${base}
    OR ARRAY[${end}.actor_id, ${end}.other_id] && ${ownActors(viewer)}
    OR (${level} = 2 AND (${end}.own_level <= ${base} OR ${isInNetwork(viewer, `${end}.actor_id`)})
      AND (${end}.other_level <= ${base} OR ${isInNetwork(viewer, `${end}.other_id`)})))`;
}

/** Who asks, as the last three arguments of the database's graph functions: base level, actors opened, own actors. */
export function graphViewer(viewer) {
  if (viewer === null) return "0::smallint, '{}'::uuid[], '{}'::uuid[]";
  const own = ownActors(viewer);
  return `(CASE WHEN ${viewer} IS NULL THEN 0 ELSE 1 END)::smallint, ARRAY(${networkOf(own)}), ${own}`;
}
