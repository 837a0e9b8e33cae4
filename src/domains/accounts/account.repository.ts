import type { QueryResultRow } from "pg";
import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../../platform/database/sql.js";
import { newIds, stableIds } from "../../platform/ids/ids.js";
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
  /** Until it expires, in seconds, by the database's clock. */
  readonly secondsLeft: number;
}

/**
 * The live sessions among tokens, by token, and their accounts: not expired, the account verified, neither suspended nor deleted
 * nor, where those are refused, a demo account. One named statement, since every unknown credential runs it; it writes nothing.
 */
export async function findLiveSessions(
  on: Queryable,
  tokens: readonly string[],
  refuseDemoAccounts: boolean,
): Promise<ReadonlyMap<string, SessionRecord>> {
  const { rows } = await on.query<SessionRecord & { readonly token: string } & QueryResultRow>({
    name: "account_live_sessions",
    text: `SELECT s.token, a.id AS "accountId", a.is_administrator AS "isAdministrator", a.language,
        s.id AS "sessionId", s.created_at AS "sessionCreatedAt",
        extract(epoch FROM s.expires_at - now())::double precision AS "secondsLeft"
      FROM account_session s JOIN account a ON a.id = s.account_id
      WHERE s.token = ANY($1::text[]) AND s.expires_at > now()
        AND a.email_verified AND a.suspended_at IS NULL AND a.deleted_at IS NULL
        AND NOT (a.is_demo AND $2::boolean)`,
    values: [tokens, refuseDemoAccounts],
  });
  return new Map(rows.map(({ token, ...session }) => [token, session]));
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

/** What somebody who signs up tells about themselves. */
export interface SignUpDetails {
  readonly displayName: string;
  readonly language: Language;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
}

/**
 * Gives an account whose address nobody has confirmed the details of its newest sign-up, and voids its password in
 * the same statement. False, without a change, when the account is confirmed or deleted.
 *
 * The credential without a password also keeps out that of a first sign-up which is still under way: its insert
 * breaks `account_credential_provider_key`. From then on only a link sent to the address sets a password.
 */
export async function beginSignUpAnew(
  on: Queryable,
  accountId: string,
  newest: SignUpDetails,
): Promise<boolean> {
  const voided = await runSql(
    on,
    sql`WITH begun_anew AS (
      UPDATE account SET display_name = ${sql.value(newest.displayName)}, language = ${sql.value(newest.language)},
          birth_date = ${sql.value(newest.birthDate)}::date, updated_at = now()
        WHERE id = ${sql.value(accountId)} AND NOT email_verified AND deleted_at IS NULL
        RETURNING id
    ) INSERT INTO account_credential (id, account_id, provider_id, provider_account_id, password_hash)
      SELECT ${sql.value(newIds("credential").id)}::uuid, id, 'credential', id::text, NULL FROM begun_anew
      ON CONFLICT (provider_id, provider_account_id) DO UPDATE SET password_hash = NULL, updated_at = now()
      RETURNING 1 AS one`,
  );
  return voided.length > 0;
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

/** When every demo account was made: the same on every machine. */
const demoAccountsMadeAt = "2025-01-06T08:00:00Z";

/**
 * Makes demo accounts, or makes them again what they were; their sessions stay. Answers how many rows were written;
 * a second time none.
 * @param passwordHash the same for all, from `hashDemoPassword`; null for accounts that nobody signs in to
 */
export async function upsertDemoAccounts(
  on: Queryable,
  accounts: readonly DemoAccount[],
  passwordHash: string | null,
): Promise<number> {
  const rows = accounts.map((account) => ({
    ...account,
    credentialId: stableIds("credential", account.id).id,
  }));
  const demo = sql`jsonb_to_recordset(${sql.value(JSON.stringify(rows))}::jsonb) AS demo(
    "id" uuid, "publicId" text, "email" text, "displayName" text, "birthDate" date,
    "isAdministrator" boolean, "credentialId" uuid)`;
  const madeAt = sql`${sql.value(demoAccountsMadeAt)}::timestamptz`;
  const written = await runSql(
    on,
    sql`INSERT INTO account AS kept (id, public_id, email, email_verified, display_name, birth_date,
        is_administrator, is_demo, created_at, updated_at)
      SELECT "id", "publicId", "email", true, "displayName", "birthDate", "isAdministrator", true, ${madeAt}, ${madeAt}
        FROM ${demo} ORDER BY "id"
      ON CONFLICT (id) DO UPDATE SET
        email = excluded.email, email_verified = true, display_name = excluded.display_name,
        birth_date = excluded.birth_date, is_administrator = excluded.is_administrator, is_demo = true,
        suspended_at = NULL, deleted_at = NULL, created_at = excluded.created_at, updated_at = now()
      WHERE (kept.email, kept.email_verified, kept.display_name, kept.birth_date, kept.is_administrator, kept.is_demo,
          kept.suspended_at, kept.deleted_at, kept.created_at) IS DISTINCT FROM
        (excluded.email, true, excluded.display_name, excluded.birth_date, excluded.is_administrator, true,
          NULL::timestamptz, NULL::timestamptz, excluded.created_at)
      RETURNING 1 AS one`,
  );
  if (passwordHash === null) return written.length;
  const passwords = await runSql(
    on,
    sql`INSERT INTO account_credential AS kept (id, account_id, provider_id, provider_account_id, password_hash,
        created_at, updated_at)
      SELECT "credentialId", "id", 'credential', "id"::text, ${sql.value(passwordHash)}, ${madeAt}, ${madeAt} FROM ${demo}
      ON CONFLICT (provider_id, provider_account_id) DO UPDATE SET
        password_hash = excluded.password_hash, updated_at = now()
      WHERE kept.password_hash IS DISTINCT FROM excluded.password_hash
      RETURNING 1 AS one`,
  );
  return written.length + passwords.length;
}

/** The keys of all demo accounts, those included that their visitors have deleted. */
export async function findDemoAccountIds(on: Queryable): Promise<string[]> {
  return (await runSql<{ id: string }>(on, sql`SELECT id FROM account WHERE is_demo ORDER BY id`)).map(
    ({ id }) => id,
  );
}

/** Whether anybody has, or had, an account. */
export async function hasAccounts(on: Queryable): Promise<boolean> {
  const row = await runSqlForOne<{ found: boolean }>(on, sql`SELECT EXISTS (SELECT FROM account) AS found`);
  return row?.found ?? false;
}

/** Removes the demo accounts, deleted ones included, with all that is theirs alone. Answers how many there were. */
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

/** Holds an account until the transaction ends against whoever would act for it or delete it too. False when it is deleted. */
export async function holdAccount(on: Queryable, accountId: string): Promise<boolean> {
  const row = await runSqlForOne(
    on,
    sql`SELECT id FROM account WHERE id = ${sql.value(accountId)} AND deleted_at IS NULL FOR NO KEY UPDATE`,
  );
  return row !== undefined;
}

/**
 * Deletes an account in the caller's transaction: everything personal goes, its sessions, passwords and pending
 * links too; the row stays as "a deleted account" for what it wrote, and a demo account's as one of the demo region.
 * Undefined when there is no such account or it is deleted already.
 */
export async function deleteAccount(on: Queryable, accountId: string): Promise<AccountRecord | undefined> {
  const account = await runSqlForOne<AccountRecord & QueryResultRow>(
    on,
    sql`UPDATE account SET
        email = 'deleted-' || id::text || '@deleted.invalid', email_verified = false, display_name = '',
        image = NULL, birth_date = NULL, is_administrator = false,
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
