import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";

/** Statuses of what Node's parser and timeouts refuse; everything else is 400. */
const statusOfParserCode: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const messageOfStatus: Readonly<Record<number, string>> = {
  400: "The request is not valid HTTP.",
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
  const requestId = randomUUID();
  const error = { message: messageOfStatus[status], extensions: { code: "BAD_REQUEST", requestId } };
  const body = `${JSON.stringify({ errors: [error] })}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    "x-content-type-options: nosniff",
    "cache-control: no-store",
    "connection: close",
  ];
  return { status, text: `${head.join("\r\n")}\r\n\r\n${body}` };
}
