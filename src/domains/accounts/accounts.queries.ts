import { type Queryable, runSqlForOne, sql } from "../../platform/database/sql.js";
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

/**
 * Full years of age of an account's holder at the moment of an act, by the calendar in Denmark; null when the
 * birth date is not known. The birth date itself never leaves this domain.
 */
export async function ageAtAct(on: Queryable, accountId: string, instant: Date): Promise<number | null> {
  const row = await runSqlForOne<{ birthDate: string | null }>(
    on,
    sql`SELECT birth_date::text AS "birthDate" FROM account WHERE id = ${sql.value(accountId)}`,
  );
  return row?.birthDate ? ageOn(row.birthDate, instant) : null;
}
