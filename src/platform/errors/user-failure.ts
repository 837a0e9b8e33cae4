import type { Language } from "../text/language.js";

/** One thing the user can mend: a code of the domain's closed enum and where in the input it stands. */
export interface Problem<Code extends string = string> {
  readonly code: Code;
  /** Path into the mutation's input, such as ["venue", "capacity"]; absent when the whole input is meant. */
  readonly field?: readonly string[];
  /** Numbers and names that the message mentions. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** An expected failure. A mutation that throws it answers null for its object and these `userErrors`. */
export class UserFailure<Code extends string = string> extends Error {
  override name = "UserFailure";
  constructor(readonly problems: readonly Problem<Code>[]) {
    super(problems.map((problem) => problem.code).join(", "));
  }
}

/** A UserFailure with a single problem. */
export function userFailure<Code extends string>(
  code: Code,
  field?: readonly string[],
  values?: Readonly<Record<string, string | number>>,
): UserFailure<Code> {
  return new UserFailure([{ code, field, values }]);
}

/** What a code says in both languages; `{name}` is replaced by the problem's value of that name. */
export type MessageCatalogue<Code extends string = string> = Readonly<
  Record<Code, Readonly<Record<Language, string>>>
>;

/** The message of a problem in the reader's language. */
export function messageOf(catalogue: MessageCatalogue, problem: Problem, language: Language): string {
  const template = catalogue[problem.code]?.[language];
  if (template === undefined) throw new Error(`No message for the error code ${problem.code}`);
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(problem.values?.[name] ?? ""));
}

/** Codes that any text input can provoke; every domain's error enum holds them. */
export const commonErrorCodes = {
  INVALID_TEXT: "INVALID_TEXT",
  CPR_NUMBER: "CPR_NUMBER",
  TOO_LONG: "TOO_LONG",
  OUT_OF_RANGE: "OUT_OF_RANGE",
  INVALID_VALUE: "INVALID_VALUE",
  NOT_FOUND: "NOT_FOUND",
  NOT_ALLOWED: "NOT_ALLOWED",
} as const;

/** Messages of the common codes. */
export const commonMessages: MessageCatalogue<keyof typeof commonErrorCodes> = {
  INVALID_TEXT: {
    DA: "Teksten indeholder tegn, der ikke kan gemmes.",
    EN: "The text contains characters that cannot be stored.",
  },
  CPR_NUMBER: {
    DA: "Teksten ligner et CPR-nummer. CPR-numre må ikke skrives i Samspil.",
    EN: "The text looks like a CPR number. CPR numbers are not accepted anywhere in Samspil.",
  },
  TOO_LONG: { DA: "Højst {limit} er tilladt.", EN: "At most {limit} are allowed." },
  OUT_OF_RANGE: {
    DA: "Tallet skal være fra {min} til {max}.",
    EN: "The number must be from {min} to {max}.",
  },
  INVALID_VALUE: { DA: "Værdien kan ikke bruges: {reason}", EN: "The value cannot be used: {reason}" },
  NOT_FOUND: { DA: "Det findes ikke.", EN: "It does not exist." },
  NOT_ALLOWED: { DA: "Det har du ikke ret til.", EN: "You may not do this." },
};
