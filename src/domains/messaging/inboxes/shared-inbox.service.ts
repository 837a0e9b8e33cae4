import type { DataSource } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import type { Queryable } from "../../../platform/database/sql.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { registerWrite } from "../../../platform/idempotency/idempotency.js";
import { newIds } from "../../../platform/ids/ids.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { holdActors } from "../../actors/actors.queries.js";
import { holdConversation, named } from "../conversations/conversation.repository.js";
import { tellInbox } from "../live/live.repository.js";
import { filled } from "../messages/message.service.js";
import { messagingFailure } from "../messaging.errors.js";
import type {
  AddConversationNoteInput,
  AssignConversationInput,
  DeleteConversationNoteInput,
  EditConversationNoteInput,
} from "./shared-inbox.input.js";
import {
  assign,
  changeNote,
  findAssignee,
  type HeldNote,
  holdNote,
  type InInbox,
  insertNote,
  isRefusedAmong,
  readsInbox,
  removeNote,
} from "./shared-inbox.repository.js";

/**
 * What those who read for an actor share of its conversations. Every method is one transaction and answers the primary key of the
 * conversation or note; the actor is held against changes of who speaks for it, and only its inbox is told.
 */
export class SharedInboxService {
  constructor(private readonly dataSource: DataSource) {}

  /** Assigns a conversation to an owner or editor, or to nobody. */
  assign(accountId: string, input: AssignConversationInput): Promise<string> {
    return this.inInbox(accountId, input, async (client, inbox) => {
      const { membershipId = null } = input;
      const assignee = membershipId === null ? null : await findAssignee(client, inbox.actorId, membershipId);
      if (assignee === undefined) throw messagingFailure("NOT_FOUND", ["membershipId"]);
      if (assignee === null && membershipId !== null) throw messagingFailure("NOT_ALLOWED", ["membershipId"]);
      if (await assign(client, inbox, assignee)) await tell(client, inbox);
      return inbox.conversationId;
    });
  }

  /** Leaves a note; the same idempotency key and input answer the same note. */
  addNote(accountId: string, input: AddConversationNoteInput): Promise<string> {
    const body = filled(input.body, "body");
    return this.inInbox(accountId, input, async (client, inbox) => {
      const ids = newIds("note");
      if (input.idempotencyKey) {
        const registered = await registerWrite(client, {
          accountId,
          operation: "addConversationNote",
          key: input.idempotencyKey,
          input,
          resultId: ids.id,
        });
        if (registered.outcome === "mismatch")
          throw messagingFailure("IDEMPOTENCY_MISMATCH", ["idempotencyKey"]);
        if (registered.outcome === "repeated") return registered.resultId;
      }
      await refuseText(client, accountId, inbox.actorId, "actorId");
      await insertNote(client, ids, inbox, accountId, body);
      await tell(client, inbox);
      return ids.id;
    });
  }

  /** Changes a note; the same text again changes nothing. */
  editNote(accountId: string, input: EditConversationNoteInput): Promise<string> {
    const body = filled(input.body, "body");
    return this.onNote(accountId, input.conversationNoteId, async (client, note) => {
      if (!note.isAuthor) throw messagingFailure("NOT_ALLOWED", ["conversationNoteId"]);
      await refuseText(client, accountId, note.actorId, "conversationNoteId");
      if (await changeNote(client, note.id, body)) await tell(client, note);
      return note.id;
    });
  }

  /** Deletes a note; answers its conversation. */
  deleteNote(accountId: string, { conversationNoteId }: DeleteConversationNoteInput): Promise<string> {
    return this.onNote(accountId, conversationNoteId, async (client, note) => {
      if (!note.isAuthor && !note.isOwner) throw messagingFailure("NOT_ALLOWED", ["conversationNoteId"]);
      await removeNote(client, note.id);
      await tell(client, note);
      return note.conversationId;
    });
  }

  private inInbox(
    accountId: string,
    { conversationId, actorId }: { readonly conversationId: string; readonly actorId: string },
    act: (client: Queryable, inbox: InInbox) => Promise<string>,
  ): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const actor = (await holdActors(manager, [actorId], "share")).get(actorId);
      await holdAskingAccount(client, accountId);
      const conversation = await holdConversation(client, accountId, named(conversationId));
      if (!conversation) throw messagingFailure("NOT_FOUND", ["conversationId"]);
      if (!actor) throw messagingFailure("NOT_FOUND", ["actorId"]);
      const inbox = { conversationId: conversation.id, actorId: actor.id };
      if (!(await readsInbox(client, accountId, inbox))) throw messagingFailure("NOT_ALLOWED", ["actorId"]);
      return act(client, inbox);
    });
  }

  private onNote(
    accountId: string,
    publicId: string,
    act: (client: Queryable, note: HeldNote) => Promise<string>,
  ): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      await holdAskingAccount(client, accountId);
      const note = await holdNote(client, accountId, publicId);
      if (!note) throw messagingFailure("NOT_FOUND", ["conversationNoteId"]);
      return act(client, note);
    });
  }
}

/** A note is text that others read: between adults and under-15s it is held to the same policy as a message. */
async function refuseText(
  client: Queryable,
  accountId: string,
  actorId: string,
  field: string,
): Promise<void> {
  if (await isRefusedAmong(client, accountId, actorId)) throw messagingFailure("NOT_ALLOWED", [field]);
}

const tell = (client: Queryable, { conversationId, actorId }: InInbox): Promise<void> =>
  tellInbox(client, conversationId, { actorId, accountId: null }, "CONVERSATION_CHANGED");
