import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { holdsCprNumber } from "../../platform/text/cpr-number.js";

/** Ids that may come from outside: they go into logs and headers, so nothing but letters, digits, `-` and `_`. */
const acceptedRequestId = /^[A-Za-z0-9_-]{8,64}$/;

/** The request's id: the client's X-Request-Id when its shape is safe and it names nobody, else a new UUID. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  const isUsable = typeof given === "string" && acceptedRequestId.test(given) && !holdsCprNumber(given);
  return isUsable ? given : randomUUID();
}

/**
 * The address the request came from: the socket's, or with a trusted proxy in front the last of X-Forwarded-For,
 * the one that this proxy wrote; those before it are the client's own words.
 */
export function clientAddressOf(request: IncomingMessage, trustProxy: boolean): string {
  const socketAddress = plainAddress(request.socket.remoteAddress ?? "");
  if (!trustProxy) return socketAddress;
  const header = request.headers["x-forwarded-for"];
  const chain = Array.isArray(header) ? header.join(",") : header;
  const last = plainAddress(chain?.split(",").at(-1)?.trim() ?? "");
  return isIP(last) === 0 ? socketAddress : last;
}

/** An IPv4 address that arrives on an IPv6 socket is still the same client. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

/** The path and query string of a request target; null when it is none of ours (`*`, or not a URL). */
export function targetOf(
  request: IncomingMessage,
): { readonly path: string; readonly search: string } | null {
  const target = request.url ?? "";
  if (target.startsWith("/")) {
    const mark = target.indexOf("?");
    return mark < 0
      ? { path: target, search: "" }
      : { path: target.slice(0, mark), search: target.slice(mark) };
  }
  // A client that takes us for a proxy sends the whole address.
  if (!URL.canParse(target)) return null;
  const { pathname, search } = new URL(target);
  return { path: pathname, search };
}
