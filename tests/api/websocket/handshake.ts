import { sendRaw } from "../server/trial-server.js";

/** All that is answered to a handshake with these headers, within 200 ms. */
export function handshake(
  port: number,
  headers: Readonly<Record<string, string>> = {},
  target = "/graphql",
): Promise<string> {
  const given = {
    host: `127.0.0.1:${port}`,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-protocol": "graphql-transport-ws",
    ...headers,
  };
  const lines = Object.entries(given).map(([name, value]) => `${name}: ${value}`);
  return sendRaw(port, `GET ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`, 200);
}
