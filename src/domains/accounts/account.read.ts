import { sql } from "../../platform/database/sql.js";
import {
  column,
  expression,
  named,
  type ReadDeclaration,
  type RootReads,
  timestampColumn,
} from "../../platform/read/declaration.js";
import { shownName } from "./accounts.queries.js";

export const accountRead: ReadDeclaration = {
  type: "Account",
  table: "account",
  key: "id",
  idPrefix: "account",
  visibleTo: ({ row, viewer }) => sql`${viewer.isAdministrator} OR ${row}.id = ${viewer.accountId}`,
  fields: {
    id: column("public_id"),
    email: expression(({ row }) => sql`${row}.email::text`),
    displayName: expression(({ row, language }) => shownName(row, language)),
    language: column("language"),
    isAdministrator: column("is_administrator"),
    isDemo: column("is_demo"),
    createdAt: timestampColumn("created_at"),
    suspendedAt: timestampColumn("suspended_at"),
    deletedAt: timestampColumn("deleted_at"),
  },
};

export const accountRootReads: RootReads = {
  viewer: named("Account", ({ viewer }) => viewer.accountId),
};
