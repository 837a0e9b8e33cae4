import { GraphQLError } from "graphql";

/** The closed set of codes in `errors[].extensions.code`, beside Apollo's own for parsing and validation. */
export type TechnicalCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "BAD_USER_INPUT"
  | "THROTTLED"
  | "INTERNAL_SERVER_ERROR";

/** An error that reaches the client as it stands; anything else is masked as INTERNAL_SERVER_ERROR. */
export class TechnicalError extends GraphQLError {
  constructor(code: TechnicalCode, message: string) {
    super(message, { extensions: { code } });
  }
}

/** The credential that came along is invalid, expired or revoked; or a sign-in is needed and none came. */
export const unauthenticated = (message = "Sign in to do this.") =>
  new TechnicalError("UNAUTHENTICATED", message);
/** The viewer is known and may not. */
export const forbidden = (message = "You may not do this.") => new TechnicalError("FORBIDDEN", message);
/** An argument has a value that the schema's types cannot refuse. */
export const badUserInput = (message: string) => new TechnicalError("BAD_USER_INPUT", message);
/** Too many attempts. */
export const throttled = (message: string) => new TechnicalError("THROTTLED", message);
