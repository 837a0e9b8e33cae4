import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { addPerson } from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { demoPassword, runQuery, signIn, startHub, type TestHub } from "../../testkit/hub.js";
import { testRun } from "../../testkit/test-run.js";

/** Two hubs over one database and one secret: one for this machine, one that others reach by its address. */
let database: TestDatabase;
let dataDir: string;
let own: TestHub;
let reachable: TestHub;
beforeAll(async () => {
  database = await createTestDatabase({ demo: true });
  dataDir = await mkdtemp(join(testRun().directory, "data-"));
  own = await startHub({ database, dataDir });
  reachable = await startHub({ database, dataDir, env: { PUBLIC_URL: "https://hub.example.dk" } });
});
afterAll(async () => {
  await own?.stop();
  await reachable?.stop();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function attempt(email: string, language: string) {
  const response = await fetch(`${reachable.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": language },
    body: JSON.stringify({ email, password: demoPassword }),
  });
  const body = (await response.json()) as { readonly code?: string; readonly message?: string };
  return { status: response.status, token: response.headers.get("set-auth-token"), body };
}
const sessions = async () => (await database.pool.query("SELECT count(*)::int FROM account_session")).rows[0];
const viewerOf = (hub: TestHub, token: string) => runQuery(hub, "{ viewer { email } }", {}, { token });

test("no demo account signs in to a hub that others reach", async () => {
  const before = await sessions();
  expect(await attempt("admin@demo.samspil.example", "en")).toEqual({
    status: 403,
    token: null,
    body: {
      code: "DEMO_ACCOUNT",
      message: "Demo accounts cannot be used here, since everybody knows their password.",
    },
  });
  expect((await attempt("School@Demo.samspil.example", "da")).body).toEqual({
    code: "DEMO_ACCOUNT",
    message: "Demokonti kan ikke bruges her, for alle kender deres adgangskode.",
  });
  expect(await sessions()).toEqual(before);
});

test("a session that a demo account had before does not count there, and lives on where it may", async () => {
  const token = await signIn(own, "admin");
  const { status, body } = await viewerOf(reachable, token);
  expect([status, body.data, body.errors?.[0]?.extensions?.code]).toEqual([
    401,
    undefined,
    "UNAUTHENTICATED",
  ]);
  const session = await fetch(`${reachable.url}/api/auth/get-session`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(session.status).toBe(401);
  expect((await viewerOf(own, token)).body.data).toEqual({ viewer: { email: "admin@demo.samspil.example" } });
});

test("other accounts are as welcome as ever", async () => {
  const person = await addPerson(reachable, "En rigtig");
  expect((await viewerOf(reachable, person.token)).body.data).toEqual({ viewer: { email: person.email } });
});
