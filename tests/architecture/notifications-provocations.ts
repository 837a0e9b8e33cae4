import type { NotificationsErrorCode } from "../../schema/generated/operations.js";
import { newIds } from "../../src/platform/ids/ids.js";
import type { Provoking } from "./messaging-provocations.js";

/**
 * How each error code of notifications is provoked. NOT_ALLOWED cannot be: whoever sees one may do with it all that there is to do.
 * @param another answers the id of somebody else's notification
 */
export function notificationsProvocations(
  refused: Provoking["refused"],
  another: () => string,
): Readonly<
  Record<Exclude<NotificationsErrorCode, "NOT_ALLOWED" | "OUT_OF_RANGE">, () => Promise<readonly unknown[]>>
> {
  const markRead = (input: object) => refused("markNotificationsRead", input);
  return {
    CPR_NUMBER: () => markRead({ notificationIds: ["010190-1234"] }),
    INVALID_TEXT: () => markRead({ upToNotificationId: "\0" }),
    KIND_TWICE: () =>
      refused("updateNotificationPreferences", {
        preferences: ["HUB", "NONE"].map((channel) => ({ kind: "MESSAGE_RECEIVED", channel })),
      }),
    NOT_FOUND: () => markRead({ notificationIds: [another()] }),
    TOO_LONG: () =>
      markRead({ notificationIds: Array.from({ length: 101 }, () => newIds("notification").publicId) }),
    WHICH_ONES: () => markRead({}),
  };
}
