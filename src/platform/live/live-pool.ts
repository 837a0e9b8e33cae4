import { Pool } from "pg";
import { connectionPatienceMs, planSettings } from "../database/data-source.js";
import type { Log } from "../log/log.js";

/** Milliseconds in which the database has to answer, or another connection is made: one that broke in silence never answers. */
const answerWithinMs = 5_000;

/** The live log's own connection, made anew when it is lost. */
export function createLivePool(databaseUrl: string, log: Log): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: connectionPatienceMs,
    statement_timeout: answerWithinMs,
    query_timeout: answerWithinMs,
    application_name: "samspil-live",
    options: planSettings,
  });
  pool.on("error", (error) => log.warn({ err: error }, "the live log's connection was lost"));
  return pool;
}
