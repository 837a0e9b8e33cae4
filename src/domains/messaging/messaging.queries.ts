import { type SQL, sql } from "../../platform/database/sql.js";
import type { ViewerSql } from "../../platform/read/scope.js";
import { actorsSpokenFor } from "../actors/actors.queries.js";

/** Whether the viewer may judge a row of `message_report`: administrators of the hub, but for what they have written themselves. */
export const judgesReport = (viewer: ViewerSql, report: SQL): SQL =>
  sql`(${viewer.isAdministrator} AND NOT EXISTS (SELECT FROM message AS told
    WHERE told.id = ${report}.message_id AND told.account_id = ${viewer.accountId}))`;

/** Whether a row of `message_report` keeps a message as evidence. */
export const keepsAsEvidence = (report: SQL, messageId: SQL): SQL =>
  sql`${report}.evidence @> jsonb_build_array(jsonb_build_object('message_id', ${messageId}::uuid))`;

/**
 * Whether the viewer sees what hangs on a message: who reads it, until it is deleted, and whoever may judge a report that keeps it
 * as evidence.
 */
export function seesWhatHangsOnMessage(viewer: ViewerSql, messageId: SQL): SQL {
  const reads = sql`EXISTS (SELECT FROM message AS host WHERE host.id = ${messageId} AND host.deleted_at IS NULL
    AND ${readsConversation(viewer, sql`host.conversation_id`)})`;
  if (viewer.kind !== "ADMINISTRATOR") return reads;
  return sql`(${reads} OR EXISTS (SELECT FROM message_report AS report
    WHERE ${keepsAsEvidence(sql`report`, messageId)} AND ${judgesReport(viewer, sql`report`)}))`;
}

/** Whether a row of `conversation_participant` is present and the viewer reads for it: as itself, or as owner or editor of its actor. */
export const isReadAs = (viewer: ViewerSql, participant: SQL): SQL =>
  sql`(${participant}.left_at IS NULL
    AND (${participant}.account_id = ${viewer.accountId} OR ${participant}.actor_id = ANY (${actorsSpokenFor(viewer)})))`;

/**
 * Whether the viewer reads a conversation: takes part as itself, or owns or edits an actor that does. Administrators of the hub
 * have no part in what others write.
 */
export function readsConversation(viewer: ViewerSql, conversationId: SQL): SQL {
  if (viewer.kind === "STRANGER") return sql`false`;
  return sql`EXISTS (SELECT FROM conversation_participant AS part
    WHERE part.conversation_id = ${conversationId} AND ${isReadAs(viewer, sql`part`)})`;
}

/** The accounts that read a conversation, as a SELECT of their uuids, some perhaps twice: `readsConversation` from its other side. */
export const readersOfConversation = (conversationId: SQL): SQL =>
  sql`SELECT voice.account_id FROM conversation_participant AS part JOIN actor_speaker AS voice ON voice.actor_id = part.actor_id
      WHERE part.conversation_id = ${conversationId} AND part.left_at IS NULL
    UNION ALL SELECT part.account_id FROM conversation_participant AS part
      WHERE part.conversation_id = ${conversationId} AND part.left_at IS NULL AND part.account_id IS NOT NULL`;

/**
 * The last message that the viewer has read of a conversation. Until it has read any, all from before it came: before its actor
 * took part, and before it spoke for that actor.
 */
export const lastRead = (viewer: ViewerSql, conversationId: SQL): SQL =>
  sql`last_read(${viewer.accountId}, ${conversationId})`;

/** A SELECT of the messages of a conversation that the viewer has yet to read: later than it has read, by others, not deleted. */
export const unreadMessages = (viewer: ViewerSql, conversationId: SQL): SQL =>
  sql`SELECT FROM message AS unread WHERE unread.conversation_id = ${conversationId} AND unread.deleted_at IS NULL
    AND unread.account_id <> ${viewer.accountId} AND unread.sequence > ${lastRead(viewer, conversationId)}`;

/** Whether the viewer has put a row of `conversation` away; its next message brings it back. */
export const isArchived = (viewer: ViewerSql, conversation: SQL): SQL =>
  sql`EXISTS (SELECT FROM conversation_reader AS reader WHERE reader.conversation_id = ${conversation}.id
    AND reader.account_id = ${viewer.accountId} AND reader.archived_sequence >= ${conversation}.last_sequence)`;
