import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Patience } from "../../src/platform/concurrency/patience.js";
import { NobodyWaits, ReadDatabase } from "../../src/platform/database/read-database.js";
import { createLog } from "../../src/platform/log/log.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

const lines: { readonly statement?: string; readonly plan?: string }[] = [];
const log = createLog({ level: "info", destination: { write: (line) => void lines.push(JSON.parse(line)) } });

let database: TestDatabase;
let reads: ReadDatabase;
const open = (max: number, logsStatements = false) =>
  new ReadDatabase({ connectionString: database.url, max }, log, logsStatements);

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  reads = open(1);
});
afterAll(async () => {
  await reads?.close();
  await database?.drop();
});

const forever = () => new Patience();
const backend = async (patience = forever()): Promise<number> =>
  (await reads.during(patience).query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid ?? 0;
/** How many backends run this statement. */
async function running(statement: string): Promise<number> {
  const { rowCount } = await database.pool.query(
    "SELECT FROM pg_stat_activity WHERE query = $1 AND state = 'active' AND datname = current_database()",
    [statement],
  );
  return rowCount ?? 0;
}

test("a statement ends when nobody waits for it, and its connection goes on", async () => {
  const pid = await backend();
  const leaving = new Patience();
  const statement = "SELECT pg_sleep(60), 'left'";
  const answer = reads.during(leaving).query(statement);
  while ((await running(statement)) === 0) await sleep(5);
  const leftAt = Date.now();
  leaving.end();
  await expect(answer).rejects.toThrow(NobodyWaits);
  expect(Date.now() - leftAt).toBeLessThan(1_000);
  expect(await running(statement)).toBe(0);
  expect(await backend()).toBe(pid);
});

test("what is asked after that is refused, also while it waits for a connection", async () => {
  const leaving = new Patience();
  const busy = reads.during(forever()).query("SELECT pg_sleep(0.2)");
  const waiting = reads.during(leaving).query("SELECT 1");
  leaving.end();
  await expect(waiting).rejects.toThrow(NobodyWaits);
  await expect(reads.during(leaving).query("SELECT 1")).rejects.toThrow(NobodyWaits);
  await busy;
  expect((await reads.during(forever()).query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});

test("a cancel never hits the statement of another", async () => {
  for (let round = 0; round < 50; round += 1) {
    const leaving = new Patience();
    const left = reads.during(leaving).query(`SELECT pg_sleep(${(round % 5) / 2_000})`);
    setTimeout(() => leaving.end(), round % 4);
    const next = reads.during(forever()).query("SELECT pg_sleep(0.002), 1 AS one");
    await left.catch((error: unknown) => expect(error).toBeInstanceOf(NobodyWaits));
    expect((await next).rows).toMatchObject([{ one: 1 }]);
  }
});

test("a statement that fails costs no connection, a connection that fails does", async () => {
  const pid = await backend();
  await expect(reads.during(forever()).query("SELECT missing_value(NULL::json)")).rejects.toMatchObject({
    code: "SR001",
  });
  expect(await backend()).toBe(pid);
  // Answers when it has ended.
  await database.pool.query("SELECT pg_terminate_backend($1, 5000)", [pid]);
  const other = await backend().catch(() => backend());
  expect(other).not.toBe(pid);
});

test("a connection that breaks off under a statement fails that and nothing else", async () => {
  const { hostname, port } = new URL(database.url);
  const sockets: Socket[] = [];
  const between = createServer((client) => {
    const server = connect(Number(port), hostname);
    sockets.push(client);
    client.pipe(server).pipe(client);
    for (const socket of [client, server])
      socket.on("error", () => undefined).on("close", () => server.destroy());
  }).listen(0, "127.0.0.1");
  await once(between, "listening");
  const url = new URL(database.url);
  url.host = `127.0.0.1:${(between.address() as AddressInfo).port}`;
  const breaking = new ReadDatabase({ connectionString: url.href, max: 1 }, log, false);
  try {
    for (const end of ["destroy", "resetAndDestroy"] as const) {
      const statement = `SELECT pg_sleep(60), '${end}'`;
      const answer = breaking.during(forever()).query(statement);
      while ((await running(statement)) === 0) await sleep(5);
      sockets.at(-1)?.[end]();
      await expect(answer).rejects.toThrow(/Connection terminated|ECONNRESET/);
    }
    expect((await breaking.during(forever()).query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  } finally {
    await breaking.close();
    for (const socket of sockets) socket.destroy();
    between.close();
  }
});

test("a connection that has prepared a hundred statements makes room for a new one", async () => {
  const pid = await backend();
  const prepare = (number: number) =>
    reads.during(forever()).query({ name: `statement_${number}`, text: `SELECT ${number}` });
  for (let number = 1; number <= 100; number += 1) await prepare(number);
  for (let again = 1; again <= 100; again += 1) await prepare(again);
  expect(await backend()).toBe(pid);
  await prepare(101);
  expect(await backend()).not.toBe(pid);
});

test("a statement is logged once, with its plan and without values", async () => {
  const logging = open(2, true);
  try {
    const text = "SELECT slug FROM actor WHERE name = $1::text AND id = $2::uuid";
    const ask = () =>
      logging.during(forever()).query(text, ["Mathilde", "00000000-0000-7000-8000-000000000001"]);
    for (let time = 0; time < 3; time += 1) await ask();
    for (const deadline = Date.now() + 5_000; lines.every(({ statement }) => statement !== text); ) {
      expect(Date.now()).toBeLessThan(deadline);
      await sleep(10);
    }
    const about = lines.filter(({ statement }) => statement === text);
    expect(about).toHaveLength(1);
    expect(about[0]?.plan).toMatch(/Index Scan.*actor/);
    expect(JSON.stringify(about)).not.toMatch(/Mathilde|00000000/);
  } finally {
    await logging.close();
  }
});
