import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClientOptions, WebSocket } from "ws";

/** A message of graphql-transport-ws. */
export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** An error in a message. */
export interface SocketError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly requestId: string };
}

/** A socket to /graphql, on which a test says every word itself. */
export interface TestSocket {
  readonly socket: WebSocket;
  /** All messages so far. */
  readonly messages: readonly SocketMessage[];
  /** Sends a message; a text or bytes as they are. */
  send(message: object | string): void;
  /** Subscribes to an operation. */
  subscribe(id: string, query: string, variables?: object): void;
  /** Waits for the next message, of one operation if its id is given. @throws after 10 s */
  next(id?: string): Promise<SocketMessage>;
  /** Waits for the operation's last message; answers all of them. */
  rest(id: string): Promise<readonly SocketMessage[]>;
  /** The code and reason that it was closed with. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  close(): Promise<void>;
}

/** How a socket is opened. */
export interface TestSocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  /** The payload of `connection_init`; null leaves the beginning to the test. Default {}. */
  readonly params?: object | null;
  readonly client?: ClientOptions;
}

const messageMs = 10_000;

/** Opens a socket and, unless told otherwise, begins. */
export async function openSocket(url: string, options: TestSocketOptions = {}): Promise<TestSocket> {
  const { headers = {}, protocols = ["graphql-transport-ws"], params = {} } = options;
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, [...protocols], {
    ...options.client,
    headers: { ...headers },
  });
  const messages: SocketMessage[] = [];
  const read = new Set<SocketMessage>();
  socket.on("message", (data) => messages.push(JSON.parse(String(data)) as SocketMessage));
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once("close", (code, reason) => resolve({ code, reason: String(reason) })),
  );
  await once(socket, "open");
  // What the server does to the connection shows in how it was closed.
  socket.on("error", () => undefined);

  const send = (message: object | string) =>
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  async function next(id?: string): Promise<SocketMessage> {
    const deadline = Date.now() + messageMs;
    for (;;) {
      const found = messages.find((each) => !read.has(each) && (id === undefined || each.id === id));
      if (found) {
        read.add(found);
        return found;
      }
      if (socket.readyState === WebSocket.CLOSED)
        throw new Error(`The socket closed: ${JSON.stringify(await closed)}`);
      if (Date.now() > deadline) throw new Error(`No message of ${id ?? "any"} within ${messageMs} ms`);
      await sleep(2);
    }
  }
  const test: TestSocket = {
    socket,
    messages,
    send,
    subscribe: (id, query, variables) => send({ id, type: "subscribe", payload: { query, variables } }),
    next,
    async rest(id) {
      const all: SocketMessage[] = [];
      for (;;) {
        const message = await next(id);
        all.push(message);
        if (message.type !== "next") return all;
      }
    },
    closed,
    async close() {
      socket.close(1000);
      await closed;
    },
  };
  if (params !== null) {
    send({ type: "connection_init", payload: params });
    const ack = await next();
    if (ack.type !== "connection_ack") throw new Error(`Not acknowledged: ${JSON.stringify(ack)}`);
  }
  return test;
}

/** The codes of an answer's errors, in a `next` or an `error` message. */
export function codesIn({ payload }: SocketMessage): string[] {
  const errors = Array.isArray(payload)
    ? payload
    : (payload as { errors?: SocketError[] } | undefined)?.errors;
  return ((errors ?? []) as SocketError[]).map(({ extensions }) => extensions.code);
}

/** The data of a `next` message. */
export function dataIn({ payload }: SocketMessage): unknown {
  return (payload as { readonly data?: unknown } | undefined)?.data;
}
