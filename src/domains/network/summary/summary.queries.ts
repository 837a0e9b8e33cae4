import { type SQL, sql } from "../../../platform/database/sql.js";
import type { ReadScope } from "../../../platform/read/scope.js";
import { sees } from "../../actors/actors.queries.js";
import { isMunicipalityOf } from "../../places/places.queries.js";
import { holdsOn, seesRelationship } from "../network.queries.js";

/** Which actors are counted: the day, and the filters as `text[]`, NULL for none. */
export interface CountedPart {
  readonly day: SQL;
  readonly municipalityCodes: SQL;
  readonly kinds: SQL;
}

/** The confirmed relationships in effect on a day that the reader sees: `id`, `source_id`, `target_id`. */
export const visibleTies = ({ viewer }: ReadScope, day: SQL): SQL => {
  const tie = sql.identifier("visible_tie");
  return sql`SELECT visible_tie.id, visible_tie.source_id, visible_tie.target_id FROM relationship AS visible_tie
    WHERE ${holdsOn(tie, day)} AND ${seesRelationship(viewer, tie)}`;
};

/**
 * Every actor with the municipality that it shows to the reader and its kind; whether it passes the filter, and had been entered
 * by the day. Ties are older than the hub, so those of actors entered later count too.
 */
export function countedActors(scope: ReadScope, { day, municipalityCodes, kinds }: CountedPart): SQL {
  const actor = sql.identifier("any_actor");
  const shown = sees("MUNICIPALITY")({ ...scope, row: actor });
  return sql`SELECT placed.id, placed.kind, placed.municipality_id,
      placed.entered_on <= ${day} AS is_entered, (${kinds} IS NULL OR placed.kind = ANY (${kinds}))
        AND (${municipalityCodes} IS NULL OR coalesce(${isMunicipalityOf(sql`placed.municipality_id`, municipalityCodes)}, false)) AS is_counted
    FROM (SELECT any_actor.id, any_actor.kind, (any_actor.created_at AT TIME ZONE 'Europe/Copenhagen')::date AS entered_on,
        CASE WHEN ${shown} THEN any_actor.municipality_id END AS municipality_id FROM actor AS any_actor) AS placed`;
}

/**
 * The figures of a part of the network, in one row or, with `by`, in a row for each of its values among the counted
 * actors (`actor.kind` or `actor.municipality_id`).
 */
export function figures(scope: ReadScope, part: CountedPart, by?: SQL): SQL {
  const grouping = by ?? sql`true`;
  // Without one there is a row also when nobody is counted.
  const grouped = by ? sql`GROUP BY 1` : sql.blank;
  return sql`
    WITH actor AS MATERIALIZED (${countedActors(scope, part)}),
    tie AS MATERIALIZED (${visibleTies(scope, part.day)}),
    counted AS (
      SELECT ${grouping} AS grouping, (count(*) FILTER (WHERE actor.is_entered))::int AS actor_count,
        (count(*) FILTER (WHERE actor.is_entered AND actor.id NOT IN (SELECT source_id FROM tie)
          AND actor.id NOT IN (SELECT target_id FROM tie)))::int AS isolated_actor_count
      FROM actor WHERE actor.is_counted ${grouped}
    ),
    placed AS (
      SELECT tie.id, tie.source_id, tie.target_id, source.municipality_id AS source_place, target.municipality_id AS target_place
      FROM tie JOIN actor AS source ON source.id = tie.source_id JOIN actor AS target ON target.id = tie.target_id
    ),
    -- A relationship within one group counts once there, one between two groups once in each.
    tied AS (
      SELECT placed.id, ${grouping} AS grouping, placed.source_place, placed.target_place
      FROM placed JOIN actor ON actor.id = placed.source_id WHERE actor.is_counted
      UNION SELECT placed.id, ${grouping}, placed.source_place, placed.target_place
      FROM placed JOIN actor ON actor.id = placed.target_id WHERE actor.is_counted
    ),
    joined AS (
      SELECT ${by ? sql`tied.grouping` : grouping} AS grouping, count(*)::int AS relationship_count,
        avg((tied.source_place <> tied.target_place)::int)::float8 AS cross_municipal_share
      FROM tied ${grouped}
    )
    SELECT counted.grouping, counted.actor_count, coalesce(joined.relationship_count, 0) AS relationship_count,
      joined.cross_municipal_share, counted.isolated_actor_count
    FROM counted LEFT JOIN joined ON joined.grouping IS NOT DISTINCT FROM counted.grouping`;
}
