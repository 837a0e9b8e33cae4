import { sql } from "../../platform/database/sql.js";
import type { Circle } from "../../platform/read/scope.js";
import type { NotificationKinds } from "../notifications/notifications.queries.js";
import { readsConversation, unreadMessages } from "./messaging.queries.js";

/** Whether the viewer hears of a conversation: reads it, and no block lies between its two parties. */
const hearsOfConversation: Circle = (viewer, id) =>
  sql`(${readsConversation(viewer, id)} AND NOT is_closed_by_block(${id}))`;

/** Whether the viewer has something to read in a conversation, and has not muted it since. */
const hasUnmutedNews: Circle = (viewer, id) =>
  sql`(EXISTS (${unreadMessages(viewer, id)}) AND NOT EXISTS (SELECT FROM conversation_reader AS known
    WHERE known.conversation_id = ${id} AND known.account_id = ${viewer.accountId} AND known.is_muted))`;

/** What messaging notifies accounts of. The database does it as it happens (`notify_of_messages`, `notify_of_participants`). */
export const messagingNotifications: NotificationKinds = {
  MESSAGE_RECEIVED: {
    description:
      "Others have written in a conversation that the account reads and has not muted. Its subject is the conversation.",
    subject: "Conversation",
    defaultChannel: "EMAIL",
    label: { DA: "Nye beskeder", EN: "New messages" },
    title: { DA: "{who} har skrevet", EN: "{who} has written" },
    isTold: hearsOfConversation,
    isWorthMail: hasUnmutedNews,
  },
  ADDED_TO_CONVERSATION: {
    description:
      "An actor that the account speaks for was added to a group. Its subject is the conversation.",
    subject: "Conversation",
    defaultChannel: "HUB",
    label: { DA: "Føjet til en samtale", EN: "Added to a conversation" },
    title: { DA: "I er føjet til en samtale", EN: "You have been added to a conversation" },
    isTold: hearsOfConversation,
  },
};
