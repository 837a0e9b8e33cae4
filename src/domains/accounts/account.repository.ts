import type { QueryResultRow } from "pg";
import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../../platform/database/sql.js";
import { newIds } from "../../platform/ids/ids.js";
import type { Language } from "../../platform/text/language.js";

/** An account as other code of the hub sees it. */
export interface AccountRecord {
  readonly id: string;
  readonly publicId: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly displayName: string;
  readonly language: Language;
  readonly isAdministrator: boolean;
  readonly isDemo: boolean;
  readonly suspendedAt: Date | null;
  readonly deletedAt: Date | null;
}

const accountColumns = sql`id, public_id AS "publicId", email, email_verified AS "emailVerified",
  display_name AS "displayName", language, is_administrator AS "isAdministrator", is_demo AS "isDemo",
  suspended_at AS "suspendedAt", deleted_at AS "deletedAt"`;

/** The account a condition finds, deleted ones included. */
export function findAccount(on: Queryable, where: SQL): Promise<AccountRecord | undefined> {
  return runSqlForOne<AccountRecord & QueryResultRow>(
    on,
    sql`SELECT ${accountColumns} FROM account WHERE ${where}`,
  );
}

/** What `identify` needs to know of a session. */
export interface SessionRecord {
  readonly accountId: string;
  readonly isAdministrator: boolean;
  readonly language: Language;
  readonly sessionId: string;
  readonly sessionCreatedAt: Date;
}

/**
 * The live session of a token and its account: not expired, the account verified, neither suspended nor deleted.
 * One named statement, since every request with a credential runs it; it writes nothing.
 */
export async function findLiveSession(on: Queryable, token: string): Promise<SessionRecord | undefined> {
  const { rows } = await on.query<SessionRecord & QueryResultRow>({
    name: "account_live_session",
    text: `SELECT a.id AS "accountId", a.is_administrator AS "isAdministrator", a.language,
        s.id AS "sessionId", s.created_at AS "sessionCreatedAt"
      FROM account_session s JOIN account a ON a.id = s.account_id
      WHERE s.token = $1 AND s.expires_at > now()
        AND a.email_verified AND a.suspended_at IS NULL AND a.deleted_at IS NULL`,
    values: [token],
  });
  return rows[0];
}

/** Takes away the sessions of an account that have run out. */
export async function forgetExpiredSessions(on: Queryable, accountId: string): Promise<void> {
  await runSql(
    on,
    sql`DELETE FROM account_session WHERE account_id = ${sql.value(accountId)} AND expires_at <= now()`,
  );
}

/** Marks the address as proven by its owner. */
export async function verifyEmail(on: Queryable, accountId: string): Promise<void> {
  await runSql(
    on,
    sql`UPDATE account SET email_verified = true, updated_at = now()
      WHERE id = ${sql.value(accountId)} AND NOT email_verified AND deleted_at IS NULL`,
  );
}

/** A public account for trying the hub. */
export interface DemoAccount {
  readonly id: string;
  readonly publicId: string;
  readonly email: string;
  readonly displayName: string;
  readonly birthDate: string;
  readonly isAdministrator: boolean;
}

/**
 * Makes the demo accounts, or makes them again what they were; their sessions stay. Idempotent.
 * @param passwordHash the same for all, from `hashPassword`
 */
export async function upsertDemoAccounts(
  on: Queryable,
  accounts: readonly DemoAccount[],
  passwordHash: string,
): Promise<void> {
  const rows = accounts.map((account) => ({ ...account, credentialId: newIds("credential").id }));
  await runSql(
    on,
    sql`WITH demo AS (
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(rows))}::jsonb) AS given(
        "id" uuid, "publicId" text, "email" text, "displayName" text, "birthDate" date,
        "isAdministrator" boolean, "credentialId" uuid)
    ), made AS (
      INSERT INTO account (id, public_id, email, email_verified, display_name, birth_date, is_administrator, is_demo)
      SELECT "id", "publicId", "email", true, "displayName", "birthDate", "isAdministrator", true FROM demo
      ON CONFLICT (id) DO UPDATE SET
        email = EXCLUDED.email, email_verified = true, display_name = EXCLUDED.display_name,
        birth_date = EXCLUDED.birth_date, is_administrator = EXCLUDED.is_administrator, is_demo = true,
        suspended_at = NULL, deleted_at = NULL, updated_at = now()
      RETURNING id
    )
    INSERT INTO account_credential (id, account_id, provider_id, provider_account_id, password_hash)
    SELECT demo."credentialId", made.id, 'credential', made.id::text, ${sql.value(passwordHash)}
    FROM made JOIN demo ON demo."id" = made.id
    ON CONFLICT (provider_id, provider_account_id) DO UPDATE SET
      password_hash = EXCLUDED.password_hash, updated_at = now()`,
  );
}

/** Removes the demo accounts with all that is theirs alone. Answers how many there were. */
export async function removeDemoAccounts(on: Queryable): Promise<number> {
  const removed = await runSql<{ id: string }>(
    on,
    sql`WITH forgotten AS (
      DELETE FROM account_verification v USING account a WHERE a.is_demo AND v.value = a.id::text
    ) DELETE FROM account WHERE is_demo RETURNING id`,
  );
  return removed.length;
}

/** Whether any demo account is there: such a hub must not be reachable from outside. */
export async function hasDemoAccounts(on: Queryable): Promise<boolean> {
  const row = await runSqlForOne<{ found: boolean }>(
    on,
    sql`SELECT EXISTS (SELECT FROM account WHERE is_demo AND deleted_at IS NULL) AS found`,
  );
  return row?.found ?? false;
}

/**
 * Makes the verified account of an e-mail address an administrator of the hub.
 * Undefined when there is no such account; an account that already is one is answered too.
 */
export function makeAdministrator(on: Queryable, email: string): Promise<AccountRecord | undefined> {
  return runSqlForOne<AccountRecord & QueryResultRow>(
    on,
    sql`UPDATE account SET is_administrator = true, updated_at = now()
      WHERE email = ${sql.value(email.toLowerCase())} AND email_verified AND deleted_at IS NULL
      RETURNING ${accountColumns}`,
  );
}

/**
 * Suspends an account and ends its sessions, in the caller's transaction; suspending again keeps the first moment.
 * Undefined when there is no such account or it is deleted.
 */
export async function suspendAccount(on: Queryable, accountId: string): Promise<AccountRecord | undefined> {
  const account = await runSqlForOne<AccountRecord & QueryResultRow>(
    on,
    sql`UPDATE account SET suspended_at = coalesce(suspended_at, now()), updated_at = now()
      WHERE id = ${sql.value(accountId)} AND deleted_at IS NULL
      RETURNING ${accountColumns}`,
  );
  if (account) await endSessions(on, accountId);
  return account;
}

/** Lets a suspended account sign in again. Undefined when there is no such account or it is deleted. */
export function reinstateAccount(on: Queryable, accountId: string): Promise<AccountRecord | undefined> {
  return runSqlForOne<AccountRecord & QueryResultRow>(
    on,
    sql`UPDATE account SET suspended_at = NULL, updated_at = now()
      WHERE id = ${sql.value(accountId)} AND deleted_at IS NULL
      RETURNING ${accountColumns}`,
  );
}

/**
 * Deletes an account in the caller's transaction: everything personal goes, its sessions, passwords and pending
 * links too; the row stays as "a deleted account" for what it wrote. Undefined when there is no such account or it
 * is deleted already.
 */
export async function deleteAccount(on: Queryable, accountId: string): Promise<AccountRecord | undefined> {
  const account = await runSqlForOne<AccountRecord & QueryResultRow>(
    on,
    sql`UPDATE account SET
        email = 'deleted-' || id::text || '@deleted.invalid', email_verified = false, display_name = '',
        image = NULL, birth_date = NULL, is_administrator = false, is_demo = false,
        deleted_at = now(), updated_at = now()
      WHERE id = ${sql.value(accountId)} AND deleted_at IS NULL
      RETURNING ${accountColumns}`,
  );
  if (account) {
    await endSessions(on, accountId);
    await runSql(on, sql`DELETE FROM account_credential WHERE account_id = ${sql.value(accountId)}`);
    await runSql(on, sql`DELETE FROM account_verification WHERE value = ${sql.value(accountId)}`);
  }
  return account;
}

async function endSessions(on: Queryable, accountId: string): Promise<void> {
  await runSql(on, sql`DELETE FROM account_session WHERE account_id = ${sql.value(accountId)}`);
}
