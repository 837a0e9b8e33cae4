import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import type { SharedFrames } from "./shared-frames.js";
import type { SocketLimits } from "./socket-limits.js";

/** Close codes beside those of the protocol, which graphql-ws knows (RFC 6455, section 7.4, and its registry). */
export const closeCodes = {
  /** The server stops; another takes over. */
  goingAway: 1001,
  /** What was sent was not read: come again, and go on from where you were. */
  tryAgainLater: 1013,
  /** A message that the protocol does not have. */
  badRequest: 4400,
  /** We have failed. */
  internalError: 4500,
} as const;

/** The most bytes of a close reason (RFC 6455, section 5.5). */
const maxReasonBytes = 123;

/** Sends to a peer, and holds back while it does not read. */
export class SocketOutlet {
  /** Those who wait for room, if anybody does. */
  private waiting: (() => void)[] | undefined;
  /** Runs while the peer has to take what was sent. */
  private patience: NodeJS.Timeout | undefined;

  /** @param stream what the socket's frames travel on */
  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Socket,
    private readonly limits: Pick<SocketLimits, "maxBufferedBytes" | "stalledMs">,
    /** Told each message that is sent. */
    private readonly sent: () => void,
  ) {
    stream.on("drain", () => this.relieve());
    socket.on("close", () => this.relieve());
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Whether the peer has more to take than it may leave. */
  get isCongested(): boolean {
    return this.patience !== undefined;
  }

  /** Sends a message, unless the socket is closing. */
  send(text: string): void {
    if (!this.isOpen) return;
    this.socket.send(text);
    this.sent();
    this.look();
  }

  /**
   * Sends the message of a shared answer, unless the socket is closing. It goes straight to what `ws` writes its own frames to at once,
   * since nothing is compressed.
   */
  sendShared(id: string, frames: SharedFrames): void {
    if (!this.isOpen) return;
    frames.write(id, this.stream);
    this.sent();
    if (this.stream.writableLength > 0) this.look();
  }

  /** Answers a ping of the peer. */
  pong(data: Buffer): void {
    if (!this.isOpen) return;
    this.socket.pong(data);
    this.look();
  }

  /** Resolves when there is room for more, or there will never be. */
  async ready(): Promise<void> {
    while (this.isOpen && this.isCongested)
      await new Promise<void>((resolve) => {
        this.waiting ??= [];
        this.waiting.push(resolve);
      });
  }

  /** Closes the socket, once; nothing is sent or taken any more. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.socket.close(code, withinBytes(reason, maxReasonBytes));
    // The peer's answer to it is to be read.
    this.relieve();
  }

  private look(): void {
    if (this.isCongested || this.socket.bufferedAmount <= this.limits.maxBufferedBytes) return;
    // Whoever asks without reading the answers is not heard meanwhile.
    this.socket.pause();
    this.patience = setTimeout(
      () => this.close(closeCodes.tryAgainLater, "What was sent was not read in time"),
      this.limits.stalledMs,
    );
  }

  private relieve(): void {
    if (!this.isCongested) return;
    clearTimeout(this.patience);
    this.patience = undefined;
    this.socket.resume();
    const { waiting = [] } = this;
    this.waiting = undefined;
    for (const resolve of waiting) resolve();
  }
}

/** A text cut to so many bytes of UTF-8, at a character. */
function withinBytes(text: string, bytes: number): string {
  const room = new Uint8Array(bytes);
  return text.slice(0, new TextEncoder().encodeInto(text, room).read);
}
