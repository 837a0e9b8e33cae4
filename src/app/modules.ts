import type { DataSource } from "typeorm";
import { accountsModule } from "../domains/accounts/accounts.module.js";
import { actorsLeaveDeletedAccount } from "../domains/actors/account-deletion.js";
import { actorsModule } from "../domains/actors/actors.module.js";
import { unhungAttachmentsLeaveDeletedAccount } from "../domains/attachments/account-deletion.js";
import type { AttachmentLinks } from "../domains/attachments/attachment-links.js";
import { attachmentsModule } from "../domains/attachments/attachments.module.js";
import type { AttachmentHosts } from "../domains/attachments/attachments.queries.js";
import { inboxModule } from "../domains/inbox/inbox.module.js";
import { conversationsLoseDeletedAccount } from "../domains/messaging/account-deletion.js";
import { actorHost, type ConversationHosts } from "../domains/messaging/attached/conversation-hosts.js";
import { messagingInbox } from "../domains/messaging/live/messaging-inbox.js";
import type { MessagingLive } from "../domains/messaging/live/messaging-live.js";
import { messagingModule } from "../domains/messaging/messaging.module.js";
import { seesWhatHangsOnMessage } from "../domains/messaging/messaging.queries.js";
import { networkModule } from "../domains/network/network.module.js";
import { notificationsGoWithDeletedAccount } from "../domains/notifications/account-deletion.js";
import { notificationsModule } from "../domains/notifications/notifications.module.js";
import { notificationsInbox } from "../domains/notifications/notifications-inbox.js";
import { placesModule } from "../domains/places/places.module.js";
import { searchModule } from "../domains/search/search.module.js";
import { vocabulariesModule } from "../domains/vocabularies/vocabularies.module.js";
import type { DomainModule } from "../platform/module.js";
import { notificationKinds } from "./notification-kinds.js";

/** What attachments hang on: types of domains downstream, each with who reads what hangs on a row. */
export const attachmentHosts: AttachmentHosts = { Message: seesWhatHangsOnMessage };

/** What conversations are attached to, each with who belongs to it and so takes part. */
export const conversationHosts: ConversationHosts = { Actor: actorHost };

/**
 * The domains of the hub, upstream first.
 * @param attachmentLinks makes the links to attachments
 * @param live what live updates run on
 * @param accountChanged told when an account was suspended, reinstated or deleted
 */
export function hubModules(
  dataSource: DataSource,
  attachmentLinks: AttachmentLinks,
  live: MessagingLive,
  accountChanged: () => void = () => undefined,
): readonly DomainModule[] {
  return [
    placesModule(),
    vocabulariesModule(),
    accountsModule(
      dataSource,
      [
        actorsLeaveDeletedAccount,
        unhungAttachmentsLeaveDeletedAccount,
        conversationsLoseDeletedAccount,
        notificationsGoWithDeletedAccount,
      ],
      accountChanged,
    ),
    actorsModule(dataSource),
    inboxModule(live.log, [notificationsInbox, messagingInbox(live.database)]),
    notificationsModule(dataSource, notificationKinds),
    networkModule(dataSource),
    attachmentsModule(dataSource, attachmentLinks, attachmentHosts),
    messagingModule(dataSource, live, conversationHosts),
    searchModule(),
  ];
}
