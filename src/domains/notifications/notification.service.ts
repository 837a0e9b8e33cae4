import type { DataSource } from "typeorm";
import type { Viewer } from "../../platform/auth/viewer.js";
import { clientOf } from "../../platform/database/data-source.js";
import type { Queryable } from "../../platform/database/sql.js";
import { inTransaction } from "../../platform/database/transaction.js";
import { holdAskingAccount } from "../accounts/accounts.queries.js";
import type { MarkNotificationsReadInput, UpdateNotificationPreferencesInput } from "./notification.input.js";
import { findSeen, markRead, markReadUpTo, setPreferences } from "./notification.repository.js";
import { notificationsFailure } from "./notifications.errors.js";
import type { NotificationKinds } from "./notifications.queries.js";

/** What an account does with its notifications. Every method is one transaction. */
export class NotificationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly kinds: NotificationKinds,
  ) {}

  /** Marks notifications as read: those that are named, or one and all before it. */
  markRead(
    viewer: Viewer,
    accountId: string,
    { notificationIds = null, upToNotificationId = null }: MarkNotificationsReadInput,
  ): Promise<void> {
    if ((notificationIds === null) === (upToNotificationId === null))
      throw notificationsFailure("WHICH_ONES");
    return this.asAccount(accountId, async (client) => {
      const named = notificationIds ?? [upToNotificationId ?? ""];
      const found = await findSeen(client, this.kinds, viewer, named);
      const keys = named.map((publicId, index) => {
        const key = found.get(publicId);
        if (key === undefined)
          throw notificationsFailure(
            "NOT_FOUND",
            notificationIds === null ? ["upToNotificationId"] : ["notificationIds", String(index)],
          );
        return key;
      });
      const [upTo] = keys;
      if (notificationIds === null && upTo !== undefined) await markReadUpTo(client, accountId, upTo);
      else await markRead(client, accountId, keys);
    });
  }

  /** Sets how the account hears of kinds. */
  updatePreferences(accountId: string, { preferences }: UpdateNotificationPreferencesInput): Promise<void> {
    const kinds = preferences.map(({ kind }) => kind);
    const twice = kinds.findIndex((kind, index) => kinds.indexOf(kind) < index);
    if (twice >= 0) throw notificationsFailure("KIND_TWICE", ["preferences", String(twice), "kind"]);
    return this.asAccount(accountId, (client) => setPreferences(client, accountId, preferences));
  }

  private asAccount(accountId: string, act: (client: Queryable) => Promise<void>): Promise<void> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      await holdAskingAccount(client, accountId);
      await act(client);
    });
  }
}
