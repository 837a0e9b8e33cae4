import { sql } from "../../platform/database/sql.js";
import type { LiveAudience } from "../../platform/live/live-entries.js";
import type { InboxSource } from "./inbox.queries.js";

/** Who hears of what: each account of what happens to itself, and of what the sources let it follow. */
export const inboxAudience = (sources: readonly InboxSource[]): LiveAudience => ({
  name: "inbox",
  follows: sql.join(
    [
      sql`SELECT account.id AS reader_id, account.id AS stream_id FROM account`,
      ...sources.flatMap(({ follows }) => follows ?? []),
    ],
    " UNION ALL ",
  ),
});
