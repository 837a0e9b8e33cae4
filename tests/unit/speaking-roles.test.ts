import { readdir, readFile } from "node:fs/promises";
import { MembershipRole } from "../../src/domains/actors/memberships/membership.enums.js";
import { mayEdit } from "../../src/domains/actors/memberships/membership.policy.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
});
afterAll(() => database?.drop());

/** Texts of the database that name a role in which one speaks for an actor. */
const naming = `SELECT routine.proname AS name FROM pg_proc AS routine
    WHERE routine.pronamespace = 'public'::regnamespace AND routine.prokind = 'f' AND pg_get_functiondef(routine.oid) LIKE '%''EDITOR''%'
  UNION ALL SELECT viewname FROM pg_views WHERE schemaname = 'public' AND definition LIKE '%''EDITOR''%'
  UNION ALL SELECT policyname FROM pg_policies WHERE concat(qual, with_check) LIKE '%''EDITOR''%'`;

test("who speaks for an actor is said in one place of the database", async () => {
  const { rows } = await database.pool.query<{ name: string }>(naming);
  expect(rows.map(({ name }) => name)).toEqual(["is_speaking_role"]);
});

test("the search for other places finds one", async () => {
  await database.pool.query(
    "CREATE VIEW another_place AS SELECT actor_id FROM membership WHERE role IN ('OWNER', 'EDITOR')",
  );
  const { rows } = await database.pool.query<{ name: string }>(naming);
  expect(rows.map(({ name }) => name)).toContain("another_place");
  await database.pool.query("DROP VIEW another_place");
});

test("the server's rule for roles is the database's", async () => {
  const member = { accountId: "en konto", isAdministrator: false };
  const { rows } = await database.pool.query<{ role: MembershipRole; speaks: boolean }>(
    "SELECT role, is_speaking_role(role) AS speaks FROM unnest($1::text[]) AS role",
    [Object.keys(MembershipRole)],
  );
  expect(rows.map(({ speaks }) => speaks)).toEqual(rows.map(({ role }) => mayEdit(member, role)));
  expect(new Set(rows.map(({ speaks }) => speaks))).toEqual(new Set([true, false]));
});

test("no statement of the server's asks for these roles by name", async () => {
  const source = new URL("../../src/domains/", import.meta.url);
  const files = (await readdir(source, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(new URL(file, source), "utf8") })),
  );
  expect(texts.filter(({ text }) => text.includes("'EDITOR'")).map(({ file }) => file)).toEqual([]);
  expect(texts.length).toBeGreaterThan(100);
});
