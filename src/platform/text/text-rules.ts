import { holdsCprNumber } from "./cpr-number.js";

/** What a text may hold; everything is optional. */
export interface TextRules {
  /** The greatest number of Unicode code points; without it any length. */
  readonly maxLength?: number;
  /** For fields such as telephone and account numbers, where ten digits need not be a person's. Default false. */
  readonly allowNumbersLikeCpr?: boolean;
  /** Refuses line breaks and tabs, for names and titles. Default false. */
  readonly singleLine?: boolean;
}

/** Why a text is refused; the codes stand among every domain's error codes. */
export interface TextProblem {
  readonly code: "INVALID_TEXT" | "CPR_NUMBER" | "TOO_LONG";
  /** The rule's `maxLength`, on TOO_LONG only. */
  readonly limit?: number;
}

/**
 * Characters that PostgreSQL cannot keep (NUL, lone surrogates), that have no meaning in a text (controls,
 * noncharacters), or that let a name show as another one (bidirectional embeddings, overrides and isolates,
 * Unicode Technical Report 36, section 2.4). The left-to-right, right-to-left and Arabic letter marks may stay.
 */
const refusedCharacter =
  /(?![\n\t]|\r\n)\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}|[\u202a-\u202e\u2066-\u2069]/u;
const lineBreakOrTab = /[\t\n\r\u2028\u2029]/;

/** The first rule that a text breaks, or null. `\r\n` counts as a line break: `normaliseText` makes it `\n`. */
export function findTextProblem(text: string, rules: TextRules = {}): TextProblem | null {
  if (refusedCharacter.test(text) || (rules.singleLine && lineBreakOrTab.test(text)))
    return { code: "INVALID_TEXT" };
  if (rules.maxLength !== undefined && isLongerThan(text, rules.maxLength)) {
    return { code: "TOO_LONG", limit: rules.maxLength };
  }
  if (!rules.allowNumbersLikeCpr && holdsCprNumber(text)) return { code: "CPR_NUMBER" };
  return null;
}

/** The form in which text is stored: Unicode NFC, `\n` for every kind of line break, no white space around it. */
export function normaliseText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .normalize("NFC")
    .trim();
}

/** Whether a text shows anything: letters, digits, signs. White space and invisible characters alone do not. */
export function isVisible(text: string): boolean {
  return /(?!\p{Default_Ignorable_Code_Point}|\u2800)[\p{L}\p{N}\p{S}\p{P}]/u.test(text);
}

function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  // A code point takes at most two code units, so a text this long need not be counted.
  if (text.length > limit * 2) return true;
  let length = 0;
  for (const _ of text) length += 1;
  return length > limit;
}
