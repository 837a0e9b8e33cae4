import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { Patience } from "../../../platform/concurrency/patience.js";
import type { CallerHeaders, OperationScope } from "../operation.js";
import type { OperationRunner } from "../operation-runner.js";
import type { SocketLimits } from "./socket-limits.js";
import type { SocketOperation } from "./socket-operation.js";
import { closeCodes, SocketOutlet } from "./socket-outlet.js";

/** A WebSocket of a client: who it is, what runs on it, and whether anybody is still there. */
export class ClientSocket {
  readonly outlet: SocketOutlet;
  /** Who asks; the client may present another credential as it begins. */
  headers: CallerHeaders;
  /** How many operations it has begun. */
  begun = 0;
  /** Whether the server waits for it to leave; it takes no more operations then. */
  isLeaving = false;
  private readonly operations: SocketOperation[] = [];
  private isAlive = true;
  private isLooking = false;

  constructor(
    private readonly socket: WebSocket,
    request: IncomingMessage,
    readonly clientAddress: string,
    private readonly runner: OperationRunner,
    private readonly limits: SocketLimits,
    sent: () => void,
  ) {
    const { authorization, cookie, "accept-language": language } = request.headers;
    // Not the request itself, which would be kept as long as the socket.
    this.headers = { authorization, cookie, "accept-language": language };
    this.outlet = new SocketOutlet(socket, request.socket, limits, sent);
    socket.on("pong", () => {
      this.isAlive = true;
    });
    socket.on("ping", (data) => this.outlet.pong(data));
    // What breaks it closes it, too, with the code that says what it was.
    socket.on("error", ignore);
  }

  /** Whether one operation more would be too many. */
  get isFull(): boolean {
    return this.operations.length >= this.limits.maxOperations;
  }

  /** The scope of a new operation. */
  scope(): OperationScope {
    const { headers, clientAddress } = this;
    return { requestId: randomUUID(), clientAddress, headers, patience: new Patience(), facts: {} };
  }

  /** Notes an operation until `ended`. */
  began(operation: SocketOperation): void {
    this.begun += 1;
    this.operations.push(operation);
  }

  /** Notes that an operation runs no more. */
  ended(operation: SocketOperation): void {
    const place = this.operations.indexOf(operation);
    if (place >= 0) this.operations.splice(place, 1);
    // Once the client has been told that it is complete; else it would ask again elsewhere.
    if (this.isLeaving) setImmediate(() => this.leave());
  }

  /** Takes who the client says to be. False when that does not hold; each operation asks again. */
  async present(headers: CallerHeaders): Promise<boolean> {
    this.headers = headers;
    return !(await this.runner.lossOf(this.scope()));
  }

  /** Closes the socket with 1001 as soon as queries and mutations have been answered. */
  leave(): void {
    this.isLeaving = true;
    if (this.operations.every(({ isStream }) => isStream))
      this.outlet.close(closeCodes.goingAway, "The server is shutting down");
  }

  /**
   * Ends the subscriptions of a reader who has signed out, was suspended or deleted. False when it has to be looked at again, since nobody
   * could tell.
   */
  async lookAtReader(): Promise<boolean> {
    if (this.isLooking) return false;
    if (!this.operations.some(({ isStream }) => isStream)) return true;
    this.isLooking = true;
    const loss = await this.runner.lossOf(this.scope());
    this.isLooking = false;
    if (loss) for (const operation of [...this.operations]) operation.lose(loss);
    return loss !== undefined;
  }

  /** Asks whether anybody is still there; who has not answered the last time is gone. */
  ping(): void {
    // Nothing is heard of a peer that has to read first; it has its own time for that.
    if (!this.outlet.isOpen || this.outlet.isCongested) return;
    if (!this.isAlive) {
      this.socket.terminate();
      return;
    }
    this.isAlive = false;
    this.socket.ping();
  }
}

const ignore = () => undefined;
