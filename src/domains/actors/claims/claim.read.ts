import { sql } from "../../../platform/database/sql.js";
import {
  column,
  connection,
  expression,
  named,
  type ReadDeclaration,
  type RootReads,
  timestampColumn,
} from "../../../platform/read/declaration.js";
import { shownNameOf } from "../../accounts/accounts.queries.js";

export const actorClaimRead: ReadDeclaration = {
  type: "ActorClaim",
  table: "actor_claim",
  key: "id",
  idPrefix: "claim",
  visibleTo: ({ row, viewer }) => sql`${viewer.isAdministrator} OR ${row}.account_id = ${viewer.accountId}`,
  fields: {
    id: column("public_id"),
    actor: named("Actor", ({ parent }) => sql`${parent}.actor_id`),
    displayName: expression(({ row, language }) => shownNameOf(sql`${row}.account_id`, language)),
    message: column("message"),
    status: column("status"),
    createdAt: timestampColumn("created_at"),
    decidedAt: timestampColumn("decided_at"),
  },
};

export const actorClaimRootReads: RootReads = {
  actorClaims: connection("ActorClaim", {
    where: () => sql`true`,
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
