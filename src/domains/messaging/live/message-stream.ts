import type { Queryable } from "../../../platform/database/sql.js";
import { forbidden } from "../../../platform/errors/technical-errors.js";
import type { TellReader, WaitingReader } from "../../../platform/graphql/row-event.js";
import { messagesAfter, type NumberedMessage, type Reading } from "./live.repository.js";
import { MessageTold } from "./message-told.js";

/** Messages read at a time by who catches up. */
const pageSize = 100;

/** Where a stream hears of messages. */
export interface StreamHub {
  /** Told when somebody begins or ceases to wait. */
  changed(): void;
  /** Told once, when the stream is over. */
  delete(stream: MessageStream): void;
}

/**
 * The messages of a conversation after a number, each once and in order: first those that are there, then those that come. What is
 * heard of tells that there is more; whatever it misses is read from the table by its number.
 */
export class MessageStream
  implements AsyncIterableIterator<MessageTold, undefined, WaitingReader | undefined>
{
  private page: NumberedMessage[] = [];
  private last = 0;
  private isBehind = false;
  /** The last message that it has heard of, wherever it stands itself. */
  private heard = 0;
  private isOver = false;
  private loss: unknown;
  /** The reader who waits for the next message, if one said who it is. */
  waiting: WaitingReader | undefined;
  /** Gives whoever waits the next message, or has it look again. */
  private release: ((message?: NumberedMessage) => void) | undefined;

  /** It is to `begin`, when it hears of messages already. */
  constructor(
    private readonly database: Queryable,
    readonly reading: Reading,
    private readonly hub: StreamHub,
  ) {}

  /** @param last the number after which it begins; when `isFromNow`, nothing after it was there since it hears */
  begin(last: number, isFromNow: boolean): void {
    this.last = last;
    if (!isFromNow) this.isBehind = true;
  }

  async next(reader?: WaitingReader): Promise<IteratorResult<MessageTold, undefined>> {
    for (;;) {
      if (this.loss !== undefined) throw this.loss;
      if (this.isOver) return { done: true, value: undefined };
      const message = this.page.shift() ?? (await (this.isBehind ? this.catchUp() : this.wait(reader)));
      if (!message) continue;
      this.last = message.sequence;
      return { done: false, value: new MessageTold(message.id, this.reading.conversationId) };
    }
  }

  /**
   * Takes note of a message: who waits for it gets it; who does not is behind. To be called for each message of the conversation, in order;
   * again for the same one is nothing.
   * @param reader who is to be told, if it is still the one who waits
   * @param give tells the reader at its place at once, or answers false
   */
  hear(message: NumberedMessage, reader?: WaitingReader, give?: TellReader, place = 0): void {
    const { sequence } = message;
    if (sequence <= this.heard) return;
    this.heard = sequence;
    if (this.isOver || sequence <= this.last) return;
    if (!this.release || sequence !== this.last + 1) {
      this.isBehind = true;
      this.release?.();
    } else if (give && reader === this.waiting && give(place)) this.last = sequence;
    else this.release(message);
  }

  /** Ends it for a reader who may not go on. */
  lose(): void {
    this.fail(forbidden("You do not take part in this conversation any more."));
  }

  /** Ends it with an error. */
  fail(error: unknown): void {
    if (this.isOver) return;
    this.loss = error;
    this.finish();
  }

  /** Ends it. */
  finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.hub.delete(this);
    this.release?.();
  }

  async return(): Promise<IteratorResult<MessageTold, undefined>> {
    this.finish();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async catchUp(): Promise<NumberedMessage | undefined> {
    // What is heard from here on may be later than what is read.
    this.isBehind = false;
    this.page = await messagesAfter(this.database, this.reading.conversationId, this.last, pageSize);
    if (this.page.length === pageSize) this.isBehind = true;
    return this.page.shift();
  }

  /** Waits for the next message; answers nothing when there is more to look at. */
  private wait(reader: WaitingReader | undefined): Promise<NumberedMessage | undefined> {
    return new Promise((resolve) => {
      this.waiting = reader;
      this.hub.changed();
      this.release = (message) => {
        this.waiting = undefined;
        this.release = undefined;
        this.hub.changed();
        resolve(message);
      };
    });
  }
}
