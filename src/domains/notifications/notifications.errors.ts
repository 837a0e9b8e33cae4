import {
  type commonErrorCodes,
  commonMessages,
  type MessageCatalogue,
  UserFailure,
} from "../../platform/errors/user-failure.js";
import { userErrorType } from "../../platform/graphql/user-error.type.js";

/** What only notifications can fail with, described for the schema. */
const ownCodes = {
  KIND_TWICE: "A kind stands in the list twice.",
  WHICH_ONES: "Neither `notificationIds` nor `upToNotificationId` is given, or both are.",
} as const;

export type NotificationsErrorCode = keyof typeof commonErrorCodes | keyof typeof ownCodes;

export const NotificationsUserErrorType = userErrorType("Notifications", ownCodes);

/** What the codes say to people. */
export const notificationsErrorMessages: MessageCatalogue<NotificationsErrorCode> = {
  ...commonMessages,
  KIND_TWICE: {
    DA: "Den samme slags står to gange på listen.",
    EN: "The same kind stands in the list twice.",
  },
  WHICH_ONES: {
    DA: "Vælg enten nogle notifikationer, eller den seneste, der er set.",
    EN: "Choose either some notifications, or the latest that was seen.",
  },
};

/** A failure of notifications that the sender can mend. */
export const notificationsFailure = (
  code: NotificationsErrorCode,
  field?: readonly string[],
): UserFailure<NotificationsErrorCode> => new UserFailure([{ code, field }]);
