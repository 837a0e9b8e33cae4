import { networkOf } from "./visibility.mjs";

/** `mostRanked` of src/platform/search/searched-documents.ts. */
const mostRanked = 10_000;

/**
 * The documents that a viewer finds, as src/platform/search/searched-documents.ts composes it for a query without filters:
 * the functions and stages are the database's own, the rule of who finds what is written by hand.
 */
export function searchedDocuments(viewer, query) {
  const { lists, visible } = visibility(viewer);
  const columns = "document.id, document.node_id, document.title";
  const ranked = (leastClass) => `SELECT ${columns}, search_rank(document.terms, document.folded_title,
        document.title_stems, sought.any_term, sought.title_stems, sought.title, ${leastClass}) AS rank, false AS has_typo
      FROM sought CROSS JOIN search_document AS document`;
  const rankedWithTypo = `SELECT ${columns}, search_rank_with_typo(document.folded_title, sought.title, sought.patterns) AS rank,
        true AS has_typo
      FROM sought_with_typo AS sought CROSS JOIN search_document AS document`;
  const title = 'left(document.folded_title, 200) COLLATE "C"';
  const titleWords = "ts_filter(document.terms, '{a}')";
  return `WITH ${lists} sought AS MATERIALIZED (
      SELECT made.terms, replace(made.terms::text, '&', '|')::tsquery AS any_term,
        replace(made.terms::text, ':*', ':*A')::tsquery AS in_title, search_title_stems(${query}) AS title_stems,
        nullif(fold_text(${query}), '') AS title
      FROM (SELECT search_terms(${query}) AS terms OFFSET 0) AS made
    ), beginning AS MATERIALIZED (
      ${ranked(1)}
      WHERE ${title} >= (SELECT left(title, 200) FROM sought) AND ${title} < (SELECT left(title, 200) || chr(1114111) FROM sought)
        AND starts_with(document.folded_title, sought.title) AND (document.terms @@ sought.terms) IS TRUE AND ${visible}
      ORDER BY ${title}, document.id LIMIT ${mostRanked}
    ), titled AS MATERIALIZED (
      ${ranked(1)}
      WHERE ${titleWords} @@ sought.terms AND NOT starts_with(document.folded_title, sought.title) AND ${visible}
    ), sought_with_typo AS MATERIALIZED (
      SELECT search_terms_with_typo(${query}) AS terms, fold_text(${query}) AS title, search_patterns(${query}) AS patterns
      WHERE NOT EXISTS (SELECT FROM beginning) AND NOT EXISTS (SELECT FROM titled) AND NOT EXISTS (
        SELECT FROM sought CROSS JOIN search_document AS document WHERE document.terms @@ sought.terms AND ${visible})
    )
    SELECT taken.*, (SELECT search_pattern(sought.terms) FROM sought) AS pattern,
      CASE WHEN taken.has_typo THEN (SELECT search_pattern_with_typo(${query})) END AS pattern_with_typo
    FROM (
      SELECT * FROM beginning
      UNION ALL SELECT * FROM titled
      UNION ALL
        ${ranked(0)}
        WHERE document.terms @@ sought.terms AND NOT document.terms @@ sought.in_title
          AND NOT starts_with(document.folded_title, sought.title) AND ${visible}
      UNION ALL
        ${rankedWithTypo} WHERE ${titleWords} @@ sought.terms AND ${visible}
      UNION ALL
        ${rankedWithTypo} WHERE document.terms @@ sought.terms AND NOT ${titleWords} @@ sought.terms AND ${visible}
      LIMIT ${mostRanked}
    ) AS taken`;
}

/** The first 20 of them, best first; among equals by id in the direction of the rank, as the read engine orders. */
export const firstDocuments = (viewer, query) =>
  `SELECT * FROM (${searchedDocuments(viewer, query)}) AS found ORDER BY found.rank DESC, found.title COLLATE "da-x-icu", found.id DESC LIMIT 20`;

/** What highlights a document among `firstDocuments`, `hit`. */
export const highlight = (query) =>
  `search_highlight(document.title, document.body, ${query}, hit.pattern, hit.pattern_with_typo)`;

/** The CTEs of the actors whose documents the viewer sees more of, each read at most once, and the condition on a document. */
function visibility(viewer) {
  if (viewer === null) return { lists: "", visible: "document.from_level = 0" };
  const own = "ARRAY(SELECT own.actor_id FROM own)";
  return {
    lists: `own AS MATERIALIZED (
      SELECT mine.actor_id FROM membership AS mine WHERE mine.account_id = ${viewer} AND mine.ended_on IS NULL
    ), network AS MATERIALIZED (${networkOf(own)}),`,
    visible: `((document.from_level = 0 AND document.to_level = 3) OR CASE
      WHEN document.owner_id IN (SELECT own.actor_id FROM own) THEN 3
      WHEN document.owner_id IN (SELECT network.other_id FROM network) THEN 2
      ELSE (CASE WHEN ${viewer} IS NULL THEN 0 ELSE 1 END) END BETWEEN document.from_level AND document.to_level)`,
  };
}
