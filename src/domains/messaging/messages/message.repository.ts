import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../../../platform/database/sql.js";
import type { RowIds } from "../../../platform/ids/ids.js";
import { removeAttachmentsOf } from "../../attachments/attachments.commands.js";
import { isHungOn } from "../../attachments/attachments.queries.js";
import { tellReaders } from "../live/live.repository.js";
import { keepsAsEvidence } from "../messaging.queries.js";

/** A message to send, and by whom. */
export interface MessageToSend extends RowIds {
  readonly accountId: string;
  /** The API ids of the conversation, the actor to write as, and the message replied to. */
  readonly conversationId: string;
  readonly asActorId: string | null;
  readonly replyToId: string | null;
  /** Empty only with attachments. */
  readonly body: string;
  /** The API ids of what is to hang on it. */
  readonly attachmentIds: readonly string[];
  readonly clientMessageId: string;
  /** Of everything that was sent under the client's id. */
  readonly inputHash: string;
}

/** What came of it (`send_message`); the id is the message's, of a repetition the earlier one's. */
export interface SendOutcome {
  readonly outcome:
    | "SENT"
    | "REPEATED"
    | "MISMATCH"
    | "NO_ACCOUNT"
    | "NO_CONVERSATION"
    | "NOT_SPEAKER"
    | "AS_WHOM"
    | "AWAITS_ANSWER"
    | "NO_REPLIED"
    | "BLOCKED"
    | "BLOCKS"
    | "AGES";
  readonly messageId: string | null;
}

/** Sends a message in one statement (`send_message`, which says what it checks and locks). */
export async function send(on: Queryable, message: MessageToSend): Promise<SendOutcome> {
  const { accountId, id, publicId, conversationId, asActorId, body, clientMessageId, inputHash, replyToId } =
    message;
  const { rows } = await on.query<SendOutcome & Record<string, unknown>>({
    name: "send_message",
    text: `SELECT outcome, message_id AS "messageId" FROM send_message($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [accountId, id, publicId, conversationId, asActorId, body, clientMessageId, inputHash, replyToId],
  });
  const [sent] = rows;
  if (!sent) throw new Error("A message came to nothing");
  return sent;
}

/** A message that the caller holds until its transaction ends. */
export interface HeldMessage {
  readonly id: string;
  readonly accountId: string;
  readonly isDeleted: boolean;
  readonly hasAttachments: boolean;
  /** Whether it was sent as the account itself, or as an actor that it still owns or edits. */
  readonly isOwnVoice: boolean;
  /** Whether the account that asks owns or edits the actor it was sent as. */
  readonly isOfOwnActor: boolean;
  /** Why its sender may not write to the others there now (`writing_refusal`). */
  readonly refusal: string | null;
  /** Whether its sender has introduced itself and has no answer. */
  readonly awaitsAnswer: boolean;
}

/** Holds the conversation of a message, as who sends or leaves there does. @param which a condition on the message */
async function holdConversationOf(on: Queryable, which: SQL): Promise<void> {
  await runSql(
    on,
    sql`SELECT id FROM conversation WHERE id = (SELECT conversation_id FROM message WHERE ${which}) FOR NO KEY UPDATE`,
  );
}

/** Lets nobody send to the conversation of a message whose content the caller is about to take away. */
export const holdForRemoval = (on: Queryable, id: string): Promise<void> =>
  holdConversationOf(on, sql`id = ${sql.value(id)}::uuid`);

/**
 * Holds a message that the account reads, to change it, to take its content away, or so that nobody else does; undefined when it is
 * missing or hidden, also if it became so while this waited.
 */
export async function holdMessage(
  on: Queryable,
  accountId: string,
  publicId: string,
  purpose: "change" | "remove" | "keep",
): Promise<HeldMessage | undefined> {
  const account = sql`${sql.value(accountId)}::uuid`;
  const speaksForActor = sql`EXISTS (SELECT FROM actor_speaker AS voice WHERE voice.actor_id = message.actor_id AND voice.account_id = ${account})`;
  const isSender = sql`CASE WHEN message.as_actor THEN part.actor_id IS NOT DISTINCT FROM message.actor_id ELSE part.account_id = message.account_id END`;
  const others = (column: SQL) => sql`ARRAY(SELECT ${column} FROM conversation_participant AS part
    WHERE part.conversation_id = message.conversation_id AND part.left_at IS NULL AND ${column} IS NOT NULL AND (${isSender}) IS NOT TRUE)`;
  const isRead = sql`public_id = ${sql.value(publicId)} AND reads_conversation(${account}, conversation_id)`;
  const lock = purpose === "keep" ? sql`FOR SHARE` : sql`FOR NO KEY UPDATE`;
  if (purpose === "remove") await holdConversationOf(on, isRead);
  if (!(await runSqlForOne(on, sql`SELECT id FROM message WHERE ${isRead} ${lock}`))) return undefined;
  return runSqlForOne<HeldMessage & Record<string, unknown>>(
    on,
    sql`SELECT id, account_id AS "accountId", deleted_at IS NOT NULL AS "isDeleted",
        ${isHungOn("Message", sql`message.id`)} AS "hasAttachments",
        ${speaksForActor} AS "isOfOwnActor", (NOT message.as_actor OR ${speaksForActor}) AS "isOwnVoice",
        writing_refusal(message.account_id, message.actor_id, ${others(sql`part.actor_id`)}, ${others(sql`part.account_id`)}) AS refusal,
        EXISTS (SELECT FROM conversation_participant AS part WHERE part.conversation_id = message.conversation_id AND part.left_at IS NULL
          AND part.awaits_answer AND ${isSender}) AS "awaitsAnswer"
      FROM message WHERE ${isRead}`,
  );
}

/** Changes a message's text, and tells the readers if it did. */
export async function changeText(on: Queryable, id: string, body: string): Promise<void> {
  await tellOfChange(
    on,
    sql`UPDATE message SET body = ${sql.value(body)}, edited_at = clock_timestamp()
      WHERE id = ${sql.value(id)}::uuid AND body IS DISTINCT FROM ${sql.value(body)}`,
  );
}

/**
 * Takes a message's text and attachments away, and tells the readers if it did; its number stays. Attachments that a report keeps as
 * evidence stay for those who judge it. The caller holds the conversation: whoever was notified of this message alone is not any more, and
 * must be notified anew of one that is sent at the same moment.
 */
export async function removeContent(on: Queryable, id: string): Promise<void> {
  const isKept = await runSqlForOne(
    on,
    sql`SELECT 1 AS one FROM message_report AS report WHERE ${keepsAsEvidence(sql`report`, sql.value(id))} LIMIT 1`,
  );
  if (!isKept) await removeAttachmentsOf(on, "Message", [id]);
  await tellOfChange(
    on,
    sql`UPDATE message SET body = NULL, deleted_at = clock_timestamp() WHERE id = ${sql.value(id)}::uuid AND deleted_at IS NULL`,
  );
}

async function tellOfChange(on: Queryable, update: SQL): Promise<void> {
  const changed = await runSqlForOne<{ id: string; conversationId: string }>(
    on,
    sql`${update} RETURNING id, conversation_id AS "conversationId"`,
  );
  if (changed) await tellReaders(on, changed.conversationId, "MESSAGE_CHANGED", changed.id);
}
