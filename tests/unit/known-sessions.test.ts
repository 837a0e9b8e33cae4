import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { KnownSessions } from "../../src/domains/accounts/authentication/known-sessions.js";
import { Announcements } from "../../src/platform/database/announcements.js";
import { createLog } from "../../src/platform/log/log.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await database.pool.query(`
    INSERT INTO account (id, public_id, email, display_name, language, email_verified)
      VALUES ('00000000-0000-7000-8000-00000000aaaa', 'account_a', 'a@example.org', 'A', 'DA', true);
    INSERT INTO account_session (id, account_id, token, expires_at)
      VALUES ('00000000-0000-7000-8000-00000000bbbb', '00000000-0000-7000-8000-00000000aaaa', 'token', now() + interval '1 day')`);
});
afterAll(() => database?.drop());

const log = createLog({ level: "silent" });

/** Known sessions that hear a database, and how often one was looked up. */
async function listening(connectionString: string) {
  const announcements = new Announcements({ connectionString, application_name: "listening" }, log);
  const count = { lookUps: 0 };
  const known = new KnownSessions(async () => {
    count.lookUps += 1;
    return {
      accountId: "00000000-0000-7000-8000-00000000aaaa",
      isAdministrator: false,
      language: "DA",
      sessionId: "00000000-0000-7000-8000-00000000bbbb",
      sessionCreatedAt: new Date(0),
      secondsLeft: 86_400,
    };
  }, announcements);
  announcements.start();
  while (!announcements.hasHeard(1_000)) await sleep(10);
  /** Whether the session has to be looked up. */
  const isForgotten = async () => {
    const { lookUps } = count;
    await known.find("credential");
    return count.lookUps > lookUps;
  };
  /** Milliseconds until it has to be. */
  const untilForgotten = async () => {
    const start = performance.now();
    while (!(await isForgotten())) await sleep(5);
    return performance.now() - start;
  };
  await known.find("credential");
  return { announcements, isForgotten, untilForgotten };
}

test("a session is known as long as nothing is announced, and forgotten at once when something is", async () => {
  const { announcements, isForgotten, untilForgotten } = await listening(database.url);
  try {
    await sleep(1_300);
    expect(await isForgotten()).toBe(false);
    for (const change of [
      "UPDATE account SET suspended_at = now()",
      "UPDATE account SET suspended_at = NULL, is_administrator = true",
      "UPDATE account_session SET expires_at = expires_at + interval '1 hour'",
      "BEGIN; DELETE FROM account_session; COMMIT",
    ]) {
      await database.pool.query(change);
      expect(await untilForgotten()).toBeLessThan(300);
    }
  } finally {
    await announcements.stop();
  }
});

test("a lost connection is made anew, and nothing is known on its word meanwhile", async () => {
  const { announcements, isForgotten, untilForgotten } = await listening(database.url);
  try {
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listening' AND datname = current_database()",
    );
    expect(await untilForgotten()).toBeLessThan(1_000);
    while (!announcements.hasHeard(1_000)) await sleep(10);
    await isForgotten();
    await sleep(1_300);
    expect(await isForgotten()).toBe(false);
  } finally {
    await announcements.stop();
  }
});

test("a connection that breaks in silence is not believed for longer than a second", async () => {
  const { hostname, port } = new URL(database.url);
  const sockets: Socket[] = [];
  // What comes in is passed on; once it is silent, nothing is, and nobody is told.
  const between = createServer((client) => {
    const server = connect(Number(port), hostname);
    sockets.push(client, server);
    for (const socket of [client, server]) socket.on("error", () => undefined);
    client.pipe(server).pipe(client);
  });
  between.listen(0, "127.0.0.1");
  await once(between, "listening");
  const through = new URL(database.url);
  through.port = String((between.address() as AddressInfo).port);
  const { announcements, untilForgotten } = await listening(through.href);
  try {
    // Found anew, and so known, for the last time on the word of a connection that answers.
    for (const socket of sockets) socket.unpipe().pause();
    await database.pool.query("UPDATE account SET suspended_at = now()");
    expect(await untilForgotten()).toBeLessThan(1_000);
    // Nobody on the other side says that the connection has ended.
    const stopping = performance.now();
    await announcements.stop();
    expect(performance.now() - stopping).toBeLessThan(3_000);
  } finally {
    await announcements.stop();
    for (const socket of sockets) socket.destroy();
    between.close();
  }
});
