import { type SQL, sql } from "../../../platform/database/sql.js";
import {
  column,
  connection,
  expression,
  type FieldReads,
  named,
  type OrderKey,
  type ReadDeclaration,
  timestampColumn,
} from "../../../platform/read/declaration.js";
import type { ReadScope } from "../../../platform/read/scope.js";
import { ownsEmail, shownNameOf } from "../../accounts/accounts.queries.js";
import { isInsider } from "../profiles/field-visibility.js";

/** Whether the viewer owns the actor now, or administers the hub. */
export function isOwner({ viewer }: ReadScope, actorId: SQL): SQL {
  if (viewer.kind !== "MEMBER") return viewer.isAdministrator;
  return sql`(EXISTS (SELECT 1 FROM membership AS own WHERE own.actor_id = ${actorId}
    AND own.account_id = ${viewer.accountId} AND own.role = 'OWNER' AND own.ended_on IS NULL))`;
}

const actorOf = named("Actor", ({ parent }) => sql`${parent}.actor_id`);

export const membershipRead: ReadDeclaration = {
  type: "Membership",
  table: "membership",
  key: "id",
  idPrefix: "membership",
  visibleTo: (scope) =>
    sql`${scope.row}.account_id = ${scope.viewer.accountId} OR ${isInsider(scope, sql`${scope.row}.actor_id`)}`,
  fields: {
    id: column("public_id"),
    actor: actorOf,
    displayName: expression(({ row, language }) => shownNameOf(sql`${row}.account_id`, language)),
    role: column("role"),
    startedOn: column("started_on"),
    endedOn: column("ended_on"),
  },
};

export const invitationRead: ReadDeclaration = {
  type: "Invitation",
  table: "invitation",
  key: "id",
  idPrefix: "invitation",
  visibleTo: (scope) =>
    sql`${isOwner(scope, sql`${scope.row}.actor_id`)} OR ${ownsEmail(scope.viewer.accountId, sql`${scope.row}.email`)}`,
  fields: {
    id: column("public_id"),
    actor: actorOf,
    email: column("email"),
    role: column("role"),
    status: expression(
      ({ row }) =>
        sql`CASE WHEN ${row}.status = 'PENDING' AND ${row}.expires_at <= now() THEN 'EXPIRED' ELSE ${row}.status END`,
    ),
    invitedBy: expression(({ row, language }) => shownNameOf(sql`${row}.invited_by`, language)),
    expiresAt: timestampColumn("expires_at"),
    createdAt: timestampColumn("created_at"),
  },
};

const latestFirst = (columnName: string, type: OrderKey["type"]) => ({
  LATEST: [
    {
      by: ({ target }: { target: SQL }) => sql`${target}.${sql.identifier(columnName)}`,
      type,
      descending: true,
    },
  ],
});

/** What memberships add to accounts. */
export const accountMembershipReads: FieldReads = {
  memberships: connection("Membership", {
    where: ({ parent, target }) => sql`${target}.account_id = ${parent}.id`,
    orders: latestFirst("started_on", "date"),
  }),
  invitations: connection("Invitation", {
    where: ({ parent, target }) => sql`${target}.email = ${parent}.email AND ${parent}.email_verified`,
    orders: latestFirst("created_at", "timestamptz"),
  }),
};

/** What memberships add to actors. */
export const actorMembershipReads: FieldReads = {
  memberships: connection("Membership", {
    where: ({ parent, target }) => sql`${target}.actor_id = ${parent}.id`,
    orders: latestFirst("started_on", "date"),
    visibleWhen: (scope) => isInsider(scope, sql`${scope.row}.id`),
  }),
  invitations: connection("Invitation", {
    where: ({ parent, target }) => sql`${target}.actor_id = ${parent}.id`,
    orders: latestFirst("created_at", "timestamptz"),
    visibleWhen: (scope) => isOwner(scope, sql`${scope.row}.id`),
  }),
};
