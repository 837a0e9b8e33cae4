import { type SQL, sql } from "../database/sql.js";

/**
 * The condition that a folded column (`fold_text(...)`, stored) meets what somebody typed into a search field:
 * every word of the query begins some word of the text, with at most one typing error in words of four letters or
 * more, whatever the spelling of æ, ø, å and accents. Only the first 8 words and 64 letters of a word count.
 *
 * A query without letters or digits finds nothing (the condition is then null); whether a blank one is no filter
 * its caller decides.
 *
 * A GIN index with `gin_trgm_ops` on the column serves the longest word: pg_trgm takes from the pattern the trigrams
 * that every match must have, so that the index never loses a row. Each `SELECT` makes the patterns once per
 * statement, also in a prepared one.
 */
export function textFilter(foldedColumn: SQL, query: SQL): SQL {
  const patterns = sql`search_patterns((${query})::text)`;
  return sql`(${foldedColumn} ~ (SELECT (${patterns})[1]) AND ${foldedColumn} ~ ALL ((SELECT ${patterns})::text[]))`;
}
