import { registerEnumType } from "type-graphql";

export const NotificationChannel = { NONE: "NONE", HUB: "HUB", EMAIL: "EMAIL" } as const;
export type NotificationChannel = keyof typeof NotificationChannel;

registerEnumType(NotificationChannel, {
  name: "NotificationChannel",
  description: "How an account hears of a kind of notification.",
  valuesConfig: {
    NONE: { description: "Not at all: no notification is made." },
    HUB: { description: "In the hub." },
    EMAIL: { description: "In the hub, and by e-mail of what it has not read there after 15 minutes." },
  },
});

/** The kinds of notification by name. Domains downstream declare them, and `nameKinds` puts them in before a schema is built. */
export const NotificationKind: Record<string, string> = {};
const descriptions: Record<string, { description: string }> = {};

registerEnumType(NotificationKind, {
  name: "NotificationKind",
  description: "What a notification tells of.",
  valuesConfig: descriptions,
});

/** Names the kinds for the schema, with their descriptions. */
export function nameKinds(kinds: Readonly<Record<string, { readonly description: string }>>): void {
  for (const [kind, { description }] of Object.entries(kinds)) {
    NotificationKind[kind] = kind;
    descriptions[kind] = { description };
  }
}
