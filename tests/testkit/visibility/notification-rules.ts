import { asStored } from "./actor-rules.js";
import { everybody, type Judge, Listing, rules } from "./judge.js";
import { readsConversation, speaksFor } from "./messaging-rules.js";
import type {
  HubAccount,
  HubActor,
  HubConversation,
  HubNotification,
  HubParticipant,
  HubRelationship,
} from "./world.js";

/** Whether one of two actors blocks the other. */
const isBlockBetween = ({ world }: Judge, one: string | null, other: string | null): boolean =>
  world.blocks.some(
    ({ blockerId, blockedId }) =>
      (blockerId === one && blockedId === other) || (blockerId === other && blockedId === one),
  );

/** Whether one party blocks another, where an account as itself blocks as those it speaks for and is blocked as any it acts for. */
function blocks(
  { world }: Judge,
  one: Pick<HubParticipant, "actorId" | "accountId">,
  other: Pick<HubParticipant, "actorId" | "accountId">,
): boolean {
  if (one.actorId === null && other.actorId === null) return false;
  const current = world.memberships.filter(({ isCurrent }) => isCurrent);
  const isBlocking = (actorId: string) =>
    one.actorId === actorId ||
    current.some(
      (each) => each.accountId === one.accountId && each.actorId === actorId && each.role !== "MEMBER",
    );
  const isBlocked = (actorId: string) =>
    other.actorId === actorId ||
    current.some((each) => each.accountId === other.accountId && each.actorId === actorId);
  return world.blocks.some(({ blockerId, blockedId }) => isBlocking(blockerId) && isBlocked(blockedId));
}

/** Who reads a conversation hears of it, unless it is between two of which one blocks the other. */
function hearsOfConversation(judge: Judge, id: string): boolean {
  const conversation = judge.row<HubConversation>(id);
  if (!conversation || !readsConversation(judge, id)) return false;
  const parties = judge.world.participants.filter(({ conversationId }) => conversationId === id);
  const isClosed = parties.some((one) => parties.some((other) => blocks(judge, one, other)));
  return conversation.form !== "DIRECT" || !isClosed;
}

/** Who speaks for one of its ends, unless one of those blocks the other. */
function hearsOfRelationship(judge: Judge, id: string): boolean {
  const relationship = judge.row<HubRelationship>(id);
  if (!relationship) return false;
  const { sourceId, targetId } = relationship;
  return (
    (speaksFor(judge, sourceId) || speaksFor(judge, targetId)) && !isBlockBetween(judge, sourceId, targetId)
  );
}

interface Kind {
  readonly hears: (judge: Judge, subjectId: string) => boolean;
  readonly words: Readonly<Record<"DA" | "EN", (who: string) => string>>;
  readonly label: Readonly<Record<"DA" | "EN", string>>;
}

const kinds: Readonly<Record<string, Kind>> = {
  ADDED_TO_CONVERSATION: {
    hears: hearsOfConversation,
    words: { DA: () => "I er føjet til en samtale", EN: () => "You have been added to a conversation" },
    label: { DA: "Føjet til en samtale", EN: "Added to a conversation" },
  },
  MESSAGE_RECEIVED: {
    hears: hearsOfConversation,
    words: { DA: (who) => `${who} har skrevet`, EN: (who) => `${who} has written` },
    label: { DA: "Nye beskeder", EN: "New messages" },
  },
  RELATIONSHIP_CONFIRMED: {
    hears: hearsOfRelationship,
    words: {
      DA: (who) => `${who} har bekræftet jeres relation`,
      EN: (who) => `${who} has confirmed your relationship`,
    },
    label: { DA: "Bekræftede relationer", EN: "Confirmed relationships" },
  },
  RELATIONSHIP_PROPOSED: {
    hears: hearsOfRelationship,
    words: { DA: (who) => `${who} foreslår en relation`, EN: (who) => `${who} proposes a relationship` },
    label: { DA: "Foreslåede relationer", EN: "Proposed relationships" },
  },
};

/** One's own, while one hears of what it is about. */
const sees = (judge: Judge, { accountId, kind, subjectId }: HubNotification): boolean =>
  accountId === judge.viewer && (kinds[kind]?.hears(judge, subjectId) ?? false);

const ownOf = (judge: Judge, { id }: HubAccount): HubNotification[] =>
  id === judge.viewer ? judge.world.notifications.filter((each) => sees(judge, each)) : [];

/** What notifications add to accounts: for the account itself. */
export const notificationFieldsOfAccount = {
  notifications: (account: HubAccount, judge: Judge, { unreadOnly }: Readonly<Record<string, unknown>>) =>
    Listing.of(
      ownOf(judge, account).filter(({ readAt }) => unreadOnly !== true || readAt === null),
      [{ by: ({ happenedAt }) => happenedAt, descending: true }],
    ),
  unreadNotificationCount: (account: HubAccount, judge: Judge) =>
    ownOf(judge, account).filter(({ readAt }) => readAt === null).length,
  notificationPreferences: ({ id }: HubAccount, { viewer, world }: Judge) =>
    Object.keys(id === viewer ? kinds : {}).map((kind) => {
      const chosen = world.notificationPreferences.find(
        (each) => each.accountId === viewer && each.kind === kind,
      );
      const byDefault = world.notificationKinds.find((each) => each.kind === kind);
      return { kind, channel: chosen?.channel ?? byDefault?.defaultChannel, isDefault: !chosen };
    }),
};

export const notificationRules = {
  Notification: rules<HubNotification>((notification, judge) => sees(judge, notification), {
    id: ({ publicId }) => publicId,
    ...asStored("kind", "createdAt", "happenedAt", "readAt"),
    title: ({ kind, actorId, byAccountId }, judge) => {
      const somebody = judge.language === "EN" ? "Somebody" : "Nogen";
      const who = judge.row<HubActor>(actorId)?.name ?? judge.nameOf(byAccountId ?? "") ?? somebody;
      return kinds[kind]?.words[judge.language](who);
    },
    subject: ({ subjectId }, judge) => judge.row(subjectId),
    actor: ({ actorId }, judge) => judge.row(actorId),
  }),
  NotificationPreference: rules<{ kind: string; channel: string; isDefault: boolean }>(everybody, {
    kind: ({ kind }) => kind,
    label: ({ kind }, judge) => kinds[kind]?.label[judge.language],
    channel: ({ channel }) => channel,
    isDefault: ({ isDefault }) => isDefault,
  }),
};
