import { randomUUID } from "node:crypto";
import { HttpRefusal } from "./http-refusal.js";
import { bareAnswer } from "./responses.js";

/** Statuses of what Node's parser and timeouts refuse; everything else is 400. */
const statusOfParserCode: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const messageOfStatus: Readonly<Record<number, string>> = {
  408: "The request took too long to arrive.",
  413: "The request is too large.",
  431: "The request's headers are too large.",
};

/** The whole response, head and body, to a request that never became one; written to the bare socket. */
export function malformedRequestAnswer(parserCode: string | undefined): {
  readonly status: number;
  readonly text: string;
} {
  const status = statusOfParserCode[parserCode ?? ""] ?? 400;
  const message = messageOfStatus[status] ?? "The request is not valid HTTP.";
  return { status, text: bareAnswer(new HttpRefusal(status, "BAD_REQUEST", message), randomUUID()) };
}
