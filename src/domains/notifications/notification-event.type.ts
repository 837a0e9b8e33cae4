import { Field, ObjectType } from "type-graphql";
import { AccountType } from "../accounts/account.type.js";
import { InboxEventType } from "../inbox/inbox-event.type.js";
import { NotificationType } from "./notification.type.js";

@ObjectType("NotificationReceived", {
  implements: InboxEventType,
  description:
    "The account was notified, or what it is still to read of has happened again, which is told once a minute at most.",
})
export class NotificationReceivedType extends InboxEventType {
  @Field(() => NotificationType, {
    nullable: true,
    description:
      "The notification, as it stands now, known by its id; null when the account does not see it any more.",
  })
  notification!: unknown;
}

@ObjectType("NotificationsRead", {
  implements: InboxEventType,
  description: "Notifications were marked as read, here or on another device.",
})
export class NotificationsReadType extends InboxEventType {
  @Field(() => AccountType, { description: "The account, whose notifications are to be read anew." })
  account!: unknown;
}
