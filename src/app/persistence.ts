import { TextSearch1764000000000 } from "../../migrations/1764000000000-text-search.js";
import { Places1764000100000 } from "../../migrations/1764000100000-places.js";
import { Vocabularies1764000150000 } from "../../migrations/1764000150000-vocabularies.js";
import { Accounts1764000200000 } from "../../migrations/1764000200000-accounts.js";
import { Idempotency1764000250000 } from "../../migrations/1764000250000-idempotency.js";
import { Actors1764000300000 } from "../../migrations/1764000300000-actors.js";
import { DemoRegion1764000350000 } from "../../migrations/1764000350000-demo-region.js";
import { Network1764000400000 } from "../../migrations/1764000400000-network.js";
import { Search1764000500000 } from "../../migrations/1764000500000-search.js";
import { ActorSearch1764000510000 } from "../../migrations/1764000510000-actor-search.js";
import { ReadEngine1764000600000 } from "../../migrations/1764000600000-read-engine.js";
import { ProposeRelationship1764000610000 } from "../../migrations/1764000610000-propose-relationship.js";
import { FormInSearch1764000620000 } from "../../migrations/1764000620000-form-in-search.js";
import { ActorLists1764000630000 } from "../../migrations/1764000630000-actor-lists.js";
import { SearchCandidates1764000640000 } from "../../migrations/1764000640000-search-candidates.js";
import { ActorListsInOrder1764000650000 } from "../../migrations/1764000650000-actor-lists-in-order.js";
import { SessionAnnouncements1764000660000 } from "../../migrations/1764000660000-session-announcements.js";
import { LiveLog1764000700000 } from "../../migrations/1764000700000-live-log.js";
import { Attachments1764000710000 } from "../../migrations/1764000710000-attachments.js";
import { Messaging1764000720000 } from "../../migrations/1764000720000-messaging.js";
import { MessageReports1764000730000 } from "../../migrations/1764000730000-message-reports.js";
import { MessageAttachments1764000750000 } from "../../migrations/1764000750000-message-attachments.js";
import { Notifications1764000760000 } from "../../migrations/1764000760000-notifications.js";
import { NotifiedActs1764000761000 } from "../../migrations/1764000761000-notified-acts.js";
import { NotificationsLive1764000762000 } from "../../migrations/1764000762000-notifications-live.js";
import { NotificationMails1764000763000 } from "../../migrations/1764000763000-notification-mails.js";
import { NotificationPace1764000764000 } from "../../migrations/1764000764000-notification-pace.js";
import { SpeakingForActors1764000766000 } from "../../migrations/1764000766000-speaking-for-actors.js";
import { AttachedConversations1764000767000 } from "../../migrations/1764000767000-attached-conversations.js";
import { SharedInbox1764000768000 } from "../../migrations/1764000768000-shared-inbox.js";
import { ManyReaders1764000770000 } from "../../migrations/1764000770000-many-readers.js";
import { accountsEntities } from "../domains/accounts/accounts.module.js";
import { actorsEntities } from "../domains/actors/actors.module.js";
import { attachmentsEntities } from "../domains/attachments/attachments.module.js";
import { networkEntities } from "../domains/network/network.module.js";
import { placesEntities } from "../domains/places/places.module.js";
import { vocabulariesEntities } from "../domains/vocabularies/vocabularies.module.js";

/** Every entity, in the order of the domains. */
export const entities = [
  ...placesEntities,
  ...vocabulariesEntities,
  ...accountsEntities,
  ...actorsEntities,
  ...networkEntities,
  ...attachmentsEntities,
];

/** Every migration, the oldest first. */
export const migrations = [
  TextSearch1764000000000,
  Places1764000100000,
  Vocabularies1764000150000,
  Accounts1764000200000,
  Idempotency1764000250000,
  Actors1764000300000,
  DemoRegion1764000350000,
  Network1764000400000,
  Search1764000500000,
  ActorSearch1764000510000,
  ReadEngine1764000600000,
  ProposeRelationship1764000610000,
  FormInSearch1764000620000,
  ActorLists1764000630000,
  SearchCandidates1764000640000,
  ActorListsInOrder1764000650000,
  SessionAnnouncements1764000660000,
  LiveLog1764000700000,
  Attachments1764000710000,
  Messaging1764000720000,
  MessageReports1764000730000,
  MessageAttachments1764000750000,
  Notifications1764000760000,
  NotifiedActs1764000761000,
  NotificationsLive1764000762000,
  NotificationMails1764000763000,
  NotificationPace1764000764000,
  SpeakingForActors1764000766000,
  AttachedConversations1764000767000,
  SharedInbox1764000768000,
  ManyReaders1764000770000,
];
