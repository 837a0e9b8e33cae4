import { z } from "zod";
import { findTextProblem, isVisible, normaliseText } from "../../../platform/text/text-rules.js";
import { isPlausibleBirthDate } from "../account-age.js";
import { AuthFailure } from "./auth-failure.js";
import { maxPasswordLength, minPasswordLength, passwordLengthProblem } from "./passwords.js";

/** Longest display name, in Unicode code points; the database holds the same bound. */
const maxDisplayNameLength = 120;
/** Longest address that SMTP carries (RFC 5321, section 4.5.3.1.3, less the angle brackets). */
const maxEmailLength = 254;
/** A name of an unknown field is quoted up to this length. */
const maxQuotedFieldLength = 60;

const language = z.enum(["DA", "EN"]);
const address = z.email();

/** What each endpoint takes; anything else in a body is refused. */
export const authInputs = {
  signUp: z.strictObject({
    email: z.string(),
    password: z.string(),
    name: z.string(),
    language: language.optional(),
    birthDate: z.string().nullish(),
    callbackURL: z.string().optional(),
  }),
  signIn: z.strictObject({ email: z.string(), password: z.string(), rememberMe: z.boolean().optional() }),
  sendVerification: z.strictObject({ email: z.string(), callbackURL: z.string().optional() }),
  requestPasswordReset: z.strictObject({ email: z.string(), redirectTo: z.string().optional() }),
  resetPassword: z.strictObject({ token: z.string(), newPassword: z.string() }),
  revokeSession: z.strictObject({ token: z.string() }),
  nothing: z.strictObject({}),
};

/** Reads a body by its schema. @throws AuthFailure INVALID_BODY naming the first wrong field */
export function readInput<Schema extends z.ZodType>(schema: Schema, body: object): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path[0];
  throw new AuthFailure("INVALID_BODY", { field: quotable(String(field ?? "")) });
}

/** A field's name as it may stand in an answer: without what JSON readers and terminals stumble over. */
function quotable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}\p{Cf}]/gu, "").slice(0, maxQuotedFieldLength);
}

/** An e-mail address in lower case, as accounts have it. @throws AuthFailure INVALID_EMAIL, CPR_NUMBER */
export function readEmail(given: string): string {
  const email = given.trim().toLowerCase();
  if (email.length > maxEmailLength || !address.safeParse(email).success) {
    throw new AuthFailure("INVALID_EMAIL", { field: "email" });
  }
  assertText(email, "email", { maxLength: maxEmailLength });
  return email;
}

/** A display name, normalised. @throws AuthFailure INVALID_TEXT, CPR_NUMBER, TOO_LONG, INVALID_BODY when it shows nothing */
export function readDisplayName(given: string): string {
  assertText(given, "name", { maxLength: maxDisplayNameLength, singleLine: true });
  const name = normaliseText(given);
  if (!isVisible(name)) throw new AuthFailure("INVALID_BODY", { field: "name" });
  assertText(name, "name", { maxLength: maxDisplayNameLength, singleLine: true });
  return name;
}

/** A birth date `YYYY-MM-DD`, or undefined. @throws AuthFailure INVALID_BIRTH_DATE */
export function readBirthDate(given: string | null | undefined): string | undefined {
  if (given === null || given === undefined) return undefined;
  if (!isPlausibleBirthDate(given, new Date()))
    throw new AuthFailure("INVALID_BIRTH_DATE", { field: "birthDate" });
  return given;
}

/** A password to be set. @throws AuthFailure PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, INVALID_TEXT */
export function readNewPassword(given: string, field: string): string {
  const problem = passwordLengthProblem(given);
  if (problem) {
    const limit = problem === "PASSWORD_TOO_SHORT" ? minPasswordLength : maxPasswordLength;
    throw new AuthFailure(problem, { field, limit });
  }
  assertText(given, field, { allowNumbersLikeCpr: true });
  return given;
}

/** A password to be compared: a short one is wrong rather than refused. @throws AuthFailure as above */
export function readPassword(given: string, field: string): string {
  if (passwordLengthProblem(given) === "PASSWORD_TOO_LONG") {
    throw new AuthFailure("PASSWORD_TOO_LONG", { field, limit: maxPasswordLength });
  }
  assertText(given, field, { allowNumbersLikeCpr: true });
  return given;
}

/** A token from a mail or a session list. @throws AuthFailure INVALID_TOKEN */
export function readToken(given: string): string {
  // better-auth's tokens are letters and digits; verification links carry a JWT.
  if (!/^[\w.-]{1,2000}$/.test(given)) throw new AuthFailure("INVALID_TOKEN");
  return given;
}

function assertText(text: string, field: string, rules: Parameters<typeof findTextProblem>[1]): void {
  const problem = findTextProblem(text, rules);
  if (problem)
    throw new AuthFailure(problem.code, { field, ...(problem.limit ? { limit: problem.limit } : {}) });
}
