import type { OperationRunner } from "../operation-runner.js";
import type { ClientSocket } from "./client-socket.js";
import type { SocketLimits } from "./socket-limits.js";

/** Milliseconds after which readers are looked at although no credential is known to have ceased: each holds for a time only. */
const longestMs = 60_000;

/** Looks whether those who read on sockets may still read, also when there is nothing to deliver. */
export class ReaderWatch {
  private timer: NodeJS.Timeout | undefined;
  /** What the last look was as of; none when it has to be repeated. */
  private asOf = Number.NaN;
  private lookedAt = 0;

  constructor(
    private readonly clients: ReadonlySet<ClientSocket>,
    private readonly runner: OperationRunner,
    private readonly limits: SocketLimits,
  ) {}

  /** Watches as long as there are sockets; to be called when one came or went. */
  adjust(): void {
    if (this.clients.size > 0) this.timer ??= setInterval(() => this.look(), this.limits.viewerCheckMs);
    else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private look(): void {
    const asOf = this.runner.credentialsAsOf();
    const now = performance.now();
    if (asOf === this.asOf && now - this.lookedAt < longestMs) return;
    this.asOf = asOf;
    this.lookedAt = now;
    for (const client of this.clients) void this.lookAt(client);
  }

  private async lookAt(client: ClientSocket): Promise<void> {
    if (!(await client.lookAtReader())) this.asOf = Number.NaN;
  }
}
