import { asStored } from "./actor-rules.js";
import { everybody, type Judge, Like, Listing, rules } from "./judge.js";
import type {
  HubActor,
  HubAttachment,
  HubConversation,
  HubMessage,
  HubMessageReport,
  HubNote,
  HubParticipant,
} from "./world.js";

/** Owners and editors read and write for an actor; members do not. */
export const speaksFor = (judge: Judge, actorId: string): boolean =>
  judge.world.memberships.some(
    (membership) =>
      membership.actorId === actorId &&
      membership.accountId === judge.viewer &&
      membership.isCurrent &&
      membership.role !== "MEMBER",
  );

/** Whether the viewer reads for a participant that is there. */
const isOwn = (judge: Judge, { accountId, actorId, leftAt }: HubParticipant): boolean =>
  judge.viewer !== null &&
  leftAt === null &&
  (accountId === judge.viewer || (actorId !== null && speaksFor(judge, actorId)));

const ownIn = (judge: Judge, conversationId: string): HubParticipant[] =>
  judge.world.participants.filter((each) => each.conversationId === conversationId && isOwn(judge, each));

/** Who takes part, and nobody else: no administrator either. */
export const readsConversation = (judge: Judge, conversationId: string): boolean =>
  ownIn(judge, conversationId).length > 0;

/** Administrators of the hub, but for who wrote the message. */
export const judgesReport = (judge: Judge, { messageId }: HubMessageReport): boolean =>
  judge.isAdministrator && judge.row<HubMessage>(messageId)?.accountId !== judge.viewer;

/** What hangs on a message, in its order. */
const hungOn = ({ world }: Judge, messageId: string): HubAttachment[] =>
  world.attachments
    .filter(({ hungOnType, hungOnId }) => hungOnType === "Message" && hungOnId === messageId)
    .sort((one, other) => Number(one.hungPosition) - Number(other.hungPosition));

const messagesOf = (judge: Judge, conversationId: string): HubMessage[] =>
  judge.world.messages.filter((message) => message.conversationId === conversationId);

const readerOf = (judge: Judge, conversationId: string) =>
  judge.world.readers.find(
    (reader) => reader.conversationId === conversationId && reader.accountId === judge.viewer,
  );

/** Who has read nothing yet has missed nothing from before it came. */
function lastRead(judge: Judge, { id }: HubConversation): number {
  const known = readerOf(judge, id)?.readSequence ?? null;
  if (known !== null) return known;
  const beginnings = ownIn(judge, id).map(({ actorId, joinedSequence }) => {
    const [since] = judge.world.memberships
      .filter(
        (membership) =>
          membership.actorId === actorId &&
          membership.accountId === judge.viewer &&
          membership.role !== "MEMBER",
      )
      .map(({ createdAt }) => createdAt)
      .sort();
    const before = messagesOf(judge, id).filter(({ sentAt }) => since !== undefined && sentAt < since);
    return Math.max(joinedSequence, ...before.map(({ sequence }) => sequence));
  });
  return Math.min(...beginnings);
}

const unreadCount = (judge: Judge, conversation: HubConversation): number =>
  messagesOf(judge, conversation.id).filter(
    ({ sequence, accountId, deletedAt }) =>
      sequence > lastRead(judge, conversation) && accountId !== judge.viewer && deletedAt === null,
  ).length;

const isArchived = (judge: Judge, { id, lastSequence }: HubConversation): boolean =>
  (readerOf(judge, id)?.archivedSequence ?? -1) >= lastSequence;

const ownConversations = (judge: Judge, accountId: string): HubConversation[] =>
  accountId === judge.viewer
    ? judge.world.conversations.filter(({ id }) => readsConversation(judge, id))
    : [];

/** What messaging adds to accounts: for the account itself. */
export const messagingFieldsOfAccount = {
  conversations: (
    { id }: { readonly id: string },
    judge: Judge,
    { unreadOnly, archived, assignedToMe }: Readonly<Record<string, unknown>>,
  ) =>
    Listing.of(
      ownConversations(judge, id).filter(
        (conversation) =>
          isArchived(judge, conversation) === (archived ?? false) &&
          (unreadOnly !== true || unreadCount(judge, conversation) > 0) &&
          (assignedToMe !== true ||
            judge.world.assignments.some(
              ({ conversationId, actorId, accountId }) =>
                conversationId === conversation.id &&
                accountId === judge.viewer &&
                ownIn(judge, conversationId).some((own) => own.actorId === actorId),
            )),
      ),
      [{ by: ({ lastActivityAt }) => lastActivityAt, descending: true }],
    ),
  inboxCursor: () => new Like("a cursor of live updates", (value) => /^[\w-]{8,40}$/.test(String(value))),
  unreadConversationCount: ({ id }: { readonly id: string }, judge: Judge) =>
    ownConversations(judge, id).filter((conversation) => unreadCount(judge, conversation) > 0).length,
};

const publicId = ({ publicId: id }: { readonly publicId: string }) => id;

/** Who reads for its actor, while that takes part. */
const seesNote = (judge: Judge, { conversationId, actorId }: HubNote): boolean =>
  ownIn(judge, conversationId).some((own) => own.actorId === actorId);

/** Conversations, who takes part in them, and what they write. */
export const messagingRules = {
  Conversation: rules<HubConversation>(({ id }, judge) => readsConversation(judge, id), {
    id: publicId,
    ...asStored("form", "subject", "lastSequence", "lastActivityAt"),
    attachedTo: ({ hostId }, judge) => judge.row(hostId),
    participants: ({ id }, { world }, { former }) =>
      Listing.of(
        world.participants.filter(
          ({ conversationId, leftAt }) => conversationId === id && (leftAt !== null) === (former ?? false),
        ),
        [{ by: ({ joinedAt }) => joinedAt }],
      ),
    messages: ({ id }, judge) => Listing.of(messagesOf(judge, id), [{ by: ({ sequence }) => sequence }]),
    notes: ({ id }, judge) =>
      Listing.of(
        judge.world.notes.filter((note) => note.conversationId === id && seesNote(judge, note)),
        [{ by: ({ writtenAt }) => writtenAt }],
      ),
    unreadCount: (conversation, judge) => unreadCount(judge, conversation),
    readSequence: (conversation, judge) => lastRead(judge, conversation),
    isMuted: ({ id }, judge) => readerOf(judge, id)?.isMuted ?? false,
    isArchived: (conversation, judge) => isArchived(judge, conversation),
  }),
  Participant: rules<HubParticipant>(
    ({ conversationId }, judge) => readsConversation(judge, conversationId),
    {
      id: publicId,
      displayName: ({ actorId, accountId }, judge) =>
        judge.row<HubActor>(actorId)?.name ?? judge.nameOf(accountId ?? ""),
      actor: ({ actorId }, judge) => judge.row(actorId),
      account: ({ accountId }, judge) => judge.row(accountId),
      isViewer: (participant, judge) => isOwn(judge, participant),
      // For those who read for it, and only while the assigned speaks for the actor.
      assignee: (participant, judge) => {
        const given = judge.world.assignments.find(
          ({ conversationId, actorId }) =>
            conversationId === participant.conversationId && actorId === participant.actorId,
        );
        const membership = judge.world.memberships.find(
          ({ actorId, accountId, isCurrent, role }) =>
            actorId === given?.actorId && accountId === given?.accountId && isCurrent && role !== "MEMBER",
        );
        return isOwn(judge, participant) ? judge.row(membership?.id ?? null) : null;
      },
      ...asStored("joinedAt", "leftAt"),
    },
  ),
  Message: rules<HubMessage>(({ conversationId }, judge) => readsConversation(judge, conversationId), {
    id: publicId,
    conversation: ({ conversationId }, judge) => judge.row(conversationId),
    ...asStored("sequence", "body", "sentAt", "editedAt", "deletedAt"),
    sender: (message) => message,
    // The texts of the world are one line of plain words.
    bodyHtml: ({ body }) => (body ? `<p>${body}</p>\n` : body),
    attachments: ({ id, deletedAt }, judge) => (deletedAt === null ? hungOn(judge, id) : []),
    replyTo: ({ replyToId }, judge) => judge.row(replyToId),
    clientMessageId: ({ accountId, clientMessageId }, judge) =>
      accountId === judge.viewer ? clientMessageId : null,
  }),
  ConversationNote: rules<HubNote>((note, judge) => seesNote(judge, note), {
    id: publicId,
    conversation: ({ conversationId }, judge) => judge.row(conversationId),
    actor: ({ actorId }, judge) => judge.row(actorId),
    authorName: ({ accountId }, judge) => judge.nameOf(accountId),
    isAuthor: ({ accountId }, judge) => accountId === judge.viewer,
    ...asStored("body", "writtenAt", "editedAt"),
  }),
  // Administrators of the hub, and who made it; who wrote the message is for administrators.
  MessageReport: rules<HubMessageReport>(
    (report, judge) => report.reporterId === judge.viewer || judgesReport(judge, report),
    {
      id: publicId,
      ...asStored("reason", "note", "status", "createdAt", "decidedAt"),
      evidence: ({ evidence }) => evidence,
      reporter: ({ reporterId }, judge) => judge.row(reporterId),
      writer: ({ messageId }, judge) =>
        judge.isAdministrator ? judge.row(judge.row<HubMessage>(messageId)?.accountId ?? null) : null,
    },
  ),
  ReportedMessage: rules<HubMessageReport["evidence"][number]>(everybody, {
    ...asStored("sequence", "body"),
    attachments: ({ message_id }, judge) => hungOn(judge, message_id),
    senderName: ({ sender_name }) => sender_name,
    sentAt: ({ sent_at }) => sent_at,
  }),
  MessageSender: rules<HubMessage>(everybody, {
    displayName: ({ asActor, actorId, accountId }, judge) => {
      if (!asActor) return judge.nameOf(accountId);
      const removed = judge.language === "EN" ? "Removed actor" : "Fjernet aktør";
      return judge.row<HubActor>(actorId)?.name ?? removed;
    },
    actor: ({ actorId }, judge) => judge.row(actorId),
    account: ({ accountId }, judge) => judge.row(accountId),
  }),
};
