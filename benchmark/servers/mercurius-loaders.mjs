import { TypeID } from "typeid-js";
import { holdsToday, seesEnd, seesField } from "./sql/visibility.mjs";

/**
 * What hangs on rows, for all rows of a level of the query in one statement.
 */
export function mercuriusLoaders(run, written, { actorColumns, aboutOf, kinds }) {
  const municipalities = written(() => "SELECT id, name FROM municipality WHERE id = ANY ($1::uuid[])");
  const genres = written(
    (viewer) => `SELECT link.actor_id AS id, genre.label_da AS label
      FROM actor JOIN actor_genre AS link ON link.actor_id = actor.id JOIN genre ON genre.id = link.genre_id
      WHERE actor.id = ANY ($1::uuid[]) AND ${seesField(viewer, "GENRES", "actor")} ORDER BY genre.slug COLLATE "C"`,
  );
  const counts = written(
    (viewer) => `SELECT asked.id, (SELECT count(*)::integer FROM relationship_end AS own
        WHERE own.actor_id = asked.id AND ${holdsToday("own")} AND ${seesEnd(viewer, "own")}) AS count
      FROM unnest($1::uuid[]) AS asked(id)`,
  );
  const relationships = written(
    (
      viewer,
    ) => `SELECT asked.id AS "actorId", own.kind, to_char(own.started_on, 'YYYY-MM-DD') AS "startedOn", own.status,
        entered.public_id AS "publicId", entered.source_id AS "sourceId", entered.target_id AS "targetId"
      FROM unnest($1::uuid[]) AS asked(id) CROSS JOIN LATERAL (
        SELECT * FROM relationship_end AS own WHERE own.actor_id = asked.id AND ${holdsToday("own")} AND ${seesEnd(viewer, "own")}
        ORDER BY own.listed_on DESC, own.relationship_id DESC LIMIT $2) AS own
      JOIN relationship AS entered ON entered.id = own.relationship_id
      ORDER BY own.listed_on DESC, own.relationship_id DESC`,
  );
  const actors = written(
    (viewer) => `SELECT ${actorColumns(viewer, "actor")} FROM actor WHERE actor.id = ANY ($1::uuid[])`,
  );

  const abouts = written(
    (viewer) =>
      `SELECT actor.id, ${aboutOf(viewer, "actor")} AS about FROM actor WHERE actor.id = ANY ($1::uuid[])`,
  );
  const phrases = new Map(kinds.map((rule) => [rule.kind, rule]));

  const one = async (context, name, statement, keys) => {
    const wanted = [...new Set(keys.filter(Boolean))];
    const rows = wanted.length === 0 ? [] : await run(context, name, statement, [wanted]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return keys.map((key) => byId.get(key) ?? null);
  };
  const ofActors = async (context, name, statement, queries, limit = []) => {
    const rows = await run(context, name, statement, [
      [...new Set(queries.map(({ obj }) => obj.id))],
      ...limit,
    ]);
    return grouped(rows);
  };
  // Each loader is asked once a level, and a cache would have to write every object as text for its key.
  const uncached = { cache: false };

  return {
    Actor: {
      about: {
        loader: async (queries, context) => {
          if (queries.every(({ obj }) => obj.about !== undefined)) return queries.map(({ obj }) => obj.about);
          const rows = await one(
            context,
            "abouts",
            abouts,
            queries.map(({ obj }) => obj.id),
          );
          return rows.map((row) => row?.about ?? null);
        },
        opts: uncached,
      },
      municipality: {
        loader: (queries, context) =>
          one(
            context,
            "municipalities",
            municipalities,
            queries.map(({ obj }) => obj.municipalityId),
          ),
        opts: uncached,
      },
      genres: {
        loader: async (queries, context) => {
          const byActor = await ofActors(context, "genres", genres, queries);
          return queries.map(({ obj }) => byActor.get(obj.id) ?? []);
        },
        opts: uncached,
      },
      relationshipCount: {
        loader: async (queries, context) => {
          const byActor = await ofActors(context, "counts", counts, queries);
          return queries.map(({ obj }) => byActor.get(obj.id)?.[0]?.count ?? 0);
        },
        opts: uncached,
      },
      relationships: {
        loader: async (queries, context) => {
          const byActor = await ofActors(context, "relationships", relationships, queries, [
            queries[0].params.first,
          ]);
          return queries.map(({ obj }) => ({ nodes: byActor.get(obj.id) ?? [] }));
        },
        opts: uncached,
      },
    },
    MessageSender: {
      actor: {
        loader: (queries, context) =>
          one(
            context,
            "summaries",
            actors,
            queries.map(({ obj }) => obj.actorId),
          ),
        opts: uncached,
      },
    },
    Relationship: {
      phrase: {
        loader: async (queries) => {
          const ids = new Map();
          return queries.map(({ obj, params: { from } }) => {
            if (!ids.has(from)) ids.set(from, TypeID.fromString(from).toUUID());
            const { phrase_da: phrase, inverse_phrase_da: inversePhrase } = phrases.get(obj.kind);
            return ids.get(from) === obj.sourceId ? phrase : inversePhrase;
          });
        },
        opts: uncached,
      },
      source: {
        loader: (queries, context) => ends(context, queries, "source"),
        opts: uncached,
      },
      target: { loader: (queries, context) => ends(context, queries, "target"), opts: uncached },
    },
  };

  async function ends(context, queries, side) {
    return one(
      context,
      "summaries",
      actors,
      queries.map(({ obj }) => obj[`${side}Id`]),
    );
  }
}

function grouped(rows) {
  const byKey = new Map();
  for (const row of rows) {
    const key = row.id ?? row.actorId;
    const known = byKey.get(key);
    if (known) known.push(row);
    else byKey.set(key, [row]);
  }
  return byKey;
}
