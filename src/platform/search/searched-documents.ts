import { type SQL, sql } from "../database/sql.js";

/** Who searches, if somebody is signed in, as SQL that depends on no row. */
export interface SearchViewer {
  /** The level that the viewer has everywhere, a `smallint`: 1 signed in, 3 administrator of the hub. */
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
  /** Absent: somebody who is not signed in. */
  readonly viewer: SearchViewer | undefined;
  readonly filter?: SearchFilter;
  readonly near?: SearchPoint;
}

/**
 * How many documents a search ranks at most. A document takes some 4 µs, so the commonest word takes about 40 ms, however
 * many documents hold it. Elasticsearch pages as far by default (`index.max_result_window`).
 */
export const mostRanked = 10_000;

/**
 * A SELECT of the documents that the viewer may find: `id` of `search_document`, `node_type`, `node_id`, `title`,
 * `distance_km` (NULL without `near` or a published point), `rank` (`double precision`, higher is better, 0 without a query)
 * and `pattern` and `pattern_with_typo` for `search_highlight`. At most one document for each row of a domain. Their order is
 * `rank DESC, title COLLATE "da-x-icu", id DESC`.
 *
 * All words of the query must be met (see `search_terms` in the database). Only if the viewer may find nothing with
 * them, words with one typo count. Rank, stage and all else depend on nothing that the viewer does not see.
 *
 * Of more than `mostRanked` documents those are taken whose title begins with the query, in the order of titles, then those
 * with all its words in the title, then others. The last two come in the order in which they stand in the table: any other
 * would need all of them read and sorted. Bitmap scans read in that order, a UNION ALL one part after the other, and what
 * scans a CTE has no parallel workers, so while the table does not change the same documents are taken.
 */
export function searchedDocuments(question: SearchQuestion): SQL {
  const { query } = question;
  return query ? best(question, sql`(${query})::text`, documentColumns(question)) : foundDocuments(question);
}

/** The same of all documents that the viewer may find, however many, and not ranked: `rank` is 0. */
export function foundDocuments(question: SearchQuestion): SQL {
  return found(question, sql`${documentColumns(question)}, 0::double precision AS rank`);
}

/**
 * How many of all documents that the viewer may find have each value: rows `{ facet, value, count }`, the facets
 * `actorKind` (the kind), `municipality` and `genre` (the id as text), the most frequent value first.
 */
export function searchFacets(question: SearchQuestion): SQL {
  return sql`WITH hit AS MATERIALIZED (
      ${found(question, sql`document.actor_kind, document.municipality_id, document.genre_ids`)}
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

function documentColumns({ near }: SearchQuestion): SQL {
  const distance = near
    ? sql`distance_km(document.latitude, document.longitude, ${near.latitude}, ${near.longitude})`
    : sql`NULL::double precision`;
  return sql`document.id, document.node_type, document.node_id, document.title, ${distance} AS distance_km`;
}

const isAllowed = (question: SearchQuestion): SQL => sql`${isVisible(question.viewer)}${meets(question)}`;

/** The columns of all documents found and `patterns`, in no order. */
function found(question: SearchQuestion, columns: SQL): SQL {
  const { query } = question;
  const allowed = isAllowed(question);
  if (!query)
    return sql`SELECT ${columns}, NULL::text AS pattern, NULL::text AS pattern_with_typo FROM search_document AS document WHERE ${allowed}`;
  const text = sql`(${query})::text`;
  return sql`WITH sought AS MATERIALIZED (SELECT search_terms(${text}) AS terms), met AS MATERIALIZED (
      SELECT ${columns}, false AS has_typo FROM sought CROSS JOIN search_document AS document
      WHERE document.terms @@ sought.terms AND ${allowed}
    ), sought_with_typo AS MATERIALIZED (
      SELECT search_terms_with_typo(${text}) AS terms WHERE NOT EXISTS (SELECT FROM met)
    )
    SELECT taken.*, ${patterns(text)} FROM (
      SELECT * FROM met
      UNION ALL
      SELECT ${columns}, true AS has_typo FROM sought_with_typo AS sought CROSS JOIN search_document AS document
      WHERE document.terms @@ sought.terms AND ${allowed}
    ) AS taken`;
}

/**
 * The columns of the documents taken, their rank and `patterns`, in no order. What follows from the query is worked out
 * once, in CTEs, and what is for typos only when nothing is found without.
 */
function best(question: SearchQuestion, text: SQL, columns: SQL): SQL {
  const allowed = isAllowed(question);
  const most = sql.literal(mostRanked);
  const ranked = (
    leastClass: SQL,
  ) => sql`SELECT ${columns}, search_rank(document.terms, document.folded_title,
        document.title_stems, sought.any_term, sought.title_stems, sought.title, ${leastClass}) AS rank, false AS has_typo
      FROM sought CROSS JOIN search_document AS document`;
  const rankedWithTypo = sql`SELECT ${columns}, search_rank_with_typo(document.folded_title, sought.title, sought.patterns) AS rank,
        true AS has_typo
      FROM sought_with_typo AS sought CROSS JOIN search_document AS document`;
  // As the indexes of search_document have them. `IS TRUE` goes by no index: that of titles finds fewer, and a query without
  // words, whose `title` is NULL, finds none by it.
  const title = sql`left(document.folded_title, 200) COLLATE "C"`;
  const titleWords = sql`ts_filter(document.terms, '{a}')`;
  return sql`WITH sought AS MATERIALIZED (
      SELECT made.terms, replace(made.terms::text, '&', '|')::tsquery AS any_term,
        replace(made.terms::text, ':*', ':*A')::tsquery AS in_title, search_title_stems(${text}) AS title_stems,
        nullif(fold_text(${text}), '') AS title
      FROM (SELECT search_terms(${text}) AS terms OFFSET 0) AS made
    ), beginning AS MATERIALIZED (
      ${ranked(sql`1`)}
      WHERE ${title} >= (SELECT left(title, 200) FROM sought) AND ${title} < (SELECT left(title, 200) || chr(1114111) FROM sought)
        AND starts_with(document.folded_title, sought.title) AND (document.terms @@ sought.terms) IS TRUE AND ${allowed}
      ORDER BY ${title}, document.id LIMIT ${most}
    ), titled AS MATERIALIZED (
      ${ranked(sql`1`)}
      WHERE ${titleWords} @@ sought.terms AND NOT starts_with(document.folded_title, sought.title) AND ${allowed}
    ), sought_with_typo AS MATERIALIZED (
      SELECT search_terms_with_typo(${text}) AS terms, fold_text(${text}) AS title, search_patterns(${text}) AS patterns
      WHERE NOT EXISTS (SELECT FROM beginning) AND NOT EXISTS (SELECT FROM titled) AND NOT EXISTS (
        SELECT FROM sought CROSS JOIN search_document AS document WHERE document.terms @@ sought.terms AND ${allowed})
    )
    SELECT taken.*, ${patterns(text)} FROM (
      SELECT * FROM beginning
      UNION ALL SELECT * FROM titled
      UNION ALL
        ${ranked(sql`0`)}
        WHERE document.terms @@ sought.terms AND NOT document.terms @@ sought.in_title
          AND NOT starts_with(document.folded_title, sought.title) AND ${allowed}
      UNION ALL
        ${rankedWithTypo} WHERE ${titleWords} @@ sought.terms AND ${allowed}
      UNION ALL
        ${rankedWithTypo} WHERE document.terms @@ sought.terms AND NOT ${titleWords} @@ sought.terms AND ${allowed}
      LIMIT ${most}
    ) AS taken`;
}

/** What a highlight needs of the query, beside `sought` and rows that are `taken`. */
const patterns = (text: SQL): SQL => sql`(SELECT search_pattern(sought.terms) FROM sought) AS pattern,
      CASE WHEN taken.has_typo THEN (SELECT search_pattern_with_typo(${text})) END AS pattern_with_typo`;

/** Whether the document is what its row shows to viewers of this viewer's level towards its owner. */
function isVisible(viewer: SearchViewer | undefined): SQL {
  // Level 0, the least, towards every owner.
  if (!viewer) return sql`document.from_level = 0`;
  const { base, opened, own } = viewer;
  // The lists are hashed once. Most documents are for everybody and ask no list.
  return sql`((document.from_level = 0 AND document.to_level = 3) OR CASE
      WHEN ${base} = 3 OR document.owner_id IN (SELECT unnest(${own})) THEN 3
      WHEN document.owner_id IN (SELECT unnest(${opened})) THEN 2
      ELSE ${base} END BETWEEN document.from_level AND document.to_level)`;
}

/** Kilometres of a degree of latitude, rounded down so that a box is never too small. */
const kilometresOfDegree = sql`111::double precision`;

function meets({ query, filter = {}, near }: SearchQuestion): SQL {
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
    // Words are looked up in their index, and only what they find is measured: + 0 keeps the planner from the index of points.
    const measured = (coordinate: SQL): SQL => (query ? sql`(${coordinate} + 0)` : coordinate);
    conditions.push(sql`${measured(sql`document.latitude`)} BETWEEN ${latitude} - ${height} AND ${latitude} + ${height}
      AND ${measured(sql`document.longitude`)} BETWEEN ${longitude} - ${width} AND ${longitude} + ${width}
      AND distance_km(document.latitude, document.longitude, ${latitude}, ${longitude}) <= ${withinKm}`);
  }
  return sql.join(
    conditions.map((condition) => sql` AND (${condition})`),
    "",
  );
}
