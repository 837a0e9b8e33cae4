import type { Queryable } from "../../../platform/database/sql.js";
import { forbidden } from "../../../platform/errors/technical-errors.js";
import type { LiveEntry } from "../../../platform/live/live-entries.js";
import { messagesAfter, type NumberedMessage } from "./live.repository.js";

/** Messages read at a time by who catches up. */
const pageSize = 100;

/** What a stream of messages needs. */
export interface MessageStreamSource {
  readonly database: Queryable;
  /** What happens in the conversation, followed since before the stream began. */
  readonly entries: AsyncIterableIterator<LiveEntry>;
  readonly conversationId: string;
  /** The number of a message that an entry tells of; asked once for all who hear of it. */
  readonly sequenceOf: (entry: LiveEntry) => Promise<number | undefined>;
  /** Told once, when it is over. */
  readonly ended: () => void;
}

/**
 * The messages of a conversation after a number, each once and in order: first those that are there, then those that come. What is
 * heard of tells that there is more; whatever it misses is read from the table by its number.
 */
export class MessageStream implements AsyncIterableIterator<NumberedMessage> {
  private page: NumberedMessage[] = [];
  private isBehind: boolean;
  private isOver = false;
  private isLost = false;

  /** @param last the number after which it begins; when `isFromNow`, nothing after it is there yet */
  constructor(
    private readonly source: MessageStreamSource,
    private last: number,
    isFromNow: boolean,
  ) {
    this.isBehind = !isFromNow;
  }

  async next(): Promise<IteratorResult<NumberedMessage>> {
    for (;;) {
      if (this.isLost) throw forbidden("You do not take part in this conversation any more.");
      if (this.isOver) return { done: true, value: undefined };
      const message = this.page.shift() ?? (this.isBehind ? await this.catchUp() : await this.hear());
      if (!message) continue;
      this.last = message.sequence;
      return { done: false, value: message };
    }
  }

  /** Ends it for a reader who may not go on. */
  lose(): void {
    this.isLost = true;
    void this.return();
  }

  async return(): Promise<IteratorResult<NumberedMessage>> {
    if (!this.isOver) {
      this.isOver = true;
      this.source.ended();
      await this.source.entries.return?.();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async catchUp(): Promise<NumberedMessage | undefined> {
    const { database, conversationId } = this.source;
    this.page = await messagesAfter(database, conversationId, this.last, pageSize);
    this.isBehind = this.page.length === pageSize;
    return this.page.shift();
  }

  /** Waits for an entry; answers the message it tells of when that is the next one. */
  private async hear(): Promise<NumberedMessage | undefined> {
    const { done, value: entry } = await this.source.entries.next();
    if (done) {
      // The log has ended with the server.
      this.isOver = true;
      return undefined;
    }
    if (entry.kind !== "MESSAGE_ADDED" || entry.subjectId === null) return undefined;
    const sequence = await this.source.sequenceOf(entry);
    if (sequence === undefined || sequence <= this.last) return undefined;
    if (sequence === this.last + 1) return { id: entry.subjectId, sequence };
    this.isBehind = true;
    return undefined;
  }
}
