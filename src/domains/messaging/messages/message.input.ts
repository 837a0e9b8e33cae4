import { Field, ID, InputType } from "type-graphql";
import { Bounded } from "../../../platform/input/input-rules.js";
import { mostOnOneRow } from "../../attachments/attachments.commands.js";

/** Characters of a message. */
export const longestMessage = 10_000;
export const attachmentIdsDescription = `Files to send along, at most ${mostOnOneRow}: attachments of your own that are ready and hang on nothing yet.`;
/** Characters of an id that a client gives what it sends. */
export const longestRepeatKey = 200;
export const clientMessageIdDescription =
  "An id of your own, at most 200 characters, for sending this again safely: the same id and input answer the same message, however often.";

@InputType({ description: "Sends a message to a conversation that one takes part in." })
export class SendMessageInput {
  @Field(() => ID, { description: "The conversation." })
  conversationId!: string;
  @Field(() => String, {
    description: "The text in Markdown, 1 to 10,000 characters; it may be empty with attachments.",
  })
  @Bounded({ maxLength: longestMessage, multiline: true })
  body!: string;
  @Field(() => String, { description: clientMessageIdDescription })
  @Bounded({ maxLength: longestRepeatKey, identifier: true })
  clientMessageId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      "The actor to write as, which takes part and which you own or edit; by default yourself, or the only actor through which you take part.",
  })
  asActorId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: "The message of the conversation that this one replies to.",
  })
  replyToId?: string | null;
  @Field(() => [ID], { nullable: true, description: attachmentIdsDescription })
  @Bounded({ maxItems: mostOnOneRow, identifier: true })
  attachmentIds?: string[] | null;
}

@InputType({ description: "Changes the text of a message. For the account that sent it." })
export class EditMessageInput {
  @Field(() => ID, { description: "The message." })
  messageId!: string;
  @Field(() => String, {
    description:
      "The new text in Markdown, 1 to 10,000 characters; it may be empty where there are attachments.",
  })
  @Bounded({ maxLength: longestMessage, multiline: true })
  body!: string;
}

@InputType({
  description:
    "Deletes a message; its number stays, without text. For the account that sent it and the owners and editors of the actor it was sent as.",
})
export class DeleteMessageInput {
  @Field(() => ID, { description: "The message." })
  messageId!: string;
}
