import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import PostalMime, { type Email } from "postal-mime";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { serverProgram, testRun } from "./test-run.js";

/** A running server of the build, with a database of its own. */
export interface TestHub {
  /** Such as http://127.0.0.1:41234, without a slash at the end. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Straight to the hub's database, for arranging and for asserting what is stored. */
  readonly database: Pool;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** All mails so far, oldest first. */
  outbox(): Promise<Email[]>;
  /** Everything the server wrote to its terminal. */
  log(): string;
  /** Stops the server (SIGTERM), removes what was made for it, answers its exit code (null: it was killed). */
  stop(): Promise<number | null>;
}

export interface TestHubOptions {
  /** Whether the database holds the demo region. Default true. */
  readonly demo?: boolean;
  /** Further settings, such as `{ CORS_ORIGINS: "https://app.example" }`. */
  readonly env?: Readonly<Record<string, string>>;
  /** A database that outlives this hub, for tests that restart or run two. Its maker drops it. */
  readonly database?: TestDatabase;
  /** A data folder that outlives this hub. */
  readonly dataDir?: string;
}

/** The password of all demo accounts. */
export const demoPassword = "samspil-demo";

/** How long a server may take to start and to stop, in milliseconds. */
const startMs = 30_000;
const stopMs = 15_000;

/**
 * Starts the built server. Share one hub per test file: `beforeAll(async () => { hub = await startHub(); })`
 * and `afterAll(() => hub?.stop())`.
 */
export async function startHub(options: TestHubOptions = {}): Promise<TestHub> {
  const database = options.database ?? (await createTestDatabase({ demo: options.demo ?? true }));
  const dataDir = options.dataDir ?? (await mkdtemp(join(testRun().directory, "data-")));
  const server = spawn(process.execPath, [serverProgram, "serve"], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      PORT: "0",
      DATA_DIR: dataDir,
      // Every query of every test runs both ways; on an older server once is enough to see that its SQL runs.
      READS: process.env.SAMSPIL_TEST_POSTGRES === "15" ? "compiled" : "compared",
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const pidFile = join(testRun().directory, `hub-${server.pid}.pid`);
  await writeFile(pidFile, "");
  const ended = new Promise<void>((resolve) => {
    server.once("close", () => resolve());
    server.once("error", () => resolve());
  });

  async function stop(): Promise<number | null> {
    server.kill("SIGTERM");
    const inTime = await Promise.race([ended.then(() => true), sleep(stopMs, false, { ref: false })]);
    if (!inTime) {
      server.kill("SIGKILL");
      await ended;
    }
    await rm(pidFile, { force: true });
    if (!options.database) await database.drop();
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    if (!inTime) throw new Error(`The server did not stop within ${stopMs} ms:\n${log}`);
    return server.exitCode;
  }

  const deadline = Date.now() + startMs;
  let url: string | undefined;
  while (url === undefined) {
    url = /Samspil is ready at (https?:\/\/[^\s"/]+)/.exec(log)?.[1];
    const hasEnded = server.exitCode !== null || server.signalCode !== null || server.pid === undefined;
    if (url === undefined && (hasEnded || Date.now() > deadline)) {
      await stop().catch(() => undefined);
      throw new Error(`The server did not get ready (exit code ${server.exitCode}):\n${log}`);
    }
    await sleep(20);
  }
  return {
    url,
    databaseUrl: database.url,
    database: database.pool,
    dataDir,
    process: server,
    outbox: () => readOutbox(dataDir),
    log: () => log,
    stop,
  };
}

/** Waits until a mail fits, since mails leave in the background. */
export async function waitForMail(
  hub: TestHub,
  fits: (mail: Email) => boolean,
  timeoutMs = 10_000,
): Promise<Email> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = (await hub.outbox()).find(fits);
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`No such mail within ${timeoutMs} ms.`);
    await sleep(50);
  }
}

/** Waits until every job that is due has run, so that all mails are there. @throws when that takes longer than 10 s */
export async function jobsDone({ database }: TestHub): Promise<void> {
  const deadline = Date.now() + 10_000;
  const due = "SELECT FROM graphile_worker._private_jobs WHERE run_at <= now() LIMIT 1";
  while ((await database.query(due)).rowCount !== 0) {
    if (Date.now() > deadline) throw new Error("The jobs were not done in time.");
    await sleep(20);
  }
}

/**
 * Signs in and answers the bearer token.
 * @param account the name of a demo account such as "school", or an e-mail address.
 */
export async function signIn(hub: TestHub, account: string, password = demoPassword): Promise<string> {
  const email = account.includes("@") ? account : `${account}@demo.samspil.example`;
  const response = await fetch(`${hub.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const token = response.headers.get("set-auth-token");
  if (!response.ok || !token) {
    throw new Error(`Signing in as ${email} answered ${response.status}: ${await response.text()}`);
  }
  return token;
}

/** How long the server knows a session after it ended behind its back, in milliseconds, with something to spare. */
const sessionKnownMs = 1_200;

/** Waits until the server has seen what a test changed of sessions or accounts in the database. */
export const sessionsLookedUpAgain = (): Promise<void> => sleep(sessionKnownMs);

/** An answer of /graphql. `Data` is what the test expects and asserts. */
export interface QueryAnswer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly data?: Data | null; readonly errors?: readonly QueryError[] };
}

export interface QueryError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Sends one operation over HTTP. */
export async function runQuery<Data = Record<string, unknown>>(
  hub: TestHub,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
  options: { readonly token?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<QueryAnswer<Data>> {
  const response = await fetch(`${hub.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as QueryAnswer<Data>["body"];
  return { status: response.status, headers: response.headers, body };
}

async function readOutbox(dataDir: string): Promise<Email[]> {
  const folder = join(dataDir, "outbox");
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
  return Promise.all(names.map(async (name) => PostalMime.parse(await readFile(join(folder, name)))));
}
