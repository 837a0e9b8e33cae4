/**
 * The limit of a fan-out: one message, prepared once, is sent to every open WebSocket with `ws`. `POST /` with the payload of its `next` message; it
 * asks nobody who they are, reads nothing and writes nothing down.
 */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { tellReady } from "./server-process.mjs";

/** Those that have subscribed. */
const sockets = new Set();

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const message = Buffer.from(`{"id":"1","type":"next","payload":${body}}`);
    for (const socket of sockets) socket.send(message, { binary: false });
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end('{"data":{}}');
  });
});
const handshakes = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false });
handshakes.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { type } = JSON.parse(data);
    if (type === "connection_init") socket.send('{"type":"connection_ack"}');
    else if (type === "subscribe") sockets.add(socket);
  });
  socket.on("close", () => sockets.delete(socket));
});
server.listen(0, "127.0.0.1", () => tellReady(server.address().port));
