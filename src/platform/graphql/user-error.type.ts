import { type ClassType, Field, InterfaceType, ObjectType, registerEnumType } from "type-graphql";
import type { commonErrorCodes } from "../errors/user-failure.js";

/** An expected failure, told to the person who can mend it. */
@InterfaceType("UserError", { description: "An expected failure that whoever sent the input can mend." })
export abstract class UserErrorType {
  @Field(() => String, { description: "What is wrong, in the language of `Accept-Language` (da or en)." })
  message!: string;
  @Field(() => [String], {
    nullable: true,
    description:
      'Path of the offending value below `input`, such as ["venue", "capacity"]; null when the input as a whole is meant.',
  })
  field!: readonly string[] | null;
}

/** What the common codes mean, for the schema. */
const commonDescriptions: Record<keyof typeof commonErrorCodes, string> = {
  INVALID_TEXT: "The text holds characters that cannot be stored, such as NUL or half of a surrogate pair.",
  CPR_NUMBER: "The text looks like a CPR number (Danish civil registration number), which is never accepted.",
  TOO_LONG: "The text has more characters, or the list more items, than its limit.",
  OUT_OF_RANGE: "The number is smaller or larger than its bounds.",
  NOT_FOUND: "What an id or slug in the input names does not exist, or is hidden from you.",
  NOT_ALLOWED: "You see it, but may not do this to it.",
};

/**
 * Makes a domain's error type and its closed enum of codes, which always holds the common ones:
 * `userErrorType("Actors", {...})` is the type `ActorsUserError` with `code: ActorsErrorCode!`.
 */
export function userErrorType(domain: string, ownCodes: Readonly<Record<string, string>>): ClassType {
  const descriptions = { ...commonDescriptions, ...ownCodes };
  const codes = Object.fromEntries(Object.keys(descriptions).map((code) => [code, code]));
  registerEnumType(codes, {
    name: `${domain}ErrorCode`,
    description: `What can go wrong in the domain ${domain.toLowerCase()}.`,
    valuesConfig: Object.fromEntries(
      Object.entries(descriptions).map(([code, description]) => [code, { description }]),
    ),
  });

  @ObjectType(`${domain}UserError`, {
    implements: UserErrorType,
    description: `An expected failure in the domain ${domain.toLowerCase()}.`,
  })
  class DomainUserErrorType extends UserErrorType {
    @Field(() => codes, { description: "What is wrong, for programs." })
    code!: string;
  }
  return DomainUserErrorType;
}
