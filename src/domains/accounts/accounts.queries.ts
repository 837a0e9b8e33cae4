import type { Viewer } from "../../platform/auth/viewer.js";
import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../../platform/database/sql.js";
import { unauthenticated } from "../../platform/errors/technical-errors.js";
import { type AccountRecord, findAccount } from "./account.repository.js";
import { ageOn } from "./account-age.js";

export type { AccountRecord } from "./account.repository.js";

/** The account with a uuid, deleted ones included (their e-mail address and name are gone). */
export function accountById(on: Queryable, accountId: string): Promise<AccountRecord | undefined> {
  return findAccount(on, sql`id = ${sql.value(accountId)}`);
}

/** The account whose holder has proven to own an e-mail address; in any case of letters, never a deleted one. */
export function accountByVerifiedEmail(on: Queryable, email: string): Promise<AccountRecord | undefined> {
  return findAccount(
    on,
    sql`email = ${sql.value(email.toLowerCase())} AND email_verified AND deleted_at IS NULL`,
  );
}

/** An account as a viewer, as it is now; undefined when it is deleted or suspended. */
export function viewerOf(on: Queryable, accountId: string): Promise<Viewer | undefined> {
  return runSqlForOne<{ accountId: string; isAdministrator: boolean }>(
    on,
    sql`SELECT id AS "accountId", is_administrator AS "isAdministrator" FROM account
      WHERE id = ${sql.value(accountId)}::uuid AND deleted_at IS NULL AND suspended_at IS NULL`,
  );
}

/**
 * Full years of age of accounts' holders at the moment of an act, by the calendar in Denmark; accounts whose birth date is
 * not known are absent. The birth dates themselves never leave this domain.
 */
export async function agesAtAct(
  on: Queryable,
  accountIds: readonly string[],
  instant: Date,
): Promise<ReadonlyMap<string, number>> {
  const rows = await runSql<{ id: string; birthDate: string }>(
    on,
    sql`SELECT id, birth_date::text AS "birthDate" FROM account
      WHERE id = ANY (${sql.value(accountIds)}::uuid[]) AND birth_date IS NOT NULL`,
  );
  return new Map(rows.map(({ id, birthDate }) => [id, ageOn(birthDate, instant)]));
}

/** The name that others see of a row of accounts; a deleted account is called so in the reader's language. */
export function shownName(account: SQL, language: SQL): SQL {
  return sql`CASE WHEN ${account}.deleted_at IS NULL THEN ${account}.display_name
    WHEN ${language} = 'EN' THEN 'Deleted account' ELSE 'Slettet konto' END`;
}

/** As `shownName`, of the account with an id. */
export function shownNameOf(accountId: SQL, language: SQL): SQL {
  return sql`(SELECT ${shownName(sql`holder`, language)} FROM account AS holder WHERE holder.id = ${accountId})`;
}

/** Whether an account (a uuid, or NULL for a stranger) has proven to own an e-mail address. */
export function ownsEmail(accountId: SQL, email: SQL): SQL {
  return sql`EXISTS (SELECT 1 FROM account AS holder WHERE holder.id = ${accountId} AND holder.email = ${email}
    AND holder.email_verified AND holder.deleted_at IS NULL)`;
}

/**
 * Whether an account exists and may act, and keeps it so until the transaction ends: deleting or suspending it waits.
 * Take it after the locks on the actors and before any row that names the account is written: deleting an account takes
 * its locks in that order, so that neither waits for the other for ever.
 */
export async function holdActiveAccount(on: Queryable, accountId: string): Promise<boolean> {
  const row = await runSqlForOne(
    on,
    sql`SELECT id FROM account WHERE id = ${sql.value(accountId)} AND deleted_at IS NULL AND suspended_at IS NULL FOR SHARE`,
  );
  return row !== undefined;
}

/** As `holdActiveAccount`, for the account that asks. @throws UNAUTHENTICATED when it was deleted or suspended meanwhile */
export async function holdAskingAccount(on: Queryable, accountId: string): Promise<void> {
  if (!(await holdActiveAccount(on, accountId))) throw unauthenticated();
}
