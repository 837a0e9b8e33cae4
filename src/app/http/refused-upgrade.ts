import type { IncomingMessage, Server } from "node:http";
import { HttpRefusal } from "./http-refusal.js";

/**
 * Answers a request as if it had not asked for another protocol, as servers may (RFC 9110, section 7.8): `h2c` of curl and Java, which
 * send a whole request with it. Node 20 hands over all upgrades or none, so the request comes in once more without its `Upgrade`.
 * @throws HttpRefusal 431 when Node has left out headers, and with them perhaps what says where the request ends
 */
export function answerWithoutUpgrade(server: Server, request: IncomingMessage, head: Buffer): void {
  const { socket, method, url, httpVersion, rawHeaders } = request;
  if (server.maxHeadersCount !== null && rawHeaders.length >= 2 * server.maxHeadersCount)
    throw new HttpRefusal(431, "BAD_REQUEST", "The request has too many headers.");
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    if (name.toLowerCase() !== "upgrade") lines.push(`${name}: ${rawHeaders[i + 1]}`);
  }
  // Node reads headers as Latin-1.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}
