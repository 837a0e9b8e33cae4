import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import {
  AddParticipantPayload,
  LeaveConversationPayload,
  MarkConversationReadPayload,
  MarkConversationUnreadPayload,
  RemoveParticipantPayload,
  StartConversationPayload,
  UpdateConversationSettingsPayload,
} from "../payloads.type.js";
import {
  AddParticipantInput,
  LeaveConversationInput,
  MarkConversationReadInput,
  MarkConversationUnreadInput,
  RemoveParticipantInput,
  StartConversationInput,
  UpdateConversationSettingsInput,
} from "./conversation.input.js";
import type { ConversationService } from "./conversation.service.js";
import { ConversationArgs, ConversationType } from "./conversation.type.js";

@Resolver()
export class ConversationResolver {
  constructor(private readonly conversations: ConversationService) {}

  @MayUse("ANYONE")
  @Query(() => ConversationType, {
    nullable: true,
    description: "A conversation that the reader takes part in; null for any other.",
  })
  conversation(
    @Args(() => ConversationArgs) args: ConversationArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => StartConversationPayload, {
    description:
      "Starts a conversation with actors that one is related to, or with one stranger where one of the two is an organisation: that is an " +
      "introduction, to which nothing can be added until it is answered; an account makes at most 20 in 24 hours (then THROTTLED). " +
      "Between two that have a conversation already it goes on. Who is blocked cannot write, nor adults and under-15s to each other " +
      "outside an organisation that both belong to. Attached to an actor it is the one conversation of its members, new or not.",
  })
  async startConversation(
    @Arg("input", () => StartConversationInput) input: StartConversationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.conversations.start(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => MarkConversationReadPayload, {
    description:
      "Notes how far the account has read; each account that reads for an actor has its own count.",
  })
  async markConversationRead(
    @Arg("input", () => MarkConversationReadInput) input: MarkConversationReadInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.conversations.markRead(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => MarkConversationUnreadPayload, {
    description: "Makes messages unread again, from one on. Without messages of others nothing changes.",
  })
  async markConversationUnread(
    @Arg("input", () => MarkConversationUnreadInput) input: MarkConversationUnreadInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.conversations.markUnread(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => UpdateConversationSettingsPayload, {
    description: "Mutes a conversation or puts it away, for the account alone.",
  })
  async updateConversationSettings(
    @Arg("input", () => UpdateConversationSettingsInput) input: UpdateConversationSettingsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.conversations.updateSettings(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => AddParticipantPayload, {
    description: "Adds an actor to a group, which it then sees from the beginning.",
  })
  async addParticipant(
    @Arg("input", () => AddParticipantInput) input: AddParticipantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.conversations.addParticipant(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => RemoveParticipantPayload, {
    description:
      "Removes somebody from a group, who sees nothing of it any more: by who started it, by who added the one that is removed, or by that one itself.",
  })
  async removeParticipant(
    @Arg("input", () => RemoveParticipantInput) input: RemoveParticipantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.conversations.removeParticipant(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => LeaveConversationPayload, {
    description: "Leaves a group: whoever read it through the one that leaves sees nothing of it any more.",
  })
  async leaveConversation(
    @Arg("input", () => LeaveConversationInput) input: LeaveConversationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.conversations.leave(currentAccount(context), input));
  }
}

const conversation = (key: string) => ({ conversation: new RowRef("Conversation", key) });
