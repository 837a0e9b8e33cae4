import { badUserInput, TechnicalError } from "../../../platform/errors/technical-errors.js";
import type { LiveEntry } from "../../../platform/live/live-entries.js";
import { findHeard, lostReadings, type Reading, sequenceOf } from "./live.repository.js";
import { MessageStream } from "./message-stream.js";
import type { MessagingLive } from "./messaging-live.js";
import { ReadingWatch } from "./reading-watch.js";

/** A message that somebody is told of. */
export interface TellMessage {
  readonly id: string;
  readonly conversationId: string;
}

/** The live streams of conversations in this process. */
export class MessageStreams {
  private readonly watch: ReadingWatch;
  /** Numbers of messages by the entry that tells of them, which is the same object for all who hear it. */
  private readonly numbers = new WeakMap<LiveEntry, Promise<number | undefined>>();

  constructor(private readonly live: MessagingLive) {
    this.watch = new ReadingWatch(live.database, live.lookFailed);
  }

  /**
   * The messages of a conversation after a number, from now on by default.
   * @throws NOT_FOUND when the account does not read it; BAD_USER_INPUT for a number that it has not reached
   */
  async open(
    accountId: string,
    publicId: string,
    afterSequence: number | null,
  ): Promise<AsyncIterable<TellMessage>> {
    const { id } = await this.heard(accountId, publicId);
    // Followed before its last number is read: what comes in between is heard.
    const entries = this.live.log.follow({ streamId: id });
    try {
      const found = await this.heard(accountId, publicId);
      const after = afterSequence ?? found.lastSequence;
      if (after < 0 || after > found.lastSequence)
        throw badUserInput("afterSequence is ahead of the conversation, or below 0.");
      return this.stream(
        entries,
        { accountId, conversationId: found.id },
        after,
        after === found.lastSequence,
      );
    } catch (error) {
      await entries.return?.();
      throw error;
    }
  }

  private async heard(accountId: string, publicId: string) {
    const found = await findHeard(this.live.database, accountId, publicId);
    if (!found) throw new TechnicalError("NOT_FOUND", "There is no such conversation.");
    return found;
  }

  private stream(
    entries: AsyncIterableIterator<LiveEntry>,
    reading: Reading,
    after: number,
    isFromNow: boolean,
  ): AsyncIterable<TellMessage> {
    const stream: MessageStream = new MessageStream(
      {
        database: this.live.database,
        entries,
        conversationId: reading.conversationId,
        sequenceOf: (entry) => this.numberOf(entry),
        ended: () => unwatch(),
      },
      after,
      isFromNow,
    );
    const unwatch = this.watch.watch(reading, () => stream.lose());
    return told(stream, reading.conversationId);
  }

  /** Whether an account still hears of a conversation. */
  async hears(accountId: string, conversationId: string): Promise<boolean> {
    return (await lostReadings(this.live.database, [{ accountId, conversationId }])).length === 0;
  }

  private numberOf(entry: LiveEntry): Promise<number | undefined> {
    const known = this.numbers.get(entry);
    if (known) return known;
    const asked = sequenceOf(this.live.database, entry.subjectId ?? "");
    this.numbers.set(entry, asked);
    return asked;
  }
}

function told(stream: MessageStream, conversationId: string): AsyncIterableIterator<TellMessage> {
  return {
    async next() {
      const { done, value } = await stream.next();
      return done ? { done, value: undefined } : { done: false, value: { id: value.id, conversationId } };
    },
    async return() {
      await stream.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
