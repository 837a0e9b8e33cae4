import { GraphQLError } from "graphql";

/** Characters of an error's message that are kept. */
const MAX_MESSAGE_LENGTH = 500;
/** Frames of a stack that are kept. */
const MAX_FRAMES = 12;
/** Causes that are followed. */
const MAX_CAUSES = 3;

/** An error as the log shows it. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  /** SQLSTATE, Node's error code or the like. */
  readonly code?: string;
  /** What the database names in its errors; never the row's values. */
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  /** Where in the response it happened, such as `actors.nodes.3.name`. */
  readonly path?: string;
  readonly stack?: readonly string[];
  readonly cause?: DescribedError;
}

/**
 * Describes an error for the log: only named members, because database and HTTP errors carry rows, parameters and
 * headers in others, and messages with whatever looks like personal data or a secret taken out.
 */
export function describeError(error: unknown): DescribedError {
  return describe(error, 0);
}

function describe(error: unknown, causes: number): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutPersonalData(String(error)) };
  if (error instanceof GraphQLError && error.originalError) {
    return { ...describe(error.originalError, causes), path: error.path?.join(".") };
  }
  const members = new Map<string, unknown>(Object.entries(error));
  const text = (name: string) => {
    const value = members.get(name);
    return typeof value === "string" ? value.slice(0, 100) : undefined;
  };
  const code = text("code");
  // PostgreSQL and GraphQL quote the value that they could not read in their messages.
  const isDatabaseError = code !== undefined && /^[0-9A-Z]{5}$/.test(code) && members.has("severity");
  const quotesValues = isDatabaseError || error instanceof GraphQLError;
  const message = quotesValues ? error.message.replace(/"(?:[^"\\]|\\.)*"?/g, '"…"') : error.message;
  return {
    type: error.constructor.name,
    message: withoutPersonalData(message),
    code,
    constraint: text("constraint"),
    table: text("table"),
    column: text("column"),
    // The first lines of a stack repeat the message; only the frames are free of values.
    stack: error.stack
      ?.split("\n")
      .filter((line) => line.startsWith("    at "))
      .slice(0, MAX_FRAMES)
      .map((line) => line.trim()),
    cause: error.cause !== undefined && causes < MAX_CAUSES ? describe(error.cause, causes + 1) : undefined,
  };
}

/** Takes out of a message what looks like an e-mail address, a network address, a long number or a secret. */
export function withoutPersonalData(message: string): string {
  return message
    .slice(0, 4 * MAX_MESSAGE_LENGTH)
    .replace(/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, "[e-mail]")
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "[address]")
    .replace(/(?<![\w.])(?:[0-9a-f]{0,4}:){3,}[0-9a-f]{0,4}/gi, "[address]")
    .replace(/\b\d{6}[-\s]?\d{4}\b|\b\d{8,}\b/g, "[number]")
    .replace(/\b[\w+/-]{32,}={0,2}/g, "[secret]")
    .slice(0, MAX_MESSAGE_LENGTH);
}
