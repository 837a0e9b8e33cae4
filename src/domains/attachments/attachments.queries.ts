import { type SQL, sql } from "../../platform/database/sql.js";
import { list, type RelationRead } from "../../platform/read/declaration.js";
import type { Circle, RelationScope, RowScope } from "../../platform/read/scope.js";

/**
 * The types whose rows attachments hang on, each with the rule of who reads what hangs on the row with a primary key. It is
 * the rule of who may read the row.
 */
export type AttachmentHosts = Readonly<Record<string, Circle>>;

/**
 * What hangs on a row of a type, in its order; at most 10. To be mounted on the type as a list of attachments, or on one that names
 * such a row.
 * @param key the primary key of the row; the parent's own by default
 */
export const hungOn = (
  type: string,
  key: (scope: Pick<RelationScope, "parent">) => SQL = ({ parent }) => sql`${parent}.id`,
): RelationRead =>
  list("Attachment", {
    where: ({ parent, target }) =>
      sql`${target}.hung_on_type = ${sql.literal(type)} AND ${target}.hung_on_id = ${key({ parent })}`,
    orders: { POSITION: [{ by: ({ target }) => sql`${target}.hung_position`, type: "integer" }] },
  });

/** Whether anything hangs on the row of a type with a primary key. */
export const isHungOn = (type: string, id: SQL): SQL =>
  sql`EXISTS (SELECT FROM attachment AS hung WHERE hung.hung_on_type = ${sql.literal(type)} AND hung.hung_on_id = ${id})`;

/** Whether the viewer sees an attachment: its owner as long as it hangs on nothing, then who may read what it hangs on. */
export function seesAttachment(
  hosts: AttachmentHosts,
  { viewer, row }: Pick<RowScope, "viewer" | "row">,
): SQL {
  const ofHosts = Object.entries(hosts).map(
    ([type, sees]) =>
      sql`WHEN ${row}.hung_on_type = ${sql.literal(type)} THEN ${sees(viewer, sql`${row}.hung_on_id`)}`,
  );
  return sql`(CASE WHEN ${row}.hung_on_type IS NULL THEN ${row}.owner_account_id = ${viewer.accountId}
    ${sql.join(ofHosts, " ")} ELSE false END)`;
}
