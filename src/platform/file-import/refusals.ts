/** Why any row of any file may be refused. `{name}` is replaced by the refusal's value of that name. */
const commonRefusalMessages = {
  WRONG_FIELD_COUNT: "the header names {expected} columns, this row has {found}",
  TEXT_AFTER_QUOTE: "text follows a closing quotation mark; a quotation mark inside a field is written twice",
  UNTERMINATED_QUOTE: "a quotation mark is opened and never closed",
  RECORD_TOO_LARGE: "the row is longer than {limit} characters",
  MISSING: "{column} is empty",
  INVALID_TEXT: "{column} holds characters that cannot be stored, or line breaks where none belong",
  TOO_LONG: "{column} is longer than {limit} characters",
  CPR_NUMBER: "{column} holds something like a CPR number, which Samspil never stores",
  REFUSED_BY_DATABASE: "the database refused it ({state})",
} as const;

export type CommonRefusalCode = keyof typeof commonRefusalMessages;

/** Why one row is not taken. */
export interface Refusal {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Ends the reading of a row. */
export class RowRefused extends Error {
  override name = "RowRefused";
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

/** Makes and words the refusals of one kind of file: its own and the common ones. */
export interface Refusals<Code extends string> {
  refusal(code: Code | CommonRefusalCode, values?: Refusal["values"]): Refusal;
  /** Makes the error that refuses a row. */
  refuse(code: Code | CommonRefusalCode, values?: Refusal["values"]): RowRefused;
  /** What a refusal says to the person who runs the import, in one line. */
  messageOf(refusal: Refusal): string;
}

/** @param messages What each code says; `{name}` is replaced by the refusal's value of that name. */
export function refusalsOf<Code extends string>(messages: Readonly<Record<Code, string>>): Refusals<Code> {
  const all: Readonly<Record<string, string>> = { ...commonRefusalMessages, ...messages };
  const refusal: Refusals<Code>["refusal"] = (code, values = {}) => ({ code, values });
  return {
    refusal,
    refuse: (code, values) => new RowRefused(refusal(code, values)),
    messageOf({ code, values }) {
      const message = all[code];
      if (message === undefined) throw new Error(`No message for the refusal ${code}`);
      return message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
    },
  };
}

/** Longest piece of the file that a message repeats, in characters. */
const longestQuote = 60;

/** A value of the file as a message repeats it: quoted, cut, without control characters. */
export function quoted(value: string): string {
  const characters = [...value];
  return JSON.stringify(
    characters.length > longestQuote ? `${characters.slice(0, longestQuote).join("")}…` : value,
  );
}
