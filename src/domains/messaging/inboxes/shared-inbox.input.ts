import { Field, ID, InputType } from "type-graphql";
import { Bounded } from "../../../platform/input/input-rules.js";

/** Characters of a note. */
export const longestNote = 2_000;

@InputType({
  description: "Assigns a conversation within an actor's inbox. For the actor's owners and editors.",
})
export class AssignConversationInput {
  @Field(() => ID, { description: "The conversation." })
  conversationId!: string;
  @Field(() => ID, { description: "The actor whose inbox it is in." })
  actorId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      "The membership of the owner or editor who looks after it from now on; null for nobody, which is the default.",
  })
  membershipId?: string | null;
}

@InputType({
  description: "Leaves a note on a conversation in an actor's inbox. For the actor's owners and editors.",
})
export class AddConversationNoteInput {
  @Field(() => ID, { description: "The conversation." })
  conversationId!: string;
  @Field(() => ID, { description: "The actor whose inbox it is in; its owners and editors see the note." })
  actorId!: string;
  @Field(() => String, { description: "The text, 1 to 2,000 characters." })
  @Bounded({ maxLength: longestNote, multiline: true })
  body!: string;
  @Field(() => String, {
    nullable: true,
    description: "Makes the request safe to repeat: the same key and input answer the same note.",
  })
  idempotencyKey?: string | null;
}

@InputType({ description: "Changes a note. For who wrote it." })
export class EditConversationNoteInput {
  @Field(() => ID, { description: "The note." })
  conversationNoteId!: string;
  @Field(() => String, { description: "The new text, 1 to 2,000 characters." })
  @Bounded({ maxLength: longestNote, multiline: true })
  body!: string;
}

@InputType({ description: "Deletes a note. For who wrote it and the actor's owners." })
export class DeleteConversationNoteInput {
  @Field(() => ID, { description: "The note." })
  conversationNoteId!: string;
}
