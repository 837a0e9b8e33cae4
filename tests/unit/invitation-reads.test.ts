import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { accountRead } from "../../src/domains/accounts/account.read.js";
import {
  accountMembershipReads,
  invitationRead,
} from "../../src/domains/actors/memberships/membership.read.js";
import { type SQL, sql } from "../../src/platform/database/sql.js";
import { pageSql, relatedCount, relatedRows } from "../../src/platform/read/batched/statement.js";
import type { RelationRead } from "../../src/platform/read/declaration.js";
import { argumentReader, viewerSql } from "../../src/platform/read/scope.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

/** Invitations and as many accounts: enough that reading all of a table costs more than its index. */
const invitations = 5000;

let database: TestDatabase;
let accountId: string;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await database.pool.query(
    `INSERT INTO account (id, public_id, email, email_verified, display_name)
      SELECT gen_random_uuid(), 'account_' || number, 'person-' || number || '@example.org', true, 'Person'
      FROM generate_series(1, $1) AS number`,
    [invitations],
  );
  await database.pool.query(`
    WITH slug AS (INSERT INTO actor_slug (slug, actor_id) VALUES ('aa', gen_random_uuid()) RETURNING *)
    INSERT INTO actor (id, public_id, kind, slug, name) SELECT actor_id, 'actor_aa', 'VENUE', slug, 'Aa' FROM slug`);
  await database.pool.query(`
    INSERT INTO invitation (id, public_id, actor_id, email, role, invited_by, expires_at)
      SELECT gen_random_uuid(), 'invitation_' || account.public_id, actor.id, account.email, 'MEMBER', account.id,
        now() + interval '1 day'
      FROM account CROSS JOIN actor`);
  await database.pool.query("ANALYZE account, invitation");
  const { rows } = await database.pool.query("SELECT id FROM account WHERE email = 'person-77@example.org'");
  accountId = rows[0].id;
});
afterAll(() => database?.drop());

async function planOf(statement: SQL): Promise<string> {
  const { text, values } = sql.compile(sql`EXPLAIN ${statement}`);
  const { rows } = await database.pool.query<{ "QUERY PLAN": string }>(text, values);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

test("the invitations of an account are found by the index on their address", async () => {
  const question = {
    relation: accountMembershipReads.invitations as RelationRead,
    target: invitationRead,
    parent: { declaration: accountRead, keys: [accountId] },
    scope: {
      viewer: viewerSql({ accountId, isAdministrator: false }, {}),
      language: sql`'DA'::text`,
      args: argumentReader({}),
    },
  };
  const rows = relatedRows({ ...question, page: pageSql({ size: 20, backward: false }) }, () => ({
    names: [],
    values: [],
  }));
  for (const statement of [rows.statement, relatedCount(question)]) {
    const plan = await planOf(statement);
    expect(plan).toMatch(/Scan (Backward )?(using|on) invitation_by_email/);
    expect(plan).not.toContain("Seq Scan on invitation");
  }
});

test("an address of an invitation is kept in lower case", async () => {
  await expect(
    database.pool.query("UPDATE invitation SET email = 'Person-77@example.org' WHERE invited_by = $1", [
      accountId,
    ]),
  ).rejects.toMatchObject({ constraint: "invitation_email_check" });
});
