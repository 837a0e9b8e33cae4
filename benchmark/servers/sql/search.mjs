import { networkOf } from "./visibility.mjs";

/**
 * The documents that a viewer finds, as src/platform/search/searched-documents.ts composes it for a query without filters:
 * the functions and stages are the database's own, the rule of who finds what is written by hand.
 */
export function searchedDocuments(viewer, query) {
  const terms = `(SELECT search_terms(${query}))`;
  const visible = isVisible(viewer);
  return `SELECT document.id, document.node_id, document.title, search_rank(document.terms, document.folded_title, document.title_stems,
      (SELECT replace(search_terms(${query})::text, '&', '|')::tsquery),
      (SELECT replace(search_terms(${query})::text, ':*', ':*A')::tsquery),
      (SELECT search_title_stems(${query})), (SELECT fold_text(${query}))) AS rank
    FROM search_document AS document
    WHERE document.terms @@ ${terms} AND ${visible}
    UNION ALL
    SELECT document.id, document.node_id, document.title, search_rank_with_typo(document.folded_title, ${query}) AS rank
    FROM search_document AS document
    WHERE document.terms @@ (SELECT search_terms_with_typo(${query})) AND ${visible}
      AND NOT EXISTS (SELECT FROM search_document AS document WHERE document.terms @@ ${terms} AND ${visible})`;
}

/** The first 20 of them, best first; among equals by id in the direction of the rank, as the read engine orders. */
export const firstDocuments = (viewer, query) =>
  `SELECT * FROM (${searchedDocuments(viewer, query)}) AS found ORDER BY found.rank DESC, found.title COLLATE "da-x-icu", found.id DESC LIMIT 20`;

function isVisible(viewer) {
  if (viewer === null) return "document.from_level = 0";
  const own = `ARRAY(SELECT mine.actor_id FROM membership AS mine WHERE mine.account_id = ${viewer} AND mine.ended_on IS NULL)`;
  return `((document.from_level = 0 AND document.to_level = 3) OR CASE
      WHEN document.owner_id IN (SELECT unnest(${own})) THEN 3
      WHEN document.owner_id IN (${networkOf(own)}) THEN 2
      ELSE (CASE WHEN ${viewer} IS NULL THEN 0 ELSE 1 END) END BETWEEN document.from_level AND document.to_level)`;
}
