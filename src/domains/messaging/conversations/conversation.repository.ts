import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../../../platform/database/sql.js";
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

/** Who takes part: an actor, or an account as itself. */
export type Party =
  | { readonly actorId: string; readonly accountId: null }
  | { readonly actorId: null; readonly accountId: string };

/** The party that somebody writes as. */
export const partyOf = ({ accountId, actorId }: Speaker): Party =>
  actorId === null ? { actorId, accountId } : { actorId, accountId: null };

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

/** Whether everybody who takes part in a conversation may write to all others there: no block, no adult with an under-15. */
export async function mayMeet(on: Queryable, conversationId: string): Promise<boolean> {
  const others = (column: SQL) => sql`ARRAY(SELECT ${column} FROM conversation_participant AS other
    WHERE other.conversation_id = part.conversation_id AND other.left_at IS NULL AND other.id <> part.id AND ${column} IS NOT NULL)`;
  const refused = await runSqlForOne(
    on,
    sql`SELECT 1 AS one FROM conversation_participant AS part
        CROSS JOIN LATERAL inbox_accounts(ARRAY[part.actor_id], ARRAY[part.account_id]) AS reader
      WHERE part.conversation_id = ${sql.value(conversationId)}::uuid AND part.left_at IS NULL AND writing_refusal(reader.account_id,
        part.actor_id, ${others(sql`other.actor_id`)}, ${others(sql`other.account_id`)}) IS NOT NULL LIMIT 1`,
  );
  return refused === undefined;
}

/** How a party is called in the pair of a direct conversation. */
const nameInPair = ({ accountId, actorId }: Party): string => actorId ?? `account ${accountId}`;

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
  const pair = isDirect ? [nameInPair(partyOf(starter)), only].sort().join(" ") : null;
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
  const starterId = await join(on, made, partyOf(starter), {
    isStarter: true,
    introducedBy: isIntroduction ? starter.accountId : null,
  });
  for (const actorId of actorIds)
    await join(on, made, { actorId, accountId: null }, { addedById: starterId });
  return { conversation: made, isNew: true };
}

/** How somebody came to take part. */
export interface Joining {
  readonly isStarter?: boolean;
  /** The participant through which it was added. */
  readonly addedById?: string;
  /** The account that introduced it to a stranger and has no answer yet. */
  readonly introducedBy?: string | null;
}

/** Lets a party take part from now on; answers the participant's key. @throws by its constraint when it does already */
export async function join(
  on: Queryable,
  conversation: Pick<HeldConversation, "id" | "lastSequence">,
  { accountId, actorId }: Party,
  { isStarter = false, addedById, introducedBy = null }: Joining,
): Promise<string> {
  const ids = newIds("participant");
  await runSql(
    on,
    sql`INSERT INTO conversation_participant (id, public_id, conversation_id, actor_id, account_id, joined_sequence, is_starter, added_by_id,
        introduced_by, awaits_answer, joined_at)
      VALUES (${sql.value(ids.id)}::uuid, ${sql.value(ids.publicId)}, ${sql.value(conversation.id)}::uuid, ${sql.value(actorId)}::uuid,
        ${sql.value(accountId)}::uuid, ${sql.value(conversation.lastSequence)}::int, ${sql.value(isStarter)}::boolean,
        ${sql.value(addedById ?? null)}::uuid, ${sql.value(introducedBy)}::uuid, ${sql.value(introducedBy !== null)}::boolean, clock_timestamp())`,
  );
  return ids.id;
}

/** Lets a party leave. False when it did not take part. */
export async function leave(
  on: Queryable,
  conversationId: string,
  { accountId, actorId }: Party,
): Promise<boolean> {
  const left = await runSql(
    on,
    sql`UPDATE conversation_participant SET left_at = clock_timestamp(), awaits_answer = false
      WHERE conversation_id = ${sql.value(conversationId)}::uuid AND left_at IS NULL
        AND (account_id = ${sql.value(accountId)}::uuid OR actor_id = ${sql.value(actorId)}::uuid)
      RETURNING id`,
  );
  return left.length > 0;
}

/**
 * Holds all conversations in which an account takes part as itself, in one order, as everybody holds a conversation who writes what
 * happens in it. The caller holds the account, so that there will be no more.
 */
export async function holdAllOf(on: Queryable, accountId: string): Promise<void> {
  await runSql(
    on,
    sql`SELECT id FROM conversation WHERE id IN (SELECT part.conversation_id FROM conversation_participant AS part
        WHERE part.account_id = ${sql.value(accountId)}::uuid AND part.left_at IS NULL) ORDER BY id FOR NO KEY UPDATE`,
  );
}

/** Lets an account leave all conversations in which it takes part as itself, which the caller holds; answers them in their order. */
export async function leaveAll(on: Queryable, accountId: string): Promise<readonly string[]> {
  const left = await runSql<{ id: string }>(
    on,
    sql`WITH gone AS (UPDATE conversation_participant SET left_at = clock_timestamp(), awaits_answer = false
        WHERE account_id = ${sql.value(accountId)}::uuid AND left_at IS NULL RETURNING conversation_id)
      SELECT conversation_id AS id FROM gone ORDER BY conversation_id`,
  );
  return left.map(({ id }) => id);
}

/** The conversation with an API id. */
export const named = (publicId: string): SQL => sql`conversation.public_id = ${sql.value(publicId)}`;

/** The conversation that a participant with an API id takes part in. */
export const withParticipant = (publicId: string): SQL =>
  sql`conversation.id = (SELECT part.conversation_id FROM conversation_participant AS part
    WHERE part.public_id = ${sql.value(publicId)} AND part.left_at IS NULL)`;

/** Holds a conversation that the account reads; undefined when it is missing or hidden, also if it became so while this waited. */
export async function holdConversation(
  on: Queryable,
  accountId: string,
  which: SQL,
): Promise<HeldConversation | undefined> {
  const isRead = sql`${which} AND reads_conversation(${sql.value(accountId)}::uuid, id)`;
  if (!(await runSqlForOne(on, sql`SELECT id FROM conversation WHERE ${isRead} FOR NO KEY UPDATE`)))
    return undefined;
  return runSqlForOne<HeldConversation & Record<string, unknown>>(
    on,
    sql`SELECT ${held} FROM conversation WHERE ${isRead}`,
  );
}

/** The actors and accounts that take part now. */
export async function participantsOf(
  on: Queryable,
  conversationId: string,
): Promise<readonly (Party & { readonly id: string })[]> {
  return runSql<Party & { id: string }>(
    on,
    sql`SELECT id, actor_id AS "actorId", account_id AS "accountId" FROM conversation_participant
      WHERE conversation_id = ${sql.value(conversationId)}::uuid AND left_at IS NULL`,
  );
}

/**
 * Who takes part under an API id, and whether the account may remove it: it reads for it, for who added it, or for who started
 * the conversation. Undefined when it does not take part.
 */
export async function findRemovable(
  on: Queryable,
  accountId: string,
  publicId: string,
): Promise<(Party & { readonly mayRemove: boolean }) | undefined> {
  return runSqlForOne<Party & { mayRemove: boolean }>(
    on,
    sql`SELECT part.actor_id AS "actorId", part.account_id AS "accountId", EXISTS (SELECT FROM conversation_participant AS own
        WHERE own.conversation_id = part.conversation_id AND own.left_at IS NULL AND (own.is_starter OR own.id IN (part.added_by_id, part.id))
          AND (own.account_id = ${sql.value(accountId)}::uuid OR own.actor_id IN (
            SELECT voice.actor_id FROM actor_speaker AS voice WHERE voice.account_id = ${sql.value(accountId)}::uuid))) AS "mayRemove"
      FROM conversation_participant AS part WHERE part.public_id = ${sql.value(publicId)} AND part.left_at IS NULL`,
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

/** How many introductions an account has made in 24 hours, answered or not, or refused. Until its transaction ends it makes no others elsewhere. */
export async function countIntroductions(on: Queryable, accountId: string): Promise<number> {
  await runSql(
    on,
    sql`SELECT pg_advisory_xact_lock(hashtextextended('introductions of ' || ${sql.value(accountId)}::text, 0))`,
  );
  const counted = await runSqlForOne<{ count: number }>(
    on,
    sql`SELECT ((SELECT count(*) FROM conversation_participant
          WHERE introduced_by = ${sql.value(accountId)}::uuid AND joined_at > now() - interval '24 hours')
        + (SELECT count(*) FROM refused_introduction
          WHERE account_id = ${sql.value(accountId)}::uuid AND refused_at > now() - interval '24 hours'))::int AS count`,
  );
  return counted?.count ?? 0;
}

/** Notes that an introduction of an account was refused, and forgets those that do not count any more. */
export async function noteRefusedIntroduction(on: Queryable, accountId: string): Promise<void> {
  await runSql(
    on,
    sql`DELETE FROM refused_introduction WHERE account_id = ${sql.value(accountId)}::uuid AND refused_at <= now() - interval '24 hours'`,
  );
  await runSql(on, sql`INSERT INTO refused_introduction (account_id) VALUES (${sql.value(accountId)}::uuid)`);
}
