import type { ClientBase } from "pg";
import type { Draw } from "../network/random-network.js";
import { insert } from "../network/store-network.js";
import { drawnIds } from "./random-profiles.js";

/** Notifications of each account. */
const ofEach = 8;
const kinds = [
  "MESSAGE_RECEIVED",
  "ADDED_TO_CONVERSATION",
  "RELATIONSHIP_PROPOSED",
  "RELATIONSHIP_CONFIRMED",
];
/** A kind that no domain declares: nobody sees what is told of it. */
const undeclared = "NOBODY_KNOWS_OF";

/**
 * Notifications of all kinds about all sorts of things, beside those that came by themselves: of what an account sees, of what it does not, and of
 * what is gone; and what accounts have chosen.
 */
export async function storeNotifications(
  client: ClientBase,
  draw: Draw,
  accountIds: readonly string[],
): Promise<void> {
  const idsOf = async (table: string): Promise<readonly string[]> =>
    (await client.query<{ id: string }>(`SELECT id FROM ${table} ORDER BY id`)).rows.map(({ id }) => id);
  const [conversations, relationships, actors] = [
    await idsOf("conversation"),
    await idsOf("relationship"),
    await idsOf("actor"),
  ];
  await insert(
    client,
    "notification_kind",
    [{ kind: undeclared, default_channel: "HUB" }],
    "ON CONFLICT DO NOTHING",
  );
  const rows: Record<string, unknown>[] = [];
  for (const account_id of accountIds)
    for (let place = 0; place < ofEach; place += 1) {
      const { id, publicId } = drawnIds(draw, "notification");
      const kind = draw.happens(0.1) ? undeclared : draw.from(kinds);
      const subjects = kind.startsWith("RELATIONSHIP") ? relationships : conversations;
      const hour = new Date(Date.UTC(2025, draw.below(12), 1 + draw.below(28), 8));
      rows.push({
        id,
        public_id: publicId,
        account_id,
        kind,
        subject_id: draw.happens(0.1) ? draw.uuid() : draw.from(subjects),
        actor_id: draw.happens(0.6) ? draw.from(actors) : null,
        by_account_id: draw.happens(0.5) ? draw.from(accountIds) : null,
        created_at: hour,
        happened_at: new Date(hour.getTime() + draw.below(1_000_000)),
        read_at: draw.happens(0.4) ? new Date(hour.getTime() + 2_000_000) : null,
      });
    }
  // Some are unread already by themselves.
  await insert(client, "notification", rows, "ON CONFLICT DO NOTHING");
  const chosen = accountIds.flatMap((account_id) =>
    kinds
      .filter(() => draw.happens(0.3))
      .map((kind) => ({ account_id, kind, channel: draw.from(["NONE", "HUB", "EMAIL"]) })),
  );
  await insert(client, "notification_preference", chosen);
}
