import { badUserInput } from "../errors/technical-errors.js";
import { keptDays } from "./live-entries.js";

/** The largest position that PostgreSQL's bigint holds. */
const lastPosition = 2n ** 63n - 1n;

/** A position as clients see it: opaque, at most 40 characters. The SQL function `live_cursor()` writes the same. */
export function encodeLiveCursor(position: bigint): string {
  return Buffer.from(`live:${position}`).toString("base64url");
}

/**
 * Reads a cursor that a client sent. Whether it is too old or ahead of the log shows when it is followed.
 * @param name the argument that holds it, for the error
 * @throws BAD_USER_INPUT when it is none
 */
export function decodeLiveCursor(name: string, cursor: string): bigint {
  const digits = /^live:(\d{1,19})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"))?.[1];
  const position = BigInt(digits ?? -1);
  // Only the exact spelling is a cursor; base64 has several for some texts.
  if (position < 0n || position > lastPosition || encodeLiveCursor(position) !== cursor)
    throw badUserInput(`${name} is not a cursor of live updates.`);
  return position;
}

/** What came after the cursor is no longer kept. */
export const cursorExpired = () =>
  badUserInput(
    `The cursor has expired: updates are kept for ${keptDays} days. Read the list anew and go on from its cursor.`,
  );

/** The cursor names what has not happened, as after a backup was restored. */
export const cursorAhead = () =>
  badUserInput("The cursor is ahead of all updates. Read the list anew and go on from its cursor.");
