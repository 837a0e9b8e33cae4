import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Draw } from "../../testkit/network/random-network.js";
import type { FaultOptions } from "./options.js";

/** Milliseconds in which a server has to accept a socket, begin, and answer a ping. */
const patienceMs = 1_500;
const pingEveryMs = 500;
/** The longest that a slow reader does not read, in milliseconds. */
const slowMs = 400;

/** What a reader subscribes to. */
export interface Reading {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The variable that says after what to go on. */
  readonly cursorName: string;
  /** After what it begins. */
  readonly start: string | number;
  /** What an event is (null: not one that is counted), and what to go on after when it is the last. */
  eventOf(data: Readonly<Record<string, unknown>>): {
    readonly name: string | null;
    readonly cursor: string | number;
  };
}

/** What readers have met. */
export class Meetings {
  readonly closes = new Map<string, number>();
  /** Answers that end a client's patience for good, which nobody deserved. */
  readonly refusals = new Map<string, number>();
  connections = 0;

  static count(counts: Map<string, number>, name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

interface ReaderOptions {
  readonly reading: Reading;
  readonly token: string;
  readonly urls: readonly string[];
  readonly isSlow: boolean;
  readonly resume: FaultOptions["resume"];
  readonly draw: Draw;
  readonly meetings: Meetings;
}

interface Answer {
  readonly type: string;
  readonly payload?: { readonly data?: Readonly<Record<string, unknown>> | null; readonly errors?: unknown };
}

/** A client that subscribes, and comes back after every break, to either server. */
export class FaultReader {
  /** Names of the events that it got, in the order in which it got them. */
  readonly got: string[] = [];
  /** When it got the last one, by `performance.now()`. */
  heardAt = performance.now();
  private cursors: (string | number | null)[];
  private isStopping = false;
  private socket: WebSocket | undefined;
  private readonly running: Promise<void>;

  constructor(private readonly options: ReaderOptions) {
    this.cursors = [options.reading.start];
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.socket?.terminate();
    await this.running;
  }

  private async run(): Promise<void> {
    const { draw, urls, resume } = this.options;
    while (!this.isStopping) {
      await this.readOnce(draw.from(urls));
      if (resume === "off") this.cursors = [null];
      await sleep(20 + draw.below(100));
    }
  }

  /** Reads on one socket until it breaks, falls silent or the operation ends. */
  private async readOnce(url: string): Promise<void> {
    const { draw, token, isSlow, meetings } = this.options;
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, ["graphql-transport-ws"], {
      handshakeTimeout: patienceMs,
    });
    this.socket = socket;
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    // Shows in how it was closed.
    socket.on("error", () => undefined);
    let heardAt = performance.now();
    const watching = setInterval(() => {
      if (socket.isPaused) return;
      if (performance.now() - heardAt > patienceMs) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, pingEveryMs);
    socket.on("pong", () => {
      heardAt = performance.now();
    });
    socket.on("open", () => {
      meetings.connections += 1;
      heardAt = performance.now();
      socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
    });
    socket.on("message", (text) => {
      heardAt = performance.now();
      if (this.isStopping || socket.readyState !== WebSocket.OPEN) return;
      this.take(JSON.parse(String(text)) as Answer, socket);
      if (!isSlow || !draw.happens(0.05)) return;
      socket.pause();
      setTimeout(() => {
        heardAt = performance.now();
        socket.resume();
      }, draw.below(slowMs));
    });
    const code = await closed;
    clearInterval(watching);
    if (!this.isStopping) Meetings.count(meetings.closes, String(code));
    if (code === 4403) Meetings.count(meetings.refusals, String(code));
  }

  private take({ type, payload }: Answer, socket: WebSocket): void {
    const { reading, resume, meetings } = this.options;
    switch (type) {
      case "connection_ack": {
        const cursor = resume === "late" ? this.cursors[0] : this.cursors.at(-1);
        const variables = { ...reading.variables, [reading.cursorName]: cursor };
        socket.send(
          JSON.stringify({ id: "1", type: "subscribe", payload: { query: reading.query, variables } }),
        );
        return;
      }
      case "next":
        if (payload?.data && !payload.errors) {
          const { name, cursor } = reading.eventOf(payload.data);
          if (name !== null) this.got.push(name);
          this.heardAt = performance.now();
          this.cursors = [...this.cursors, cursor].slice(-2);
          return;
        }
        this.refused(JSON.stringify(payload?.errors), meetings);
        break;
      case "error":
        this.refused(JSON.stringify(payload), meetings);
        break;
      case "ping":
        socket.send(JSON.stringify({ type: "pong" }));
        return;
    }
    // Whatever ends the operation is a reason to come back.
    socket.close(1000);
    socket.terminate();
  }

  /** A failure of the moment is one to come back after; that the reader may not read, or asks wrongly, is not so here. */
  private refused(errors: string, { refusals }: Meetings): void {
    const code = /"code":"(\w+)"/.exec(errors)?.[1] ?? "no code";
    if (code !== "INTERNAL_SERVER_ERROR") Meetings.count(refusals, `${code} ${errors.slice(0, 200)}`);
  }
}
