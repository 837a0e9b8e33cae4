import { RowRef } from "../../platform/read/row-ref.js";
import type { InboxSource } from "../inbox/inbox.queries.js";

/** What accounts are told of their notifications in the inbox. The database appends it, to the stream of the account. */
export const notificationsInbox: InboxSource = {
  kinds: ["NOTIFICATION_RECEIVED", "NOTIFICATIONS_READ"],
  tell: ({ kind, subjectId }, accountId) =>
    kind === "NOTIFICATION_RECEIVED"
      ? { __typename: "NotificationReceived", notification: new RowRef("Notification", subjectId ?? "") }
      : { __typename: "NotificationsRead", account: new RowRef("Account", accountId) },
};
