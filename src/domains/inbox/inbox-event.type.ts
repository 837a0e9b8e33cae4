import { Field, InterfaceType } from "type-graphql";
import { addFields } from "../../platform/graphql/field-decorators.js";
import { AccountType } from "../accounts/account.type.js";

@InterfaceType("InboxEvent", { description: "Something that an account is told of its inbox." })
export abstract class InboxEventType {
  @Field(() => String, {
    description: "Where it stands: give the last one to `inbox(after)` to go on behind it. Opaque.",
  })
  cursor!: string;
}

addFields(AccountType, {
  inboxCursor: {
    type: () => String,
    description:
      "Where the inbox stands: read together with a list, `inbox(after)` tells all that the list does not show yet. Opaque.",
  },
});
