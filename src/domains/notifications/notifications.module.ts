import type { DataSource } from "typeorm";
import type { DomainModule } from "../../platform/module.js";
import { nameKinds } from "./notification.enums.js";
import {
  accountNotificationReads,
  notificationPreferenceRead,
  notificationRead,
} from "./notification.read.js";
import { NotificationResolver } from "./notification.resolver.js";
import { NotificationService } from "./notification.service.js";
import "./notification.type.js";
import { NotificationReceivedType, NotificationsReadType } from "./notification-event.type.js";
import { notificationJobs, notificationSchedule } from "./notification-jobs.js";
import { notificationsErrorMessages } from "./notifications.errors.js";
import type { NotificationKinds } from "./notifications.queries.js";

/**
 * What accounts are told of.
 * @param kinds what they may be notified of, as the domains declare it in which it happens
 */
export function notificationsModule(dataSource: DataSource, kinds: NotificationKinds): DomainModule {
  nameKinds(kinds);
  return {
    resolvers: [new NotificationResolver(new NotificationService(dataSource, kinds))],
    reads: [notificationRead(kinds), notificationPreferenceRead(kinds)],
    addedReads: { Account: accountNotificationReads(kinds) },
    rootReads: {},
    orphanedTypes: [NotificationReceivedType, NotificationsReadType],
    errorMessages: { NotificationsUserError: notificationsErrorMessages },
    jobs: notificationJobs,
    schedule: notificationSchedule,
  };
}
