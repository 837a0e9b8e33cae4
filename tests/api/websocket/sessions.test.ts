import { setTimeout as sleep } from "node:timers/promises";
import type { QueryConfig, QueryResultRow } from "pg";
import { signToken } from "../../../src/domains/accounts/authentication/session-credential.js";
import { type Authentication, createAuthentication } from "../../../src/domains/accounts/authentication.js";
import { Announcements } from "../../../src/platform/database/announcements.js";
import type { Queryable } from "../../../src/platform/database/sql.js";
import { unauthenticated } from "../../../src/platform/errors/technical-errors.js";
import { createLog } from "../../../src/platform/log/log.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { type InterruptibleProxy, proxyTo } from "../../testkit/interruptible-proxy.js";
import { codesIn, openSocket, type TestSocket } from "../../testkit/socket.js";
import { startTrialServer, type TrialServer } from "../server/trial-server.js";

const secret = "s".repeat(32);
const account = "00000000-0000-7000-8000-00000000aaaa";
let database: TestDatabase;
let proxy: InterruptibleProxy;
let authentication: Authentication;
let server: TrialServer;

const log = createLog({ level: "silent" });
let announcements: Announcements;
/** Statements that looked sessions up. */
let lookUps = 0;
const counted: Queryable = {
  query: <Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]) => {
    lookUps += 1;
    return database.pool.query<Row>(statement, values);
  },
};

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  proxy = await proxyTo(database.url);
  // What listens for announcements goes by way of the proxy; sessions are looked up past it.
  announcements = new Announcements({ connectionString: proxy.url }, log);
  authentication = createAuthentication({
    announcements,
    databaseUrl: proxy.url,
    database: counted,
    secret,
    publicUrl: () => "http://localhost",
    trustProxy: false,
    corsOrigins: [],
    statementTimeoutMs: 5_000,
    refuseDemoAccounts: false,
    log,
  });
  announcements.start();
  server = await startTrialServer({
    credentialsAsOf: () => authentication.sessionsAsOf(),
    async contextFor({ headers, requestId, clientAddress, patience }) {
      const identity = await authentication.identify(headers);
      if (identity.kind === "invalid") throw unauthenticated("The credential is no longer valid.");
      return { requestId, clientAddress, patience, token: null };
    },
  });
});
afterAll(async () => {
  await server?.stop();
  await authentication?.close();
  await announcements?.stop();
  await proxy?.close();
  await database?.drop();
});

/** A member who subscribes to what never tells anything. */
async function reading(): Promise<TestSocket> {
  await database.pool.query(
    `INSERT INTO account (id, public_id, email, display_name, language, email_verified)
      VALUES ('${account}', 'account_a', 'a@example.org', 'A', 'DA', true) ON CONFLICT DO NOTHING`,
  );
  await database.pool.query("UPDATE account SET suspended_at = NULL");
  await database.pool.query(
    `INSERT INTO account_session (id, account_id, token, expires_at)
      VALUES (gen_random_uuid(), '${account}', '${"t".repeat(32)}', now() + interval '1 day')
      ON CONFLICT (token) DO NOTHING`,
  );
  const authorization = `Bearer ${signToken("t".repeat(32), secret)}`;
  const socket = await openSocket(server.url, { params: { authorization } });
  socket.subscribe("a", "subscription { silent }");
  while (server.calls.streams.open === 0) await sleep(5);
  await sleep(700);
  expect(socket.messages).toHaveLength(1);
  return socket;
}

/** Milliseconds until the reader is told that it may not go on. */
async function untilTold(socket: TestSocket): Promise<number> {
  const startedAt = performance.now();
  const messages = await socket.rest("a");
  expect(messages.map((each) => [each.type, ...codesIn(each)])).toEqual([
    ["next", "UNAUTHENTICATED"],
    ["complete"],
  ]);
  while (server.calls.streams.open > 0) await sleep(5);
  const milliseconds = performance.now() - startedAt;
  await socket.close();
  return milliseconds;
}

test("readers who are looked at at one moment are looked up by one statement, each for itself", async () => {
  const tokens = Array.from({ length: 40 }, (_, index) => String(index).padStart(32, "0"));
  await database.pool.query(
    `INSERT INTO account (id, public_id, email, display_name, language, email_verified)
      VALUES ('${account}', 'account_a', 'a@example.org', 'A', 'DA', true) ON CONFLICT DO NOTHING`,
  );
  await database.pool.query(
    `INSERT INTO account_session (id, account_id, token, expires_at)
      SELECT gen_random_uuid(), '${account}', token, now() + interval '1 day' FROM unnest($1::text[]) AS token`,
    [tokens.slice(0, 39)],
  );
  const before = lookUps;
  const identities = await Promise.all(
    tokens.map((token) => authentication.identify({ authorization: `Bearer ${signToken(token, secret)}` })),
  );
  expect(identities.map(({ kind }) => kind)).toEqual([...Array(39).fill("account"), "invalid"]);
  const ids = identities.map((each) => (each.kind === "account" ? each.sessionId : ""));
  expect(new Set(ids).size).toBe(40);
  expect(lookUps - before).toBe(1);
  await database.pool.query("DELETE FROM account_session");
});

test.each([
  ["signed out", "DELETE FROM account_session"],
  ["suspended", "UPDATE account SET suspended_at = now()"],
  ["deleted", `DELETE FROM account WHERE id = '${account}'`],
])("a reader who is %s by another process is told within a second", async (_, act) => {
  const socket = await reading();
  await database.pool.query(act);
  expect(await untilTold(socket)).toBeLessThan(1_000);
});

test("also when announcements are no longer heard, and nobody knows", async () => {
  const socket = await reading();
  proxy.holdAnswers();
  await database.pool.query("DELETE FROM account_session");
  expect(await untilTold(socket)).toBeLessThan(1_100);
});
