import { createHash } from "node:crypto";
import { type RowIds, regionIds } from "./row-ids.js";

/** When the first rows were entered; each later row a second after, the last one long before anybody asks. */
const firstEntry = {
  account: Date.UTC(2018, 0, 1),
  membership: Date.UTC(2018, 6, 1),
  session: Date.UTC(2018, 0, 1),
  actor: Date.UTC(2018, 6, 1),
  relationship: Date.UTC(2019, 0, 1),
  conversation: Date.UTC(2019, 0, 1),
  participant: Date.UTC(2019, 0, 1),
  message: Date.UTC(2020, 0, 1),
} as const;
type Table = keyof typeof firstEntry;
/** Tells the ids of tables apart. */
const numbers: Readonly<Record<Table, number>> = {
  account: 1,
  actor: 2,
  membership: 3,
  relationship: 4,
  session: 5,
  conversation: 6,
  participant: 7,
  message: 8,
};

/** Everything entered after this was written by a question that was asked. */
export const regionEnds = "2026-01-01T00:00:00Z";

/** The time of a row's entry, in milliseconds since 1970. */
export const enteredAt = (table: Table, place: number): number => firstEntry[table] + place * 1000;

/** The ids of the row at a place of its table. */
export const rowIdsOf = (table: Table, place: number): RowIds =>
  regionIds(table, numbers[table], place, enteredAt(table, place));

export const accountIds = (place: number) => rowIdsOf("account", place);
export const actorIds = (place: number) => rowIdsOf("actor", place);
export const conversationIds = (place: number) => rowIdsOf("conversation", place);
export const relationshipIds = (place: number) => rowIdsOf("relationship", place);

/** The token of an account's session: 32 letters and digits, as the hub's own. */
export const sessionToken = (place: number): string =>
  createHash("sha256").update(`session of account ${place}`).digest("hex").slice(0, 32);
