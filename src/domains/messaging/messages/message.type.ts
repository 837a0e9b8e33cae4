import { Field, Int, ObjectType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { addFields } from "../../../platform/graphql/field-decorators.js";
import { NodeType } from "../../../platform/graphql/node.type.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateTimeScalar } from "../../../platform/graphql/scalars.js";
import { Costs } from "../../../platform/limits/operation-cost.js";
import { AccountType } from "../../accounts/account.type.js";
import { ActorType } from "../../actors/profiles/actor.type.js";
import { AttachmentType } from "../../attachments/attachment.type.js";
import { ConversationType } from "../conversations/conversation.type.js";

/** What making HTML of a text costs, in objects: at most some 200 texts an operation. */
const renderingCost = 100;

@ObjectType("MessageSender", { description: "Who sent a message: an actor, or an account as itself." })
export class MessageSenderType {
  @Field(() => String, { description: "The actor's name as it is now, or the account holder's." })
  displayName!: string;
  @Field(() => ActorType, {
    nullable: true,
    description: "The actor it was sent as; null for an account as itself, and when the actor is removed.",
  })
  actor!: unknown;
  @Field(() => AccountType, {
    nullable: true,
    description: "The account that wrote it, for itself and administrators of the hub alone.",
  })
  account!: unknown;
}

@ObjectType("Message", {
  implements: NodeType,
  description: "A message in a conversation (besked). Who reads the conversation sees it.",
})
export class MessageType extends NodeType {
  @Field(() => ConversationType, { description: "Where it stands." })
  conversation!: unknown;
  @Field(() => Int, {
    description: "Its number in the conversation, from 1 without gaps: the order in which all see them.",
  })
  sequence!: number;
  @Field(() => MessageSenderType, { description: "Who sent it." })
  sender!: unknown;
  @Field(() => String, {
    nullable: true,
    description:
      "The text in Markdown, at most 10,000 characters, empty only where there are attachments; null when it is deleted.",
  })
  body!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "The text as HTML that a page may show as it stands, below 200,000 characters; null when it is deleted. CommonMark without images, " +
      "tables and HTML of its own, with strikethrough; links lead to http, https and mailto. The safe way to show a text.",
  })
  @Costs(() => renderingCost)
  bodyHtml!: string | null;
  @Field(() => [AttachmentType], {
    description: "The files that came with it, in the sender's order, at most 10; none when it is deleted.",
  })
  attachments!: unknown[];
  @Field(() => MessageType, {
    nullable: true,
    description: "The message it replies to, of the same conversation.",
  })
  replyTo!: unknown;
  @Field(() => DateTimeScalar, { description: "When it was sent." })
  sentAt!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When its text was last changed; null if never.",
  })
  editedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was deleted; null while it stands." })
  deletedAt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The id that its sender's client gave it, for the account that sent it alone.",
  })
  clientMessageId!: string | null;
}

export const MessageConnection = connectionType("Message", () => MessageType);

addFields(ConversationType, {
  messages: {
    type: () => MessageConnection,
    args: PageArgs,
    description: "Its messages by number, deleted ones too, without text. `last` takes the latest.",
  },
});
