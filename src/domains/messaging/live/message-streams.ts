import DataLoader from "dataloader";
import { badUserInput, TechnicalError } from "../../../platform/errors/technical-errors.js";
import { ListenedConversation } from "./listened-conversation.js";
import {
  askedReadings,
  findHeard,
  keyOf,
  lostReadings,
  type Reading,
  sequenceOf,
} from "./live.repository.js";
import { MessageStream } from "./message-stream.js";
import type { MessageTold } from "./message-told.js";
import type { MessagingLive } from "./messaging-live.js";
import { ReadingWatch } from "./reading-watch.js";

/** Readings that one statement looks at. */
const readingsAtOnce = 1_000;

/** The live streams of conversations in this process. */
export class MessageStreams {
  private readonly watch: ReadingWatch;
  /** The conversations that somebody here listens to, by primary key. */
  private readonly conversations = new Map<string, ListenedConversation>();
  /** Readings that are asked about at one moment, as all are that hear of a message, are one statement. */
  private readonly hearing = new DataLoader<Reading, boolean>((readings) => this.areHeard(readings), {
    cache: false,
    maxBatchSize: readingsAtOnce,
  });

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
  ): Promise<AsyncIterable<MessageTold>> {
    const { id } = await this.heard(accountId, publicId);
    const reading = { accountId, conversationId: id };
    const stream = this.listen(reading);
    try {
      // Read while it hears already: what comes in between is heard.
      const { lastSequence } = await this.heard(accountId, publicId);
      const after = afterSequence ?? lastSequence;
      if (after < 0 || after > lastSequence)
        throw badUserInput("afterSequence is ahead of the conversation, or below 0.");
      stream.begin(after, after === lastSequence);
      return stream;
    } catch (error) {
      stream.finish();
      throw error;
    }
  }

  private async heard(accountId: string, publicId: string) {
    const found = await findHeard(this.live.database, accountId, publicId);
    if (!found) throw new TechnicalError("NOT_FOUND", "There is no such conversation.");
    return found;
  }

  /** A stream that hears of what is sent from now on. */
  private listen(reading: Reading): MessageStream {
    const { conversationId } = reading;
    const listened = this.listened(conversationId);
    const stream = new MessageStream(this.live.database, reading, listened);
    this.watch.add(stream);
    listened.add(stream);
    return stream;
  }

  private listened(conversationId: string): ListenedConversation {
    const known = this.conversations.get(conversationId);
    if (known) return known;
    const listened: ListenedConversation = new ListenedConversation({
      conversationId,
      entries: this.live.log.follow({ streamId: conversationId }),
      sequenceOf: (messageId) => sequenceOf(this.live.database, messageId),
      left: (stream) => this.watch.delete(stream),
      ended: () => this.conversations.delete(conversationId),
    });
    this.conversations.set(conversationId, listened);
    return listened;
  }

  /** Whether an account still hears of a conversation. */
  hears(accountId: string, conversationId: string): Promise<boolean> {
    return this.hearing.load({ accountId, conversationId });
  }

  private async areHeard(readings: readonly Reading[]): Promise<boolean[]> {
    const lost = new Set((await lostReadings(this.live.database, askedReadings(readings))).map(keyOf));
    return readings.map((reading) => !lost.has(keyOf(reading)));
  }
}
