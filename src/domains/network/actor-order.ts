import { sql } from "../../platform/database/sql.js";
import type { OrderKey } from "../../platform/read/declaration.js";

/** Actors by name in Danish order. */
export const byActorName: OrderKey = {
  by: ({ target }) => sql`${target}.name`,
  type: "text",
  collation: "da-x-icu",
};
