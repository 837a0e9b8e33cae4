import type { DataSource, EntityManager } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { brokenConstraint } from "../../../platform/database/errors.js";
import type { Queryable } from "../../../platform/database/sql.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { throttled } from "../../../platform/errors/technical-errors.js";
import { UserFailure } from "../../../platform/errors/user-failure.js";
import {
  answerWith,
  forgetWrite,
  type RepeatableWrite,
  registerWrite,
} from "../../../platform/idempotency/idempotency.js";
import { newIds, readPublicId } from "../../../platform/ids/ids.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { type HeldActor, holdActors, voicesOf } from "../../actors/actors.queries.js";
import { isRefusedIn, openAttached, speakerIn } from "../attached/attached.repository.js";
import type { ConversationHosts } from "../attached/conversation-hosts.js";
import { tellAccount, tellInbox, tellReaders } from "../live/live.repository.js";
import { asGiven, filled, messageToSend, sendOrRefuse } from "../messages/message.service.js";
import { messagingFailure } from "../messaging.errors.js";
import {
  type AddParticipantInput,
  type LeaveConversationInput,
  type MarkConversationReadInput,
  type MarkConversationUnreadInput,
  mostParticipants,
  type RemoveParticipantInput,
  type StartConversationInput,
  type UpdateConversationSettingsInput,
} from "./conversation.input.js";
import { mayIntroduceItself } from "./conversation.policy.js";
import {
  contactOf,
  countIntroductions,
  findRemovable,
  type HeldConversation,
  holdConversation,
  join,
  leave,
  makeConversation,
  markRead,
  markUnread,
  mayJoin,
  mayMeet,
  named,
  noteRefusedIntroduction,
  type Party,
  participantsOf,
  partyOf,
  type Speaker,
  setReaderSettings,
  withParticipant,
} from "./conversation.repository.js";

/** Introductions that an account makes in 24 hours: enough to look for partners, too few to advertise. */
const introductionsPerDay = 20;

/** Conversations from the start to the leaving. Every method is one transaction and answers the conversation's primary key. */
export class ConversationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly hosts: ConversationHosts,
  ) {}

  /**
   * Starts a conversation with a first message if there is one; between two that have one it goes on.
   * @throws THROTTLED after 20 introductions of the account in 24 hours, refused ones counted
   */
  async start(accountId: string, input: StartConversationInput): Promise<string> {
    const { asActorId = null } = input;
    const attachmentIds = input.attachmentIds ?? [];
    const body = input.body ?? (attachmentIds.length > 0 ? "" : null);
    const clientMessageId = asGiven(input.clientMessageId);
    const subject = input.subject == null ? null : filled(input.subject, "subject");
    if (body !== null && attachmentIds.length === 0) filled(body, "body");
    const first = { body, attachmentIds, clientMessageId, asActorId };
    if (input.attachedToId != null)
      return this.openAttached(accountId, input, input.attachedToId, subject, first);
    const others = [...new Set(input.participantActorIds)].filter((id) => id !== asActorId);
    if (others.length === 0) throw messagingFailure("ONLY_YOURSELF", ["participantActorIds"]);
    const started = await inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const everybody = asActorId === null ? others : [...others, asActorId];
      const actors = await holdActors(manager, everybody, "share");
      const found = others.map((id) => actors.get(id) ?? missing("participantActorIds"));
      const as = asActorId === null ? null : (actors.get(asActorId) ?? missing("asActorId"));
      await holdAskingAccount(client, accountId);
      const ids = newIds("conversation");
      const write = { accountId, operation: "startConversation", key: clientMessageId };
      const repeated = await registerStart(client, { ...write, input, resultId: ids.id });
      if (repeated !== null) return repeated;
      if (as) await requireVoice(manager, accountId, as.id);
      const speaker = { accountId, actorId: as?.id ?? null };
      const contact = await this.contact(client, speaker, as, found);
      if (contact === "REFUSED_INTRODUCTION") {
        // Committed: trying whom one cannot write to tells something, too.
        await noteRefusedIntroduction(client, accountId);
        await forgetWrite(client, write);
        return messagingFailure("NOT_ALLOWED", ["participantActorIds"]);
      }
      const { conversation, isNew } = await makeConversation(
        client,
        ids,
        speaker,
        found.map(({ id }) => id),
        subject,
        contact === "INTRODUCTION",
      );
      if (!isNew) await answerWith(client, write, conversation.id);
      // In a group each reads what all others write, not only what its starter does.
      else if (conversation.form === "GROUP" && !(await mayMeet(client, conversation.id)))
        throw messagingFailure("NOT_ALLOWED", ["participantActorIds"]);
      if (isNew && body === null)
        await tellReaders(client, conversation.id, "CONVERSATION_CHANGED", conversation.id);
      await sendFirst(client, accountId, conversation.publicId, first);
      return conversation.id;
    });
    if (started instanceof UserFailure) throw started;
    return started;
  }

  /** Opens the conversation that is attached to something the account belongs to. */
  private openAttached(
    accountId: string,
    input: StartConversationInput,
    attachedToId: string,
    subject: string | null,
    first: FirstMessage,
  ): Promise<string> {
    const { asActorId, clientMessageId } = first;
    if (input.participantActorIds.length > 0)
      throw messagingFailure("FOLLOWS_MEMBERSHIP", ["participantActorIds"]);
    const prefix = readPublicId(attachedToId)?.prefix;
    const [type, host] = Object.entries(this.hosts).find(([, { idPrefix }]) => idPrefix === prefix) ?? [];
    if (!type || !host) return missing("attachedToId");
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const id = (await host.hold(manager, attachedToId)) ?? missing("attachedToId");
      await holdAskingAccount(client, accountId);
      const ids = newIds("conversation");
      const write = { accountId, operation: "startConversation", key: clientMessageId };
      const repeated = await registerStart(client, { ...write, input, resultId: ids.id });
      if (repeated !== null) return repeated;
      const attached = { type, id, host };
      const speaker = await speakerIn(client, attached, accountId, asActorId);
      if (!speaker)
        throw messagingFailure("NOT_ALLOWED", [asActorId === null ? "attachedToId" : "asActorId"]);
      const conversation = await openAttached(client, attached, ids, subject);
      if (!conversation.isNew) await answerWith(client, write, conversation.id);
      else if (await isRefusedIn(client, conversation.id, speaker))
        throw messagingFailure("NOT_ALLOWED", ["attachedToId"]);
      await sendFirst(client, accountId, conversation.publicId, first);
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
      requireGroup(conversation, "conversationId");
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
      const adder = speakers[contacts.findIndex(({ known }) => known.has(actor.id))];
      if (!adder) throw messagingFailure("NOT_CONNECTED", ["actorId"]);
      // It would read what everybody there has written.
      if (
        contacts.some(({ refusal }) => refusal !== null) ||
        !(await mayJoin(client, conversation.id, actor.id))
      )
        throw messagingFailure("NOT_ALLOWED", ["actorId"]);
      const party = partyOf(adder);
      const addedBy = present.find((each) => isSame(each, party));
      await join(client, conversation, { actorId: actor.id, accountId: null }, { addedById: addedBy?.id });
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
      const actors = asActorId === null ? new Map() : await holdActors(manager, [asActorId], "share");
      const as: HeldActor | null =
        asActorId === null ? null : (actors.get(asActorId) ?? missing("asActorId"));
      await holdAskingAccount(client, accountId);
      const conversation = await heldOrMissing(client, accountId, conversationId);
      requireGroup(conversation, "conversationId");
      if (as) await requireVoice(manager, accountId, as.id);
      const party = partyOf({ accountId, actorId: as?.id ?? null });
      if (!(await this.letLeave(client, conversation.id, party)))
        throw messagingFailure("NOT_ALLOWED", ["asActorId"]);
      return conversation.id;
    });
  }

  /** Removes from a group: by who started it, by who added the one that is removed, and by that one itself. */
  removeParticipant(accountId: string, { participantId }: RemoveParticipantInput): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      await holdAskingAccount(client, accountId);
      const conversation = await holdConversation(client, accountId, withParticipant(participantId));
      const participant = conversation && (await findRemovable(client, accountId, participantId));
      if (!participant) return missing("participantId");
      requireGroup(conversation, "participantId");
      if (!participant.mayRemove) throw messagingFailure("NOT_ALLOWED", ["participantId"]);
      await this.letLeave(client, conversation.id, participant);
      return conversation.id;
    });
  }

  /** Lets a party leave, and tells those who stay and those who go. False when it did not take part. */
  private async letLeave(client: Queryable, conversationId: string, party: Party): Promise<boolean> {
    if (!(await leave(client, conversationId, party))) return false;
    await tellReaders(client, conversationId, "CONVERSATION_CHANGED", conversationId);
    await tellInbox(client, conversationId, party, "CONVERSATION_LEFT");
    return true;
  }

  /** Refuses what may not be written; answers whether the conversation is an introduction, which may be refused too. */
  private async contact(
    client: Queryable,
    speaker: Speaker,
    as: HeldActor | null,
    others: readonly HeldActor[],
  ): Promise<"KNOWN" | "INTRODUCTION" | "REFUSED_INTRODUCTION"> {
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
    if (strangers.length === 0) {
      if (refusal !== null) throw messagingFailure("NOT_ALLOWED", ["participantActorIds"]);
      return "KNOWN";
    }
    if ((await countIntroductions(client, speaker.accountId)) >= introductionsPerDay)
      throw throttled(`An account makes at most ${introductionsPerDay} introductions a day.`);
    return refusal === null ? "INTRODUCTION" : "REFUSED_INTRODUCTION";
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

/** Registers a start; answers the conversation of an earlier one under the same key. */
async function registerStart(client: Queryable, write: RepeatableWrite): Promise<string | null> {
  const registered = await registerWrite(client, write);
  if (registered.outcome === "mismatch") throw messagingFailure("IDEMPOTENCY_MISMATCH", ["clientMessageId"]);
  return registered.outcome === "repeated" ? registered.resultId : null;
}

/** What a conversation is started with: a message, or none when its text is null. */
interface FirstMessage {
  readonly body: string | null;
  readonly attachmentIds: string[];
  readonly clientMessageId: string;
  readonly asActorId: string | null;
}

/** Sends the message that a conversation is started with, if there is one. */
async function sendFirst(
  client: Queryable,
  accountId: string,
  conversationId: string,
  { body, ...first }: FirstMessage,
): Promise<void> {
  if (body !== null) await sendOrRefuse(client, messageToSend(accountId, { ...first, conversationId, body }));
}

async function heldOrMissing(
  client: Queryable,
  accountId: string,
  publicId: string,
): Promise<HeldConversation> {
  return (await holdConversation(client, accountId, named(publicId))) ?? missing("conversationId");
}

const isSame = (one: Party, other: Party): boolean =>
  one.actorId === other.actorId && one.accountId === other.accountId;

function requireGroup({ form }: HeldConversation, field: string): void {
  if (form === "ATTACHED") throw messagingFailure("FOLLOWS_MEMBERSHIP", [field]);
  if (form !== "GROUP") throw messagingFailure("NOT_A_GROUP", [field]);
}

function missing(field: string): never {
  throw messagingFailure("NOT_FOUND", [field]);
}

async function requireVoice(manager: EntityManager, accountId: string, actorId: string): Promise<void> {
  const { speaker } = await voicesOf(manager, accountId, [actorId]);
  if (!speaker.has(actorId)) throw messagingFailure("NOT_ALLOWED", ["asActorId"]);
}
