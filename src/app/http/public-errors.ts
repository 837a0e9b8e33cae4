import { GraphQLError, type GraphQLFormattedError, Kind } from "graphql";
import { type TechnicalCode, TechnicalError } from "../../platform/errors/technical-errors.js";

/** What a failure that is our own says. */
export const INTERNAL_MESSAGE = "Something went wrong.";

/** Codes that come before execution: parsing, validation, limits, variables and the choice of an operation. */
const requestCodes: ReadonlySet<unknown> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
]);

/** The HTTP status of a technical error that stops a request before it runs. */
export const statusOfCode: Readonly<Record<TechnicalCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  THROTTLED: 429,
  INTERNAL_SERVER_ERROR: 500,
};

/** The technical error that an error is or wraps, if it is one. */
export function technicalErrorOf(error: unknown): TechnicalError | null {
  if (error instanceof TechnicalError) return error;
  return error instanceof GraphQLError && error.originalError instanceof TechnicalError
    ? error.originalError
    : null;
}

/** The closed code of a technical error; one without is our own failure. */
export function codeOf(error: TechnicalError): TechnicalCode {
  const { code } = error.extensions;
  return (
    Object.keys(statusOfCode).find((known): known is TechnicalCode => known === code) ??
    "INTERNAL_SERVER_ERROR"
  );
}

/** True when a client sees INTERNAL_SERVER_ERROR and only the log the error itself. */
export function isMasked(error: unknown): boolean {
  return publicCodeOf(error) === "INTERNAL_SERVER_ERROR";
}

/**
 * An error as a client may see it: technical errors, and what GraphQL itself says of the request; anything else
 * becomes INTERNAL_SERVER_ERROR, with its place in the response and nothing of its own. `requestId` is added on sending.
 */
export function publicError(error: unknown): GraphQLFormattedError {
  const code = publicCodeOf(error);
  const { locations, path } = error instanceof GraphQLError ? error.toJSON() : {};
  const message =
    code !== "INTERNAL_SERVER_ERROR" && error instanceof Error ? error.message : INTERNAL_MESSAGE;
  const limit = error instanceof GraphQLError ? error.extensions.limit : undefined;
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code, ...(typeof limit === "string" && { limit }) },
  };
}

function publicCodeOf(error: unknown): string {
  const technical = technicalErrorOf(error);
  if (technical) return codeOf(technical);
  if (!(error instanceof GraphQLError)) return "INTERNAL_SERVER_ERROR";
  const { code } = error.extensions;
  if (error.path === undefined && typeof code === "string" && requestCodes.has(code)) return code;
  return isArgumentError(error) ? "BAD_USER_INPUT" : "INTERNAL_SERVER_ERROR";
}

/**
 * GraphQL refuses some arguments only as it runs, such as null from a variable for an argument with a default.
 * It points at the argument; errors in values that resolvers returned point at the field or at nothing.
 */
function isArgumentError({ originalError }: GraphQLError): boolean {
  if (!(originalError instanceof GraphQLError) || originalError.extensions.code !== undefined) return false;
  const at = originalError.nodes?.[0]?.kind;
  return at !== undefined && at !== Kind.FIELD;
}
