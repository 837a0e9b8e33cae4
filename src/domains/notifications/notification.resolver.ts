import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { MayUse } from "../../platform/access/access.js";
import { currentAccount } from "../../platform/graphql/current-account.js";
import { payloadTypes } from "../../platform/graphql/payload.type.js";
import type { RequestContext } from "../../platform/graphql/request-context.js";
import { RowRef } from "../../platform/read/row-ref.js";
import { AccountType } from "../accounts/account.type.js";
import { MarkNotificationsReadInput, UpdateNotificationPreferencesInput } from "./notification.input.js";
import type { NotificationService } from "./notification.service.js";
import { NotificationsUserErrorType } from "./notifications.errors.js";

const onAccount = (name: string, description: string) =>
  payloadTypes(NotificationsUserErrorType)(name, "account", () => AccountType, description);

const MarkNotificationsReadPayload = onAccount(
  "MarkNotificationsReadPayload",
  "The account, with its notifications.",
);
const UpdateNotificationPreferencesPayload = onAccount(
  "UpdateNotificationPreferencesPayload",
  "The account, with its preferences.",
);

@Resolver()
export class NotificationResolver {
  constructor(private readonly notifications: NotificationService) {}

  @MayUse("SIGNED_IN")
  @Mutation(() => MarkNotificationsReadPayload, {
    description:
      "Marks notifications as read. Reading a conversation, and answering a proposal, does that by itself for what was told of it.",
  })
  async markNotificationsRead(
    @Arg("input", () => MarkNotificationsReadInput) input: MarkNotificationsReadInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const account = currentAccount(context);
    await this.notifications.markRead(context.viewer, account, input);
    return { account: new RowRef("Account", account) };
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => UpdateNotificationPreferencesPayload, {
    description: "Chooses how the account hears of which kinds of notification.",
  })
  async updateNotificationPreferences(
    @Arg("input", () => UpdateNotificationPreferencesInput) input: UpdateNotificationPreferencesInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const account = currentAccount(context);
    await this.notifications.updatePreferences(account, input);
    return { account: new RowRef("Account", account) };
  }
}
