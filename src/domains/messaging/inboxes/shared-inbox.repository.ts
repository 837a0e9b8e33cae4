import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../../../platform/database/sql.js";
import type { RowIds } from "../../../platform/ids/ids.js";

/** A conversation in an actor's inbox, by primary keys. */
export interface InInbox {
  readonly conversationId: string;
  readonly actorId: string;
}

/** Whether an account speaks for an actor that takes part in a conversation. */
export async function readsInbox(
  on: Queryable,
  accountId: string,
  { conversationId, actorId }: InInbox,
): Promise<boolean> {
  const row = await runSqlForOne(
    on,
    sql`SELECT 1 AS one FROM conversation_participant AS part JOIN actor_speaker AS voice ON voice.actor_id = part.actor_id
      WHERE part.conversation_id = ${sql.value(conversationId)}::uuid AND part.actor_id = ${sql.value(actorId)}::uuid AND part.left_at IS NULL
        AND voice.account_id = ${sql.value(accountId)}::uuid`,
  );
  return row !== undefined;
}

/** The account that speaks for an actor by the membership with an API id; null for a plain member, undefined when there is none now. */
export async function findAssignee(
  on: Queryable,
  actorId: string,
  membershipId: string,
): Promise<string | null | undefined> {
  const found = await runSqlForOne<{ accountId: string | null }>(
    on,
    sql`SELECT voice.account_id AS "accountId" FROM membership AS its LEFT JOIN actor_speaker AS voice ON voice.membership_id = its.id
      WHERE its.public_id = ${sql.value(membershipId)} AND its.actor_id = ${sql.value(actorId)}::uuid AND its.ended_on IS NULL`,
  );
  return found?.accountId;
}

/** Assigns a conversation in an actor's inbox to an account, or to nobody. False when it was so already. */
export async function assign(
  on: Queryable,
  { conversationId, actorId }: InInbox,
  accountId: string | null,
): Promise<boolean> {
  const inbox = sql`${sql.value(conversationId)}::uuid, ${sql.value(actorId)}::uuid`;
  const changed = await runSql(
    on,
    accountId === null
      ? sql`DELETE FROM conversation_assignment WHERE (conversation_id, actor_id) = (${inbox}) RETURNING 1 AS one`
      : sql`INSERT INTO conversation_assignment AS given (conversation_id, actor_id, account_id) VALUES (${inbox}, ${sql.value(accountId)}::uuid)
          ON CONFLICT (conversation_id, actor_id) DO UPDATE SET account_id = excluded.account_id, assigned_at = excluded.assigned_at
          WHERE given.account_id <> excluded.account_id RETURNING 1 AS one`,
  );
  return changed.length > 0;
}

/** Whether an account may not write to the others who speak for an actor (`writing_refusal`). */
export async function isRefusedAmong(on: Queryable, accountId: string, actorId: string): Promise<boolean> {
  const answer = await runSqlForOne<{ isRefused: boolean }>(
    on,
    sql`SELECT writing_refusal(${sql.value(accountId)}::uuid, NULL, '{}', ARRAY(SELECT voice.account_id FROM actor_speaker AS voice
      WHERE voice.actor_id = ${sql.value(actorId)}::uuid)) IS NOT NULL AS "isRefused"`,
  );
  return answer?.isRefused ?? true;
}

/** Writes a note. */
export async function insertNote(
  on: Queryable,
  { id, publicId }: RowIds,
  { conversationId, actorId }: InInbox,
  accountId: string,
  body: string,
): Promise<void> {
  await runSql(
    on,
    sql`INSERT INTO conversation_note (id, public_id, conversation_id, actor_id, account_id, body)
      VALUES (${sql.value(id)}::uuid, ${sql.value(publicId)}, ${sql.value(conversationId)}::uuid, ${sql.value(actorId)}::uuid,
        ${sql.value(accountId)}::uuid, ${sql.value(body)})`,
  );
}

/** A note that the caller holds until its transaction ends. */
export interface HeldNote extends InInbox {
  readonly id: string;
  readonly isAuthor: boolean;
  /** Whether the account that asks owns the actor. */
  readonly isOwner: boolean;
}

/** Holds a note that the account sees; undefined when it is missing or hidden, also if it became so while this waited. */
export async function holdNote(
  on: Queryable,
  accountId: string,
  publicId: string,
): Promise<HeldNote | undefined> {
  const account = sql`${sql.value(accountId)}::uuid`;
  const seen = (columns: SQL) => sql`SELECT ${columns} FROM conversation_note AS note
    WHERE note.public_id = ${sql.value(publicId)} AND EXISTS (
      SELECT FROM conversation_participant AS part JOIN actor_speaker AS voice ON voice.actor_id = part.actor_id
      WHERE part.conversation_id = note.conversation_id AND part.actor_id = note.actor_id AND part.left_at IS NULL AND voice.account_id = ${account})`;
  if (!(await runSqlForOne(on, sql`${seen(sql`note.id`)} FOR UPDATE OF note`))) return undefined;
  return runSqlForOne<HeldNote & Record<string, unknown>>(
    on,
    seen(sql`note.id, note.conversation_id AS "conversationId", note.actor_id AS "actorId", note.account_id = ${account} AS "isAuthor",
      EXISTS (SELECT FROM membership AS own WHERE own.actor_id = note.actor_id AND own.account_id = ${account}
        AND own.role = 'OWNER' AND own.ended_on IS NULL) AS "isOwner"`),
  );
}

/** Changes a note's text. False when it says that already. */
export async function changeNote(on: Queryable, id: string, body: string): Promise<boolean> {
  const changed = await runSql(
    on,
    sql`UPDATE conversation_note SET body = ${sql.value(body)}, edited_at = clock_timestamp()
      WHERE id = ${sql.value(id)}::uuid AND body <> ${sql.value(body)} RETURNING 1 AS one`,
  );
  return changed.length > 0;
}

/** Deletes a note. */
export async function removeNote(on: Queryable, id: string): Promise<void> {
  await runSql(on, sql`DELETE FROM conversation_note WHERE id = ${sql.value(id)}::uuid`);
}
