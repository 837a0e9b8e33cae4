import type { Viewer } from "../../platform/auth/viewer.js";
import { type Queryable, runSql, runSqlForOne, sql } from "../../platform/database/sql.js";
import { viewerSql } from "../../platform/read/scope.js";
import type { NotificationChannel } from "./notification.enums.js";
import { type NotificationKinds, seesNotification } from "./notifications.queries.js";

/** Which of a viewer's notifications have these API ids, with their primary keys: the rule by which they are read. */
export async function findSeen(
  on: Queryable,
  kinds: NotificationKinds,
  viewer: Viewer,
  publicIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const row = sql.identifier("notification");
  const found = await runSql<{ id: string; publicId: string }>(
    on,
    sql`SELECT id, public_id AS "publicId" FROM notification WHERE public_id = ANY (${sql.value(publicIds)}::text[])
      AND ${seesNotification(kinds, { viewer: viewerSql(viewer, {}), row })}`,
  );
  return new Map(found.map(({ id, publicId }) => [publicId, id]));
}

/** Marks an account's own notifications as read; those that are read stay as they are. */
export async function markRead(on: Queryable, accountId: string, ids: readonly string[]): Promise<void> {
  await runSql(on, sql`SELECT read_notifications(${sql.value(accountId)}::uuid, ${sql.value(ids)}::uuid[])`);
}

/** Marks one of an account's own notifications and all that happened before it as read. */
export async function markReadUpTo(on: Queryable, accountId: string, id: string): Promise<void> {
  await runSql(
    on,
    sql`SELECT read_notifications(${sql.value(accountId)}::uuid, ARRAY(SELECT earlier.id
      FROM notification AS latest JOIN notification AS earlier ON earlier.account_id = latest.account_id
      WHERE latest.id = ${sql.value(id)}::uuid AND latest.account_id = ${sql.value(accountId)}::uuid AND earlier.read_at IS NULL
        AND (earlier.happened_at, earlier.id) <= (latest.happened_at, latest.id)))`,
  );
}

/** Sets how an account hears of kinds. */
export async function setPreferences(
  on: Queryable,
  accountId: string,
  preferences: readonly { readonly kind: string; readonly channel: NotificationChannel }[],
): Promise<void> {
  await runSql(
    on,
    sql`INSERT INTO notification_preference (account_id, kind, channel)
      SELECT ${sql.value(accountId)}::uuid, chosen.kind, chosen.channel
      FROM jsonb_to_recordset(${sql.value(JSON.stringify(preferences))}::jsonb) AS chosen(kind text, channel text) ORDER BY chosen.kind
      ON CONFLICT (account_id, kind) DO UPDATE SET channel = excluded.channel`,
  );
}

/** Removes what an account was notified of and has chosen. */
export async function removeNotificationsOf(on: Queryable, accountId: string): Promise<void> {
  await runSql(on, sql`DELETE FROM notification WHERE account_id = ${sql.value(accountId)}::uuid`);
  await runSql(on, sql`DELETE FROM notification_preference WHERE account_id = ${sql.value(accountId)}::uuid`);
}

/** Removes some of those that were read, or happened and were never read, so many days ago; answers how many. */
export async function removeOld(
  on: Queryable,
  { readDays, unreadDays, atMost }: { readDays: number; unreadDays: number; atMost: number },
): Promise<number> {
  const ago = (days: number) => sql`now() - make_interval(days => ${sql.value(days)}::int)`;
  const removed = await runSqlForOne<{ count: number }>(
    on,
    sql`WITH removed AS (DELETE FROM notification WHERE id IN (
        SELECT old.id FROM notification AS old
        WHERE old.read_at < ${ago(readDays)} OR (old.read_at IS NULL AND old.happened_at < ${ago(unreadDays)})
        LIMIT ${sql.value(atMost)}::int FOR UPDATE SKIP LOCKED) RETURNING 1)
      SELECT count(*)::int AS count FROM removed`,
  );
  return removed?.count ?? 0;
}
