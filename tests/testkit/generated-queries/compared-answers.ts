import { errorsAgree } from "./compared-errors.js";

/** An answer as it came over HTTP. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * The first place where two answers differ, in words; null when they are equal: same status, same JSON, same order of keys.
 * `extensions.requestId` is each answer's own, and so are links to files, which are signed for the moment. Where several errors compete for one null, either may be told (`errorsAgree`).
 */
export function firstDifference(one: RawAnswer, other: RawAnswer): string | null {
  if (one.status !== other.status) return `status: ${one.status} and ${other.status}`;
  const [left, right] = [parsed(one), parsed(other)];
  if (left.repeatsKeys !== right.repeatsKeys) return "an object has a key twice";
  if (JSON.stringify(left.body) === JSON.stringify(right.body)) return null;
  if (errorsAgree(left.body, right.body)) return null;
  return differenceAt("$", left.body, right.body);
}

interface ParsedAnswer {
  readonly body: unknown;
  /** Whether some object has a key twice, which parsing hides. */
  readonly repeatsKeys: boolean;
}

const linkToFile = /"https?:\/\/[^"/]+\/files\/[\w./-]+"/g;

function parsed(answer: RawAnswer): ParsedAnswer {
  const text = answer.text.replaceAll(linkToFile, '"a link"');
  const body: unknown = JSON.parse(text);
  const repeatsKeys = keyCount(text) !== keyCount(JSON.stringify(body));
  for (const { extensions } of errorsOf(body)) {
    if (isObject(extensions)) Reflect.deleteProperty(extensions, "requestId");
  }
  return { body, repeatsKeys };
}

/** The errors of an answer. */
export function errorsOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  const { errors } = body as { readonly errors?: readonly Readonly<Record<string, unknown>>[] };
  return errors ?? [];
}

/** How many keys all objects of a JSON text have together. */
function keyCount(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)) if (colon) count += 1;
  return count;
}

/** The first place that differs below a path, both sides shown. */
function differenceAt(path: string, one: unknown, other: unknown): string {
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) {
    return `${path}: ${shown(one)} and ${shown(other)}`;
  }
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  const isList = Array.isArray(one);
  if (!isList && keys.join() !== others.join()) return `${path}: keys ${keys.join()} and ${others.join()}`;
  for (const key of keys) {
    const [left, right] = [one[key], other[key]];
    if (key in other && JSON.stringify(left) !== JSON.stringify(right)) {
      return differenceAt(isList ? `${path}[${key}]` : `${path}.${key}`, left, right);
    }
  }
  return `${path}: ${keys.length} and ${others.length} items`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}
