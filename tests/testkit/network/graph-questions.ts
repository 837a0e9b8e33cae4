import type { ClientBase } from "pg";
import {
  compareTexts,
  type Day,
  type NetworkWorld,
  neighbours,
  type PathStep,
  shortestPath,
  type Viewer,
  visibleRelationships,
} from "./network-model.js";
import type { Draw } from "./random-network.js";

/** What is asked of the graph, once of the database and once of the model. */
export interface GraphQuestions {
  readonly days: readonly Day[];
  readonly paths: readonly {
    readonly day: Day;
    readonly from: string;
    readonly to: string;
    readonly longest: number;
  }[];
  readonly distances: readonly { readonly day: Day; readonly of: string; readonly farthest: number }[];
}

/** The answers, in the order of the questions. */
export interface GraphAnswers {
  /** For each day the ids of the relationships that the graph consists of, in their order. */
  readonly visible: readonly (readonly string[])[];
  readonly paths: readonly (readonly PathStep[] | null)[];
  /** Actors with their distances, in the order of their ids. */
  readonly distances: readonly (readonly (readonly [actorId: string, distance: number])[])[];
}

/** Questions on today and on days when a relationship of the world begins or ends: every maximum, any two actors. */
export function randomQuestions(world: NetworkWorld, draw: Draw, pathCount: number): GraphQuestions {
  const bounds = world.relationships.flatMap(({ startedOn, endedOn }) =>
    [startedOn, endedOn].filter((bound) => bound !== null),
  );
  const days = [world.today, ...(bounds.length === 0 ? [] : [draw.from(bounds), draw.from(bounds)])];
  const actor = () => draw.from(world.actors).id;
  const numbers = (end: number) => Array.from({ length: end }, (_, number) => number);
  return {
    days,
    // As far as paths reach, and each shorter maximum now and then.
    paths: numbers(pathCount).map((number) => ({
      day: draw.from(days),
      from: actor(),
      to: actor(),
      longest: number % 2 === 0 ? 6 : (number >> 1) % 7,
    })),
    distances: numbers(7).map((farthest) => ({ day: draw.from(days), of: actor(), farthest })),
  };
}

/** What the rules answer. */
export function answersOfModel(world: NetworkWorld, viewer: Viewer, questions: GraphQuestions): GraphAnswers {
  return {
    visible: questions.days.map((day) =>
      visibleRelationships(world, viewer, day)
        .map(({ id }) => id)
        .sort(compareTexts),
    ),
    paths: questions.paths.map(({ day, ...ends }) => shortestPath(world, viewer, day, ends)),
    distances: questions.distances.map(({ day, ...from }) =>
      [...neighbours(world, viewer, day, from)].sort(([one], [other]) => compareTexts(one, other)),
    ),
  };
}

/** What the functions of the database answer, where the world is stored, alone or beside others. */
export async function answersOfDatabase(
  client: ClientBase,
  world: NetworkWorld,
  viewer: Viewer,
  questions: GraphQuestions,
): Promise<GraphAnswers> {
  const { rows } = await client.query<GraphAnswers>({ name: "graph-questions", text: graphStatement }, [
    viewer,
    world.today,
    JSON.stringify(questions),
    world.actors.map(({ id }) => id),
  ]);
  const [answers] = rows;
  if (!answers) throw new Error("The database gave no answer.");
  return answers;
}

const graphStatement = `
  WITH viewer AS MATERIALIZED (
    SELECT
      CASE WHEN account.id IS NULL THEN 0 WHEN account.is_administrator THEN 3 ELSE 1 END::smallint AS base,
      acting.own,
      coalesce((
        SELECT array_agg(DISTINCT related.other_id) FROM relationship_end AS related
        WHERE related.actor_id = ANY(acting.own) AND related.status = 'CONFIRMED'
          AND is_in_effect(related.started_on, related.ended_on, $2)
          AND NOT EXISTS (SELECT 1 FROM actor_block
            WHERE blocker_id = related.other_id AND blocked_id = ANY(acting.own))
      ), '{}') AS opened
    FROM (VALUES ($1::uuid)) AS asking(account_id) LEFT JOIN account ON account.id = asking.account_id
    CROSS JOIN LATERAL (SELECT coalesce(array_agg(DISTINCT actor_id), '{}') AS own FROM membership
      WHERE membership.account_id = account.id AND ended_on IS NULL) AS acting
  )
  SELECT
    (SELECT jsonb_agg(coalesce(seen.ids, '[]') ORDER BY question.number)
      FROM jsonb_array_elements_text($3::jsonb -> 'days') WITH ORDINALITY AS question(day, number)
      LEFT JOIN LATERAL (SELECT jsonb_agg(relationship_id ORDER BY relationship_id) AS ids
        FROM relationship_end AS step JOIN relationship ON relationship.id = relationship_id
          AND relationship.source_id = step.actor_id
        WHERE step.status = 'CONFIRMED' AND is_in_effect(step.started_on, step.ended_on, question.day::date)
          AND step.actor_id = ANY($4::uuid[])
          AND sees_relationship(own_level, other_level, actor_id, other_id, base, opened, own)) AS seen ON true
    ) AS visible,
    (SELECT coalesce(jsonb_agg(path.steps ORDER BY question.number), '[]')
      FROM jsonb_array_elements($3::jsonb -> 'paths') WITH ORDINALITY AS question(asked, number)
      LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('actorId', actor_id, 'relationshipId', relationship_id) ORDER BY "position") AS steps
        FROM relationship_path((asked ->> 'from')::uuid, (asked ->> 'to')::uuid, (asked ->> 'longest')::integer,
          (asked ->> 'day')::date, base, opened, own)) AS path ON true
    ) AS paths,
    (SELECT coalesce(jsonb_agg(coalesce(reached.actors, '[]') ORDER BY question.number), '[]')
      FROM jsonb_array_elements($3::jsonb -> 'distances') WITH ORDINALITY AS question(asked, number)
      LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(actor_id, distance) ORDER BY actor_id) AS actors
        FROM actor_distances((asked ->> 'of')::uuid, (asked ->> 'farthest')::integer,
          (asked ->> 'day')::date, base, opened, own)) AS reached ON true
    ) AS distances
  FROM viewer`;
