import { type Comparison, compare } from "./comparison.js";
import type { KillableDatabase } from "./database.js";
import type { FaultWriter } from "./writer.js";

/** What the tables hold, read past all servers when nothing is written any more. */
export interface StoredMessages {
  /** Ids of a conversation's messages by their numbers. */
  inConversation(id: string): readonly string[];
  /** What the inbox of somebody who reads these conversations tells, in the log's order. */
  inInbox(conversationIds: readonly string[]): readonly string[];
  readonly count: number;
  readonly changes: number;
  /** Conversations whose numbers are not 1, 2, 3 and so on, or in which they are not the order of the log. */
  readonly disordered: readonly string[];
}

interface EventRow {
  readonly conversation: string;
  readonly id: string;
  readonly sequence: number;
  readonly kind: "MESSAGE_ADDED" | "MESSAGE_CHANGED";
}

/** The name of an event of the inbox. */
export const inboxName = (type: string, messageId: string) => `${type} ${messageId}`;

/** Reads what is committed: that a message was sent or changed stands in its row; the log is asked for the order alone. */
export async function readStored(database: KillableDatabase): Promise<StoredMessages> {
  const rows = await database.query<EventRow>(
    `SELECT conversation.public_id AS conversation, message.public_id AS id, message.sequence, happened.kind
      FROM message JOIN conversation ON conversation.id = message.conversation_id
      CROSS JOIN LATERAL (VALUES ('MESSAGE_ADDED', true),
        ('MESSAGE_CHANGED', message.edited_at IS NOT NULL OR message.deleted_at IS NOT NULL)) AS happened (kind, is_so)
      LEFT JOIN (SELECT subject_id, kind, min(position) AS position FROM live_entry GROUP BY subject_id, kind) AS logged
        ON logged.subject_id = message.id AND logged.kind = happened.kind
      WHERE happened.is_so ORDER BY logged.position NULLS LAST`,
  );
  const added = rows.filter(({ kind }) => kind === "MESSAGE_ADDED");
  const byConversation = new Map<string, EventRow[]>();
  for (const row of added)
    byConversation.set(row.conversation, [...(byConversation.get(row.conversation) ?? []), row]);
  return {
    count: added.length,
    changes: rows.length - added.length,
    disordered: [...byConversation]
      .filter(([, messages]) => messages.some(({ sequence }, index) => sequence !== index + 1))
      .map(([id]) => id),
    inConversation: (id) =>
      [...(byConversation.get(id) ?? [])]
        .sort((one, other) => one.sequence - other.sequence)
        .map((row) => row.id),
    inInbox: (ids) =>
      rows
        .filter(({ conversation }) => ids.includes(conversation))
        .map(({ kind, id }) =>
          inboxName(kind === "MESSAGE_ADDED" ? "MessageReceived" : "MessageChanged", id),
        ),
  };
}

/** Compares what was answered to a writer with what is stored of it: each once, in its order. */
export async function compareWriter(database: KillableDatabase, writer: FaultWriter): Promise<Comparison> {
  const rows = await database.query<{ conversation: string; id: string }>(
    `SELECT conversation.public_id AS conversation, message.public_id AS id
      FROM message JOIN conversation ON conversation.id = message.conversation_id
      WHERE message.client_message_id LIKE $1 ORDER BY conversation.public_id, message.sequence`,
    [`${writer.name}-%`],
  );
  const byConversation = (one: { conversationId: string }, other: { conversationId: string }) =>
    one.conversationId < other.conversationId ? -1 : Number(one.conversationId > other.conversationId);
  // Sorting leaves the order of a conversation's own as it was.
  const answered = [...writer.sent].sort(byConversation);
  const stored = rows
    .map(({ conversation, id }) => ({ conversationId: conversation, id }))
    .sort(byConversation);
  return compare(
    answered.map(({ id }) => id),
    stored.map(({ id }) => id),
  );
}
