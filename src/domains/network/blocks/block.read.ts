import { sql } from "../../../platform/database/sql.js";
import { connection, type FieldReads } from "../../../platform/read/declaration.js";
import { actorsActedFor } from "../../actors/actors.queries.js";
import { byActorName } from "../actor-order.js";

/** What blocks add to actors. An administrator of the hub is no member and does not see them. */
export const actorBlockReads: FieldReads = {
  blockedActors: connection("Actor", {
    through: ({ target }) => sql`JOIN actor_block AS block ON block.blocked_id = ${target}.id`,
    where: ({ parent }) => sql`block.blocker_id = ${parent}.id`,
    orders: { NAME: [byActorName] },
    visibleWhen: ({ viewer, row }) => sql`${row}.id = ANY (${actorsActedFor(viewer)})`,
  }),
};
