import type { ClientSocket } from "./client-socket.js";

/** Parts of all sockets that are pinged one after the other, so that thousands are not pinged at one moment. */
const parts = 12;

/** Pings all sockets in turn, by one timer for all: one of its own for each would keep memory and do the same. */
export class Pulse {
  private readonly parts: readonly Set<ClientSocket>[] = Array.from({ length: parts }, () => new Set());
  private added = 0;
  private turn = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param everyMs milliseconds between two pings of a socket */
  constructor(private readonly everyMs: number) {}

  add(client: ClientSocket): void {
    this.parts[this.added % parts]?.add(client);
    this.added += 1;
    this.timer ??= setInterval(() => this.beat(), this.everyMs / parts);
  }

  delete(client: ClientSocket): void {
    for (const part of this.parts) part.delete(client);
    if (this.parts.some(({ size }) => size > 0)) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private beat(): void {
    this.turn = (this.turn + 1) % parts;
    for (const client of this.parts[this.turn] ?? []) client.ping();
  }
}
