import { badUserInput, TechnicalError } from "../../../platform/errors/technical-errors.js";
import type { LiveEntry } from "../../../platform/live/live-entries.js";
import { findHeard, lostReadings, sequenceOf } from "./live.repository.js";
import { MessageStream } from "./message-stream.js";
import type { MessagingLive } from "./messaging-live.js";
import { ReaderWatch } from "./reader-watch.js";

/** A message that somebody is told of. */
export interface TellMessage {
  readonly id: string;
  readonly conversationId: string;
}

/** The live streams of conversations in this process. */
export class MessageStreams {
  private readonly watch: ReaderWatch;
  /** Numbers of messages by the entry that tells of them, which is the same object for all who hear it. */
  private readonly numbers = new WeakMap<LiveEntry, Promise<number | undefined>>();

  constructor(private readonly live: MessagingLive) {
    this.watch = new ReaderWatch(live.database);
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
    const { log, database } = this.live;
    const named = await findHeard(database, accountId, publicId);
    if (!named) throw new TechnicalError("NOT_FOUND", "There is no such conversation.");
    // Followed before its last number is read: what comes in between is heard.
    const entries = log.follow({ streamId: named.id });
    const found = await findHeard(database, accountId, publicId);
    const after = afterSequence ?? found?.lastSequence ?? 0;
    if (!found || after < 0 || after > found.lastSequence) {
      await entries.return?.();
      throw badUserInput("afterSequence is ahead of the conversation, or below 0.");
    }
    const reading = { accountId, conversationId: found.id };
    const stream: MessageStream = new MessageStream(
      {
        database,
        entries,
        conversationId: found.id,
        sequenceOf: (entry) => this.numberOf(entry),
        ended: () => unwatch(),
      },
      after,
      after === found.lastSequence,
    );
    const unwatch = this.watch.watch(reading, () => stream.lose());
    return told(stream, found.id);
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
