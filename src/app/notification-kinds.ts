import { messagingNotifications } from "../domains/messaging/messaging-notifications.js";
import { networkNotifications } from "../domains/network/network-notifications.js";
import type { NotificationKinds } from "../domains/notifications/notifications.queries.js";
import { mergeOnce } from "./merge-once.js";

/** What accounts may be notified of: the kinds that the domains declare. */
export const notificationKinds: NotificationKinds = mergeOnce("kind of notification", [
  networkNotifications,
  messagingNotifications,
]);
