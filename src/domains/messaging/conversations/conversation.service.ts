import type { DataSource, EntityManager } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { brokenConstraint } from "../../../platform/database/errors.js";
import type { Queryable } from "../../../platform/database/sql.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { throttled } from "../../../platform/errors/technical-errors.js";
import { answerWith, registerWrite } from "../../../platform/idempotency/idempotency.js";
import { newIds } from "../../../platform/ids/ids.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { type HeldActor, holdActors, voicesOf } from "../../actors/actors.queries.js";
import { tellAccount, tellLeaving, tellReaders } from "../live/live.repository.js";
import { asGiven, filled, messageToSend, sendOrRefuse } from "../messages/message.service.js";
import { messagingFailure } from "../messaging.errors.js";
import {
  type AddParticipantInput,
  type LeaveConversationInput,
  type MarkConversationReadInput,
  type MarkConversationUnreadInput,
  mostParticipants,
  type StartConversationInput,
  type UpdateConversationSettingsInput,
} from "./conversation.input.js";
import { mayIntroduceItself } from "./conversation.policy.js";
import {
  contactOf,
  countIntroductions,
  type HeldConversation,
  holdConversation,
  join,
  leave,
  makeConversation,
  markRead,
  markUnread,
  mayJoin,
  participantsOf,
  type Speaker,
  setReaderSettings,
} from "./conversation.repository.js";

/** Introductions that an account makes in 24 hours: enough to look for partners, too few to advertise. */
const introductionsPerDay = 20;

/** Conversations from the start to the leaving. Every method is one transaction and answers the conversation's primary key. */
export class ConversationService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Starts a conversation with a first message if there is one; between two that have one it goes on.
   * @throws THROTTLED after 20 introductions of the account in 24 hours
   */
  start(accountId: string, input: StartConversationInput): Promise<string> {
    const { asActorId = null } = input;
    const attachmentIds = input.attachmentIds ?? [];
    const body = input.body ?? (attachmentIds.length > 0 ? "" : null);
    const clientMessageId = asGiven(input.clientMessageId);
    const subject = input.subject == null ? null : filled(input.subject, "subject");
    if (body !== null && attachmentIds.length === 0) filled(body, "body");
    const others = [...new Set(input.participantActorIds)].filter((id) => id !== asActorId);
    if (others.length === 0) throw messagingFailure("ONLY_YOURSELF", ["participantActorIds"]);
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const named = asActorId === null ? others : [...others, asActorId];
      const actors = await holdActors(manager, named, "share");
      const found = others.map((id) => actors.get(id) ?? missing("participantActorIds"));
      const as = asActorId === null ? null : (actors.get(asActorId) ?? missing("asActorId"));
      await holdAskingAccount(client, accountId);
      const ids = newIds("conversation");
      const registered = await registerWrite(client, {
        accountId,
        operation: "startConversation",
        key: clientMessageId,
        input,
        resultId: ids.id,
      });
      if (registered.outcome === "mismatch")
        throw messagingFailure("IDEMPOTENCY_MISMATCH", ["clientMessageId"]);
      if (registered.outcome === "repeated") return registered.resultId;
      if (as) await requireVoice(manager, accountId, as.id);
      const speaker = { accountId, actorId: as?.id ?? null };
      const introduces = await this.refuseContact(client, speaker, as, found);
      const { conversation, isNew } = await makeConversation(
        client,
        ids,
        speaker,
        found.map(({ id }) => id),
        subject,
        introduces,
      );
      if (!isNew)
        await answerWith(
          client,
          { accountId, operation: "startConversation", key: clientMessageId },
          conversation.id,
        );
      if (isNew && body === null)
        await tellReaders(client, conversation.id, "CONVERSATION_CHANGED", conversation.id);
      if (body !== null)
        await sendOrRefuse(
          client,
          messageToSend(accountId, {
            conversationId: conversation.publicId,
            body,
            attachmentIds,
            clientMessageId,
            asActorId,
          }),
        );
      return conversation.id;
    });
  }

  /** Notes how far the account has read. */
  markRead(accountId: string, input: MarkConversationReadInput): Promise<string> {
    return this.onConversation(accountId, input.conversationId, async (client, { id, lastSequence }) => {
      const upTo = input.upToSequence ?? lastSequence;
      if (upTo < 0 || upTo > lastSequence)
        throw messagingFailure("OUT_OF_RANGE", ["upToSequence"], { min: 0, max: lastSequence });
      await markRead(client, id, accountId, upTo);
      await tellAccount(client, accountId, id);
    });
  }

  /** Makes messages unread again. Without messages of others nothing changes. */
  markUnread(accountId: string, input: MarkConversationUnreadInput): Promise<string> {
    return this.onConversation(accountId, input.conversationId, async (client, { id, lastSequence }) => {
      const from = input.fromSequence ?? null;
      if (from !== null && (from < 1 || from > lastSequence))
        throw messagingFailure("OUT_OF_RANGE", ["fromSequence"], { min: 1, max: lastSequence });
      await markUnread(client, id, accountId, from);
      await tellAccount(client, accountId, id);
    });
  }

  /** Sets what the account wants of a conversation for itself. */
  updateSettings(accountId: string, input: UpdateConversationSettingsInput): Promise<string> {
    return this.onConversation(accountId, input.conversationId, async (client, conversation) => {
      const { isMuted = null, isArchived = null } = input;
      await setReaderSettings(client, conversation, accountId, isMuted, isArchived);
      await tellAccount(client, accountId, conversation.id);
    });
  }

  /** Adds an actor to a group. */
  async addParticipant(accountId: string, { conversationId, actorId }: AddParticipantInput): Promise<string> {
    const added = inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const actor = (await holdActors(manager, [actorId], "share")).get(actorId) ?? missing("actorId");
      await holdAskingAccount(client, accountId);
      const conversation = await heldOrMissing(client, accountId, conversationId);
      if (conversation.form !== "GROUP") throw messagingFailure("NOT_A_GROUP", ["conversationId"]);
      const present = await participantsOf(client, conversation.id);
      if (present.length >= mostParticipants)
        throw messagingFailure("TOO_MANY_PARTICIPANTS", ["actorId"], { limit: mostParticipants });
      const own = await voicesOf(
        manager,
        accountId,
        present.flatMap((each) => each.actorId ?? []),
      );
      const speakers: Speaker[] = [...own.speaker].map((id) => ({ accountId, actorId: id }));
      if (present.some((each) => each.accountId === accountId)) speakers.push({ accountId, actorId: null });
      const contacts = await Promise.all(speakers.map((speaker) => contactOf(client, speaker, [actor.id])));
      if (!contacts.some(({ known }) => known.has(actor.id)))
        throw messagingFailure("NOT_CONNECTED", ["actorId"]);
      // It would read what everybody there has written.
      if (
        contacts.some(({ refusal }) => refusal !== null) ||
        !(await mayJoin(client, conversation.id, actor.id))
      )
        throw messagingFailure("NOT_ALLOWED", ["actorId"]);
      await join(client, conversation, { accountId, actorId: actor.id }, false);
      await tellReaders(client, conversation.id, "CONVERSATION_CHANGED", conversation.id);
      return conversation.id;
    });
    try {
      return await added;
    } catch (error) {
      if (brokenConstraint(error) === "participant_actor_is_present_once")
        throw messagingFailure("ALREADY_THERE", ["actorId"]);
      throw error;
    }
  }

  /** Leaves a group, as an actor or as oneself. */
  leave(accountId: string, { conversationId, asActorId = null }: LeaveConversationInput): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const named = asActorId === null ? new Map() : await holdActors(manager, [asActorId], "share");
      const as: HeldActor | null = asActorId === null ? null : (named.get(asActorId) ?? missing("asActorId"));
      await holdAskingAccount(client, accountId);
      const conversation = await heldOrMissing(client, accountId, conversationId);
      if (conversation.form !== "GROUP") throw messagingFailure("NOT_A_GROUP", ["conversationId"]);
      if (as) await requireVoice(manager, accountId, as.id);
      if (!(await leave(client, conversation.id, { accountId, actorId: as?.id ?? null })))
        throw messagingFailure("NOT_ALLOWED", ["asActorId"]);
      await tellReaders(client, conversation.id, "CONVERSATION_CHANGED", conversation.id);
      await tellLeaving(client, conversation.id, as?.id ?? null, accountId);
      return conversation.id;
    });
  }

  /** Refuses what may not be written; answers whether the conversation is an introduction. */
  private async refuseContact(
    client: Queryable,
    speaker: Speaker,
    as: HeldActor | null,
    others: readonly HeldActor[],
  ): Promise<boolean> {
    const { refusal, known } = await contactOf(
      client,
      speaker,
      others.map(({ id }) => id),
    );
    const strangers = others.filter(({ id }) => !known.has(id));
    const maySpeak =
      others.length === 1 && strangers.every((other) => mayIntroduceItself(as?.kind ?? null, other.kind));
    // First: of strangers nobody learns whether they block, or how old who reads there is.
    if (strangers.length > 0 && !maySpeak) throw messagingFailure("NOT_CONNECTED", ["participantActorIds"]);
    if (refusal !== null) throw messagingFailure("NOT_ALLOWED", ["participantActorIds"]);
    if (strangers.length === 0) return false;
    if ((await countIntroductions(client, speaker.accountId)) >= introductionsPerDay)
      throw throttled(`An account makes at most ${introductionsPerDay} introductions a day.`);
    return true;
  }

  private onConversation(
    accountId: string,
    publicId: string,
    act: (client: Queryable, conversation: HeldConversation) => Promise<void>,
  ): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      await holdAskingAccount(client, accountId);
      const conversation = await heldOrMissing(client, accountId, publicId);
      await act(client, conversation);
      return conversation.id;
    });
  }
}

async function heldOrMissing(
  client: Queryable,
  accountId: string,
  publicId: string,
): Promise<HeldConversation> {
  return (await holdConversation(client, accountId, publicId)) ?? missing("conversationId");
}

function missing(field: string): never {
  throw messagingFailure("NOT_FOUND", [field]);
}

async function requireVoice(manager: EntityManager, accountId: string, actorId: string): Promise<void> {
  const { speaker } = await voicesOf(manager, accountId, [actorId]);
  if (!speaker.has(actorId)) throw messagingFailure("NOT_ALLOWED", ["asActorId"]);
}
