import { Field, ID, InputType, Int } from "type-graphql";
import { Bounded } from "../../../platform/input/input-rules.js";
import { mostOnOneRow } from "../../attachments/attachments.commands.js";
import {
  attachmentIdsDescription,
  clientMessageIdDescription,
  longestMessage,
  longestRepeatKey,
} from "../messages/message.input.js";

/** Participants of one conversation. */
export const mostParticipants = 100;

@InputType({ description: "Starts a conversation, or finds the one that the two have already." })
export class StartConversationInput {
  @Field(() => [ID], {
    description:
      "The actors to write to, 1 to 99; with one the conversation is between two, with more it is a group. None for one that is attached to something.",
  })
  @Bounded({ maxItems: mostParticipants - 1, identifier: true })
  participantActorIds!: string[];
  @Field(() => ID, {
    nullable: true,
    description: "The actor to start it as, which you own or edit; yourself by default.",
  })
  asActorId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description:
      "What to attach it to, instead of choosing participants: an actor that you are a member of. All its members take part, each as itself, also those who join later; there is one such conversation.",
  })
  attachedToId?: string | null;
  @Field(() => String, { nullable: true, description: "What it is about, at most 200 characters." })
  subject?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "A first message, in Markdown, at most 10,000 characters.",
  })
  @Bounded({ maxLength: longestMessage, multiline: true })
  body?: string | null;
  @Field(() => [ID], {
    nullable: true,
    description: `With the first message. ${attachmentIdsDescription}`,
  })
  @Bounded({ maxItems: mostOnOneRow, identifier: true })
  attachmentIds?: string[] | null;
  @Field(() => String, { description: clientMessageIdDescription })
  @Bounded({ maxLength: longestRepeatKey, identifier: true })
  clientMessageId!: string;
}

@InputType({ description: "Notes how far the account has read. For everybody who takes part." })
export class MarkConversationReadInput {
  @Field(() => ID, { description: "The conversation." })
  conversationId!: string;
  @Field(() => Int, {
    nullable: true,
    description: "The number of the last message read; the conversation's last by default. Never goes back.",
  })
  upToSequence?: number | null;
}

@InputType({ description: "Makes messages unread again. For everybody who takes part." })
export class MarkConversationUnreadInput {
  @Field(() => ID, { description: "The conversation." })
  conversationId!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      "The number of the first message that is to be unread; the last of somebody else by default.",
  })
  fromSequence?: number | null;
}

@InputType({ description: "What an account sets of a conversation for itself; what is absent stays." })
export class UpdateConversationSettingsInput {
  @Field(() => ID, { description: "The conversation." })
  conversationId!: string;
  @Field(() => Boolean, { nullable: true, description: "Whether it gives no notifications." })
  isMuted?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: "Whether it is put away until its next message." })
  isArchived?: boolean | null;
}

@InputType({ description: "Adds an actor to a group. For who takes part and is related to the actor." })
export class AddParticipantInput {
  @Field(() => ID, { description: "The conversation." })
  conversationId!: string;
  @Field(() => ID, { description: "The actor to add; it sees the whole conversation." })
  actorId!: string;
}

@InputType({
  description:
    "Removes somebody from a group. For who started it, who added the one that is removed, and that one itself.",
})
export class RemoveParticipantInput {
  @Field(() => ID, { description: "The participant." })
  participantId!: string;
}

@InputType({ description: "Leaves a group." })
export class LeaveConversationInput {
  @Field(() => ID, { description: "The conversation." })
  conversationId!: string;
  @Field(() => ID, {
    nullable: true,
    description: "The actor that leaves, which you own or edit; yourself by default.",
  })
  asActorId?: string | null;
}
