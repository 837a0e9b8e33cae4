import type { Queryable } from "../../../platform/database/sql.js";
import { publicIdOf } from "../../../platform/ids/ids.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import type { InboxSource } from "../../inbox/inbox.queries.js";
import { hearing } from "./hearing.js";
import { reads } from "./live.repository.js";

/** What accounts are told of their conversations in the inbox. */
export const messagingInbox = (database: Queryable): InboxSource => ({
  kinds: ["MESSAGE_ADDED", "MESSAGE_CHANGED", "CONVERSATION_CHANGED", "CONVERSATION_LEFT"],
  follows: hearing,
  async tell({ kind, streamId, subjectId }, accountId) {
    const conversationId = streamId === accountId ? (subjectId ?? "") : streamId;
    if (!(await reads(database, { accountId, conversationId })))
      return {
        __typename: "ConversationLeft",
        conversationId: publicIdOf("conversation", conversationId),
      };
    const message = new RowRef("Message", subjectId ?? "");
    switch (kind) {
      case "MESSAGE_ADDED":
        return { __typename: "MessageReceived", message };
      case "MESSAGE_CHANGED":
        return { __typename: "MessageChanged", message };
      default:
        return {
          __typename: "ConversationChanged",
          conversation: new RowRef("Conversation", conversationId),
        };
    }
  },
});
