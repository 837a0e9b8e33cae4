import { Field, ObjectType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { addFields } from "../../../platform/graphql/field-decorators.js";
import { NodeType } from "../../../platform/graphql/node.type.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateTimeScalar } from "../../../platform/graphql/scalars.js";
import { ActorType } from "../../actors/profiles/actor.type.js";
import { ConversationType } from "../conversations/conversation.type.js";

@ObjectType("ConversationNote", {
  implements: NodeType,
  description:
    "What an actor's owners and editors tell each other of a conversation (intern note). They alone see it, as long as the actor takes part; it is no message.",
})
export class ConversationNoteType extends NodeType {
  @Field(() => ConversationType, { description: "The conversation." })
  conversation!: unknown;
  @Field(() => ActorType, { description: "The actor whose owners and editors see it." })
  actor!: unknown;
  @Field(() => String, { description: "The name of who wrote it; a deleted account is called so." })
  authorName!: string;
  @Field(() => Boolean, { description: "Whether the reader wrote it." })
  isAuthor!: boolean;
  @Field(() => String, { description: "The text, 1 to 2,000 characters." })
  body!: string;
  @Field(() => DateTimeScalar, { description: "When it was written." })
  writtenAt!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When its text was last changed; null if never.",
  })
  editedAt!: string | null;
}

export const ConversationNoteConnection = connectionType("ConversationNote", () => ConversationNoteType);

addFields(ConversationType, {
  notes: {
    type: () => ConversationNoteConnection,
    args: PageArgs,
    description:
      "The notes of the actors that the reader owns or edits, in the order they were written; nobody else's.",
  },
});
