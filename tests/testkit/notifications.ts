import { ask, type Person } from "./actors.js";
import type { TestHub } from "./hub.js";

/** A notification as most tests look at it. */
export interface Told {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly readAt: string | null;
  readonly actor: { readonly id: string } | null;
  readonly subject: { readonly id: string } | null;
}

/** What somebody was notified of, the latest first, and how much of it is unread. */
export async function toldTo(
  hub: TestHub,
  person: Person,
  args = "(first: 100)",
): Promise<{ readonly told: readonly Told[]; readonly unread: number }> {
  const { viewer } = await ask<{
    viewer: { unreadNotificationCount: number; notifications: { nodes: readonly Told[] } };
  }>(
    hub,
    person,
    `{ viewer { unreadNotificationCount notifications${args} { nodes { id kind title readAt actor { id } subject { id } } } } }`,
  );
  return { told: viewer.notifications.nodes, unread: viewer.unreadNotificationCount };
}
