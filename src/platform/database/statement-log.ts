import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import type { Log } from "../log/log.js";

/** Statements remembered as logged already. */
const mostRemembered = 1_000;

/** Logs each statement once with the plan that PostgreSQL makes of it without knowing its parameters, so that no value is logged. */
export function createStatementLog(pool: Pool, log: Log): (text: string) => void {
  const logged = new LRUCache<string, true>({ max: mostRemembered });

  async function explain(text: string): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query("BEGIN; SET LOCAL plan_cache_mode = force_generic_plan");
      await client.query(`PREPARE explained AS ${text}`);
      const { rows } = await client.query<{ count: number }>(
        "SELECT cardinality(parameter_types) AS count FROM pg_prepared_statements WHERE name = 'explained'",
      );
      const nulls = Array.from({ length: rows[0]?.count ?? 0 }, () => "NULL").join(", ");
      const explained = await client.query<{ "QUERY PLAN": string }>(
        `EXPLAIN EXECUTE explained${nulls && `(${nulls})`}`,
      );
      const plan = explained.rows.map((row) => row["QUERY PLAN"]).join("\n");
      log.info({ statement: text, plan }, "a statement and its plan");
      await client.query("DEALLOCATE explained; ROLLBACK");
      client.release();
    } catch (error) {
      log.warn({ err: error, statement: text }, "a statement could not be explained");
      client.release(true);
    }
  }

  return (text) => {
    if (logged.has(text)) return;
    logged.set(text, true);
    explain(text).catch((error: unknown) => log.warn({ err: error }, "a statement could not be explained"));
  };
}
