import type { Language } from "../text/language.js";

/** Words for people, in each language they read. */
export type InBothLanguages = Readonly<Record<Language, string>>;

/** One thing the user can mend: a code of the domain's closed enum and where in the input it stands. */
export interface Problem<Code extends string = string> {
  readonly code: Code;
  /** Path into the mutation's input, such as ["venue", "capacity"]; absent when the whole input is meant. */
  readonly field?: readonly string[];
  /** Numbers, names and, in both languages, words that the message mentions. */
  readonly values?: Readonly<Record<string, string | number | InBothLanguages>>;
}

/** An expected failure. A mutation that throws it answers null for its object and these `userErrors`. */
export class UserFailure<Code extends string = string> extends Error {
  override name = "UserFailure";
  constructor(readonly problems: readonly Problem<Code>[]) {
    super(problems.map((problem) => problem.code).join(", "));
  }
}

/** What a code says in both languages; `{name}` is replaced by the problem's value of that name. */
export type MessageCatalogue<Code extends string = string> = Readonly<Record<Code, InBothLanguages>>;

/** The message of a problem in the reader's language. */
export function messageOf(catalogue: MessageCatalogue, problem: Problem, language: Language): string {
  const template = catalogue[problem.code]?.[language];
  if (template === undefined) throw new Error(`No message for the error code ${problem.code}`);
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = problem.values?.[name] ?? "";
    return typeof value === "object" ? value[language] : String(value);
  });
}

/** Codes that any text input can provoke; every domain's error enum holds them. */
export const commonErrorCodes = {
  INVALID_TEXT: "INVALID_TEXT",
  CPR_NUMBER: "CPR_NUMBER",
  TOO_LONG: "TOO_LONG",
  OUT_OF_RANGE: "OUT_OF_RANGE",
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
  TOO_LONG: { DA: "Højst {limit} {unit} er tilladt.", EN: "At most {limit} {unit} are allowed." },
  OUT_OF_RANGE: {
    DA: "Tallet skal være fra {min} til {max}.",
    EN: "The number must be from {min} to {max}.",
  },
  NOT_FOUND: { DA: "Det findes ikke.", EN: "It does not exist." },
  NOT_ALLOWED: { DA: "Det har du ikke ret til.", EN: "You may not do this." },
};
