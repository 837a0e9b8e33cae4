/**
 * Conversations by hand, for the limit and the peers: the rules of src/domains/messaging/messaging.queries.ts, and posting through the
 * database's own `send_message`.
 */
import { createHash } from "node:crypto";

/** The actors that the viewer reads and writes for, worked out once a statement. */
const spokenFor = (viewer) =>
  `ARRAY(SELECT mine.actor_id FROM membership AS mine
    WHERE mine.account_id = ${viewer} AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR'))`;

/** Whether the viewer reads a conversation. */
export const readsConversation = (viewer, conversationId) =>
  viewer === null
    ? "false"
    : `EXISTS (SELECT FROM conversation_participant AS part WHERE part.conversation_id = ${conversationId} AND part.left_at IS NULL
        AND (part.account_id = ${viewer} OR part.actor_id = ANY (${spokenFor(viewer)})))`;

/** A row of `message` with `actor` and `holder` joined, as its sender is called. */
export const senderName = `CASE WHEN message.as_actor THEN coalesce(actor.name, 'Fjernet aktør')
    WHEN holder.deleted_at IS NULL THEN holder.display_name ELSE 'Slettet konto' END`;
export const messageWithSender =
  "message LEFT JOIN actor ON actor.id = message.actor_id LEFT JOIN account AS holder ON holder.id = message.account_id AND NOT message.as_actor";

/** A moment as DateTime. */
export const moment = (value) => `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Posts a message as the hub does and answers what is shown of it; `code` is the user error of a refusal. */
export const postFunction = `
  CREATE FUNCTION bench.post_message(asking uuid, new_id uuid, new_public_id text, conversation_named text, text_sent text, client_id text,
    hash text, OUT code text, OUT public_id text, OUT sequence integer, OUT body text, OUT sent_at timestamptz, OUT sender_name text, OUT actor_id uuid)
  LANGUAGE plpgsql AS $$
  DECLARE
    sent record;
  BEGIN
    SELECT outcome, message_id INTO sent
      FROM send_message(asking, new_id, new_public_id, conversation_named, NULL, text_sent, client_id, hash, NULL);
    code := CASE WHEN sent.outcome IN ('SENT', 'REPEATED') THEN NULL WHEN sent.outcome = 'MISMATCH' THEN 'IDEMPOTENCY_MISMATCH'
      WHEN sent.outcome = 'NO_CONVERSATION' THEN 'NOT_FOUND' WHEN sent.outcome IN ('AWAITS_ANSWER', 'AS_WHOM') THEN sent.outcome
      WHEN sent.outcome = 'NO_ACCOUNT' THEN 'UNAUTHENTICATED' ELSE 'NOT_ALLOWED' END;
    IF code IS NOT NULL THEN RETURN; END IF;
    SELECT message.public_id, message.sequence, message.body, message.sent_at, ${senderName}, message.actor_id
      INTO post_message.public_id, post_message.sequence, post_message.body, post_message.sent_at, sender_name, post_message.actor_id
      FROM ${messageWithSender} WHERE message.id = sent.message_id;
  END $$`;

/** Of everything that is sent under the client's id, as the hub has it. */
export const hashOf = ({ conversationId, body }) =>
  createHash("sha256")
    .update(JSON.stringify([conversationId, body, null, null]))
    .digest("base64url");

/** The parameters of `bench.post_message`. */
export const postValues = (accountId, id, { conversationId, body, clientMessageId }) => [
  accountId,
  id.toUUID(),
  id.toString(),
  conversationId,
  body,
  clientMessageId,
  hashOf({ conversationId, body }),
];
