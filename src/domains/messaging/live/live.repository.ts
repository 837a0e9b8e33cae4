import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../../../platform/database/sql.js";
import { uuidArray } from "../../../platform/database/uuid-array.js";
import { appendLive } from "../../../platform/live/live-entries.js";
import type { Party } from "../conversations/conversation.repository.js";
import { hearing } from "./hearing.js";

/** An account and a conversation that it reads. */
export interface Reading {
  readonly accountId: string;
  readonly conversationId: string;
}

/** Equal for equal readings. */
export const keyOf = ({ accountId, conversationId }: Reading): string => `${accountId} ${conversationId}`;

/** A message by its primary key, with its number. */
export interface NumberedMessage {
  readonly id: string;
  readonly sequence: number;
}

/** What has happened in a conversation, or to what an account has set of one. */
type ConversationEvent = "MESSAGE_CHANGED" | "CONVERSATION_CHANGED";

/** Tells the readers of a conversation; to be called last in a transaction. */
export async function tellReaders(
  on: Queryable,
  conversationId: string,
  kind: ConversationEvent,
  subjectId: string,
): Promise<void> {
  await appendLive(on, { streamId: conversationId, kind, subjectId });
}

/** Tells an account of what it has set of a conversation elsewhere. */
export async function tellAccount(on: Queryable, accountId: string, conversationId: string): Promise<void> {
  await appendLive(on, { streamId: accountId, kind: "CONVERSATION_CHANGED", subjectId: conversationId });
}

/** Tells the accounts that read for a party of a conversation, and nobody else: that it has left, or what concerns its inbox alone. */
export async function tellInbox(
  on: Queryable,
  conversationId: string,
  { actorId, accountId }: Party,
  kind: "CONVERSATION_CHANGED" | "CONVERSATION_LEFT",
): Promise<void> {
  const only = (id: string | null) => sql`${sql.value(id === null ? [] : [id])}::uuid[]`;
  await runSql(
    on,
    // In one order for everybody, as all streams are appended to.
    sql`SELECT append_live(reader.account_id, ${sql.value(kind)}, ${sql.value(conversationId)}::uuid) FROM (
      SELECT account_id FROM inbox_accounts(${only(actorId)}, ${only(accountId)}) ORDER BY account_id) AS reader`,
  );
}

/** The primary key and last number of a conversation that an account hears of; undefined when it is missing or hidden. */
export function findHeard(
  on: Queryable,
  accountId: string,
  publicId: string,
): Promise<{ readonly id: string; readonly lastSequence: number } | undefined> {
  return runSqlForOne<{ id: string; lastSequence: number }>(
    on,
    sql`SELECT id, last_sequence AS "lastSequence" FROM conversation WHERE public_id = ${sql.value(publicId)}
      AND EXISTS (SELECT FROM (${hearing}) AS pair
        WHERE pair.reader_id = ${sql.value(accountId)}::uuid AND pair.stream_id = conversation.id)`,
  );
}

/** The messages of a conversation after a number, the first ones. */
export function messagesAfter(
  on: Queryable,
  conversationId: string,
  sequence: number,
  atMost: number,
): Promise<NumberedMessage[]> {
  return runSql<NumberedMessage & Record<string, unknown>>(
    on,
    sql`SELECT id, sequence FROM message WHERE conversation_id = ${sql.value(conversationId)}::uuid
      AND sequence > ${sql.value(sequence)}::bigint ORDER BY sequence LIMIT ${sql.value(atMost)}::int`,
  );
}

/** The number of a message. */
export async function sequenceOf(on: Queryable, messageId: string): Promise<number | undefined> {
  const found = await runSqlForOne<{ sequence: number }>(
    on,
    sql`SELECT sequence FROM message WHERE id = ${sql.value(messageId)}::uuid`,
  );
  return found?.sequence;
}

/** Whether an account reads a conversation, also one in which it is told nothing live. */
export async function reads(on: Queryable, { accountId, conversationId }: Reading): Promise<boolean> {
  const row = await runSqlForOne<{ reads: boolean }>(
    on,
    sql`SELECT reads_conversation(${sql.value(accountId)}::uuid, ${sql.value(conversationId)}::uuid) AS reads`,
  );
  return row?.reads ?? false;
}

const uuids = (array: Buffer): SQL => sql.value(array as never);

/** Readings as they are asked about again and again. */
export interface AskedReadings {
  readonly accounts: Buffer;
  readonly conversations: Buffer;
  /** Each conversation once. */
  readonly named: Buffer;
}

/** Readings put together to be asked about. */
export function askedReadings(readings: readonly Reading[]): AskedReadings {
  const conversations = readings.map(({ conversationId }) => conversationId);
  return {
    accounts: uuidArray(readings.map(({ accountId }) => accountId)),
    conversations: uuidArray(conversations),
    named: uuidArray([...new Set(conversations)]),
  };
}

/** Those of some readings that may not go on. */
export function lostReadings(on: Queryable, readings: AskedReadings): Promise<Reading[]> {
  const accounts = uuids(readings.accounts);
  const conversations = uuids(readings.conversations);
  return runSql<Reading & Record<string, unknown>>(
    on,
    sql`SELECT account_id AS "accountId", conversation_id AS "conversationId"
      FROM unnest(${accounts}::uuid[], ${conversations}::uuid[]) AS reading(account_id, conversation_id)
      EXCEPT SELECT pair.reader_id, pair.stream_id FROM (${hearing}) AS pair
        WHERE pair.stream_id = ANY (${uuids(readings.named)}::uuid[])`,
  );
}
