import { type SQL, sql } from "../../../platform/database/sql.js";
import {
  column,
  connection,
  expression,
  type FieldReads,
  named,
  type ReadDeclaration,
  timestampColumn,
} from "../../../platform/read/declaration.js";
import type { RowScope } from "../../../platform/read/scope.js";
import { shownNameOf } from "../../accounts/accounts.queries.js";
import { isReadAs } from "../messaging.queries.js";

/** Whether the viewer reads for the actor of a row that names a conversation and an actor, and it takes part there. */
const isInOwnInbox = ({ viewer, row }: Pick<RowScope, "viewer" | "row">): SQL =>
  viewer.kind === "STRANGER"
    ? sql`false`
    : sql`EXISTS (SELECT FROM conversation_participant AS part WHERE part.conversation_id = ${row}.conversation_id
        AND part.actor_id = ${row}.actor_id AND ${isReadAs(viewer, sql`part`)})`;

export const conversationNoteRead: ReadDeclaration = {
  type: "ConversationNote",
  table: "conversation_note",
  key: "id",
  idPrefix: "note",
  visibleTo: isInOwnInbox,
  fields: {
    id: column("public_id"),
    conversation: named("Conversation", ({ parent }) => sql`${parent}.conversation_id`),
    actor: named("Actor", ({ parent }) => sql`${parent}.actor_id`),
    authorName: expression(({ row, language }) => shownNameOf(sql`${row}.account_id`, language)),
    isAuthor: expression(({ row, viewer }) => sql`(${row}.account_id = ${viewer.accountId})`),
    body: column("body"),
    writtenAt: timestampColumn("written_at"),
    editedAt: timestampColumn("edited_at"),
  },
};

/** What notes add to conversations. */
export const conversationNoteReads: FieldReads = {
  notes: connection("ConversationNote", {
    where: ({ parent, target }) => sql`${target}.conversation_id = ${parent}.id`,
    orders: { WRITTEN: [{ by: ({ target }) => sql`${target}.written_at`, type: "timestamptz" }] },
  }),
};
