import { type Queryable, runSql, runSqlForOne, sql } from "../../../platform/database/sql.js";
import type { Recipient } from "../../../platform/mail/compose-mail.js";
import type { ViewerSql } from "../../../platform/read/scope.js";
import { type NotificationKinds, ofEachKind, seesNotification } from "../notifications.queries.js";
import type { MailedNotification } from "./notification-mail.js";
import type { UnsubscribeLinks } from "./unsubscribe-links.js";

/** Whom mails of an account go to, with the link that stops them; undefined when it gets none. */
export function findRecipient(
  on: Queryable,
  accountId: string,
  links: UnsubscribeLinks,
  hubUrl: string,
): Promise<(Recipient & { readonly unsubscribeUrl: string }) | undefined> {
  return runSqlForOne<Recipient & { unsubscribeUrl: string } & Record<string, unknown>>(
    on,
    sql`SELECT email, language, ${links.url(hubUrl, sql`account.id`)} AS "unsubscribeUrl" FROM account WHERE id = ${sql.value(accountId)}::uuid
      AND email_verified AND deleted_at IS NULL AND suspended_at IS NULL AND NOT is_demo`,
  );
}

/**
 * Decides about what an account is to be told by e-mail by now, once for each: it is mailed when it is still unread, seen, worth it, and wanted.
 * Answers what is mailed, the earliest first. Nobody else decides about the same.
 * @param viewer the account
 * @param mayMail whether it gets mails at all
 */
export function decideDue(
  on: Queryable,
  accountId: string,
  kinds: NotificationKinds,
  viewer: ViewerSql,
  mayMail: boolean,
): Promise<MailedNotification[]> {
  const row = sql.identifier("due");
  const isWanted = sql`EXISTS (SELECT FROM notification_kind AS declared
    LEFT JOIN notification_preference AS own ON own.kind = declared.kind AND own.account_id = due.account_id
    WHERE declared.kind = due.kind AND coalesce(own.channel, declared.default_channel) = 'EMAIL')`;
  const isWorthIt = ofEachKind(
    kinds,
    row,
    ({ isWorthMail }) => isWorthMail?.(viewer, sql`due.subject_id`) ?? sql`true`,
    sql`false`,
  );
  return runSql<MailedNotification & Record<string, unknown>>(
    on,
    sql`WITH due AS (
        SELECT * FROM notification WHERE account_id = ${sql.value(accountId)}::uuid AND mail_due_at <= now() FOR NO KEY UPDATE SKIP LOCKED
      ), judged AS (
        SELECT due.id, due.read_at IS NULL AND ${sql.value(mayMail)}::boolean AND ${isWanted} AND ${seesNotification(kinds, { viewer, row })}
          AND ${isWorthIt} AS is_mailed
        FROM due
      ), decided AS (
        UPDATE notification SET mail_due_at = NULL, mailed_at = CASE WHEN judged.is_mailed THEN clock_timestamp() END
        FROM judged WHERE judged.id = notification.id
        RETURNING notification.kind, notification.actor_id, notification.created_at, notification.id, judged.is_mailed
      )
      SELECT decided.kind, actor.name AS "actorName" FROM decided LEFT JOIN actor ON actor.id = decided.actor_id
      WHERE decided.is_mailed ORDER BY decided.created_at, decided.id`,
  );
}

/** When the next of an account's notifications is to be told by e-mail, a minute from now at the earliest; undefined when none is. */
export async function nextDue(on: Queryable, accountId: string): Promise<Date | undefined> {
  const next = await runSqlForOne<{ dueAt: Date | null }>(
    on,
    sql`SELECT greatest(min(mail_due_at), now() + interval '1 minute') AS "dueAt" FROM notification
      WHERE account_id = ${sql.value(accountId)}::uuid AND mail_due_at IS NOT NULL HAVING count(*) > 0`,
  );
  return next?.dueAt ?? undefined;
}

/** Has an account hear in the hub alone of all that it hears of by e-mail. False when there is no such account. */
export async function stopMails(on: Queryable, accountId: string): Promise<boolean> {
  const holder = await runSqlForOne(
    on,
    sql`WITH holder AS (
        SELECT id FROM account WHERE id = ${sql.value(accountId)}::uuid AND deleted_at IS NULL FOR SHARE
      ), stopped AS (
        INSERT INTO notification_preference AS own (account_id, kind, channel)
        SELECT holder.id, declared.kind, 'HUB' FROM holder CROSS JOIN notification_kind AS declared
          LEFT JOIN notification_preference AS chosen ON chosen.account_id = holder.id AND chosen.kind = declared.kind
        WHERE coalesce(chosen.channel, declared.default_channel) = 'EMAIL'
        ON CONFLICT (account_id, kind) DO UPDATE SET channel = 'HUB' WHERE own.channel = 'EMAIL'
      ) SELECT id FROM holder`,
  );
  return holder !== undefined;
}

/** Whether an account is there. */
export async function hasAccount(on: Queryable, accountId: string): Promise<boolean> {
  const holder = await runSqlForOne(
    on,
    sql`SELECT 1 AS one FROM account WHERE id = ${sql.value(accountId)}::uuid AND deleted_at IS NULL`,
  );
  return holder !== undefined;
}
