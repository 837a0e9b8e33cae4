/** Ends the run's database server, which removes whatever the tests left. */
export default async function globalTeardown(): Promise<void> {
  const server = globalThis.databaseServer;
  if (!server || server.exitCode !== null) return;
  const ended = new Promise((resolve) => {
    server.once("exit", resolve);
  });
  server.stdin?.end();
  await ended;
}
