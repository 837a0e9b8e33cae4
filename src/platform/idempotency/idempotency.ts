import { createHash } from "node:crypto";
import { type Queryable, runSqlForOne, sql } from "../database/sql.js";

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

/**
 * Registers a write under its key, in the transaction that does it. A racing twin waits here until the first has ended.
 * @returns `first` when the caller shall write; `repeated` with the earlier row; `mismatch` when the input differs.
 */
export async function registerWrite(
  on: Queryable,
  { accountId, operation, key, input, resultId }: RepeatableWrite,
): Promise<
  { readonly outcome: "first" | "mismatch" } | { readonly outcome: "repeated"; readonly resultId: string }
> {
  const bodyHash = createHash("sha256").update(JSON.stringify(input)).digest("base64url");
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
