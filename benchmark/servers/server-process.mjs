/** What the benchmark's servers share: how they are told their settings and tell that they listen. */

/** @returns {{ databaseUrl: string, connections: number }} */
export function readSettings() {
  const { BENCH_DATABASE_URL: databaseUrl, BENCH_CONNECTIONS: connections } = process.env;
  if (!databaseUrl || !connections) throw new Error("BENCH_DATABASE_URL and BENCH_CONNECTIONS are missing");
  return { databaseUrl, connections: Number(connections) };
}

/** The benchmark reads this line. */
export function tellReady(port) {
  process.stdout.write(`listening on ${port}\n`);
  process.once("SIGTERM", () => process.exit(0));
}
