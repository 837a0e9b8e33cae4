import type { DataSource } from "typeorm";
import { clientOf } from "../database/data-source.js";
import { type Queryable, runSql, sql } from "../database/sql.js";
import { inTransaction } from "../database/transaction.js";
import { addJob } from "../jobs/jobs.js";
import type { FileStore } from "./file-store.js";

/** The name of the job that removes files which are due. */
export const removeFilesJob = "removeFiles";

/** Files removed in one transaction. */
const removedAtOnce = 20;
/** Minutes in which a file's row must be committed after its bytes were begun; many times what an upload takes. */
const patienceMinutes = 60;

/** Notes a file whose bytes are about to be written: unless `keepFile` is committed within an hour, they go again. */
export async function expectFile(on: Queryable, storageKey: string): Promise<void> {
  await runSql(
    on,
    sql`INSERT INTO file_removal (storage_key, due_at)
      VALUES (${sql.value(storageKey)}, now() + make_interval(mins => ${sql.value(patienceMinutes)}::int))`,
  );
}

/** Keeps an expected file, in the transaction that writes the row which names it. @throws when it came too late */
export async function keepFile(on: Queryable, storageKey: string): Promise<void> {
  const kept = await runSql(
    on,
    sql`DELETE FROM file_removal WHERE storage_key = ${sql.value(storageKey)} RETURNING 1 AS one`,
  );
  if (kept.length === 0) throw new Error("A file's row came an hour after its bytes");
}

/** Has an expected file removed that no row came to name. */
export async function giveUpFile(on: Queryable, storageKey: string): Promise<void> {
  await runSql(on, sql`UPDATE file_removal SET due_at = now() WHERE storage_key = ${sql.value(storageKey)}`);
  await removeFilesAfterCommit(on);
}

/** Removes the bytes of files whose rows the caller's transaction deletes, once it has committed. */
export async function removeFilesAfterCommit(on: Queryable): Promise<void> {
  await addJob(on, removeFilesJob, {});
}

/**
 * Removes the files that are due, a few in each transaction. The bytes go before the note of them, and a file that is
 * gone already is no failure, so that a removal that was broken off is simply done again.
 */
export async function removeDueFiles(dataSource: DataSource, store: FileStore): Promise<void> {
  let removed: number;
  do {
    removed = await inTransaction(dataSource, async (manager) => {
      const client = await clientOf(manager);
      const due = await runSql<{ key: string }>(
        client,
        sql`SELECT storage_key AS "key" FROM file_removal WHERE due_at <= now()
          ORDER BY due_at LIMIT ${sql.value(removedAtOnce)}::int FOR UPDATE SKIP LOCKED`,
      );
      const keys = due.map(({ key }) => key);
      for (const key of keys) await store.remove(key);
      await runSql(
        client,
        sql`DELETE FROM file_removal WHERE storage_key = ANY (${sql.value(keys)}::text[])`,
      );
      return keys.length;
    });
  } while (removed > 0);
}
