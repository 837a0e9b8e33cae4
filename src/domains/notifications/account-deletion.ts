import { clientOf } from "../../platform/database/data-source.js";
import type { AccountDeletionStep } from "../accounts/accounts.commands.js";
import { removeNotificationsOf } from "./notification.repository.js";

/** A deleted account was notified of nothing. */
export const notificationsGoWithDeletedAccount: AccountDeletionStep = {
  // From here on it is notified of nothing new.
  after: async (manager, account) => removeNotificationsOf(await clientOf(manager), account.id),
};
