import { setTimeout as sleep } from "node:timers/promises";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { runQuery, signIn, startHub, type TestHub } from "../../testkit/hub.js";

let database: TestDatabase;
let hub: TestHub;

beforeAll(async () => {
  database = await createTestDatabase({ demo: true });
  hub = await startHub({
    database,
    env: { READS: "compiled", STATEMENT_TIMEOUT_MS: "4000", LOG_STATEMENTS: "true" },
  });
});
afterAll(async () => {
  await hub?.stop();
  await database?.drop();
});

/** How many queries have been read in which way. */
async function reads(): Promise<Record<string, number>> {
  const text = await (await fetch(`${hub.url}/metrics`)).text();
  const found = text.matchAll(/^samspil_graphql_reads_total\{way="(\w+)",reason="(\w*)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, way, reason, count]) => [reason || way, Number(count)]));
}

/** What the metrics count while something is done. */
async function counted(act: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await reads();
  await act();
  const after = await reads();
  const changes = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

test.each([
  ["compiled", "{ actors(first: 2) { nodes { name } } viewer { id } }"],
  ["access", "{ actorClaims { totalCount } }"],
  ["arguments", "{ actors(first: 1000) { totalCount } }"],
  ["computed", "{ networkSummary { brokers { betweenness } } }"],
  ["introspection", '{ __type(name: "Actor") { name } }'],
  [
    "null",
    'query { actors(first: 1) { nodes { relationships(first: 1) { nodes { phrase(from: "nobody") } } } } }',
  ],
])("the metrics count %s", async (name, query) => {
  expect(await counted(() => runQuery(hub, query))).toEqual({ [name]: 1 });
});

test("mutations and refused operations count as no reads", async () => {
  const token = await signIn(hub, "venue");
  const changes = await counted(async () => {
    await runQuery(
      hub,
      'mutation { createActor(input: { kind: VENUE, name: "Læsesalen" }) { actor { name } } }',
      {},
      { token },
    );
    await runQuery(hub, "{ nothing }");
    await runQuery(hub, `{ ${"a: actors { nodes { ".repeat(20)} id ${"} }".repeat(20)} }`);
  });
  expect(changes).toEqual({});
});

/** Keeps everybody from reading actors while something is done. */
async function withoutActors(act: () => Promise<void>): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN; LOCK TABLE actor IN ACCESS EXCLUSIVE MODE");
    await act();
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

const waiting = async (): Promise<number> => {
  const { rowCount } = await database.pool.query(
    `SELECT FROM pg_stat_activity WHERE application_name = 'samspil-reads' AND state = 'active'
      AND wait_event_type = 'Lock' AND datname = current_database()
      -- The log's own look at the plan waits for nobody in particular.
      AND query NOT LIKE 'PREPARE explained%'`,
  );
  return rowCount ?? 0;
};

test("a client that leaves takes its statement along", async () => {
  await withoutActors(async () => {
    const leaving = new AbortController();
    const request = fetch(`${hub.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ actors { nodes { name } } }" }),
      signal: leaving.signal,
    }).catch(() => undefined);
    while ((await waiting()) === 0) await sleep(5);
    leaving.abort();
    await request;
    const leftAt = Date.now();
    while ((await waiting()) > 0) {
      expect(Date.now() - leftAt).toBeLessThan(2_000);
      await sleep(5);
    }
  });
  expect((await runQuery(hub, "{ actors(first: 1) { nodes { id } } }")).body.errors).toBeUndefined();
});

test("a statement that takes too long is an error of each root field, and is not tried again", async () => {
  await withoutActors(async () => {
    const startedAt = Date.now();
    const { body } = await runQuery<{ actor: unknown }>(
      hub,
      '{ actor(slug: "demo-badehuset") { name } municipality(code: "0101") { name } }',
    );
    expect(Date.now() - startedAt).toBeLessThan(7_500);
    expect(body.data).toEqual({ actor: null, municipality: null });
    expect(body.errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([
      [["actor"], "INTERNAL_SERVER_ERROR"],
      [["municipality"], "INTERNAL_SERVER_ERROR"],
    ]);
  });
});

test("statements are logged with their plans, values are not", async () => {
  const query = "query ($slug: String) { actor(slug: $slug) { id formerNames } }";
  await runQuery(hub, query, { slug: "surikatskuret-hemmelig" });
  const deadline = Date.now() + 5_000;
  const line = () =>
    hub
      .log()
      .split("\n")
      .find((each) => each.includes("a statement and its plan") && each.includes("formerNames"));
  while (!line()) {
    expect(Date.now()).toBeLessThan(deadline);
    await sleep(20);
  }
  expect(line()).toContain("Index Scan");
  expect(hub.log()).not.toContain("surikatskuret-hemmelig");
});
