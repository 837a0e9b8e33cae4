/**
 * The database server of one test run, in a process of its own so that it can clean up however the run ends: its
 * standard input closes with the run (also after kill -9), and then it ends what the run left behind.
 *
 * Writes one line of JSON when ready: `{ "url", "directory", "prefix" }`.
 * TEST_DATABASE_URL or DATABASE_URL: use that server, whose role must be allowed to create databases.
 * SAMSPIL_TEST_POSTGRES=15: the embedded PostgreSQL 15 instead of the product's.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, escapeIdentifier } from "pg";

const binariesOf = { 15: `@samspil/postgres-15-${process.platform}-${process.arch}` };

process.on("SIGINT", () => undefined);
const closed = new Promise((resolve) => {
  process.stdin.resume().once("close", resolve).once("end", resolve);
});
const directory = mkdtempSync(join(tmpdir(), "samspil-test-"));
// Run as root, the database's user must pass through to its folder.
chmodSync(directory, 0o711);
const prefix = `samspil_test_${process.pid}`;
let embedded;
let url = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL;
try {
  if (!url) {
    const path = "../../dist/src/platform/database/embedded/start-embedded-postgres.js";
    const { startEmbeddedPostgres } = await import(path);
    const version = process.env.SAMSPIL_TEST_POSTGRES;
    if (version && !binariesOf[version])
      throw new Error(`SAMSPIL_TEST_POSTGRES=${version}: only 15 is known.`);
    const binaries = version ? binariesOf[version] : undefined;
    embedded = await startEmbeddedPostgres({
      dataDir: join(directory, "database"),
      durable: false,
      binaries,
    });
    url = embedded.url;
  }
  process.stdout.write(`${JSON.stringify({ url, directory, prefix })}\n`);
  await closed;
} finally {
  endHubs();
  if (embedded) await embedded.stop();
  else if (url) await dropDatabases();
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** Ends servers that their test file did not stop; each left a file named after its process. */
function endHubs() {
  for (const name of readdirSync(directory)) {
    const processId = /^hub-(\d+)\.pid$/.exec(name)?.[1];
    if (!processId) continue;
    try {
      process.kill(Number(processId), "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

async function dropDatabases() {
  const client = new Client({ connectionString: url });
  await client.connect();
  const left = await client.query("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", [
    `${prefix}_`,
  ]);
  for (const { datname } of left.rows)
    await client.query(`DROP DATABASE ${escapeIdentifier(datname)} WITH (FORCE)`);
  await client.end();
}
