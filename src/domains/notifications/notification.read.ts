import { type SQL, sql } from "../../platform/database/sql.js";
import type { InBothLanguages } from "../../platform/errors/user-failure.js";
import {
  column,
  connection,
  count,
  everyone,
  expression,
  type FieldReads,
  list,
  named,
  type OrderKey,
  type ReadDeclaration,
  reference,
  timestampColumn,
} from "../../platform/read/declaration.js";
import type { RelationScope } from "../../platform/read/scope.js";
import { shownNameOf } from "../accounts/accounts.queries.js";
import { type NotificationKinds, ofEachKind, seesNotification } from "./notifications.queries.js";

const inWords = ({ DA, EN }: InBothLanguages, language: SQL): SQL =>
  sql`CASE ${language} WHEN 'EN' THEN ${sql.value(EN)}::text ELSE ${sql.value(DA)}::text END`;

/** Who did what nobody tells who did. */
export const somebody: InBothLanguages = { DA: "Nogen", EN: "Somebody" };

/** The name of who did what a row of notifications tells of. */
const nameOfDoer = (row: SQL, language: SQL): SQL =>
  sql`coalesce((SELECT doer.name FROM actor AS doer WHERE doer.id = ${row}.actor_id),
    ${shownNameOf(sql`${row}.by_account_id`, language)}, ${inWords(somebody, language)})`;

export const notificationRead = (kinds: NotificationKinds): ReadDeclaration => ({
  type: "Notification",
  table: "notification",
  key: "id",
  idPrefix: "notification",
  visibleTo: (scope) => seesNotification(kinds, scope),
  fields: {
    id: column("public_id"),
    kind: column("kind"),
    title: expression(
      ({ row, language }) =>
        sql`replace(${ofEachKind(kinds, row, ({ title }) => inWords(title, language), sql`''`)}, '{who}', ${nameOfDoer(row, language)})`,
    ),
    subject: reference({
      types: [...new Set(Object.values(kinds).map(({ subject }) => subject))],
      typeName: ({ row }) =>
        ofEachKind(kinds, row, ({ subject }) => sql`${sql.literal(subject)}::text`, sql`NULL`),
      key: ({ row }) => sql`${row}.subject_id`,
    }),
    actor: named("Actor", ({ parent }) => sql`${parent}.actor_id`),
    createdAt: timestampColumn("created_at"),
    happenedAt: timestampColumn("happened_at"),
    readAt: timestampColumn("read_at"),
  },
});

export const notificationPreferenceRead = (kinds: NotificationKinds): ReadDeclaration => ({
  type: "NotificationPreference",
  columns: { kind: "text", channel: "text", is_default: "boolean" },
  visibleTo: everyone,
  fields: {
    kind: column("kind"),
    label: expression(({ row, language }) =>
      ofEachKind(kinds, row, ({ label }) => inWords(label, language), sql`''`),
    ),
    channel: column("channel"),
    isDefault: column("is_default"),
  },
});

const latestFirst: OrderKey = {
  by: ({ target }) => sql`${target}.happened_at`,
  type: "timestamptz",
  descending: true,
};

/** An account's notifications are its own, whoever else may see the account. */
const isOwn = ({ viewer, parent }: Pick<RelationScope, "viewer" | "parent">): SQL =>
  sql`${parent}.id = ${viewer.accountId}`;

/** What notifications add to accounts. */
export const accountNotificationReads = (kinds: NotificationKinds): FieldReads => ({
  notifications: connection("Notification", {
    where: (scope) => sql`${isOwn(scope)} AND ${scope.target}.account_id = ${scope.viewer.accountId}`,
    orders: { LATEST: [latestFirst] },
    filters: [
      {
        argument: "unreadOnly",
        discloses: ["readAt"],
        where: ({ target, args }) =>
          sql`(NOT ${args.sql("unreadOnly", "boolean")} OR ${target}.read_at IS NULL)`,
      },
    ],
  }),
  unreadNotificationCount: count("Notification", {
    where: (scope) =>
      sql`${isOwn(scope)} AND ${scope.target}.account_id = ${scope.viewer.accountId} AND ${scope.target}.read_at IS NULL`,
  }),
  notificationPreferences: list("NotificationPreference", {
    rows: (
      scope,
    ) => sql`SELECT declared.kind, coalesce(own.channel, declared.default_channel) AS channel, own.channel IS NULL AS is_default
      FROM notification_kind AS declared
        LEFT JOIN notification_preference AS own ON own.kind = declared.kind AND own.account_id = ${scope.viewer.accountId}
      WHERE ${isOwn(scope)} AND declared.kind = ANY (${sql.value(Object.keys(kinds))}::text[])`,
    orders: { KIND: [{ by: ({ target }) => sql`${target}.kind`, type: "text", collation: "C" }] },
  }),
});
