import type { TechnicalCode } from "../../platform/errors/technical-errors.js";
import type { FileRefusalCode } from "../../platform/files/file-transfers.js";

/** Codes of refusals outside GraphQL: the closed set, those of Apollo's that concern HTTP, and those of files. */
export type HttpRefusalCode =
  | TechnicalCode
  | FileRefusalCode
  | "BAD_REQUEST"
  | "PERSISTED_QUERY_NOT_SUPPORTED";

/** A request that is refused by its HTTP form. It reaches the client as a JSON error with this status, code and message. */
export class HttpRefusal extends Error {
  override name = "HttpRefusal";
  constructor(
    readonly status: number,
    readonly code: HttpRefusalCode,
    message: string,
    /** Response headers that belong to the status, such as `allow`. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The client closed the connection before it had sent its request; nobody is left to answer. */
export class ClientGone extends Error {
  override name = "ClientGone";
}

/** A malformed request: 400 BAD_REQUEST. */
export const badRequest = (message: string) => new HttpRefusal(400, "BAD_REQUEST", message);
