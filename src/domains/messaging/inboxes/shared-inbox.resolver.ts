import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import {
  AddConversationNotePayload,
  AssignConversationPayload,
  DeleteConversationNotePayload,
  EditConversationNotePayload,
} from "../payloads.type.js";
import {
  AddConversationNoteInput,
  AssignConversationInput,
  DeleteConversationNoteInput,
  EditConversationNoteInput,
} from "./shared-inbox.input.js";
import type { SharedInboxService } from "./shared-inbox.service.js";

@Resolver()
export class SharedInboxResolver {
  constructor(private readonly inboxes: SharedInboxService) {}

  @MayUse("SIGNED_IN")
  @Mutation(() => AssignConversationPayload, {
    description:
      "Assigns a conversation in an actor's inbox to one of its owners and editors, or to nobody. They alone see it; who speaks for the actor no longer is unassigned.",
  })
  async assignConversation(
    @Arg("input", () => AssignConversationInput) input: AssignConversationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.inboxes.assign(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => AddConversationNotePayload, {
    description:
      "Leaves a note on a conversation, which the actor's owners and editors alone see. Adults and under-15s leave none for each other outside an organisation that both belong to.",
  })
  async addConversationNote(
    @Arg("input", () => AddConversationNoteInput) input: AddConversationNoteInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return note(await this.inboxes.addNote(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => EditConversationNotePayload, {
    description: "Changes the text of a note that one has written.",
  })
  async editConversationNote(
    @Arg("input", () => EditConversationNoteInput) input: EditConversationNoteInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return note(await this.inboxes.editNote(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => DeleteConversationNotePayload, { description: "Deletes a note; nothing is left of it." })
  async deleteConversationNote(
    @Arg("input", () => DeleteConversationNoteInput) input: DeleteConversationNoteInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return conversation(await this.inboxes.deleteNote(currentAccount(context), input));
  }
}

const conversation = (key: string) => ({ conversation: new RowRef("Conversation", key) });
const note = (key: string) => ({ conversationNote: new RowRef("ConversationNote", key) });
