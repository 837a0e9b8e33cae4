import { AnyOrder, CursorOf, type KnownCursors } from "./answer.js";
import { Like } from "./judge.js";

/**
 * The hub's cursors of one viewer: opaque texts, of which each must stand for one place of one list, and each place have
 * one. They are learnt from the answers, so that pages can be asked for with them.
 */
export class CursorBook implements KnownCursors {
  private readonly keys = new Map<string, string>();
  private readonly cursors = new Map<string, string>();

  keysOf(scope: string, cursor: string): string | undefined {
    return this.keys.get(`${scope} ${cursor}`);
  }

  cursorOf(scope: string, keys: string): string | undefined {
    return this.cursors.get(`${scope} ${keys}`);
  }

  learn({ scope, keys }: CursorOf, cursor: string): void {
    this.keys.set(`${scope} ${cursor}`, keys);
    this.cursors.set(`${scope} ${keys}`, cursor);
  }
}

/** Where an answer differs from what the rules say, as `path: expected ..., answered ...`. */
export function differences(expected: unknown, answered: unknown, book: CursorBook, path = ""): string[] {
  const differs = () => [`${path}: expected ${inWords(expected)}, answered ${inWords(answered)}`];
  if (expected instanceof Like) return expected.accepts(answered) ? [] : differs();
  if (expected instanceof CursorOf) return isSameCursor(expected, answered, book) ? [] : differs();
  if (expected instanceof AnyOrder) {
    if (!Array.isArray(answered) || answered.length !== expected.items.length) return differs();
    const left = [...answered];
    return expected.items.flatMap((item, place) => {
      const found = left.findIndex((each) => differences(item, each, new CursorBook(), path).length === 0);
      if (found < 0) return [`${path}.${place}: expected ${inWords(item)}, answered nowhere`];
      left.splice(found, 1);
      return [];
    });
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(answered) || answered.length !== expected.length) return differs();
    return expected.flatMap((item, place) => differences(item, answered[place], book, `${path}.${place}`));
  }
  if (isObject(expected)) {
    if (!isObject(answered) || Object.keys(answered).join() !== Object.keys(expected).join())
      return differs();
    return Object.entries(expected).flatMap(([name, value]) =>
      differences(value, answered[name], book, `${path}.${name}`),
    );
  }
  return Object.is(expected, answered) ? [] : differs();
}

function isSameCursor(expected: CursorOf, answered: unknown, book: CursorBook): boolean {
  if (typeof answered !== "string" || answered === "") return false;
  const keys = book.keysOf(expected.scope, answered) ?? expected.keys;
  const cursor = book.cursorOf(expected.scope, expected.keys) ?? answered;
  const isSame = keys === expected.keys && cursor === answered;
  if (isSame) book.learn(expected, answered);
  return isSame;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function inWords(value: unknown): string {
  if (value instanceof Like) return value.description;
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}
