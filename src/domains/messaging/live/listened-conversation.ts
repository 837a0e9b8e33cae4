import { setImmediate as nextTurn } from "node:timers/promises";
import type { TellReader, WaitingReader } from "../../../platform/graphql/row-event.js";
import type { LiveEntry } from "../../../platform/live/live-entries.js";
import type { NumberedMessage } from "./live.repository.js";
import type { MessageStream, StreamHub } from "./message-stream.js";
import { MessageTold } from "./message-told.js";

/** Readers who are told in one turn of the event loop; nobody else has a turn meanwhile. */
const toldAtOnce = 250;

/** What a conversation is listened to with. */
export interface ListeningSource {
  readonly conversationId: string;
  /** What happens in it, followed from now on. */
  readonly entries: AsyncIterableIterator<LiveEntry>;
  readonly sequenceOf: (messageId: string) => Promise<number | undefined>;
  /** Told each stream that is over. */
  readonly left: (stream: MessageStream) => void;
  /** Told once, when nobody listens any more. */
  readonly ended: () => void;
}

/** Those who wait for the next message and can be told it together: streams and their readers, each at the same place. */
interface Waiting {
  readonly streams: readonly MessageStream[];
  readonly readers: readonly WaitingReader[];
}

/** A message that is about to be told, and what tells it to whom. */
interface PreparedMessage extends Waiting {
  readonly message: NumberedMessage;
  readonly give: TellReader;
}

/**
 * A conversation that somebody here listens to: the log is followed once for all of them. Those who wait for the next message are told it
 * together; all others learn that there is more, and read it from the table.
 */
export class ListenedConversation implements StreamHub {
  private readonly streams = new Set<MessageStream>();
  private isOver = false;
  /** Kept as long as nobody begins or ceases to wait. */
  private known: Waiting | undefined;

  constructor(private readonly source: ListeningSource) {
    void this.run();
  }

  /** Lets a stream hear of every message from now on. */
  add(stream: MessageStream): void {
    this.streams.add(stream);
  }

  delete(stream: MessageStream): void {
    this.streams.delete(stream);
    this.changed();
    this.source.left(stream);
    if (this.streams.size === 0) this.end();
  }

  /** To be called when a stream begins or ceases to wait. */
  changed(): void {
    this.known = undefined;
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.source.ended();
    void this.source.entries.return?.();
  }

  private async run(): Promise<void> {
    let telling: Promise<void> = Promise.resolve();
    try {
      for await (const entry of this.source.entries) {
        if (entry.kind !== "MESSAGE_ADDED" || entry.subjectId === null) continue;
        // While one message is told, the next is prepared.
        const prepared = this.prepare(entry.subjectId);
        prepared.catch(() => undefined);
        await telling;
        telling = this.tell(prepared);
        telling.catch(() => undefined);
      }
      await telling;
      // The log has ended with the server, or nobody listens.
      for (const stream of this.streams) stream.finish();
    } catch (error) {
      for (const stream of this.streams) stream.fail(error);
    } finally {
      this.end();
    }
  }

  private async prepare(messageId: string): Promise<PreparedMessage | undefined> {
    const sequence = await this.source.sequenceOf(messageId);
    if (sequence === undefined) return undefined;
    const event = new MessageTold(messageId, this.source.conversationId);
    this.known ??= this.waiting();
    const { streams, readers } = this.known;
    const [first] = readers;
    const give = first ? await first.teller.prepare(event, readers) : never;
    return { message: { id: messageId, sequence }, streams, readers, give };
  }

  private waiting(): Waiting {
    const streams = [...this.streams].filter(({ waiting }) => waiting !== undefined);
    const teller = streams[0]?.waiting?.teller;
    const together = streams.filter(({ waiting }) => waiting?.teller === teller);
    return { streams: together, readers: together.flatMap(({ waiting }) => waiting ?? []) };
  }

  private async tell(prepared: Promise<PreparedMessage | undefined>): Promise<void> {
    const ready = await prepared;
    if (!ready) return;
    const { message, streams, readers, give } = ready;
    for (const [place, stream] of streams.entries()) {
      stream.hear(message, readers[place], give, place);
      if ((place + 1) % toldAtOnce === 0) await nextTurn();
    }
    // Those who did not wait, and those who came meanwhile.
    for (const stream of this.streams) stream.hear(message);
  }
}

const never: TellReader = () => false;
