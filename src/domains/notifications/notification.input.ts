import { Field, ID, InputType } from "type-graphql";
import { Bounded } from "../../platform/input/input-rules.js";
import { NotificationChannel, NotificationKind } from "./notification.enums.js";

/** Notifications named at once: a page of them. */
export const mostNamed = 100;

@InputType({
  description:
    "Marks notifications of one's own as read: either some, or all down from one in the list. Those that are read already stay so.",
})
export class MarkNotificationsReadInput {
  @Field(() => [ID], { nullable: true, description: "The notifications, at most 100." })
  @Bounded({ maxItems: mostNamed })
  notificationIds?: string[] | null;
  @Field(() => ID, {
    nullable: true,
    description:
      "The latest notification that was seen: it and all that happened before it. What has come meanwhile stays unread.",
  })
  upToNotificationId?: string | null;
}

@InputType({ description: "How to hear of a kind of notification." })
export class NotificationPreferenceInput {
  @Field(() => NotificationKind, { description: "The kind." })
  kind!: string;
  @Field(() => NotificationChannel, { description: "How to hear of it." })
  channel!: NotificationChannel;
}

@InputType({
  description:
    "Chooses how to hear of kinds of notification from now on; those that are not named stay as they are. What there is already stays.",
})
export class UpdateNotificationPreferencesInput {
  @Field(() => [NotificationPreferenceInput], { description: "The choices, each kind once; at most 50." })
  preferences!: NotificationPreferenceInput[];
}
