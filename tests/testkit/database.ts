import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, escapeIdentifier, Pool } from "pg";
import { serverProgram, testRun } from "./test-run.js";

/** A database of its own, migrated, for one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** Takes away everything but reference data, as if it were new, which takes a seventh of making one. */
  empty(): Promise<void>;
  /** Ends the pool and drops the database, also under those who are still connected. */
  drop(): Promise<void>;
}

type Template = "migrated" | "demo";

/** How long a connection may take to end, in milliseconds. */
const endingMs = 10_000;

/** Advisory lock of the run's server under which templates are made. */
const templateLock = 7_726_774;

/**
 * Copies a template database (about 0.2 s). The templates are made when first asked for: `migrated` by the
 * command line's `migrate`, `demo` from that by `demo`.
 */
export async function createTestDatabase({ demo }: { readonly demo: boolean }): Promise<TestDatabase> {
  const name = `${testRun().prefix}_${randomBytes(6).toString("hex")}`;
  await onServer(async (client) => {
    const template = await readyTemplate(client, demo ? "demo" : "migrated");
    await createFrom(client, name, template);
  });
  return openDatabase(name);
}

/** An empty database, for what tests migrations themselves. The caller drops it. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `${testRun().prefix}_${randomBytes(6).toString("hex")}`;
  await onServer((client) => createFrom(client, name, "template1"));
  return openDatabase(name);
}

function openDatabase(name: string): TestDatabase {
  const url = urlOf(name);
  const pool = new Pool({ connectionString: url, max: 5 });
  // A forced drop ends idle connections, which is no news.
  pool.on("error", () => undefined);
  return {
    url,
    pool,
    async empty() {
      // What else is stored hangs on these.
      await pool.query(
        "TRUNCATE account, account_attempt, account_verification, actor, conversation, file_removal, live_stream, search_pending, search_word CASCADE",
      );
    },
    async drop() {
      await pool.end();
      await onServer((client) => dropDatabase(client, name));
    },
  };
}

/**
 * Drops a database, also under those who are still connected: nobody new is let in, ours are ended and waited for. DROP itself
 * waits for the server's own vacuuming there; with FORCE it would refuse, since that is not our role's to end.
 */
async function dropDatabase(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  if (rowCount === 0) return;
  await client.query(`ALTER DATABASE ${escapeIdentifier(name)} ALLOW_CONNECTIONS false`);
  await client.query(
    "SELECT pg_terminate_backend(pid, $2) FROM pg_stat_activity WHERE datname = $1 AND usename = current_user",
    [name, endingMs],
  );
  await client.query(`DROP DATABASE ${escapeIdentifier(name)}`);
}

/** Makes a template under another name and renames it when finished. Test files take turns. */
async function readyTemplate(client: Client, template: Template): Promise<string> {
  const name = `${testRun().prefix}_${template}`;
  await client.query("SELECT pg_advisory_lock($1)", [templateLock]);
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) {
      const unfinished = `${name}_unfinished`;
      const source = template === "demo" ? await readyTemplate(client, "migrated") : "template1";
      await dropDatabase(client, unfinished);
      await createFrom(client, unfinished, source);
      await runCommand(template === "demo" ? "demo" : "migrate", urlOf(unfinished));
      await client.query(
        `ALTER DATABASE ${escapeIdentifier(unfinished)} RENAME TO ${escapeIdentifier(name)}`,
      );
    }
    return name;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [templateLock]);
  }
}

async function createFrom(client: Client, name: string, template: string): Promise<void> {
  await client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`);
}

async function runCommand(command: string, databaseUrl: string): Promise<void> {
  const dataDir = await mkdtemp(join(testRun().directory, "command-"));
  try {
    await promisify(execFile)(process.execPath, [serverProgram, command], {
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, DATA_DIR: dataDir },
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`The command ${command} failed on a test database:\n${stdout ?? ""}${stderr ?? error}`);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function onServer<Answer>(work: (client: Client) => Promise<Answer>): Promise<Answer> {
  const client = new Client({ connectionString: testRun().url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(testRun().url);
  url.pathname = `/${database}`;
  return url.href;
}
