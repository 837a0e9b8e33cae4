import type { DataSource } from "typeorm";
import { currentAccount } from "../../platform/graphql/current-account.js";
import type { DomainModule } from "../../platform/module.js";
import type { ConversationHosts } from "./attached/conversation-hosts.js";
import {
  accountConversationReads,
  conversationRead,
  conversationRootReads,
  participantRead,
} from "./conversations/conversation.read.js";
import { ConversationResolver } from "./conversations/conversation.resolver.js";
import { ConversationService } from "./conversations/conversation.service.js";
import { conversationNoteRead, conversationNoteReads } from "./inboxes/conversation-note.read.js";
import { SharedInboxResolver } from "./inboxes/shared-inbox.resolver.js";
import { SharedInboxService } from "./inboxes/shared-inbox.service.js";
import {
  ConversationChangedType,
  ConversationLeftType,
  MessageChangedType,
  MessageReceivedType,
} from "./live/inbox-event.type.js";
import { MessageAddedResolver } from "./live/message-added.resolver.js";
import { MessageStreams } from "./live/message-streams.js";
import type { MessagingLive } from "./live/messaging-live.js";
import { messageRead, messageSenderRead } from "./messages/message.read.js";
import { MessageResolver } from "./messages/message.resolver.js";
import { MessageService } from "./messages/message.service.js";
import { messagingErrorMessages } from "./messaging.errors.js";
import { evidenceJobs, evidenceSchedule } from "./reports/evidence-erasure.js";
import {
  messageReportRead,
  messageReportRootReads,
  reportedMessageRead,
} from "./reports/message-report.read.js";
import { MessageReportResolver } from "./reports/message-report.resolver.js";
import { MessageReportService } from "./reports/message-report.service.js";

/** Conversations between actors and accounts, and their messages in one order for everybody. */
export function messagingModule(
  dataSource: DataSource,
  live: MessagingLive,
  hosts: ConversationHosts,
): DomainModule {
  const streams = new MessageStreams(live);
  return {
    resolvers: [
      new ConversationResolver(new ConversationService(dataSource, hosts)),
      new MessageResolver(new MessageService(dataSource)),
      new MessageReportResolver(new MessageReportService(dataSource)),
      new MessageAddedResolver(streams),
      new SharedInboxResolver(new SharedInboxService(dataSource)),
    ],
    reads: [
      conversationRead(hosts),
      participantRead,
      conversationNoteRead,
      messageRead,
      messageSenderRead,
      messageReportRead,
      reportedMessageRead,
    ],
    addedReads: { Account: accountConversationReads, Conversation: conversationNoteReads },
    rootReads: { ...conversationRootReads, ...messageReportRootReads },
    orphanedTypes: [MessageReceivedType, MessageChangedType, ConversationChangedType, ConversationLeftType],
    eventSources: {
      messageAdded: ({ conversationId, afterSequence }, context) =>
        streams.open(
          currentAccount(context),
          String(conversationId),
          (afterSequence as number | null | undefined) ?? null,
        ),
    },
    errorMessages: { MessagingUserError: messagingErrorMessages },
    jobs: evidenceJobs(dataSource),
    schedule: evidenceSchedule,
  };
}
