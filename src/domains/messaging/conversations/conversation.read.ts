import { type SQL, sql } from "../../../platform/database/sql.js";
import {
  column,
  connection,
  count,
  expression,
  type FieldReads,
  named,
  type OrderKey,
  one,
  type ReadDeclaration,
  type RootReads,
  reference,
  timestampColumn,
} from "../../../platform/read/declaration.js";
import type { RelationScope } from "../../../platform/read/scope.js";
import { shownNameOf } from "../../accounts/accounts.queries.js";
import type { ConversationHosts } from "../attached/conversation-hosts.js";
import { isArchived, isReadAs, lastRead, readsConversation, unreadMessages } from "../messaging.queries.js";

/** @param hosts what conversations are attached to */
export const conversationRead = (hosts: ConversationHosts): ReadDeclaration => ({
  type: "Conversation",
  table: "conversation",
  key: "id",
  idPrefix: "conversation",
  visibleTo: ({ row, viewer }) => readsConversation(viewer, sql`${row}.id`),
  fields: {
    id: column("public_id"),
    form: column("form"),
    subject: column("subject"),
    attachedTo: reference({
      types: Object.keys(hosts),
      typeName: ({ row }) => sql`${row}.host_type`,
      key: ({ row }) => sql`${row}.host_id`,
    }),
    lastSequence: column("last_sequence"),
    lastActivityAt: timestampColumn("last_activity_at"),
    participants: connection("Participant", {
      where: ({ parent, target, args }) =>
        sql`${target}.conversation_id = ${parent}.id AND (${target}.left_at IS NOT NULL) = coalesce(${args.sql("former", "boolean")}, false)`,
      orders: { JOINED: [{ by: ({ target }) => sql`${target}.joined_at`, type: "timestamptz" }] },
    }),
    messages: connection("Message", {
      where: ({ parent, target }) => sql`${target}.conversation_id = ${parent}.id`,
      orders: { NUMBER: [{ by: ({ target }) => sql`${target}.sequence`, type: "integer" }] },
    }),
    unreadCount: expression(
      ({ row, viewer }) =>
        sql`(SELECT count(*)::int FROM (${unreadMessages(viewer, sql`${row}.id`)}) AS counted)`,
    ),
    readSequence: expression(({ row, viewer }) => lastRead(viewer, sql`${row}.id`)),
    isMuted: expression(
      ({ row, viewer }) => sql`EXISTS (SELECT FROM conversation_reader AS reader
        WHERE reader.conversation_id = ${row}.id AND reader.account_id = ${viewer.accountId} AND reader.is_muted)`,
    ),
    isArchived: expression(({ row, viewer }) => isArchived(viewer, row)),
  },
});

export const participantRead: ReadDeclaration = {
  type: "Participant",
  table: "conversation_participant",
  key: "id",
  idPrefix: "participant",
  visibleTo: ({ row, viewer }) => readsConversation(viewer, sql`${row}.conversation_id`),
  fields: {
    id: column("public_id"),
    displayName: expression(
      ({
        row,
        language,
      }) => sql`coalesce((SELECT named.name FROM actor AS named WHERE named.id = ${row}.actor_id),
        ${shownNameOf(sql`${row}.account_id`, language)})`,
    ),
    actor: named("Actor", ({ parent }) => sql`${parent}.actor_id`),
    account: named("Account", ({ parent }) => sql`${parent}.account_id`),
    isViewer: expression(({ row, viewer }) => sql`(${isReadAs(viewer, row)} IS TRUE)`),
    assignee: named(
      "Membership",
      ({ parent }) => sql`(SELECT voice.membership_id FROM conversation_assignment AS given
        JOIN actor_speaker AS voice ON voice.actor_id = given.actor_id AND voice.account_id = given.account_id
        WHERE given.conversation_id = ${parent}.conversation_id AND given.actor_id = ${parent}.actor_id)`,
      { visibleWhen: ({ row, viewer }) => sql`(${isReadAs(viewer, row)} IS TRUE)` },
    ),
    joinedAt: timestampColumn("joined_at"),
    leftAt: timestampColumn("left_at"),
  },
};

const latestFirst: OrderKey = {
  by: ({ target }) => sql`${target}.last_activity_at`,
  type: "timestamptz",
  descending: true,
};

/** An account's conversations are its own, whoever else may see the account. */
const isOwn = ({ viewer }: Pick<RelationScope, "viewer">, account: SQL): SQL =>
  sql`${account}.id = ${viewer.accountId}`;

/** The conversations that the viewer reads, by their participants. */
const readByViewer = ({ viewer, target }: RelationScope): SQL =>
  sql`${target}.id IN (SELECT part.conversation_id FROM conversation_participant AS part WHERE ${isReadAs(viewer, sql`part`)})`;

/** Whether a conversation is assigned to the viewer in an inbox that it reads. */
const isAssignedTo = ({ viewer, target }: RelationScope): SQL =>
  sql`EXISTS (SELECT FROM conversation_assignment AS given JOIN conversation_participant AS part
    ON part.conversation_id = given.conversation_id AND part.actor_id = given.actor_id
    WHERE given.conversation_id = ${target}.id AND given.account_id = ${viewer.accountId} AND ${isReadAs(viewer, sql`part`)})`;

/** What messaging adds to accounts. */
export const accountConversationReads: FieldReads = {
  conversations: connection("Conversation", {
    where: (scope) => sql`${isOwn(scope, scope.parent)} AND ${readByViewer(scope)}
      AND ${isArchived(scope.viewer, scope.target)} = coalesce(${scope.args.sql("archived", "boolean")}, false)
      AND (${scope.args.sql("assignedToMe", "boolean")} IS NOT TRUE OR ${isAssignedTo(scope)})`,
    orders: { LATEST: [latestFirst] },
    filters: [
      {
        argument: "unreadOnly",
        discloses: ["unreadCount"],
        where: ({ viewer, target, args }) =>
          sql`(NOT ${args.sql("unreadOnly", "boolean")} OR EXISTS (${unreadMessages(viewer, sql`${target}.id`)}))`,
      },
    ],
  }),
  unreadConversationCount: count("Conversation", {
    where: (scope) => sql`${isOwn(scope, scope.parent)} AND ${readByViewer(scope)}
      AND EXISTS (${unreadMessages(scope.viewer, sql`${scope.target}.id`)})`,
  }),
};

export const conversationRootReads: RootReads = {
  conversation: one("Conversation", {
    where: ({ target, args }) => sql`${target}.public_id = ${args.sql("id", "text")}`,
  }),
};
