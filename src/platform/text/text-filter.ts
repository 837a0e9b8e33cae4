import { type SQL, sql } from "../database/sql.js";

/** Room for the eight words of 64 letters that count, in code units. */
const maxQueryLength = 1000;

/**
 * The condition that a folded column (`fold_text(...)`, stored) meets what somebody typed into a search field:
 * every word of the query begins some word of the text, with at most one typing error in words of four letters or
 * more, whatever the spelling of æ, ø, å and accents. Only the first 8 words and 64 letters of a word count.
 *
 * A blank query is no filter. One without letters or digits finds nothing (the condition is then null).
 *
 * A GIN index with `gin_trgm_ops` on the column serves the longest word: pg_trgm takes from the pattern the trigrams
 * that every match must have, so that the index never loses a row. Each `SELECT` makes the patterns once per
 * statement, also in a prepared one.
 */
export function textFilter(foldedColumn: SQL, query: string): SQL {
  // PostgreSQL's text has no NUL, and a reader sees none.
  const typed = query.slice(0, maxQueryLength).replaceAll("\0", " ").trim();
  if (typed === "") return sql.true;
  const patterns = sql`search_patterns(${sql.value(typed)}::text)`;
  return sql`(${foldedColumn} ~ (SELECT (${patterns})[1]) AND ${foldedColumn} ~ ALL ((SELECT ${patterns})::text[]))`;
}
