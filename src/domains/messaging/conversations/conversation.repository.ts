import { type Queryable, runSql, runSqlForOne, sql } from "../../../platform/database/sql.js";
import { newIds, type RowIds } from "../../../platform/ids/ids.js";
import type { ConversationForm } from "./conversation.type.js";

/** Who writes: an account, as an actor or as itself. */
export interface Speaker {
  readonly accountId: string;
  readonly actorId: string | null;
}

/** A conversation that the caller holds until its transaction ends. */
export interface HeldConversation {
  readonly id: string;
  readonly publicId: string;
  readonly form: ConversationForm;
  readonly lastSequence: number;
}

const held = sql`id, public_id AS "publicId", form, last_sequence AS "lastSequence"`;

/** Why a speaker may not write to actors (`writing_refusal`), and which of the actors it knows. */
export async function contactOf(
  on: Queryable,
  { accountId, actorId }: Speaker,
  actorIds: readonly string[],
): Promise<{ readonly refusal: "BLOCKED" | "BLOCKS" | "AGES" | null; readonly known: ReadonlySet<string> }> {
  const speaker = sql`${sql.value(accountId)}::uuid, ${sql.value(actorId)}::uuid`;
  const contact = await runSqlForOne<{
    refusal: "BLOCKED" | "BLOCKS" | "AGES" | null;
    known: readonly string[];
  }>(
    on,
    sql`SELECT writing_refusal(${speaker}, ${sql.value(actorIds)}::uuid[], '{}') AS refusal,
      ARRAY(SELECT named.id::text FROM unnest(${sql.value(actorIds)}::uuid[]) AS named(id)
        WHERE may_open_conversation(${speaker}, named.id)) AS known`,
  );
  return { refusal: contact?.refusal ?? null, known: new Set(contact?.known) };
}

/** Whether an actor may read what those in a conversation write, and they what it writes: no block, no adult with an under-15. */
export async function mayJoin(on: Queryable, conversationId: string, actorId: string): Promise<boolean> {
  const refused = await runSqlForOne(
    on,
    sql`SELECT 1 AS one FROM conversation_participant AS part
      WHERE part.conversation_id = ${sql.value(conversationId)}::uuid AND part.left_at IS NULL AND (
        EXISTS (SELECT FROM actor_block AS block
          WHERE (block.blocker_id, block.blocked_id) IN ((part.actor_id, ${sql.value(actorId)}::uuid), (${sql.value(actorId)}::uuid, part.actor_id)))
        OR EXISTS (SELECT FROM inbox_accounts(ARRAY[part.actor_id], ARRAY[part.account_id]) AS reader
          WHERE writing_refusal(reader.account_id, part.actor_id, ARRAY[${sql.value(actorId)}::uuid], '{}') IS NOT NULL)) LIMIT 1`,
  );
  return refused === undefined;
}

/** What is known of an actor in a conversation: its party of a direct pair. */
const partyOf = ({ accountId, actorId }: Speaker): string => actorId ?? `account ${accountId}`;

/** Makes a conversation with its participants. One between two that have one already answers that. */
export async function makeConversation(
  on: Queryable,
  ids: RowIds,
  starter: Speaker,
  actorIds: readonly string[],
  subject: string | null,
  isIntroduction: boolean,
): Promise<{ readonly conversation: HeldConversation; readonly isNew: boolean }> {
  const [only, another] = actorIds;
  const isDirect = only !== undefined && another === undefined;
  const pair = isDirect ? [partyOf(starter), only].sort().join(" ") : null;
  const made = await runSqlForOne<HeldConversation & Record<string, unknown>>(
    on,
    sql`INSERT INTO conversation (id, public_id, form, subject, direct_pair)
      VALUES (${sql.value(ids.id)}::uuid, ${sql.value(ids.publicId)}, ${sql.value(isDirect ? "DIRECT" : "GROUP")},
        ${sql.value(subject)}, ${sql.value(pair)})
      ON CONFLICT (direct_pair) DO NOTHING RETURNING ${held}`,
  );
  if (!made) {
    const earlier = await runSqlForOne<HeldConversation & Record<string, unknown>>(
      on,
      sql`SELECT ${held} FROM conversation WHERE direct_pair = ${sql.value(pair)} FOR NO KEY UPDATE`,
    );
    if (!earlier) throw new Error("A conversation between two is neither there nor made");
    return { conversation: earlier, isNew: false };
  }
  await join(on, made, starter, isIntroduction);
  for (const actorId of actorIds) await join(on, made, { accountId: starter.accountId, actorId }, false);
  return { conversation: made, isNew: true };
}

/** Lets an actor, or the account as itself, take part from now on. @throws by its constraint when it does already */
export async function join(
  on: Queryable,
  conversation: Pick<HeldConversation, "id" | "lastSequence">,
  { accountId, actorId }: Speaker,
  isIntroduction: boolean,
): Promise<void> {
  const ids = newIds("participant");
  await runSql(
    on,
    sql`INSERT INTO conversation_participant (id, public_id, conversation_id, actor_id, account_id, joined_sequence, introduced_by, awaits_answer, joined_at)
      VALUES (${sql.value(ids.id)}::uuid, ${sql.value(ids.publicId)}, ${sql.value(conversation.id)}::uuid, ${sql.value(actorId)}::uuid,
        ${sql.value(actorId === null ? accountId : null)}::uuid, ${sql.value(conversation.lastSequence)}::int,
        CASE WHEN ${sql.value(isIntroduction)}::boolean THEN ${sql.value(accountId)}::uuid END, ${sql.value(isIntroduction)}::boolean, clock_timestamp())`,
  );
}

/** Lets an actor, or the account as itself, leave. False when it did not take part. */
export async function leave(
  on: Queryable,
  conversationId: string,
  { accountId, actorId }: Speaker,
): Promise<boolean> {
  const left = await runSql(
    on,
    sql`UPDATE conversation_participant SET left_at = clock_timestamp(), awaits_answer = false
      WHERE conversation_id = ${sql.value(conversationId)}::uuid AND left_at IS NULL
        AND CASE WHEN ${sql.value(actorId)}::uuid IS NULL THEN account_id = ${sql.value(accountId)}::uuid
          ELSE actor_id = ${sql.value(actorId)}::uuid END
      RETURNING id`,
  );
  return left.length > 0;
}

/** Lets an account leave all conversations in which it takes part as itself. */
export async function leaveAll(on: Queryable, accountId: string): Promise<void> {
  await runSql(
    on,
    sql`UPDATE conversation_participant SET left_at = clock_timestamp(), awaits_answer = false
      WHERE account_id = ${sql.value(accountId)}::uuid AND left_at IS NULL`,
  );
}

/** Holds a conversation that the account reads; undefined when it is missing or hidden. */
export function holdConversation(
  on: Queryable,
  accountId: string,
  publicId: string,
): Promise<HeldConversation | undefined> {
  return runSqlForOne<HeldConversation & Record<string, unknown>>(
    on,
    sql`SELECT ${held} FROM conversation WHERE public_id = ${sql.value(publicId)}
      AND reads_conversation(${sql.value(accountId)}::uuid, id) FOR NO KEY UPDATE`,
  );
}

/** The actors and accounts that take part now. */
export async function participantsOf(
  on: Queryable,
  conversationId: string,
): Promise<readonly { readonly actorId: string | null; readonly accountId: string | null }[]> {
  return runSql(
    on,
    sql`SELECT actor_id AS "actorId", account_id AS "accountId" FROM conversation_participant
      WHERE conversation_id = ${sql.value(conversationId)}::uuid AND left_at IS NULL`,
  );
}

/** Notes how far an account has read; never back. */
export async function markRead(
  on: Queryable,
  conversationId: string,
  accountId: string,
  upTo: number,
): Promise<void> {
  await runSql(
    on,
    sql`INSERT INTO conversation_reader AS reader (conversation_id, account_id, read_sequence)
      VALUES (${sql.value(conversationId)}::uuid, ${sql.value(accountId)}::uuid,
        greatest(${sql.value(upTo)}::int, last_read(${sql.value(accountId)}::uuid, ${sql.value(conversationId)}::uuid)))
      ON CONFLICT (conversation_id, account_id) DO UPDATE SET read_sequence = greatest(reader.read_sequence, excluded.read_sequence)`,
  );
}

/** Makes messages of others unread from a number on, by default from their last one. */
export async function markUnread(
  on: Queryable,
  conversationId: string,
  accountId: string,
  from: number | null,
): Promise<void> {
  await runSql(
    on,
    sql`INSERT INTO conversation_reader (conversation_id, account_id, read_sequence)
      SELECT ${sql.value(conversationId)}::uuid, ${sql.value(accountId)}::uuid,
        least(first.sequence - 1, last_read(${sql.value(accountId)}::uuid, ${sql.value(conversationId)}::uuid)) FROM (
        SELECT coalesce(${sql.value(from)}::int, max(sequence)) AS sequence FROM message
        WHERE conversation_id = ${sql.value(conversationId)}::uuid AND account_id <> ${sql.value(accountId)}::uuid AND deleted_at IS NULL
      ) AS first WHERE first.sequence IS NOT NULL
      ON CONFLICT (conversation_id, account_id) DO UPDATE SET read_sequence = excluded.read_sequence`,
  );
}

/** Sets what an account wants of a conversation; null leaves it as it is. */
export async function setReaderSettings(
  on: Queryable,
  { id, lastSequence }: Pick<HeldConversation, "id" | "lastSequence">,
  accountId: string,
  isMuted: boolean | null,
  isArchived: boolean | null,
): Promise<void> {
  const archived = sql`CASE ${sql.value(isArchived)}::boolean WHEN true THEN ${sql.value(lastSequence)}::int END`;
  await runSql(
    on,
    sql`INSERT INTO conversation_reader AS reader (conversation_id, account_id, is_muted, archived_sequence)
      VALUES (${sql.value(id)}::uuid, ${sql.value(accountId)}::uuid, coalesce(${sql.value(isMuted)}::boolean, false), ${archived})
      ON CONFLICT (conversation_id, account_id) DO UPDATE SET
        is_muted = coalesce(${sql.value(isMuted)}::boolean, reader.is_muted),
        archived_sequence = CASE WHEN ${sql.value(isArchived)}::boolean IS NULL THEN reader.archived_sequence ELSE ${archived} END`,
  );
}

/** How many introductions an account has made in 24 hours, answered or not. Until its transaction ends it makes no others elsewhere. */
export async function countIntroductions(on: Queryable, accountId: string): Promise<number> {
  await runSql(
    on,
    sql`SELECT pg_advisory_xact_lock(hashtextextended('introductions of ' || ${sql.value(accountId)}::text, 0))`,
  );
  const counted = await runSqlForOne<{ count: number }>(
    on,
    sql`SELECT count(*)::int AS count FROM conversation_participant
      WHERE introduced_by = ${sql.value(accountId)}::uuid AND joined_at > now() - interval '24 hours'`,
  );
  return counted?.count ?? 0;
}
