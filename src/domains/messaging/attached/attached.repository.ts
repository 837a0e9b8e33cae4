import { type Queryable, runSqlForOne, sql } from "../../../platform/database/sql.js";
import { publicIdOf, type RowIds } from "../../../platform/ids/ids.js";
import type { Speaker } from "../conversations/conversation.repository.js";
import type { ConversationHost } from "./conversation-hosts.js";

/** Something that a conversation is attached to. */
export interface Attached {
  /** Its GraphQL type. */
  readonly type: string;
  /** Its primary key. */
  readonly id: string;
  readonly host: ConversationHost;
}

/**
 * As whom an account would take part in the conversation of something: as the actor with an API id, or else as itself or the first
 * actor that it speaks for. Undefined when it would not.
 */
export async function speakerIn(
  on: Queryable,
  { id, host }: Attached,
  accountId: string,
  asActorId: string | null,
): Promise<Speaker | undefined> {
  const account = sql`${sql.value(accountId)}::uuid`;
  const found = await runSqlForOne<{ actorId: string | null }>(
    on,
    sql`SELECT part.actor_id AS "actorId" FROM ${sql.identifier(host.belonging)}(${sql.value(id)}::uuid) AS part
      LEFT JOIN actor ON actor.id = part.actor_id
      WHERE (part.account_id = ${account} OR part.actor_id IN (SELECT voice.actor_id FROM actor_speaker AS voice WHERE voice.account_id = ${account}))
        AND (${sql.value(asActorId)}::text IS NULL OR actor.public_id = ${sql.value(asActorId)}::text)
      ORDER BY part.actor_id NULLS FIRST LIMIT 1`,
  );
  return found && { accountId, actorId: found.actorId };
}

/** Finds or makes the conversation attached to something, in which those take part who belong to it (`open_attached`). */
export async function openAttached(
  on: Queryable,
  { type, id, host }: Attached,
  ids: RowIds,
  subject: string | null,
): Promise<{ readonly id: string; readonly isNew: boolean; readonly publicId: string }> {
  const opened = await runSqlForOne<{ id: string; isNew: boolean }>(
    on,
    sql`SELECT talk AS id, is_new AS "isNew" FROM open_attached(${sql.value(type)}, ${sql.value(id)}::uuid,
      ${sql.value(host.belonging)}::regproc, ${sql.value(ids.id)}::uuid, ${sql.value(ids.publicId)}, ${sql.value(subject)})`,
  );
  if (!opened) throw new Error("An attached conversation is neither there nor made");
  return { ...opened, publicId: publicIdOf("conversation", opened.id) };
}

/** Whether somebody who takes part may not write to the others in a conversation (`writing_refusal`). */
export async function isRefusedIn(on: Queryable, conversationId: string, speaker: Speaker): Promise<boolean> {
  const others = (column: "actor_id" | "account_id") => sql`ARRAY(SELECT part.${sql.identifier(column)}
    FROM conversation_participant AS part WHERE part.conversation_id = ${sql.value(conversationId)}::uuid AND part.left_at IS NULL
      AND part.${sql.identifier(column)} <> ${sql.value(column === "actor_id" ? (speaker.actorId ?? speaker.accountId) : speaker.accountId)}::uuid)`;
  const answer = await runSqlForOne<{ isRefused: boolean }>(
    on,
    sql`SELECT writing_refusal(${sql.value(speaker.accountId)}::uuid, ${sql.value(speaker.actorId)}::uuid,
      ${others("actor_id")}, ${others("account_id")}) IS NOT NULL AS "isRefused"`,
  );
  return answer?.isRefused ?? true;
}
