import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from "node:http";
import type { GraphQLFormattedError } from "graphql";
import type { HttpRefusal } from "./http-refusal.js";
import { hasBody } from "./request-body.js";

const JSON_TYPE = "application/json; charset=utf-8";
/** Milliseconds that a refused body's rest is taken in and dropped, so that the client gets to read the answer. */
const LINGER_MS = 1_000;

/** Sends a text as the whole response. */
export function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...headers,
    "content-type": contentType,
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

/** Sends a value as JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers?: OutgoingHttpHeaders,
): void {
  sendText(response, status, JSON_TYPE, `${JSON.stringify(body)}\n`, headers);
}

/** Adds the request's id to errors, so that a report can be found in the log. */
export function withRequestId(
  errors: readonly GraphQLFormattedError[],
  requestId: string,
): GraphQLFormattedError[] {
  return errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
}

/** A refusal's body, in the shape of a GraphQL error, which every route uses. */
function refusalText({ code, message }: HttpRefusal, requestId: string): string {
  return `${JSON.stringify({ errors: withRequestId([{ message, extensions: { code } }], requestId) })}\n`;
}

/** The whole response, head and body, of a refusal; for a bare socket, which is to be closed behind it. */
export function bareAnswer(refusal: HttpRefusal, requestId: string): string {
  const body = refusalText(refusal, requestId);
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    ...Object.entries(refusal.headers).map(([name, value]) => `${name}: ${value}`),
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    "x-content-type-options: nosniff",
    "cache-control: no-store",
    "connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** Sends a refusal. */
export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  refusal: HttpRefusal,
  contentType: string = JSON_TYPE,
): void {
  const { status, headers } = refusal;
  const body = refusalText(refusal, requestId);
  if (!isBodyOutstanding(request)) {
    sendText(response, status, contentType, body, headers);
    return;
  }
  // Closing at once would reset the connection under a client that is still sending, and lose the answer.
  response.writeHead(status, {
    ...headers,
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  response.write(body);
  const timer = setTimeout(finish, LINGER_MS);
  function finish() {
    clearTimeout(timer);
    response.end();
  }
  request.once("end", finish).once("close", finish).resume();
}

/** True when more of the request's body is to come, or lies unread, so that the connection cannot be used again. */
function isBodyOutstanding(request: IncomingMessage): boolean {
  return !request.complete && hasBody(request);
}
