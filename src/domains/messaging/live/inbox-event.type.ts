import { Field, ID, ObjectType } from "type-graphql";
import { InboxEventType } from "../../inbox/inbox-event.type.js";
import { ConversationType } from "../conversations/conversation.type.js";
import { MessageType } from "../messages/message.type.js";

@ObjectType("MessageReceived", {
  implements: InboxEventType,
  description: "A message was sent in a conversation of the account's, by others or by itself.",
})
export class MessageReceivedType extends InboxEventType {
  @Field(() => MessageType, { description: "The message, as it stands now." })
  message!: unknown;
}

@ObjectType("MessageChanged", {
  implements: InboxEventType,
  description: "A message was changed or deleted.",
})
export class MessageChangedType extends InboxEventType {
  @Field(() => MessageType, { description: "The message, as it stands now." })
  message!: unknown;
}

@ObjectType("ConversationChanged", {
  implements: InboxEventType,
  description:
    "Who takes part in a conversation, what the account has read or set of it, or what its inbox shares of it (assignment, notes) has changed; also told of each conversation of an actor that the account begins to speak for.",
})
export class ConversationChangedType extends InboxEventType {
  @Field(() => ConversationType, { description: "The conversation, as it stands now." })
  conversation!: unknown;
}

@ObjectType("ConversationLeft", {
  implements: InboxEventType,
  description: "The account does not read a conversation any more.",
})
export class ConversationLeftType extends InboxEventType {
  @Field(() => ID, { description: "The id of the conversation that it has read." })
  conversationId!: string;
}
