import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { connectionType } from "../../platform/graphql/connection.type.js";
import { addFields } from "../../platform/graphql/field-decorators.js";
import { NodeType } from "../../platform/graphql/node.type.js";
import { PageArgs } from "../../platform/graphql/page.args.js";
import { DateTimeScalar } from "../../platform/graphql/scalars.js";
import { AccountType } from "../accounts/account.type.js";
import { ActorType } from "../actors/profiles/actor.type.js";
import { NotificationChannel, NotificationKind } from "./notification.enums.js";

@ObjectType("Notification", {
  implements: NodeType,
  description:
    "That something has happened which concerns an account (notifikation). Only that account sees it, as long as it sees what it is about. " +
    "However much happens there, it has one unread notification of a kind about the same.",
})
export class NotificationType extends NodeType {
  @Field(() => NotificationKind, { description: "What it tells of." })
  kind!: string;
  @Field(() => String, { description: "What has happened, in words." })
  title!: string;
  @Field(() => NodeType, {
    nullable: true,
    description: "What it is about: its `kind` says of which type that is.",
  })
  subject!: unknown;
  @Field(() => ActorType, {
    nullable: true,
    description: "The actor that did it last; null when none did, and when it is gone.",
  })
  actor!: unknown;
  @Field(() => DateTimeScalar, { description: "When it happened first since the reader has read of it." })
  createdAt!: string;
  @Field(() => DateTimeScalar, {
    description: "When it happened last, within a minute; the list is ordered by it.",
  })
  happenedAt!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the reader read it, or what it is about; null while it is unread.",
  })
  readAt!: string | null;
}

export const NotificationConnection = connectionType("Notification", () => NotificationType);

@ObjectType("NotificationPreference", {
  description: "How an account hears of a kind of notification.",
})
export class NotificationPreferenceType {
  @Field(() => NotificationKind, { description: "The kind." })
  kind!: string;
  @Field(() => String, { description: "What it is called, in words." })
  label!: string;
  @Field(() => NotificationChannel, { description: "How the account hears of it." })
  channel!: NotificationChannel;
  @Field(() => Boolean, { description: "Whether that is the default, since the account has chosen nothing." })
  isDefault!: boolean;
}

@ArgsType()
class NotificationsArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: "Whether only unread ones; false by default." })
  unreadOnly?: boolean;
}

addFields(AccountType, {
  notifications: {
    type: () => NotificationConnection,
    args: NotificationsArgs,
    description:
      "What it was notified of, the latest first; for the account itself alone. Read ones are kept for 90 days, unread ones for a year.",
  },
  unreadNotificationCount: {
    type: () => Int,
    description: "How many of its notifications are unread; 0 for anybody else.",
  },
  notificationPreferences: {
    type: () => [NotificationPreferenceType],
    description:
      "How it hears of each kind of notification, whether it has chosen or not; for the account itself alone.",
  },
});
