/**
 * Listeners in a process of their own: thousands of WebSockets that subscribe and count what comes. They read frames off the connection
 * themselves, since on two cores what a client library costs would be taken from the server.
 */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";

/** Sockets that are opened at a time. */
const openedAtOnce = 50;
const opcodes = { text: 1, close: 8, ping: 9 };
/** What all sockets are read into, one after the other. */
const shared = Buffer.allocUnsafe(65_536);

const listeners = [];
/** How many listeners have got their first, second, third message and so on. */
let reached = [];
/** Whether messages are kept to be compared. */
let isKept = false;

process.on("message", async ({ act, ...told }) => {
  try {
    if (act === "open") await open(told);
    else if (act === "count") {
      isKept = told.isKept;
      reached = [];
      for (const listener of listeners) Object.assign(listener, { count: 0, kept: [] });
    } else if (act === "kept") {
      process.send({ kept: listeners.map(({ id, kept }) => ({ id, kept })) });
      return;
    } else for (const { socket } of listeners.splice(0)) socket.destroy();
    process.send({ did: act });
  } catch (error) {
    process.send({ failure: error.stack });
  }
});
process.on("disconnect", () => process.exit(0));

async function open({ url, query, listeners: asked }) {
  const { hostname: host, port } = new URL(url);
  for (let first = 0; first < asked.length; first += openedAtOnce) {
    const opened = asked
      .slice(first, first + openedAtOnce)
      .map(({ id, params, variables }) => subscribe({ host, port }, id, params, { query, variables }));
    listeners.push(...(await Promise.all(opened)));
  }
}

/** Opens a socket and subscribes as soon as it is acknowledged. */
function subscribe(address, id, params, payload) {
  return new Promise((resolve, reject) => {
    const listener = { id, count: 0, kept: [], rest: undefined, skip: 0, isUpgraded: false };
    const failed = (reason) => {
      reject(new Error(`A listener was lost: ${reason}`));
      if (listeners.includes(listener)) process.send({ failure: `A listener was lost: ${reason}` });
    };
    listener.acknowledged = () => {
      send(listener.socket, opcodes.text, JSON.stringify({ id, type: "subscribe", payload }));
      resolve(listener);
    };
    listener.failed = failed;
    listener.socket = connect({
      ...address,
      noDelay: true,
      onread: {
        buffer: shared,
        callback(length) {
          take(listener, shared.subarray(0, length));
          return true;
        },
      },
    });
    listener.socket.on("connect", () =>
      listener.socket.write(
        `GET /graphql HTTP/1.1\r\nHost: ${address.host}:${address.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n` +
          "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n",
      ),
    );
    listener.socket.on("error", (error) => failed(error.message));
    listener.socket.on("close", () => failed("its connection closed"));
    listener.begin = () =>
      send(listener.socket, opcodes.text, JSON.stringify({ type: "connection_init", payload: params }));
  });
}

/** A masked frame of a client, of less than 65,536 bytes. */
function send(socket, opcode, text) {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const length = payload.length;
  const head = Buffer.from(length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 255]);
  for (let place = 0; place < length; place += 1) payload[place] ^= mask[place & 3];
  socket.write(Buffer.concat([Buffer.from([0x80 | opcode]), head, mask, payload]));
}

function take(listener, chunk) {
  let data = chunk;
  if (listener.rest) {
    data = Buffer.concat([listener.rest, chunk]);
    listener.rest = undefined;
  }
  let at = 0;
  if (!listener.isUpgraded) {
    const end = data.indexOf("\r\n\r\n");
    if (end < 0) return keep(listener, data, 0);
    if (!data.toString("latin1", 0, end).startsWith("HTTP/1.1 101"))
      return listener.failed(data.toString("latin1", 0, end));
    listener.isUpgraded = true;
    listener.begin();
    at = end + 4;
  }
  while (at < data.length) {
    if (data.length - at < 2) return keep(listener, data, at);
    let length = data[at + 1];
    let head = 2;
    if (length === 126) {
      if (data.length - at < 4) return keep(listener, data, at);
      length = data.readUInt16BE(at + 2);
      head = 4;
    } else if (length === 127) return listener.failed("a message of more than 65,535 bytes");
    if (data.length - at < head + length) return keep(listener, data, at);
    heard(listener, data[at] & 15, data, at + head, at + head + length);
    at += head + length;
  }
}

function keep(listener, data, at) {
  listener.rest = Buffer.from(data.subarray(at));
}

function heard(listener, opcode, data, from, to) {
  if (opcode === opcodes.ping) return send(listener.socket, 10, data.toString("latin1", from, to));
  if (opcode === opcodes.close) return listener.failed(`it was closed: ${data.toString("utf8", from, to)}`);
  if (listener.acknowledged) {
    const text = data.toString("utf8", from, to);
    if (!text.includes("connection_ack")) return listener.failed(text);
    const { acknowledged } = listener;
    listener.acknowledged = undefined;
    return acknowledged();
  }
  if (isKept) {
    const text = data.toString("utf8", from, to);
    listener.kept.push(text);
    if (!text.includes('"next"')) return listener.failed(text);
  }
  const place = listener.count;
  listener.count += 1;
  reached[place] = (reached[place] ?? 0) + 1;
  if (reached[place] === listeners.length) process.send({ reached: place + 1 });
}
