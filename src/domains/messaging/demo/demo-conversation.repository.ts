import { type Queryable, runSql, sql } from "../../../platform/database/sql.js";
import { removeFilesAfterCommit } from "../../../platform/files/file-removal.js";

/**
 * Removes the conversations in which a demo account has written, takes part or has introduced somebody, whole: without its messages
 * their numbers would have gaps. Elsewhere what demo accounts have read and reported goes, and what they have decided is open again. In
 * the caller's transaction, before the actors and the accounts go. Answers how many conversations there were.
 * @param demoAccountIds all of them, deleted ones included
 */
export async function removeDemoConversations(
  on: Queryable,
  demoAccountIds: readonly string[],
): Promise<number> {
  const accounts = sql`${sql.value([...demoAccountIds])}::uuid[]`;
  const removed = await runSql<{ id: string }>(
    on,
    sql`DELETE FROM conversation WHERE id IN (
        SELECT conversation_id FROM message WHERE account_id = ANY (${accounts})
        UNION SELECT conversation_id FROM conversation_participant
          WHERE account_id = ANY (${accounts}) OR introduced_by = ANY (${accounts}))
      RETURNING id`,
  );
  await runSql(on, sql`DELETE FROM conversation_reader WHERE account_id = ANY (${accounts})`);
  await runSql(on, sql`DELETE FROM message_report WHERE reporter_id = ANY (${accounts})`);
  await runSql(
    on,
    sql`UPDATE message_report SET status = 'OPEN', decided_by = NULL, decided_at = NULL WHERE decided_by = ANY (${accounts})`,
  );
  await removeFilesAfterCommit(on);
  // Last, since stamping waits for it. Streams of demo accounts stay: loaded again, these have the same ids.
  await runSql(
    on,
    sql`DELETE FROM live_stream WHERE id = ANY (${sql.value(removed.map(({ id }) => id))}::uuid[])`,
  );
  return removed.length;
}
