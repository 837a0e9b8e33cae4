import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
} from "graphql";
import { Extensions } from "type-graphql";
import { badUserInput } from "../errors/technical-errors.js";
import type { commonErrorCodes, InBothLanguages, Problem } from "../errors/user-failure.js";
import { findTextProblem } from "../text/text-rules.js";

/** Smallest and largest number: both or neither, so that a message can always name them. */
type NumberBounds =
  | { readonly min: number; readonly max: number }
  | { readonly min?: undefined; readonly max?: undefined };

/** The bounds of an input field beyond its type. */
export type InputRule = NumberBounds & {
  /** Longest text in characters (code points); 200 by default. */
  readonly maxLength?: number;
  /** Whether line breaks are accepted; not by default. */
  readonly multiline?: boolean;
  /** An identifier with a checked format of its own, in which digits that look like a CPR number are none. */
  readonly identifier?: boolean;
  /** Most items of a list; 50 by default. */
  readonly maxItems?: number;
};

/** Longest text of a field that states no other length, in characters. */
export const defaultMaxLength = 200;
/** Most items of a list that states no other number. */
export const defaultMaxItems = 50;

/** States the bounds of an input field or argument; without it the defaults of `InputRule` hold. */
export const Bounded = (inputRule: InputRule) => Extensions({ inputRule });

/** What TOO_LONG counts. */
const characters: InBothLanguages = { DA: "tegn", EN: "characters" };
const items: InBothLanguages = { DA: "elementer på listen", EN: "items in the list" };

type InputProblem = Problem<keyof typeof commonErrorCodes>;
type Described = Pick<GraphQLArgument | GraphQLInputField, "type" | "extensions">;

/** What is wrong with the arguments of a field that reads: the first problem, its path beginning with the argument. */
export function findBadArgument(
  field: { readonly args: readonly GraphQLArgument[] },
  args: Readonly<Record<string, unknown>>,
): InputProblem | undefined {
  return field.args.flatMap((argument) =>
    findInputProblems(argument, args[argument.name], [argument.name]),
  )[0];
}

/** Checks the arguments of a field that reads. @throws BAD_USER_INPUT naming the argument and what is wrong */
export function refuseBadArguments(
  field: { readonly args: readonly GraphQLArgument[] },
  args: Readonly<Record<string, unknown>>,
): void {
  const problem = findBadArgument(field, args);
  if (problem) throw badUserInput(`${problem.field?.join(".")}: ${problem.code}`);
}

/**
 * Finds what is wrong with coerced input: characters that cannot be stored, CPR numbers, texts and lists that are too long,
 * numbers out of bounds. It walks by the schema, so every text of every input is looked at unless its field says otherwise.
 */
export function findInputProblems(
  described: Described,
  value: unknown,
  path: readonly string[],
): InputProblem[] {
  const rule = (described.extensions as { readonly inputRule?: InputRule }).inputRule ?? {};
  return problemsOf(described.type, value, rule, path);
}

function problemsOf(
  type: GraphQLInputType,
  value: unknown,
  rule: InputRule,
  path: readonly string[],
): InputProblem[] {
  if (value === null || value === undefined) return [];
  if (isNonNullType(type)) return problemsOf(type.ofType, value, rule, path);
  if (isListType(type)) {
    const given = value as readonly unknown[];
    const limit = rule.maxItems ?? defaultMaxItems;
    if (given.length > limit) return [{ code: "TOO_LONG", field: path, values: { limit, unit: items } }];
    return given.flatMap((item, index) => problemsOf(type.ofType, item, rule, [...path, String(index)]));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).flatMap((field) =>
      findInputProblems(field, (value as Record<string, unknown>)[field.name], [...path, field.name]),
    );
  }
  if (typeof value === "number") return numberProblems(value, rule, path);
  return isScalarType(type) && typeof value === "string" ? textProblems(value, rule, path) : [];
}

function textProblems(text: string, rule: InputRule, field: readonly string[]): InputProblem[] {
  const rules = {
    maxLength: rule.maxLength ?? defaultMaxLength,
    singleLine: !rule.multiline,
    allowNumbersLikeCpr: rule.identifier ?? false,
  };
  // Text is stored in NFC, which is longer than what was typed for a few letters and all musical notes.
  const stored = text.normalize("NFC");
  const found = findTextProblem(text, rules) ?? (stored === text ? null : findTextProblem(stored, rules));
  return found
    ? [
        {
          code: found.code,
          field,
          values: found.limit === undefined ? {} : { limit: found.limit, unit: characters },
        },
      ]
    : [];
}

function numberProblems(value: number, { min, max }: InputRule, field: readonly string[]): InputProblem[] {
  if (min === undefined || (value >= min && value <= max)) return [];
  return [{ code: "OUT_OF_RANGE", field, values: { min, max } }];
}
