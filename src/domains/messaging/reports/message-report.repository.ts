import { type Queryable, runSql, runSqlForOne, sql } from "../../../platform/database/sql.js";
import type { RowIds } from "../../../platform/ids/ids.js";
import { keepsAsEvidence } from "../messaging.queries.js";
import type { ReportReason, ReportStatus } from "./message-report.type.js";

/** Messages before the reported one that are kept with it. */
const messagesBefore = 10;

/** A report of a message that the account reads. */
export interface ReportToMake extends RowIds {
  readonly reporterId: string;
  readonly messageId: string;
  readonly reason: ReportReason;
  readonly note: string | null;
}

/**
 * Keeps a report with its evidence, once for each account; answers the key of the one that is kept. The messages are held until the
 * transaction ends, so that whoever deletes one finds that its attachments are evidence.
 */
export async function keepReport(on: Queryable, report: ReportToMake): Promise<string> {
  const kept = await runSqlForOne<{ id: string }>(
    on,
    sql`INSERT INTO message_report (id, public_id, message_id, reporter_id, reason, note, evidence)
      SELECT ${sql.value(report.id)}::uuid, ${sql.value(report.publicId)}, reported.id, ${sql.value(report.reporterId)}::uuid,
        ${sql.value(report.reason)}, ${sql.value(report.note)}, (SELECT jsonb_agg(jsonb_build_object('message_id', told.id, 'sequence', told.sequence,
          'sender_name', CASE WHEN told.as_actor THEN coalesce(actor.name, '') ELSE account.display_name END, 'body', told.body,
          'sent_at', to_char(told.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY told.sequence)
          FROM (SELECT * FROM message AS held WHERE held.conversation_id = reported.conversation_id
            AND held.sequence BETWEEN reported.sequence - ${sql.literal(messagesBefore)} AND reported.sequence
            ORDER BY held.sequence FOR SHARE) AS told
          JOIN account ON account.id = told.account_id LEFT JOIN actor ON actor.id = told.actor_id)
      FROM message AS reported WHERE reported.id = ${sql.value(report.messageId)}::uuid
      ON CONFLICT (message_id, reporter_id) DO NOTHING RETURNING id`,
  );
  if (kept) return kept.id;
  const earlier = await runSqlForOne<{ id: string }>(
    on,
    sql`SELECT id FROM message_report WHERE message_id = ${sql.value(report.messageId)}::uuid
      AND reporter_id = ${sql.value(report.reporterId)}::uuid`,
  );
  if (!earlier) throw new Error("A report is neither there nor made");
  return earlier.id;
}

/** How many reports an account has made in 24 hours. Until its transaction ends it makes no others elsewhere. */
export async function countReports(on: Queryable, accountId: string): Promise<number> {
  await runSql(
    on,
    sql`SELECT pg_advisory_xact_lock(hashtextextended('reports of ' || ${sql.value(accountId)}::text, 0))`,
  );
  const counted = await runSqlForOne<{ count: number }>(
    on,
    sql`SELECT count(*)::int AS count FROM message_report
      WHERE reporter_id = ${sql.value(accountId)}::uuid AND created_at > now() - interval '24 hours'`,
  );
  return counted?.count ?? 0;
}

/** A report that the caller holds until its transaction ends. */
export interface HeldReport {
  readonly id: string;
  readonly messageId: string;
  readonly status: ReportStatus;
}

/** Holds a report of a message that somebody else than the administrator wrote; undefined when there is none. */
export function holdReport(
  on: Queryable,
  administratorId: string,
  publicId: string,
): Promise<HeldReport | undefined> {
  return runSqlForOne<HeldReport & Record<string, unknown>>(
    on,
    sql`SELECT id, message_id AS "messageId", status FROM message_report WHERE public_id = ${sql.value(publicId)} AND NOT EXISTS (
      SELECT FROM message AS told WHERE told.id = message_id AND told.account_id = ${sql.value(administratorId)}::uuid) FOR UPDATE`,
  );
}

/** Decides a report. */
export async function decideReport(
  on: Queryable,
  id: string,
  status: Exclude<ReportStatus, "OPEN">,
  administratorId: string,
): Promise<void> {
  await runSql(
    on,
    sql`UPDATE message_report SET status = ${sql.value(status)}, decided_by = ${sql.value(administratorId)}::uuid, decided_at = now()
      WHERE id = ${sql.value(id)}::uuid`,
  );
}

/** The reports that were decided so many months ago and still keep what was written. */
export async function reportsToForget(on: Queryable, months: number): Promise<readonly string[]> {
  const due = await runSql<{ id: string }>(
    on,
    sql`SELECT id FROM message_report WHERE status <> 'OPEN' AND decided_at < now() - make_interval(months => ${sql.value(months)}::int)
      AND (evidence <> '[]' OR note IS NOT NULL) ORDER BY decided_at, id`,
  );
  return due.map(({ id }) => id);
}

/**
 * Holds the messages that a report keeps as evidence, so that whoever deletes one, or reports it anew, has done so before or does
 * so after the caller's transaction. Answers their primary keys.
 */
export async function holdEvidence(on: Queryable, id: string): Promise<readonly string[]> {
  const held = await runSql<{ id: string }>(
    on,
    sql`SELECT message.id FROM message WHERE message.id IN (SELECT told.message_id FROM message_report AS report,
        jsonb_to_recordset(report.evidence) AS told(message_id uuid) WHERE report.id = ${sql.value(id)}::uuid)
      ORDER BY message.sequence FOR NO KEY UPDATE`,
  );
  return held.map((message) => message.id);
}

/** Takes from a report what was written, the reporter's note with it; that it was made, why, and what was decided stay. */
export async function forgetEvidence(on: Queryable, id: string): Promise<void> {
  await runSql(
    on,
    sql`UPDATE message_report SET evidence = '[]', note = NULL WHERE id = ${sql.value(id)}::uuid`,
  );
}

/** Those of some messages that are deleted and that no report keeps as evidence. */
export async function evidenceOfNoReport(
  on: Queryable,
  messageIds: readonly string[],
): Promise<readonly string[]> {
  const free = await runSql<{ id: string }>(
    on,
    sql`SELECT id FROM message WHERE id = ANY (${sql.value(messageIds)}::uuid[]) AND deleted_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM message_report AS report WHERE ${keepsAsEvidence(sql`report`, sql`message.id`)})`,
  );
  return free.map(({ id }) => id);
}
