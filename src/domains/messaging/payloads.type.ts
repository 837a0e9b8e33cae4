import { payloadTypes } from "../../platform/graphql/payload.type.js";
import { ConversationType } from "./conversations/conversation.type.js";
import { ConversationNoteType } from "./inboxes/conversation-note.type.js";
import { MessageType } from "./messages/message.type.js";
import { MessagingUserErrorType } from "./messaging.errors.js";
import { MessageReportType } from "./reports/message-report.type.js";

const payload = payloadTypes(MessagingUserErrorType);
const onConversation = (name: string, description: string) =>
  payload(name, "conversation", () => ConversationType, description);
const onMessage = (name: string, description: string) =>
  payload(name, "message", () => MessageType, description);

const onReport = (name: string, description: string) =>
  payload(name, "messageReport", () => MessageReportType, description);

const onNote = (name: string, description: string) =>
  payload(name, "conversationNote", () => ConversationNoteType, description);

export const AssignConversationPayload = onConversation("AssignConversationPayload", "The conversation.");
export const AddConversationNotePayload = onNote("AddConversationNotePayload", "The note.");
export const EditConversationNotePayload = onNote("EditConversationNotePayload", "The changed note.");
export const DeleteConversationNotePayload = onConversation(
  "DeleteConversationNotePayload",
  "The conversation without the note.",
);
export const StartConversationPayload = onConversation(
  "StartConversationPayload",
  "The conversation, with the message if one was sent.",
);
export const MarkConversationReadPayload = onConversation("MarkConversationReadPayload", "The conversation.");
export const MarkConversationUnreadPayload = onConversation(
  "MarkConversationUnreadPayload",
  "The conversation.",
);
export const UpdateConversationSettingsPayload = onConversation(
  "UpdateConversationSettingsPayload",
  "The conversation.",
);
export const AddParticipantPayload = onConversation(
  "AddParticipantPayload",
  "The conversation with its new participant.",
);
export const RemoveParticipantPayload = onConversation(
  "RemoveParticipantPayload",
  "The conversation without the participant, as far as the account still reads it; else null.",
);
export const LeaveConversationPayload = onConversation(
  "LeaveConversationPayload",
  "The conversation, as far as the account still reads it for another participant; else null.",
);
export const SendMessagePayload = onMessage("SendMessagePayload", "The message.");
export const EditMessagePayload = onMessage("EditMessagePayload", "The changed message.");
export const DeleteMessagePayload = onMessage("DeleteMessagePayload", "The deleted message.");
export const ReportMessagePayload = onReport("ReportMessagePayload", "The report.");
export const DecideMessageReportPayload = onReport("DecideMessageReportPayload", "The decided report.");
