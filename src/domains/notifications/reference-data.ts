import { type Queryable, runSql, sql } from "../../platform/database/sql.js";
import type { NotificationKinds } from "./notifications.queries.js";

/**
 * Brings the kinds of notification up to those that are declared: creates what is missing, changes what differs. Those that nobody
 * declares any more stay, with what was told of them: nobody sees it.
 */
export async function loadReferenceData(on: Queryable, kinds: NotificationKinds): Promise<void> {
  const rows = Object.entries(kinds).map(([kind, { defaultChannel }]) => ({
    kind,
    default_channel: defaultChannel,
  }));
  await runSql(
    on,
    sql`INSERT INTO notification_kind AS kept
      SELECT * FROM jsonb_populate_recordset(NULL::notification_kind, ${sql.value(JSON.stringify(rows))}::jsonb)
      ON CONFLICT (kind) DO UPDATE SET default_channel = excluded.default_channel WHERE kept IS DISTINCT FROM excluded`,
  );
}
