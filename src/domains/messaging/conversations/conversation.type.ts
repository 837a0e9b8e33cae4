import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { addFields, Takes } from "../../../platform/graphql/field-decorators.js";
import { NodeType } from "../../../platform/graphql/node.type.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateTimeScalar } from "../../../platform/graphql/scalars.js";
import { AccountType } from "../../accounts/account.type.js";
import { MembershipType } from "../../actors/memberships/membership.type.js";
import { ActorType } from "../../actors/profiles/actor.type.js";

export const ConversationForm = { DIRECT: "DIRECT", GROUP: "GROUP", ATTACHED: "ATTACHED" } as const;
export type ConversationForm = keyof typeof ConversationForm;

registerEnumType(ConversationForm, {
  name: "ConversationForm",
  description: "Between whom a conversation is.",
  valuesConfig: {
    DIRECT: { description: "Between two, who have one such conversation with each other." },
    GROUP: { description: "Between any number, to which others can be added." },
    ATTACHED: {
      description:
        "Attached to something, such as an actor: whoever belongs to that takes part, from the moment they do until they do not.",
    },
  },
});

@ObjectType("Participant", {
  implements: NodeType,
  description:
    "Who takes part in a conversation (deltager): an actor, through its owners and editors with one inbox, or an account as itself.",
})
export class ParticipantType extends NodeType {
  @Field(() => String, { description: "The actor's name, or the account holder's." })
  displayName!: string;
  @Field(() => ActorType, { nullable: true, description: "The actor; null for an account as itself." })
  actor!: unknown;
  @Field(() => AccountType, {
    nullable: true,
    description: "The account that takes part as itself, for itself alone; null for an actor.",
  })
  account!: unknown;
  @Field(() => Boolean, { description: "Whether the reader reads and writes for it." })
  isViewer!: boolean;
  @Field(() => MembershipType, {
    nullable: true,
    description:
      "Who looks after the conversation in the actor's inbox, for its owners and editors alone; null for others, and when nobody does.",
  })
  assignee!: unknown;
  @Field(() => DateTimeScalar, { description: "When it joined." })
  joinedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it left; null while it takes part." })
  leftAt!: string | null;
}

export const ParticipantConnection = connectionType("Participant", () => ParticipantType);

@ArgsType()
class ParticipantsArgs extends PageArgs {
  @Field(() => Boolean, {
    nullable: true,
    description: "Whether those who have left, in place of those who take part; false by default.",
  })
  former?: boolean;
}

@ObjectType("Conversation", {
  implements: NodeType,
  description:
    "Messages between actors and accounts (samtale). Only who takes part sees it: accounts as themselves, and the owners and editors of " +
    "actors, all of them the whole of it; who leaves sees nothing of it any more. One that is attached to something follows who belongs to that.",
})
export class ConversationType extends NodeType {
  @Field(() => ConversationForm, { description: "Between two, a group, or attached to something." })
  form!: ConversationForm;
  @Field(() => String, { nullable: true, description: "What it is about, at most 200 characters." })
  subject!: string | null;
  @Field(() => NodeType, {
    nullable: true,
    description:
      "What it is attached to: an actor, whose members take part, each as itself. Null for other forms.",
  })
  attachedTo!: unknown;
  @Field(() => ParticipantConnection, { description: "Who takes part, in the order they joined." })
  @Takes(ParticipantsArgs)
  participants!: unknown;
  @Field(() => Int, { description: "The number of its last message; 0 before the first." })
  lastSequence!: number;
  @Field(() => DateTimeScalar, {
    description: "When its last message was sent; before the first, when it was started.",
  })
  lastActivityAt!: string;
  @Field(() => Int, {
    description: "How many messages of others the reader has not read; deleted ones do not count.",
  })
  unreadCount!: number;
  @Field(() => Int, {
    description: "The number of the last message that the reader has read; 0 when none of them.",
  })
  readSequence!: number;
  @Field(() => Boolean, { description: "Whether the reader gets no notifications of it." })
  isMuted!: boolean;
  @Field(() => Boolean, {
    description: "Whether the reader has put it away; its next message brings it back.",
  })
  isArchived!: boolean;
}

export const ConversationConnection = connectionType("Conversation", () => ConversationType);

@ArgsType()
class ConversationsArgs extends PageArgs {
  @Field(() => Boolean, {
    nullable: true,
    description: "Whether only those with unread messages; false by default.",
  })
  unreadOnly?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description: "Whether those that the reader has put away, in place of all others; false by default.",
  })
  archived?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description: "Whether only those that are assigned to the reader in an actor's inbox; false by default.",
  })
  assignedToMe?: boolean;
}

addFields(AccountType, {
  conversations: {
    type: () => ConversationConnection,
    args: ConversationsArgs,
    description:
      "The conversations that it reads, the one with the latest message first; for the account itself alone.",
  },
  unreadConversationCount: {
    type: () => Int,
    description:
      "How many of its conversations hold unread messages, also of those put away; 0 for anybody else.",
  },
});

@ArgsType()
export class ConversationArgs {
  @Field(() => ID, { description: "The conversation." })
  id!: string;
}
