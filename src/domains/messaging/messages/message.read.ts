import { sql } from "../../../platform/database/sql.js";
import {
  column,
  computed,
  everyone,
  expression,
  named,
  one,
  type ReadDeclaration,
  timestampColumn,
} from "../../../platform/read/declaration.js";
import { renderMarkdown } from "../../../platform/text/markdown.js";
import { shownNameOf } from "../../accounts/accounts.queries.js";
import { hungOn } from "../../attachments/attachments.queries.js";
import { readersOfConversation, readsConversation } from "../messaging.queries.js";

export const messageRead: ReadDeclaration = {
  type: "Message",
  table: "message",
  key: "id",
  idPrefix: "message",
  visibleTo: ({ row, viewer }) => readsConversation(viewer, sql`${row}.conversation_id`),
  readers: (row) => readersOfConversation(sql`${row}.conversation_id`),
  fields: {
    id: column("public_id"),
    conversation: named("Conversation", ({ parent }) => sql`${parent}.conversation_id`),
    sequence: column("sequence"),
    sender: one("MessageSender", {
      rows: ({ parent }) => sql`SELECT ${parent}.account_id, ${parent}.actor_id, ${parent}.as_actor`,
    }),
    body: column("body"),
    bodyHtml: computed({ body: ({ row }) => sql`${row}.body` }, ({ body }) =>
      typeof body === "string" ? renderMarkdown(body) : null,
    ),
    attachments: {
      ...hungOn("Message"),
      visibleWhen: ({ row }) => sql`${row}.deleted_at IS NULL`,
    },
    replyTo: named("Message", ({ parent }) => sql`${parent}.reply_to_id`),
    sentAt: timestampColumn("sent_at"),
    editedAt: timestampColumn("edited_at"),
    deletedAt: timestampColumn("deleted_at"),
    clientMessageId: column("client_message_id", {
      visibleWhen: ({ row, viewer }) => sql`${row}.account_id = ${viewer.accountId}`,
    }),
  },
};

export const messageSenderRead: ReadDeclaration = {
  type: "MessageSender",
  columns: { account_id: "uuid", actor_id: "uuid", as_actor: "boolean" },
  visibleTo: everyone,
  fields: {
    displayName: expression(
      ({
        row,
        language,
      }) => sql`CASE WHEN NOT ${row}.as_actor THEN ${shownNameOf(sql`${row}.account_id`, language)}
        ELSE coalesce((SELECT named.name FROM actor AS named WHERE named.id = ${row}.actor_id),
          CASE ${language} WHEN 'EN' THEN 'Removed actor' ELSE 'Fjernet aktør' END) END`,
    ),
    actor: named("Actor", ({ parent }) => sql`${parent}.actor_id`),
    account: named("Account", ({ parent }) => sql`${parent}.account_id`),
  },
};
