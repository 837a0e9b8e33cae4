import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "pg";

const embedded = new URL("../../dist/src/platform/database/embedded/", import.meta.url);

/** Uses the database of a folder in a process of its own, which lives until it is told to leave. */
const program = `
  const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL("start-embedded-postgres.js", embedded).href)});
  const { lockServer } = await import(${JSON.stringify(new URL("lock-server.js", embedded).href)});
  const [dataDir, kind] = process.argv.slice(1);
  let database;
  try {
    database = await startEmbeddedPostgres({ dataDir, progress: (text) => console.error(text) });
    if (kind === "server") await lockServer(database.url, dataDir);
    console.log(JSON.stringify({ url: database.url, startedHere: database.startedHere }));
    await new Promise((leave) => process.stdin.resume().once("end", leave));
  } catch (error) {
    console.log(JSON.stringify({ refused: error.message, name: error.name }));
    process.exitCode = 1;
  }
  await database?.stop();
  process.exit();
`;

interface Answer {
  readonly url: string;
  readonly startedHere?: boolean;
  readonly refused?: string;
}

interface User {
  readonly answer: Answer;
  readonly process: ChildProcess;
  leave(): Promise<number | null>;
  kill(): Promise<void>;
}

let dataDir: string;
const users: User[] = [];

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), "samspil-faults-")), "data");
  // Temporary folders are closed to others; as root, the database runs as another user.
  await chmod(join(dataDir, ".."), 0o755);
});

afterEach(async () => {
  for (const user of users.splice(0)) await user.leave();
  // Whatever a killed process left behind is joined and stopped.
  const last = await use("tool").catch(() => undefined);
  await last?.leave();
  await rm(join(dataDir, ".."), { recursive: true, force: true });
});

test("two processes at once on a fresh folder share one cluster, and the last one to leave stops it", async () => {
  const [first, second] = await Promise.all([use("tool"), use("server")]);
  expect(first.answer.url).toBe(second.answer.url);
  expect([first.answer.startedHere, second.answer.startedHere].sort()).toEqual([false, true]);
  await first.leave();
  expect(await query(second.answer.url, "SELECT current_user::text AS value")).toBe("samspil");
  await second.leave();
  await expect(query(second.answer.url, "SELECT 1 AS value")).rejects.toThrow("ECONNREFUSED");
  expect(await readdir(dataDir)).toEqual(["postgres-18"]);
});

test("a second server is refused in one line, and a killed one makes room at once", async () => {
  const server = await use("server");
  const second = await use("server");
  expect(second.answer.refused).toBe(
    `Another Samspil server uses DATA_DIR=${dataDir}: stop it first, or set DATA_DIR to another folder.`,
  );
  expect(await second.leave()).toBe(1);
  expect(await query(server.answer.url, "SELECT 1 AS value")).toBe(1);
  await server.kill();
  const next = await use("server");
  expect(next.answer.refused).toBeUndefined();
});

test("after kill -9 of the process and of PostgreSQL nothing that was acknowledged is lost", async () => {
  const server = await use("server");
  await query(server.answer.url, "CREATE TABLE kept AS SELECT 42 AS value");
  await server.kill();
  const orphan = await use("server");
  expect(orphan.answer).toEqual({ url: server.answer.url, startedHere: false });
  await query(orphan.answer.url, "INSERT INTO kept VALUES (43) RETURNING value");
  const [postmaster] = (await readFile(postmasterFile(), "utf8")).split("\n");
  process.kill(Number(postmaster), "SIGKILL");
  await orphan.kill();
  const restarted = await use("server");
  expect(restarted.answer.startedHere).toBe(true);
  expect(await query(restarted.answer.url, "SELECT sum(value)::int AS value FROM kept")).toBe(85);
});

test("a half-made cluster is redone, and a number that another program got is no running database", async () => {
  const unfinished = join(dataDir, "postgres-18.unfinished-4194305-abcd");
  await mkdir(join(unfinished, "cluster"), { recursive: true });
  await writeFile(join(unfinished, "cluster", "PG_VERSION"), "18\n");
  const first = await use("tool");
  expect(await readdir(dataDir)).toEqual(["postgres-18"]);
  await first.leave();
  await writeFile(postmasterFile(), `${process.pid}\n${dataDir}\n1\n1\n\n127.0.0.1\n1 1\nready\n`);
  expect((await use("tool")).answer.startedHere).toBe(true);
});

test("data of another major version is never left aside silently", async () => {
  await mkdir(join(dataDir, "postgres-17"), { recursive: true });
  const refused = await use("tool");
  expect(refused.answer.refused).toContain("holds data of another PostgreSQL than the embedded 18");
  expect(await readdir(dataDir)).toEqual(["postgres-17"]);
});

test("the log holds neither statements nor values", async () => {
  const tool = await use("tool");
  await query(tool.answer.url, "CREATE TABLE people (email text PRIMARY KEY)");
  await query(tool.answer.url, "INSERT INTO people VALUES ('somebody@example.org')");
  await expect(query(tool.answer.url, "INSERT INTO people VALUES ('somebody@example.org')")).rejects.toThrow(
    "people_pkey",
  );
  const log = await readFile(join(dataDir, "postgres-18", "server.log"), "utf8");
  expect(log).toContain("people_pkey");
  expect(log).not.toContain("somebody");
});

const postmasterFile = () => join(dataDir, "postgres-18", "cluster", "postmaster.pid");

async function use(kind: "tool" | "server"): Promise<User> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program, dataDir, kind], {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  let complaint = "";
  child.stderr.on("data", (text) => {
    complaint += text;
  });
  const line = await Promise.race([
    new Promise<string>((resolve) => {
      createInterface({ input: child.stdout }).once("line", resolve);
    }),
    ended.then(() => Promise.reject(new Error(complaint))),
  ]);
  const user: User = {
    answer: JSON.parse(line) as Answer,
    process: child,
    async leave() {
      child.stdin.end();
      await ended;
      return child.exitCode;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
  users.push(user);
  return user;
}

async function query(url: string, statement: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(statement)).rows[0]?.value;
  } finally {
    await client.end();
  }
}
