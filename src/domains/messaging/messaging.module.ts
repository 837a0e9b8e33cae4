import type { DataSource } from "typeorm";
import type { DomainModule } from "../../platform/module.js";
import {
  accountConversationReads,
  conversationRead,
  conversationRootReads,
  participantRead,
} from "./conversations/conversation.read.js";
import { ConversationResolver } from "./conversations/conversation.resolver.js";
import { ConversationService } from "./conversations/conversation.service.js";
import { messageRead, messageSenderRead } from "./messages/message.read.js";
import { MessageResolver } from "./messages/message.resolver.js";
import { MessageService } from "./messages/message.service.js";
import { messagingErrorMessages } from "./messaging.errors.js";
import {
  messageReportRead,
  messageReportRootReads,
  reportedMessageRead,
} from "./reports/message-report.read.js";
import { MessageReportResolver } from "./reports/message-report.resolver.js";
import { MessageReportService } from "./reports/message-report.service.js";

/** Conversations between actors and accounts, and their messages in one order for everybody. */
export function messagingModule(dataSource: DataSource): DomainModule {
  return {
    resolvers: [
      new ConversationResolver(new ConversationService(dataSource)),
      new MessageResolver(new MessageService(dataSource)),
      new MessageReportResolver(new MessageReportService(dataSource)),
    ],
    reads: [
      conversationRead,
      participantRead,
      messageRead,
      messageSenderRead,
      messageReportRead,
      reportedMessageRead,
    ],
    addedReads: { Account: accountConversationReads },
    rootReads: { ...conversationRootReads, ...messageReportRootReads },
    errorMessages: { MessagingUserError: messagingErrorMessages },
  };
}
