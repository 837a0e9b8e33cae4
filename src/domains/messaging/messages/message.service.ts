import { createHash } from "node:crypto";
import type { DataSource } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import type { Queryable } from "../../../platform/database/sql.js";
import { inOneStatement, inTransaction, type SendBehind } from "../../../platform/database/transaction.js";
import { unauthenticated } from "../../../platform/errors/technical-errors.js";
import { newIds } from "../../../platform/ids/ids.js";
import { isVisible, normaliseText } from "../../../platform/text/text-rules.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { hangAttachments } from "../../attachments/attachments.commands.js";
import { messagingFailure } from "../messaging.errors.js";
import type { DeleteMessageInput, EditMessageInput, SendMessageInput } from "./message.input.js";
import {
  changeText,
  type HeldMessage,
  holdMessage,
  type MessageToSend,
  removeContent,
  send,
} from "./message.repository.js";

/** Sends, changes and deletes messages. Every method is one transaction and answers the message's primary key. */
export class MessageService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Sends a message, once for each id of the client's. What answers it is sent behind, unless attachments are sent along.
   */
  send(accountId: string, input: SendMessageInput, sendBehind: SendBehind): Promise<string> {
    const message = messageToSend(accountId, input);
    if (message.attachmentIds.length > 0)
      return inTransaction(this.dataSource, async (manager) =>
        sendOrRefuse(await clientOf(manager), message),
      );
    return inOneStatement(this.dataSource, (client) => {
      const sent = sendOrRefuse(client, message);
      sendBehind(client, message.id);
      return sent;
    });
  }

  /** Changes the text of a message; the same text again changes nothing. */
  edit(accountId: string, { messageId, body }: EditMessageInput): Promise<string> {
    return this.onMessage(accountId, messageId, "change", async (client, message) => {
      if (message.accountId !== accountId || !message.isOwnVoice)
        throw messagingFailure("NOT_ALLOWED", ["messageId"]);
      if (message.isDeleted) throw messagingFailure("MESSAGE_DELETED", ["messageId"]);
      // A new text is written to the others as a new message is.
      if (message.refusal !== null) throw messagingFailure("NOT_ALLOWED", ["messageId"]);
      if (message.awaitsAnswer) throw messagingFailure("AWAITS_ANSWER", ["messageId"]);
      await changeText(client, message.id, message.hasAttachments ? caption(body) : filled(body, "body"));
    });
  }

  /** Deletes a message; one that is deleted stays so. */
  delete(accountId: string, { messageId }: DeleteMessageInput): Promise<string> {
    return this.onMessage(accountId, messageId, "remove", async (client, message) => {
      if (message.accountId !== accountId && !message.isOfOwnActor)
        throw messagingFailure("NOT_ALLOWED", ["messageId"]);
      await removeContent(client, message.id);
    });
  }

  private onMessage(
    accountId: string,
    publicId: string,
    purpose: "change" | "remove",
    act: (client: Queryable, message: HeldMessage) => Promise<void>,
  ): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      await holdAskingAccount(client, accountId);
      const message = await holdMessage(client, accountId, publicId, purpose);
      if (!message) throw messagingFailure("NOT_FOUND", ["messageId"]);
      await act(client, message);
      return message.id;
    });
  }
}

/** A message as it is asked for, with ids of its own. */
export function messageToSend(accountId: string, input: SendMessageInput): MessageToSend {
  const { conversationId, clientMessageId, asActorId = null, replyToId = null } = input;
  const attachmentIds = input.attachmentIds ?? [];
  const sent = [conversationId, input.body, asActorId, replyToId];
  return {
    ...newIds("message"),
    accountId,
    conversationId,
    asActorId,
    replyToId,
    clientMessageId: asGiven(clientMessageId),
    attachmentIds,
    body: attachmentIds.length > 0 ? caption(input.body) : filled(input.body, "body"),
    inputHash: createHash("sha256")
      .update(JSON.stringify(attachmentIds.length > 0 ? [...sent, attachmentIds] : sent))
      .digest("base64url"),
  };
}

/**
 * Sends a message with its attachments and answers its primary key, of a repetition the earlier one's. With attachments the caller's
 * transaction is to be broken off when it fails.
 */
export async function sendOrRefuse(client: Queryable, message: MessageToSend): Promise<string> {
  const { outcome, messageId } = await send(client, message);
  switch (outcome) {
    case "SENT":
      await hangOrRefuse(client, message);
      return message.id;
    case "REPEATED":
      if (messageId === null) throw new Error("A message was sent without an id");
      return messageId;
    case "MISMATCH":
      throw messagingFailure("IDEMPOTENCY_MISMATCH", ["clientMessageId"]);
    case "NO_ACCOUNT":
      throw unauthenticated();
    case "NO_CONVERSATION":
      throw messagingFailure("NOT_FOUND", ["conversationId"]);
    case "NOT_SPEAKER":
      throw messagingFailure("NOT_ALLOWED", ["asActorId"]);
    case "AS_WHOM":
      throw messagingFailure("AS_WHOM", ["asActorId"]);
    case "AWAITS_ANSWER":
      throw messagingFailure("AWAITS_ANSWER", ["conversationId"]);
    case "NO_REPLIED":
      throw messagingFailure("NOT_FOUND", ["replyToId"]);
    case "BLOCKED":
    case "BLOCKS":
    case "AGES":
      // Which of them is nobody's business: it would tell who blocks, and how old somebody is.
      throw messagingFailure("NOT_ALLOWED", ["conversationId"]);
  }
}

/** Hangs a message's attachments on it. @throws when one of them cannot be used, naming its place */
async function hangOrRefuse(
  client: Queryable,
  { accountId, attachmentIds, id }: MessageToSend,
): Promise<void> {
  const problem = await hangAttachments(client, { accountId, attachmentIds, type: "Message", id });
  if (!problem) return;
  // The input's bounds let no more through than may hang there.
  if (problem.code === "TOO_MANY") throw new Error("More attachments were asked for than a message has");
  const codes = {
    NOT_FOUND: "NOT_FOUND",
    NOT_READY: "ATTACHMENT_NOT_READY",
    TAKEN: "ATTACHMENT_TAKEN",
  } as const;
  throw messagingFailure(codes[problem.code], ["attachmentIds", String(problem.index)]);
}

/** A text as it is stored. @throws EMPTY_TEXT when it shows nothing */
export function filled(text: string, field: string): string {
  const stored = normaliseText(text);
  if (!isVisible(stored)) throw messagingFailure("EMPTY_TEXT", [field]);
  return stored;
}

/** A client's id as it gave it, since it knows its own by it. @throws EMPTY_TEXT when it shows nothing */
export function asGiven(clientMessageId: string): string {
  filled(clientMessageId, "clientMessageId");
  return clientMessageId;
}

/** The text beside attachments as it is stored: empty when it shows nothing. */
function caption(text: string): string {
  const stored = normaliseText(text);
  return isVisible(stored) ? stored : "";
}
