import { createHash } from "node:crypto";
import { type Queryable, runSql, runSqlForOne, sql } from "../database/sql.js";

/** A write that may be sent again. */
export interface RepeatableWrite {
  readonly accountId: string;
  /** The mutation's name. */
  readonly operation: string;
  readonly key: string;
  /** The whole input; the same key with another input is a mistake. */
  readonly input: unknown;
  /** The primary key of the row that the write makes. */
  readonly resultId: string;
}

/** Days for which a key is remembered at least: longer than any client keeps trying. */
const retentionDays = 30;
/** Keys forgotten at a time: more than the one that is registered, so that old ones run out, and a bounded delay. */
const forgottenAtOnce = 100;

/**
 * Registers a write under its key, in the transaction that does it. A racing twin waits here until the first has ended.
 * Keys are remembered for 30 days; the account's next write of any kind takes older ones away, at most 100 at a time.
 * @returns `first` when the caller shall write; `repeated` with the earlier row; `mismatch` when the input differs.
 */
export async function registerWrite(
  on: Queryable,
  { accountId, operation, key, input, resultId }: RepeatableWrite,
): Promise<
  { readonly outcome: "first" | "mismatch" } | { readonly outcome: "repeated"; readonly resultId: string }
> {
  const bodyHash = createHash("sha256").update(JSON.stringify(input)).digest("base64url");
  await forgetOldKeys(on, accountId);
  const registered = await runSqlForOne(
    on,
    sql`INSERT INTO idempotency_key (account_id, operation, key, body_hash, result_id)
      VALUES (${sql.value(accountId)}::uuid, ${sql.value(operation)}, ${sql.value(key)}, ${sql.value(bodyHash)}, ${sql.value(resultId)}::uuid)
      ON CONFLICT DO NOTHING RETURNING key`,
  );
  if (registered) return { outcome: "first" };
  const earlier = await runSqlForOne<{ bodyHash: string; resultId: string }>(
    on,
    sql`SELECT body_hash AS "bodyHash", result_id AS "resultId" FROM idempotency_key
      WHERE account_id = ${sql.value(accountId)}::uuid AND operation = ${sql.value(operation)} AND key = ${sql.value(key)}`,
  );
  return earlier?.bodyHash === bodyHash
    ? { outcome: "repeated", resultId: earlier.resultId }
    : { outcome: "mismatch" };
}

/** Answers another row for a write from now on, such as one that was there already; in the transaction that registered it. */
export async function answerWith(
  on: Queryable,
  { accountId, operation, key }: Pick<RepeatableWrite, "accountId" | "operation" | "key">,
  resultId: string,
): Promise<void> {
  await runSql(
    on,
    sql`UPDATE idempotency_key SET result_id = ${sql.value(resultId)}::uuid
      WHERE account_id = ${sql.value(accountId)}::uuid AND operation = ${sql.value(operation)} AND key = ${sql.value(key)}`,
  );
}

/** Forgets a write that came to nothing, in the transaction that registered it: its key is free again. */
export async function forgetWrite(
  on: Queryable,
  { accountId, operation, key }: Pick<RepeatableWrite, "accountId" | "operation" | "key">,
): Promise<void> {
  await runSql(
    on,
    sql`DELETE FROM idempotency_key
      WHERE account_id = ${sql.value(accountId)}::uuid AND operation = ${sql.value(operation)} AND key = ${sql.value(key)}`,
  );
}

/** Leaves out what another transaction is taking away already: two writes of an account do not wait for each other here. */
async function forgetOldKeys(on: Queryable, accountId: string): Promise<void> {
  await runSql(
    on,
    sql`DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM idempotency_key
      WHERE account_id = ${sql.value(accountId)}::uuid
        AND created_at < now() - make_interval(days => ${sql.value(retentionDays)}::int)
      ORDER BY created_at LIMIT ${sql.value(forgottenAtOnce)}::int
      FOR UPDATE SKIP LOCKED))`,
  );
}
