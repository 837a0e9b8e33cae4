/** What the benchmark's servers share: how they are told their settings and tell that they listen. */

/** @returns {{ databaseUrl: string, connections: number }} */
export function readSettings() {
  const { BENCH_DATABASE_URL: databaseUrl, BENCH_CONNECTIONS: connections } = process.env;
  if (!databaseUrl || !connections) throw new Error("BENCH_DATABASE_URL and BENCH_CONNECTIONS are missing");
  return { databaseUrl, connections: Number(connections) };
}

/**
 * Settings of the connections. Every statement finds its rows the same way whatever is asked, so that planning anew never
 * pays; all of the region is in memory, where a few rows are found faster by an index than by reading a small table.
 */
export const databaseOptions =
  "-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c enable_hashjoin=off -c statement_timeout=10000";

/** The benchmark reads this line. */
export function tellReady(port) {
  process.stdout.write(`listening on ${port}\n`);
  process.once("SIGTERM", () => process.exit(0));
}
