import type { MessagingErrorCode } from "../../schema/generated/operations.js";
import { newIds } from "../../src/platform/ids/ids.js";

/** How the test of error codes acts on its hub. */
export interface Provoking {
  /** Runs a mutation and answers the codes of its userErrors. */
  refused(mutation: string, input: object, token?: string): Promise<unknown[]>;
  /** Runs a mutation that must succeed and answers its object's id. */
  done(mutation: string, object: string, input: object, token?: string): Promise<string>;
  guest(): Promise<{ readonly token: string }>;
  /** The token of an administrator of the hub. */
  administrator(): string;
}

let clientMessageNumber = 0;

/** How to provoke each code of messaging. */
export function messagingProvocations({
  refused,
  done,
  guest,
  administrator,
}: Provoking): Readonly<Record<MessagingErrorCode, () => Promise<readonly unknown[]>>> {
  const once = () => {
    clientMessageNumber += 1;
    return { clientMessageId: `provoked-${clientMessageNumber}` };
  };
  const enter = (kind: string, token?: string) =>
    done("createActor", "actor", { kind, name: "Til samtaler" }, token);
  /** A conversation of a venue of the member's with a festival of somebody else's, who are strangers. */
  async function introduction() {
    const { token } = await guest();
    const [venue, festival] = [await enter("VENUE"), await enter("FESTIVAL", token)];
    const conversationId = await done("startConversation", "conversation", {
      participantActorIds: [festival],
      asActorId: venue,
      body: "Hej",
      ...once(),
    });
    return { venue, festival, token, conversationId };
  }
  /** A group of three actors of the member's. */
  async function group() {
    const [own, one, other] = [await enter("VENUE"), await enter("VENUE"), await enter("VENUE")];
    const conversationId = await done("startConversation", "conversation", {
      participantActorIds: [one, other],
      asActorId: own,
      ...once(),
    });
    return { own, one, conversationId };
  }
  const send = (conversationId: string, more: object, token?: string) =>
    refused("sendMessage", { conversationId, body: "Hej", ...once(), ...more }, token);
  const missing = newIds("conversation").publicId;
  /** A file of the member's that has not arrived. */
  const announced = () => done("startUpload", "attachment", { fileName: "Noder.pdf", byteSize: 1 });

  return {
    async ALREADY_THERE() {
      const { conversationId, one } = await group();
      return refused("addParticipant", { conversationId, actorId: one });
    },
    async AS_WHOM() {
      const { conversationId } = await group();
      return send(conversationId, {});
    },
    async AWAITS_ANSWER() {
      const { conversationId } = await introduction();
      return send(conversationId, {});
    },
    CPR_NUMBER: () => send(missing, { body: "Mit nummer er 070761-4285" }),
    EMPTY_TEXT: () => send(missing, { body: " " }),
    async FOLLOWS_MEMBERSHIP() {
      const attachedToId = await enter("VENUE");
      const input = { participantActorIds: [], attachedToId, ...once() };
      const conversationId = await done("startConversation", "conversation", input);
      return refused("leaveConversation", { conversationId });
    },
    async IDEMPOTENCY_MISMATCH() {
      const { conversationId, token } = await introduction();
      const input = { conversationId, body: "Hej", ...once() };
      await done("sendMessage", "message", input, token);
      return refused("sendMessage", { ...input, body: "Hej igen" }, token);
    },
    INVALID_TEXT: () => send(missing, { body: "\0" }),
    async ATTACHMENT_NOT_READY() {
      const { conversationId, own } = await group();
      return send(conversationId, { asActorId: own, attachmentIds: [await announced()] });
    },
    async ATTACHMENT_TAKEN() {
      const { conversationId, own } = await group();
      const twice = await announced();
      return send(conversationId, { asActorId: own, attachmentIds: [twice, twice] });
    },
    async MESSAGE_DELETED() {
      const { conversationId, token } = await introduction();
      const messageId = await done(
        "sendMessage",
        "message",
        { conversationId, body: "Hej", ...once() },
        token,
      );
      await done("deleteMessage", "message", { messageId }, token);
      return refused("editMessage", { messageId, body: "Hej igen" }, token);
    },
    async NOT_ALLOWED() {
      const { conversationId, venue, festival, token } = await introduction();
      await done("blockActor", "actor", { actorId: venue, blockedActorId: festival });
      return send(conversationId, {}, token);
    },
    async NOT_A_GROUP() {
      const { conversationId, venue } = await introduction();
      return refused("leaveConversation", { conversationId, asActorId: venue });
    },
    async NOT_CONNECTED() {
      const { token } = await guest();
      const artist = await enter("ARTIST", token);
      return refused("startConversation", { participantActorIds: [artist], ...once() });
    },
    NOT_FOUND: () => send(missing, {}),
    async ONLY_YOURSELF() {
      const venue = await enter("VENUE");
      return refused("startConversation", { participantActorIds: [venue], asActorId: venue, ...once() });
    },
    async OUT_OF_RANGE() {
      const { conversationId } = await introduction();
      return refused("markConversationRead", { conversationId, upToSequence: 2 });
    },
    async REPORT_DECIDED() {
      const { conversationId, token } = await introduction();
      const messageId = await done(
        "sendMessage",
        "message",
        { conversationId, body: "Hej", ...once() },
        token,
      );
      const messageReportId = await done("reportMessage", "messageReport", { messageId, reason: "SPAM" });
      const decide = { messageReportId, isUpheld: false };
      await done("decideMessageReport", "messageReport", decide, administrator());
      return refused("decideMessageReport", decide, administrator());
    },
    TOO_LONG: () => send(missing, { body: "å".repeat(10_001) }),
    async TOO_MANY_PARTICIPANTS() {
      // Three are there, at most 100 may be.
      const { conversationId } = await group();
      for (let added = 3; added < 100; added += 1)
        await done("addParticipant", "conversation", { conversationId, actorId: await enter("VENUE") });
      return refused("addParticipant", { conversationId, actorId: await enter("VENUE") });
    },
  };
}
