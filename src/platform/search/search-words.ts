import { type Queryable, runSql, sql } from "../database/sql.js";

/** Forgets the words that no document holds any more. Writers of documents wait meanwhile, searches do not. */
export async function forgetSearchWords(on: Queryable): Promise<void> {
  await runSql(on, sql`SELECT prune_search_words()`);
}
