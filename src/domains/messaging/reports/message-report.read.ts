import { sql } from "../../../platform/database/sql.js";
import {
  column,
  connection,
  everyone,
  list,
  named,
  type ReadDeclaration,
  type RootReads,
  timestampColumn,
} from "../../../platform/read/declaration.js";
import { hungOn } from "../../attachments/attachments.queries.js";
import { judgesReport } from "../messaging.queries.js";

export const messageReportRead: ReadDeclaration = {
  type: "MessageReport",
  table: "message_report",
  key: "id",
  idPrefix: "report",
  visibleTo: ({ row, viewer }) =>
    sql`${row}.reporter_id = ${viewer.accountId} OR ${judgesReport(viewer, row)}`,
  fields: {
    id: column("public_id"),
    reason: column("reason"),
    note: column("note"),
    status: column("status"),
    evidence: list("ReportedMessage", {
      rows: ({ parent }) => sql`SELECT * FROM jsonb_to_recordset(${parent}.evidence)
        AS told(message_id uuid, sequence integer, sender_name text, body text, sent_at text)`,
      orders: { NUMBER: [{ by: ({ target }) => sql`${target}.sequence`, type: "integer" }] },
    }),
    reporter: named("Account", ({ parent }) => sql`${parent}.reporter_id`),
    writer: named(
      "Account",
      ({ parent }) => sql`(SELECT told.account_id FROM message AS told WHERE told.id = ${parent}.message_id)`,
      { visibleWhen: ({ viewer }) => viewer.isAdministrator },
    ),
    createdAt: timestampColumn("created_at"),
    decidedAt: timestampColumn("decided_at"),
  },
};

export const reportedMessageRead: ReadDeclaration = {
  type: "ReportedMessage",
  columns: { message_id: "uuid", sequence: "integer", sender_name: "text", body: "text", sent_at: "text" },
  visibleTo: everyone,
  fields: {
    sequence: column("sequence"),
    senderName: column("sender_name"),
    body: column("body"),
    attachments: hungOn("Message", ({ parent }) => sql`${parent}.message_id`),
    sentAt: column("sent_at"),
  },
};

export const messageReportRootReads: RootReads = {
  messageReports: connection("MessageReport", {
    orders: { OLDEST: [{ by: ({ target }) => sql`${target}.created_at`, type: "timestamptz" }] },
    filters: [
      {
        argument: "status",
        discloses: ["status"],
        where: ({ target, args }) => sql`${target}.status = ${args.sql("status", "text")}`,
      },
    ],
  }),
};
