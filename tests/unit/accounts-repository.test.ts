import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  beginSignUpAnew,
  deleteAccount,
  hasDemoAccounts,
  makeAdministrator,
  reinstateAccount,
  removeDemoAccounts,
  suspendAccount,
  upsertDemoAccounts,
} from "../../src/domains/accounts/account.repository.js";
import {
  accountById,
  accountByVerifiedEmail,
  agesAtAct,
} from "../../src/domains/accounts/accounts.queries.js";
import { demoAccounts } from "../../src/domains/accounts/demo-accounts.js";
import { newIds } from "../../src/platform/ids/ids.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
});
afterAll(() => database?.drop());
beforeEach(async () => {
  await database.pool.query("DELETE FROM account");
  await upsertDemoAccounts(database.pool, demoAccounts, "hash");
});

const idOf = (name: string) => demoAccounts.find((account) => account.name === name)?.id ?? "";

async function openSession(accountId: string): Promise<void> {
  await database.pool.query(
    "INSERT INTO account_session (id, token, account_id, expires_at) VALUES ($1, $2, $3, now() + '1 day')",
    [newIds("session").id, newIds("session").publicId, accountId],
  );
}

async function rowsOf(table: string, column: string, accountId: string): Promise<number> {
  const { rows } = await database.pool.query(
    `SELECT count(*)::int AS rows FROM ${table} WHERE ${column} = $1`,
    [accountId],
  );
  return rows[0].rows;
}

async function unconfirmedAccount(): Promise<string> {
  const { id, publicId } = newIds("account");
  await database.pool.query(
    "INSERT INTO account (id, public_id, email, display_name) VALUES ($1, $2, 'begun@example.org', 'First')",
    [id, publicId],
  );
  return id;
}

const insertPassword = (accountId: string) =>
  database.pool.query(
    `INSERT INTO account_credential (id, account_id, provider_id, provider_account_id, password_hash)
      VALUES ($1, $2::uuid, 'credential', $2::text, 'chosen first')`,
    [newIds("credential").id, accountId],
  );

const newest = { displayName: "Second", language: "EN", birthDate: "2001-02-03" } as const;

async function signUpOf(accountId: string) {
  const { rows } = await database.pool.query(
    `SELECT display_name, language, birth_date::text, password_hash
      FROM account a JOIN account_credential c ON c.account_id = a.id WHERE a.id = $1`,
    [accountId],
  );
  return rows;
}
const begunAnew = [{ display_name: "Second", language: "EN", birth_date: "2001-02-03", password_hash: null }];

test("a sign-up that begins anew voids the password and takes the newest details", async () => {
  const accountId = await unconfirmedAccount();
  await insertPassword(accountId);
  expect(await beginSignUpAnew(database.pool, accountId, newest)).toBe(true);
  expect(await signUpOf(accountId)).toEqual(begunAnew);
});

test("the password of a first sign-up that is overtaken by a second one is never stored", async () => {
  const accountId = await unconfirmedAccount();
  expect(await beginSignUpAnew(database.pool, accountId, newest)).toBe(true);
  await expect(insertPassword(accountId)).rejects.toMatchObject({
    constraint: "account_credential_provider_key",
  });
  expect(await signUpOf(accountId)).toEqual(begunAnew);
});

test("a confirmed or deleted account does not begin anew", async () => {
  const accountId = await unconfirmedAccount();
  await insertPassword(accountId);
  await database.pool.query("UPDATE account SET email_verified = true WHERE id = $1", [accountId]);
  expect(await beginSignUpAnew(database.pool, accountId, newest)).toBe(false);
  expect(await signUpOf(accountId)).toEqual([
    { display_name: "First", language: "DA", birth_date: null, password_hash: "chosen first" },
  ]);
  await deleteAccount(database.pool, accountId);
  expect(await beginSignUpAnew(database.pool, accountId, newest)).toBe(false);
  expect(await rowsOf("account_credential", "account_id", accountId)).toBe(0);
});

test("the demo accounts are seven verified adults, made again without a change, and removed with all they have", async () => {
  const read = () =>
    database.pool.query(
      "SELECT id, public_id, email, email_verified, display_name, is_administrator, is_demo, created_at FROM account ORDER BY email",
    );
  const before = await read();
  expect(
    before.rows.map(({ email, email_verified, is_administrator, is_demo }) => [
      email,
      email_verified,
      is_administrator,
      is_demo,
    ]),
  ).toEqual(
    ["admin", "artist", "festival", "office", "rehearsal", "school", "venue"].map((name) => [
      `${name}@demo.samspil.example`,
      true,
      name === "admin",
      true,
    ]),
  );
  await openSession(idOf("venue"));
  await upsertDemoAccounts(database.pool, demoAccounts, "hash");
  expect((await read()).rows).toEqual(before.rows);
  expect(await rowsOf("account_session", "account_id", idOf("venue"))).toBe(1);
  expect(await rowsOf("account_credential", "account_id", idOf("venue"))).toBe(1);
  expect(await agesAtAct(database.pool, [idOf("venue")], new Date("2026-05-05T12:00:00Z"))).toEqual(
    new Map([[idOf("venue"), 41]]),
  );
  expect(await hasDemoAccounts(database.pool)).toBe(true);
  expect(await removeDemoAccounts(database.pool)).toBe(7);
  expect(await hasDemoAccounts(database.pool)).toBe(false);
  expect(await rowsOf("account_session", "account_id", idOf("venue"))).toBe(0);
});

test("an administrator is made of a verified account only, by its address in any case of letters", async () => {
  expect((await makeAdministrator(database.pool, "School@Demo.Samspil.Example"))?.isAdministrator).toBe(true);
  expect((await makeAdministrator(database.pool, "school@demo.samspil.example"))?.isAdministrator).toBe(true);
  await database.pool.query("UPDATE account SET email_verified = false WHERE id = $1", [idOf("venue")]);
  expect(await makeAdministrator(database.pool, "venue@demo.samspil.example")).toBeUndefined();
  expect(await makeAdministrator(database.pool, "nobody@example.org")).toBeUndefined();
  expect((await accountById(database.pool, idOf("venue")))?.isAdministrator).toBe(false);
});

test("a suspension ends the sessions and is lifted again", async () => {
  await openSession(idOf("artist"));
  await openSession(idOf("office"));
  const suspended = await suspendAccount(database.pool, idOf("artist"));
  expect(suspended?.suspendedAt).toEqual(expect.any(Date));
  expect(await rowsOf("account_session", "account_id", idOf("artist"))).toBe(0);
  expect(await rowsOf("account_session", "account_id", idOf("office"))).toBe(1);
  expect((await suspendAccount(database.pool, idOf("artist")))?.suspendedAt).toEqual(suspended?.suspendedAt);
  await expect(openSession(idOf("artist"))).rejects.toMatchObject({
    constraint: "account_session_account_open",
  });
  expect((await reinstateAccount(database.pool, idOf("artist")))?.suspendedAt).toBeNull();
  await openSession(idOf("artist"));
});

test("a session cannot slip in while its account is being suspended", async () => {
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await suspendAccount(client, idOf("festival"));
    const racing = openSession(idOf("festival")).then(
      () => "opened",
      (error: { constraint?: string }) => error.constraint,
    );
    const early = await Promise.race([racing, new Promise((resolve) => setTimeout(resolve, 200, "waits"))]);
    expect(early).toBe("waits");
    await client.query("COMMIT");
    expect(await racing).toBe("account_session_account_open");
  } finally {
    client.release();
  }
  expect(await rowsOf("account_session", "account_id", idOf("festival"))).toBe(0);
});

test("a deleted account keeps its row and nothing personal, and its address is free again", async () => {
  const id = idOf("admin");
  await openSession(id);
  await database.pool.query(
    "INSERT INTO account_verification (id, identifier, value, expires_at) VALUES ($1, 'x', $2, now() + '1 hour')",
    [newIds("verification").id, id],
  );
  await deleteAccount(database.pool, id);
  const { rows } = await database.pool.query(
    "SELECT email, email_verified, display_name, birth_date, image, is_administrator, is_demo, deleted_at IS NOT NULL AS deleted FROM account WHERE id = $1",
    [id],
  );
  expect(rows).toEqual([
    {
      email: `deleted-${id}@deleted.invalid`,
      email_verified: false,
      display_name: "",
      birth_date: null,
      image: null,
      is_administrator: false,
      is_demo: true,
      deleted: true,
    },
  ]);
  for (const table of ["account_session", "account_credential"])
    expect(await rowsOf(table, "account_id", id)).toBe(0);
  expect(await rowsOf("account_verification", "value", id)).toBe(0);
  expect(await accountByVerifiedEmail(database.pool, "admin@demo.samspil.example")).toBeUndefined();
  expect(await deleteAccount(database.pool, id)).toBeUndefined();
  expect(await suspendAccount(database.pool, id)).toBeUndefined();
  await database.pool.query(
    "INSERT INTO account (id, public_id, email, display_name) VALUES ($1, $2, 'admin@demo.samspil.example', 'New')",
    [newIds("account").id, newIds("account").publicId],
  );
});

test.each([
  ["an address in capitals", "email = 'A@example.org'", "account_email_is_lower_case"],
  ["an address twice", "email = 'venue@demo.samspil.example'", "account_email_key"],
  ["a birth date in another age", "birth_date = '1899-12-31'", "account_birth_date_plausible"],
  ["a language nobody reads here", "language = 'SV'", "account_language_known"],
  ["a long name", "display_name = repeat('x', 121)", "account_display_name_length"],
  ["a deletion that leaves a name", "deleted_at = now()", "account_deleted_is_anonymous"],
])("the database refuses %s", async (_, change, constraint) => {
  await expect(
    database.pool.query(`UPDATE account SET ${change} WHERE id = $1`, [idOf("school")]),
  ).rejects.toMatchObject({ constraint });
});
