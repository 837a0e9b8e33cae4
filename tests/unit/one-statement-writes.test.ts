import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../src/platform/database/data-source.js";
import { inOneStatement } from "../../src/platform/database/transaction.js";
import { createEmptyDatabase, type TestDatabase } from "../testkit/database.js";
import { type InterruptibleProxy, proxyTo } from "../testkit/interruptible-proxy.js";

let database: TestDatabase;
let proxy: InterruptibleProxy;
let dataSource: DataSource;
let observer: Client;

beforeAll(async () => {
  database = await createEmptyDatabase();
  observer = new Client({ connectionString: database.url });
  await observer.connect();
  await observer.query("CREATE TABLE jotting (id int PRIMARY KEY, text text NOT NULL)");
  proxy = await proxyTo(database.url);
  dataSource = createDataSource({ url: proxy.url, statementTimeoutMs: 10_000 }, [], []);
  await dataSource.initialize();
});
afterAll(async () => {
  await dataSource?.destroy();
  await proxy?.close();
  await observer?.end();
  await database?.drop();
});
beforeEach(() => observer.query("TRUNCATE jotting"));

const insert = "INSERT INTO jotting (id, text) VALUES (1, 'written')";
/** Copies what it finds. */
const copy = "INSERT INTO jotting (id, text) SELECT id + 1, text || ' and read' FROM jotting WHERE id = 1";

async function texts(): Promise<unknown[]> {
  const { rows } = await observer.query("SELECT text FROM jotting ORDER BY id");
  return rows.map(({ text }) => text);
}

test("what is sent behind a write leaves with it, and sees what it wrote", async () => {
  let firstIsAnswered = false;
  proxy.holdAnswers();
  const done = inOneStatement(dataSource, async (client) => {
    const first = client.query(insert).then(() => {
      firstIsAnswered = true;
    });
    const second = client.query(copy);
    await first;
    return second;
  });
  try {
    // The connection was opened for the data source's start, so only answers are missing.
    while ((await texts()).length < 2) await sleep(10);
    expect(firstIsAnswered).toBe(false);
  } finally {
    proxy.passAnswers();
  }
  expect((await done).rowCount).toBe(1);
  expect(await texts()).toEqual(["written", "written and read"]);
});

test("a write that is refused takes nothing behind it along, and the connection goes on", async () => {
  await observer.query("INSERT INTO jotting (id, text) VALUES (1, 'there before')");
  const behind: Promise<unknown>[] = [];
  await expect(
    inOneStatement(dataSource, async (client) => {
      const first = client.query(insert);
      behind.push(client.query("SELECT count(*)::int AS count FROM jotting"));
      await first;
    }),
  ).rejects.toThrow("jotting_pkey");
  expect(await behind[0]).toMatchObject({ rows: [{ count: 1 }] });
  expect(await dataSource.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("a write that is answered waits for what is behind it, whoever else waits for that", async () => {
  let behindIsAnswered = false;
  await inOneStatement(dataSource, async (client) => {
    const first = client.query(insert);
    client.query("SELECT pg_sleep(0.1)").then(() => {
      behindIsAnswered = true;
    });
    await first;
  });
  expect(behindIsAnswered).toBe(true);
});
