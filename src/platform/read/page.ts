import { badUserInput } from "../errors/technical-errors.js";
import type { OrderKey } from "./declaration.js";

/** The most rows a page holds. */
export const largestPage = 100;
/** The rows of a page when neither `first` nor `last` is given. */
export const defaultPage = 20;

/** The arguments of a Relay connection, checked. */
export interface Page {
  readonly size: number;
  /** True pages from the end (`last`). */
  readonly backward: boolean;
  readonly after?: Cursor;
  readonly before?: Cursor;
}

/** Where a page begins or ends: the sort keys of a row as text, then its key (written by `cursorOf`). */
export type Cursor = readonly string[];

/** Whether the database can turn a cursor's text back into a value of the type; a forged one must not fail there. */
function isValueOf(type: OrderKey["type"] | "uuid", text: string): boolean {
  switch (type) {
    case "uuid":
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
    case "text":
      return !text.includes("\0") && text.isWellFormed();
    case "integer":
      return /^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) < 2 ** 31;
    case "double precision":
      return /^-?\d{1,17}(\.\d{1,20})?(e[+-]?\d{1,2})?$/.test(text);
    case "date":
      return isDay(text);
    case "timestamptz":
      return isDay(text.slice(0, 10)) && /^ ([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}\+00$/.test(text.slice(10));
  }
}

function isDay(text: string): boolean {
  const instant = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return (
    instant !== undefined &&
    !Number.isNaN(instant.getTime()) &&
    instant.toISOString().startsWith(text) &&
    text >= "0001"
  );
}

/**
 * Checks `first after last before`.
 * @throws BAD_USER_INPUT when a size is out of 1-100, both sizes are given, or a cursor is not of this list and order.
 */
export function readPage(
  args: Readonly<Record<string, unknown>>,
  order: string,
  keys: readonly OrderKey[],
): Page {
  const { first, last, after, before } = args;
  if (first != null && last != null) throw badUserInput("Give first or last, not both.");
  for (const [name, size] of [
    ["first", first],
    ["last", last],
  ] as const) {
    if (size != null && (typeof size !== "number" || size < 1 || size > largestPage)) {
      throw badUserInput(`${name} takes 1 to ${largestPage}.`);
    }
  }
  return {
    size: Number(last ?? first ?? defaultPage),
    backward: last != null,
    after: after == null ? undefined : readCursor("after", String(after), order, keys),
    before: before == null ? undefined : readCursor("before", String(before), order, keys),
  };
}

function readCursor(name: string, text: string, order: string, orderKeys: readonly OrderKey[]): Cursor {
  const refused = badUserInput(`${name} is not a cursor of this list in this order.`);
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    throw refused;
  }
  if (!Array.isArray(parts) || parts.length !== orderKeys.length + 2 || parts[0] !== order) throw refused;
  const keys = parts.slice(1).map(String);
  const types = [...orderKeys.map((key) => key.type), "uuid" as const];
  if (!keys.every((key, index) => isValueOf(types[index] ?? "text", key))) throw refused;
  return keys;
}
