import {
  createSourceEventStream,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from "graphql";
import type { TechnicalError } from "../../platform/errors/technical-errors.js";
import type { WaitingReader } from "../../platform/graphql/row-event.js";
import type { Log } from "../../platform/log/log.js";
import type { FinishedOperation, Metrics } from "../../platform/metrics/metrics.js";
import type { Reader } from "../../platform/read/compiled/compiled-reads.js";
import type { JudgedOperation, OperationAnswer, OperationScope } from "./operation.js";
import { logMaskedErrors, metricName } from "./operation-record.js";
import { publicError } from "./public-errors.js";
import type { ReaderLook, SharedAnswers, SharedQuestion, SharingReader } from "./shared-answers.js";

/** What subscriptions are run with. */
export interface SubscriptionParts {
  readonly schema: GraphQLSchema;
  /** A context after a fresh look at who asks, and what the log says of it once it was used. */
  readonly contextFor: (scope: OperationScope) => Promise<UsedContext>;
  /** Answers events once for all who ask the same; absent where each is answered by itself. */
  readonly shared?: SharedAnswers;
  /** A fresh look at who asks. @throws as `contextFor` */
  readonly readerOf?: (scope: OperationScope) => Promise<Reader>;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface UsedContext {
  readonly value: unknown;
  readonly facts: () => Readonly<Record<string, number>>;
}

/** Who gets a subscription's answers. */
export interface AnswerReceiver {
  /** Takes an answer that others get too, while the next one is asked for; false when it cannot take one now. */
  take(answer: OperationAnswer): boolean;
}

/** Codes of a root field that say that the reader may not go on reading. */
const lossCodes: ReadonlySet<unknown> = new Set(["UNAUTHENTICATED", "FORBIDDEN"]);

/**
 * A subscription under way. Its events are asked for one by one, so that a reader who does not read is sent nothing; each is
 * executed with a context of its own, which looks at the reader anew and reads what stands then.
 */
export class RunningSubscription implements SharingReader {
  private source: AsyncIterator<unknown, unknown, WaitingReader | undefined> | undefined;
  private isOver = false;
  /** Why it ended, until that is told. */
  private loss: TechnicalError | undefined;
  /** Ends the wait for the source's next event. */
  private wake: () => void = () => undefined;
  private events = 0;
  private openedAt: number | undefined;
  /** What it asks, where others may be told the same. */
  question: SharedQuestion | undefined;
  look: ReaderLook | undefined;
  private isNoted = false;

  constructor(
    private readonly parts: SubscriptionParts,
    private readonly operation: JudgedOperation,
    private readonly receiver: AnswerReceiver,
  ) {}

  /** What the next event answers; null when none comes any more. An answer that tells of an end is the last. Never rejects. */
  async next(): Promise<OperationAnswer | null> {
    try {
      if (!this.isOver) this.source ??= await this.open();
      const event = await this.nextEvent();
      if (event.done) return this.lastAnswer();
      const answer = await this.answerTo(event.value);
      if (this.isOver) return this.lastAnswer();
      if (endsReading(answer)) this.finish(answer);
      return answer;
    } catch (error) {
      return this.failed(error);
    }
  }

  /** Ends it for a reader who may not go on: the next answer says why, and is the last. */
  lose(loss: TechnicalError): void {
    if (this.isOver) return;
    this.loss = loss;
    this.stop();
  }

  /** Ends it when nobody reads any more. */
  end(): void {
    this.finish();
  }

  private async open(): Promise<AsyncIterator<unknown>> {
    const context = await this.parts.contextFor(this.operation.scope);
    const opened = await createSourceEventStream({ ...this.execution(), contextValue: context.value });
    this.count(context);
    // Only one field may be subscribed to, so that one error tells all.
    if (!(Symbol.asyncIterator in opened)) throw opened.errors?.[0] ?? new Error("A source was not opened");
    this.openedAt = performance.now();
    if (this.parts.readerOf) this.question = this.parts.shared?.questionOf(this.operation.admitted);
    const source = opened[Symbol.asyncIterator]();
    if (this.isOver) this.release(source);
    return source;
  }

  private nextEvent(): Promise<IteratorResult<unknown>> {
    const { source, isOver } = this;
    const nothing = { done: true, value: undefined } as const;
    if (isOver || !source) return Promise.resolve(nothing);
    // Whoever waits is woken by an end, too: a race with a promise of it would add to that with each event.
    return new Promise((resolve, reject) => {
      this.wake = () => resolve(nothing);
      source.next(this.question && this).then(resolve, reject);
    });
  }

  /**
   * What an event answers. One that could not be told is tried once more: what it reads may have been hidden between two of its
   * statements, and is then told as what it is.
   */
  private async answerTo(event: unknown): Promise<OperationAnswer> {
    this.events += 1;
    this.parts.metrics.eventResolved("own");
    const first = await this.resultOf(event);
    const isToTryAgain = isUntold(first) && !isRefused(first);
    const { data, errors = [] } = isToTryAgain ? await this.resultOf(event) : first;
    this.logMasked(errors);
    return { result: errors.length === 0 ? { data } : { data, errors: errors.map(publicError) } };
  }

  get teller(): SharedAnswers {
    if (!this.parts.shared) throw new Error("Nothing is shared here");
    return this.parts.shared;
  }

  async reader(): Promise<Reader> {
    if (!this.parts.readerOf) throw new Error("Nobody knows who reads");
    return this.parts.readerOf(this.operation.scope);
  }

  take(answer: OperationAnswer): boolean {
    if (this.isOver || !this.receiver.take(answer)) return false;
    this.events += 1;
    return true;
  }

  async ownData(event: unknown): Promise<string | undefined> {
    const { data, errors } = await this.resultOf(event);
    return errors ? undefined : JSON.stringify(data);
  }

  private async resultOf(event: unknown): Promise<ExecutionResult> {
    const context = await this.parts.contextFor(this.operation.scope);
    const result = await execute({ ...this.execution(), rootValue: event, contextValue: context.value });
    this.count(context);
    return result;
  }

  private execution() {
    const { document, operation, given } = this.operation.admitted;
    return {
      schema: this.parts.schema,
      document,
      operationName: operation.name?.value,
      variableValues: given,
    };
  }

  private logMasked(errors: readonly unknown[]): void {
    const { admitted, scope } = this.operation;
    logMaskedErrors(this.parts.log, scope.requestId, admitted.operation.name?.value, errors);
  }

  /** Adds up what the log says of the contexts. */
  private count({ facts }: UsedContext): void {
    const { facts: sums } = this.operation.scope;
    for (const [name, number] of Object.entries(facts())) sums[name] = Number(sums[name] ?? 0) + number;
  }

  /** The answer to an error that ends it. */
  private failed(error: unknown): OperationAnswer | null {
    if (this.isOver) return this.lastAnswer();
    this.logMasked([error]);
    const answer = { result: { errors: [publicError(error)] } };
    this.finish(answer);
    return answer;
  }

  private lastAnswer(): OperationAnswer | null {
    const { loss } = this;
    this.loss = undefined;
    const answer = loss ? { result: { errors: [publicError(loss)] } } : null;
    this.finish(answer ?? undefined);
    return answer;
  }

  /** Notes once what became of it. */
  private finish(last?: OperationAnswer): void {
    this.stop();
    if (this.isNoted) return;
    this.isNoted = true;
    const { admitted, scope, startedAt } = this.operation;
    const codes = (last?.result.errors ?? []).map(({ extensions }) => String(extensions?.code));
    scope.facts.errorCodes = codes;
    if (this.events > 0) scope.facts.events = this.events;
    const failure: FinishedOperation["outcome"] = this.openedAt === undefined ? "refused" : "errors";
    this.parts.metrics.operationFinished({
      name: metricName(admitted.operation),
      type: "subscription",
      outcome: codes.length === 0 ? "ok" : failure,
      // How long a reader reads says nothing of us.
      seconds: ((this.openedAt ?? performance.now()) - startedAt) / 1000,
      errorCodes: codes,
    });
  }

  private stop(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.wake();
    if (this.source) this.release(this.source);
  }

  /** Tells a source that nobody reads it any more. Nobody waits for what it does then. */
  private async release(source: AsyncIterator<unknown>): Promise<void> {
    try {
      await source.return?.();
    } catch (error) {
      const { requestId } = this.operation.scope;
      this.parts.log.warn({ requestId, err: error }, "The source of a subscription did not end in order");
    }
  }
}

type Outcome = Pick<FormattedExecutionResult, "data" | "errors">;

/** Whether nothing after an event may follow: it could not be told at all, so that the reader comes back for it, or was refused. */
const endsReading = ({ result }: OperationAnswer): boolean => isUntold(result) || isRefused(result);

const isUntold = ({ data, errors = [] }: Outcome): boolean =>
  errors.length > 0 && (data === null || data === undefined);

/** Whether an event's root field was refused, as the following would be. */
const isRefused = ({ errors = [] }: Outcome): boolean =>
  errors.some(({ path, extensions }) => path?.length === 1 && lossCodes.has(extensions?.code));
