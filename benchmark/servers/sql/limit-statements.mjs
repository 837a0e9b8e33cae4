import { messageWithSender, moment, readsConversation, senderName } from "./messages.mjs";
import { firstDocuments, highlight } from "./search.mjs";
import { graphViewer, holdsToday, seesEnd, seesField, today } from "./visibility.mjs";

/**
 * The limit's statements: one each, which answers the JSON text of the whole answer. A stranger's leaves out what only
 * members can see. `row_to_json` over a sub-select is cheaper than `json_build_object`.
 * @param viewer the SQL of the account's uuid, null for a stranger
 */
export const limitStatements = {
  Q1: (viewer) => ({ text: actorWithRelationships(viewer), values: ({ id }) => [id] }),
  Q2: (viewer) => ({ text: actorList(viewer), values: ({ kinds, codes }) => [kinds, codes] }),
  Q4: (viewer) => ({ text: search(viewer), values: ({ query }) => [query] }),
  Q5: (viewer) => ({ text: conversation(viewer), values: ({ id }) => [id] }),
  Q6: (viewer) => ({ text: mutualActorsAndPath(viewer), values: ({ id, with: other }) => [id, other] }),
};

/** `{"data":{"NAME":VALUE}}` as text. */
const answer = (name, value) =>
  `SELECT '{"data":{"${name}":' || coalesce((${value})::text, 'null') || '}}' AS json`;

const municipalityOf = (viewer, actor) =>
  `(SELECT row_to_json(place) FROM (SELECT municipality.name FROM municipality WHERE municipality.id = ${actor}.municipality_id) AS place
    WHERE ${seesField(viewer, "MUNICIPALITY", actor)})`;

const genresOf = (viewer, actor) =>
  `(CASE WHEN ${seesField(viewer, "GENRES", actor)} THEN coalesce((SELECT json_agg(listed) FROM (
      SELECT genre.label_da AS label FROM actor_genre AS link JOIN genre ON genre.id = link.genre_id
      WHERE link.actor_id = ${actor}.id ORDER BY genre.slug COLLATE "C") AS listed), '[]') ELSE '[]' END)`;

/** What is shown of an actor at the end of a relationship, as JSON. */
const summaryOf = (viewer, actor) =>
  `(SELECT row_to_json(shown) FROM (SELECT ${actor}.name, ${actor}.kind, ${municipalityOf(viewer, actor)} AS municipality,
    ${genresOf(viewer, actor)} AS genres) AS shown)`;

function actorWithRelationships(viewer) {
  // The actor itself stands at one end of each of its relationships: its summary is made once.
  return answer(
    "actor",
    `SELECT row_to_json(asked) FROM (
      SELECT actor.name, actor.kind, CASE WHEN ${seesField(viewer, "ABOUT", "actor")} THEN coalesce(actor.about_da, actor.about_en) END AS about,
        self.json -> 'municipality' AS municipality, self.json -> 'genres' AS genres,
        (SELECT row_to_json(page) FROM (SELECT coalesce(json_agg(listed), '[]') AS nodes FROM (
          SELECT own.kind, CASE WHEN entered.source_id = actor.id THEN rule.phrase_da ELSE rule.inverse_phrase_da END AS phrase,
            own.started_on AS "startedOn", own.status,
            CASE WHEN entered.source_id = actor.id THEN self.json ELSE ${summaryOf(viewer, "other")} END AS source,
            CASE WHEN entered.source_id = actor.id THEN ${summaryOf(viewer, "other")} ELSE self.json END AS target
          FROM (
            SELECT * FROM relationship_end AS own WHERE own.actor_id = actor.id AND ${holdsToday("own")} AND ${seesEnd(viewer, "own")}
            ORDER BY own.listed_on DESC, own.relationship_id DESC LIMIT 10
          ) AS own
          JOIN relationship AS entered ON entered.id = own.relationship_id
          JOIN relationship_kind AS rule ON rule.kind = own.kind
          JOIN actor AS other ON other.id = own.other_id
          ORDER BY own.listed_on DESC, own.relationship_id DESC
        ) AS listed) AS page) AS relationships
      FROM actor CROSS JOIN LATERAL (SELECT ${summaryOf(viewer, "actor")} AS json OFFSET 0) AS self
      WHERE actor.public_id = $1
    ) AS asked`,
  );
}

/**
 * The first actors by name of some kinds in some municipalities: `id`, `name`, `kind`, `field_visibility` and `place`, the
 * municipality's name. As Samspil composes it, the first of each kind in each municipality come from an index in order.
 */
export const firstActors = (viewer, kinds, codes, most) =>
  `SELECT actor.* FROM (SELECT DISTINCT unnest(${kinds})) AS asked(kind)
    CROSS JOIN (SELECT id, name FROM municipality WHERE code = ANY (${codes})) AS near CROSS JOIN LATERAL (
      SELECT actor.id, actor.public_id, actor.name, actor.kind, actor.field_visibility, near.name AS place, near.id AS place_id FROM actor
      WHERE actor.municipality_id = near.id AND actor.kind = asked.kind AND ${seesField(viewer, "MUNICIPALITY", "actor")}
      ORDER BY actor.name COLLATE "da-x-icu", actor.id LIMIT ${most}) AS actor
    ORDER BY actor.name COLLATE "da-x-icu", actor.id LIMIT ${most}`;

function actorList(viewer) {
  // Who passes the filter shows the municipality.
  return answer(
    "actors",
    `SELECT row_to_json(page) FROM (SELECT coalesce(json_agg(listed), '[]') AS nodes FROM (
      SELECT actor.name, actor.kind, (SELECT row_to_json(named) FROM (SELECT actor.place AS name) AS named) AS municipality,
        ${genresOf(viewer, "actor")} AS genres,
        (SELECT count(*) FROM relationship_end AS own WHERE own.actor_id = actor.id AND ${holdsToday("own")} AND ${seesEnd(viewer, "own")})
          AS "relationshipCount"
      FROM (${firstActors(viewer, "$1::text[]", "$2::text[]", "50")}
      ) AS actor ORDER BY actor.name COLLATE "da-x-icu", actor.id
    ) AS listed) AS page`,
  );
}

function search(viewer) {
  return answer(
    "search",
    `SELECT row_to_json(page) FROM (SELECT coalesce(json_agg(listed), '[]') AS nodes FROM (
      SELECT ${highlight("$1")} AS highlight,
        (SELECT row_to_json(shown) FROM (SELECT actor.name, actor.kind) AS shown) AS node
      FROM (${firstDocuments(viewer, "$1::text")}) AS hit
      JOIN search_document AS document ON document.id = hit.id JOIN actor ON actor.id = hit.node_id
      ORDER BY hit.rank DESC, hit.title COLLATE "da-x-icu", hit.id DESC
    ) AS listed) AS page`,
  );
}

function conversation(viewer) {
  return answer(
    "conversation",
    `SELECT row_to_json(asked) FROM (SELECT (SELECT row_to_json(page) FROM (
        SELECT coalesce(json_agg(listed ORDER BY listed.sequence), '[]') AS nodes FROM (
          SELECT message.sequence, message.body, ${moment("message.sent_at")} AS "sentAt", (SELECT row_to_json(sender) FROM (
              SELECT ${senderName} AS "displayName", (SELECT row_to_json(named) FROM (SELECT actor.name WHERE actor.id IS NOT NULL) AS named) AS actor
            ) AS sender) AS sender
          FROM ${messageWithSender} WHERE message.conversation_id = talk.id ORDER BY message.sequence DESC LIMIT 50
        ) AS listed) AS page) AS messages
      FROM conversation AS talk WHERE talk.public_id = $1 AND ${readsConversation(viewer, "talk.id")}) AS asked`,
  );
}

/** The actors that both are related to today, as far as the viewer sees, as a condition on `actor.id`. */
export const relatedToBoth = (viewer, actorId, otherId) =>
  `actor.id IN (SELECT this.other_id FROM relationship_end AS this WHERE this.actor_id = ${actorId} AND ${holdsToday("this")} AND ${seesEnd(viewer, "this")}
    INTERSECT SELECT that.other_id FROM relationship_end AS that WHERE that.actor_id = ${otherId} AND ${holdsToday("that")} AND ${seesEnd(viewer, "that")})`;

/** The steps of the shortest path of at most 6 relationships: `position`, `actor_id`, `relationship_id`. */
export const pathBetween = (viewer, fromId, toId) =>
  `relationship_path(${fromId}, ${toId}, 6, ${today}, ${graphViewer(viewer)})`;

function mutualActorsAndPath(viewer) {
  return `SELECT '{"data":' || row_to_json(answered)::text || '}' AS json FROM (
    SELECT
      (SELECT row_to_json(found) FROM (SELECT (SELECT row_to_json(page) FROM (SELECT coalesce(json_agg(listed), '[]') AS nodes FROM (
        SELECT actor.name FROM actor WHERE ${relatedToBoth(viewer, "ends.from_id", "ends.to_id")}
        ORDER BY actor.name COLLATE "da-x-icu", actor.id LIMIT 20) AS listed) AS page) AS "mutualActors") AS found) AS actor,
      (SELECT row_to_json(path) FROM (SELECT count(*) - 1 AS length, json_agg(walked.shown ORDER BY walked.position) AS steps FROM (
        SELECT step.position, (SELECT row_to_json(shown) FROM (SELECT
          (SELECT row_to_json(named) FROM (SELECT actor.name) AS named) AS actor,
          (SELECT CASE WHEN way.target_id = step.actor_id THEN rule.phrase_da ELSE rule.inverse_phrase_da END
            FROM relationship AS way JOIN relationship_kind AS rule ON rule.kind = way.kind WHERE way.id = step.relationship_id) AS phrase
          ) AS shown) AS shown
        FROM ${pathBetween(viewer, "ends.from_id", "ends.to_id")} AS step JOIN actor ON actor.id = step.actor_id
      ) AS walked HAVING count(*) > 0) AS path) AS "networkPath"
    FROM (SELECT (SELECT id FROM actor WHERE public_id = $1) AS from_id, (SELECT id FROM actor WHERE public_id = $2) AS to_id) AS ends
  ) AS answered`;
}
