import type { ExecutionResult } from "graphql";
import type { TechnicalError } from "../../../platform/errors/technical-errors.js";
import { answerText, type JudgedOperation, type OperationAnswer } from "../operation.js";
import type { OperationRunner } from "../operation-runner.js";
import type { RunningSubscription } from "../running-subscription.js";
import { SharedFrames } from "./shared-frames.js";
import type { SocketOutlet } from "./socket-outlet.js";

const done = { done: true, value: undefined } as const;

/**
 * An operation on a socket. For graphql-ws it is an iterator that yields nothing: it writes its `next` messages itself, since
 * answers are JSON text already, and is done when the operation is, which graphql-ws then tells the client.
 */
export class SocketOperation implements AsyncIterableIterator<ExecutionResult> {
  /** The client's id as JSON text. */
  private readonly idText: string;
  private isOver = false;
  private isRunning = false;
  /** Tells graphql-ws that nothing comes any more. */
  private release: () => void = () => undefined;
  private readonly subscription: RunningSubscription | undefined;

  /**
   * @param id the client's own, which its answers carry
   * @param finished called when nothing of it runs any more
   */
  constructor(
    private readonly runner: OperationRunner,
    private readonly operation: JudgedOperation,
    id: string,
    private readonly outlet: SocketOutlet,
    private readonly finished: () => void,
  ) {
    this.idText = JSON.stringify(id);
    const isStream = operation.admitted.operation.operation === "subscription";
    this.subscription = isStream ? runner.subscribe(operation, this) : undefined;
  }

  /** Whether it goes on until somebody ends it, and can be begun anew elsewhere. */
  get isStream(): boolean {
    return this.subscription !== undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Runs it to its end. */
  next(): Promise<IteratorReturnResult<undefined>> {
    return new Promise((resolve, reject) => {
      this.release = () => resolve(done);
      this.run().then(this.release, reject);
    });
  }

  /** Ends it: the client no longer waits for it, or is gone. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.isOver = true;
    this.operation.scope.patience.end();
    this.subscription?.end();
    if (!this.isRunning) this.finished();
    // At once, also while a query still runs: graphql-ws frees the id when this is over, whatever it names by then.
    this.release();
    return done;
  }

  /** Ends a subscription whose reader may not go on, telling why. */
  lose(loss: TechnicalError): void {
    this.subscription?.lose(loss);
  }

  /** Whether there is still somebody to answer. */
  private get isAwaited(): boolean {
    return !this.isOver && this.outlet.isOpen;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      await (this.subscription ? this.stream(this.subscription) : this.answer());
    } finally {
      this.subscription?.end();
      this.finished();
    }
  }

  private async answer(): Promise<void> {
    await this.outlet.ready();
    if (this.isAwaited) this.deliver(await this.runner.run(this.operation));
  }

  private async stream(subscription: RunningSubscription): Promise<void> {
    for (await this.outlet.ready(); this.isAwaited; await this.outlet.ready()) {
      const answer = await subscription.next();
      if (!answer) return;
      this.deliver(answer);
    }
  }

  /** Delivers an answer that nobody asked for, unless the peer has to read first. */
  take(answer: OperationAnswer): boolean {
    if (!this.isAwaited || this.outlet.isCongested) return false;
    this.deliver(answer);
    return true;
  }

  private deliver(answer: OperationAnswer): void {
    if (this.isOver) return;
    if (answer.isShared) {
      this.outlet.sendShared(this.idText, SharedFrames.of(answer));
      return;
    }
    const payload = answerText(answer, this.operation.scope.requestId);
    this.outlet.send(`{"id":${this.idText},"type":"next","payload":${payload}}`);
  }
}
