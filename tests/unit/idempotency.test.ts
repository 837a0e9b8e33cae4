import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { upsertDemoAccounts } from "../../src/domains/accounts/account.repository.js";
import { demoAccounts } from "../../src/domains/accounts/demo-accounts.js";
import { registerWrite } from "../../src/platform/idempotency/idempotency.js";
import { newIds } from "../../src/platform/ids/ids.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await upsertDemoAccounts(database.pool, demoAccounts, null);
});
afterAll(() => database?.drop());
beforeEach(() => database.pool.query("DELETE FROM idempotency_key"));

const accountIdOf = (name: string) => demoAccounts.find((account) => account.name === name)?.id ?? "";
const school = accountIdOf("school");

function register(key: string, input: unknown = {}, accountId = school, resultId = newIds("actor").id) {
  return registerWrite(database.pool, { accountId, operation: "createActor", key, input, resultId });
}

/** Keys of an account that are as old as an interval of PostgreSQL says. */
async function remember(accountId: string, age: string, keys: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO idempotency_key (account_id, operation, key, body_hash, result_id, created_at)
      SELECT $1, 'createActor', $2 || ' ' || number, '', $1, now() - $2::interval
      FROM generate_series(1, $3) AS number`,
    [accountId, age, keys],
  );
}

async function keysOf(accountId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ key: string }>(
    "SELECT key FROM idempotency_key WHERE account_id = $1 ORDER BY key",
    [accountId],
  );
  return rows.map(({ key }) => key);
}

test("the first write is done, the same again answers its row, another input under its key is a mistake", async () => {
  const resultId = newIds("actor").id;
  expect(await register("a", { name: "Aa" }, school, resultId)).toEqual({ outcome: "first" });
  expect(await register("a", { name: "Aa" })).toEqual({ outcome: "repeated", resultId });
  expect(await register("a", { name: "Bb" })).toEqual({ outcome: "mismatch" });
  expect(await register("a", { name: "Bb" }, accountIdOf("venue"))).toEqual({ outcome: "first" });
});

test("a write forgets what its account sent over 30 days ago, and nothing younger or of others", async () => {
  await remember(school, "29 days 23 hours", 2);
  await remember(school, "30 days 1 minute", 2);
  await remember(accountIdOf("venue"), "31 days", 1);
  await register("new");
  expect(await keysOf(school)).toEqual(["29 days 23 hours 1", "29 days 23 hours 2", "new"]);
  expect(await keysOf(accountIdOf("venue"))).toEqual(["31 days 1"]);
});

test("a forgotten key is as good as new", async () => {
  await register("kept", { name: "Aa" });
  await database.pool.query("UPDATE idempotency_key SET created_at = now() - interval '31 days'");
  expect(await register("kept", { name: "Bb" })).toEqual({ outcome: "first" });
});

test("at most 100 keys are forgotten at a time, the oldest first", async () => {
  await remember(school, "40 days", 99);
  await remember(school, "50 days", 20);
  await register("first");
  expect((await keysOf(school)).filter((key) => key.startsWith("50"))).toEqual([]);
  expect(await keysOf(school)).toHaveLength(19 + 1);
  await register("second");
  expect(await keysOf(school)).toEqual(["first", "second"]);
});

test("a write does not wait for another that is forgetting the same keys", async () => {
  await remember(school, "40 days", 3);
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    const write = { accountId: school, operation: "createActor", input: {}, resultId: newIds("actor").id };
    await registerWrite(client, { ...write, key: "one" });
    const outcome = await Promise.race([
      register("two"),
      new Promise((resolve) => setTimeout(resolve, 2000, "waits")),
    ]);
    expect(outcome).toEqual({ outcome: "first" });
    await client.query("COMMIT");
  } finally {
    client.release();
  }
  expect(await keysOf(school)).toEqual(["one", "two"]);
});
