import { type SQL, sql } from "../database/sql.js";

/** Who searches, as SQL that depends on no row. */
export interface SearchViewer {
  /** The level that the viewer has everywhere, a `smallint`: 0 stranger, 1 signed in, 3 administrator of the hub. */
  readonly base: SQL;
  /** The actors in whose network the viewer is, a `uuid[]`. */
  readonly opened: SQL;
  /** The actors that the viewer acts for, a `uuid[]`. */
  readonly own: SQL;
}

/** A point in degrees (WGS 84). */
export interface SearchPoint {
  readonly latitude: SQL;
  readonly longitude: SQL;
  /** Only what is published within so many kilometres of it; absent: everything, also what has no point. */
  readonly withinKm?: SQL;
}

/** What every document must meet; each part that is absent filters nothing. */
export interface SearchFilter {
  /** `text[]` */
  readonly actorKinds?: SQL;
  /** The condition on a municipality's id, such as `isMunicipalityOf`. */
  readonly isInMunicipality?: (municipalityId: SQL) => SQL;
  /** The condition on a genre's id, such as `isGenreOf`; one of a document's genres has to meet it. */
  readonly isOfGenre?: (genreId: SQL) => SQL;
}

export interface SearchQuestion {
  /** What somebody typed, `text`. Absent, everything is found; one without letters or digits finds nothing. */
  readonly query?: SQL;
  readonly viewer: SearchViewer;
  readonly filter?: SearchFilter;
  readonly near?: SearchPoint;
}

/**
 * A SELECT of the documents that the viewer may find: `id` of `search_document`, `node_type`, `node_id`, `title`, `rank`
 * (`double precision`, higher is better, 0 without a query) and `distance_km` (NULL without `near` or a published point).
 * At most one document for each row of a domain. Their order is `rank DESC, title COLLATE "da-x-icu", id`.
 *
 * All words of the query must be met (see `search_terms` in the database). Only if the viewer may find nothing with
 * them, words with one typo count. Rank, stage and all else depend on nothing that the viewer does not see.
 */
export function searchedDocuments(question: SearchQuestion): SQL {
  const { near } = question;
  const distance = near
    ? sql`distance_km(document.latitude, document.longitude, ${near.latitude}, ${near.longitude})`
    : sql`NULL::double precision`;
  return found(
    question,
    sql`document.id, document.node_type, document.node_id, document.title, ${distance} AS distance_km`,
  );
}

/**
 * How many of the documents that `searchedDocuments` answers have each value: rows `{ facet, value, count }`, the facets
 * `actorKind` (the kind), `municipality` and `genre` (the id as text), the most frequent value first.
 */
export function searchFacets(question: SearchQuestion): SQL {
  return sql`WITH hit AS MATERIALIZED (
      SELECT matching.actor_kind, matching.municipality_id, matching.genre_ids
      FROM (${found(question, sql`document.actor_kind, document.municipality_id, document.genre_ids`)}) AS matching
    ), counted AS (
      SELECT 'actorKind' AS facet, hit.actor_kind AS value, count(*)::integer AS count FROM hit
        WHERE hit.actor_kind IS NOT NULL GROUP BY hit.actor_kind
      UNION ALL SELECT 'municipality', hit.municipality_id::text, count(*)::integer FROM hit
        WHERE hit.municipality_id IS NOT NULL GROUP BY hit.municipality_id
      UNION ALL SELECT 'genre', held.genre_id::text, count(*)::integer FROM hit, unnest(hit.genre_ids) AS held(genre_id)
        GROUP BY held.genre_id
    )
    SELECT counted.facet, counted.value, counted.count FROM counted
    ORDER BY counted.facet COLLATE "C", counted.count DESC, counted.value COLLATE "C"`;
}

/** The columns of the documents found, and their rank, in no order. */
function found(question: SearchQuestion, columns: SQL): SQL {
  const { query } = question;
  const allowed = sql`${isVisible(question.viewer)}${meets(question)}`;
  if (!query) {
    return sql`SELECT ${columns}, 0::double precision AS rank FROM search_document AS document WHERE ${allowed}`;
  }
  const text = sql`(${query})::text`;
  // Each function of the query in a SELECT of its own, so that it runs once and only if its stage does.
  const terms = sql`(SELECT search_terms(${text}))`;
  return sql`SELECT ${columns}, search_rank(document.terms, document.folded_title, document.title_stems,
      (SELECT replace(search_terms(${text})::text, '&', '|')::tsquery),
      (SELECT replace(search_terms(${text})::text, ':*', ':*A')::tsquery),
      (SELECT search_title_stems(${text})), (SELECT fold_text(${text}))) AS rank
    FROM search_document AS document
    WHERE document.terms @@ ${terms} AND ${allowed}
    UNION ALL
    SELECT ${columns}, search_rank_with_typo(document.folded_title, ${text}) AS rank
    FROM search_document AS document
    WHERE document.terms @@ (SELECT search_terms_with_typo(${text})) AND ${allowed}
      AND NOT EXISTS (SELECT FROM search_document AS document WHERE document.terms @@ ${terms} AND ${allowed})`;
}

/** Whether the document is what its row shows to viewers of this viewer's level towards its owner. */
function isVisible({ base, opened, own }: SearchViewer): SQL {
  // The lists are hashed once. Most documents are for everybody and ask no list.
  return sql`((document.from_level = 0 AND document.to_level = 3) OR CASE
      WHEN ${base} = 3 OR document.owner_id IN (SELECT unnest(${own})) THEN 3
      WHEN document.owner_id IN (SELECT unnest(${opened})) THEN 2
      ELSE ${base} END BETWEEN document.from_level AND document.to_level)`;
}

/** Kilometres of a degree of latitude, rounded down so that a box is never too small. */
const kilometresOfDegree = sql`111::double precision`;

function meets({ filter = {}, near }: SearchQuestion): SQL {
  const conditions: SQL[] = [];
  if (filter.actorKinds) conditions.push(sql`document.actor_kind = ANY (${filter.actorKinds})`);
  if (filter.isInMunicipality) conditions.push(filter.isInMunicipality(sql`document.municipality_id`));
  if (filter.isOfGenre) {
    conditions.push(sql`EXISTS (SELECT FROM unnest(document.genre_ids) AS held(genre_id)
      WHERE ${filter.isOfGenre(sql`held.genre_id`)})`);
  }
  if (near?.withinKm) {
    const { latitude, longitude, withinKm } = near;
    const height = sql`(${withinKm} / ${kilometresOfDegree})`;
    // Towards the pole a degree of longitude is shorter.
    const width = sql`(${height} / cosd(least(89, abs(${latitude}) + ${height})))`;
    conditions.push(sql`document.latitude BETWEEN ${latitude} - ${height} AND ${latitude} + ${height}
      AND document.longitude BETWEEN ${longitude} - ${width} AND ${longitude} + ${width}
      AND distance_km(document.latitude, document.longitude, ${latitude}, ${longitude}) <= ${withinKm}`);
  }
  return sql.join(
    conditions.map((condition) => sql` AND (${condition})`),
    "",
  );
}
