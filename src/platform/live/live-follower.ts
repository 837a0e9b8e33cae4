import { setTimeout as sleep } from "node:timers/promises";
import { TechnicalError } from "../errors/technical-errors.js";
import type { LiveEntry, LivePage } from "./live-entries.js";

/** Entries that wait for a follower in memory; who is further behind reads them from the table. */
const mostHeard = 100;
/** Milliseconds before a page that could not be read is tried again. */
const againAfterMs = 1_000;

/** What a follower needs of the log. */
export interface FollowerSource {
  /** Answers the position after which it begins. @throws TechnicalError when there is none */
  begin(): Promise<bigint>;
  /** The first entries after a position that it wants. @throws TechnicalError when they are no longer kept, or not there yet */
  page(after: bigint): Promise<LivePage>;
  /** Told once, when it no longer wants any. */
  ended(): void;
}

/**
 * Hands out the entries that somebody wants, each once and in their order: from the table until there is nothing newer there, then as
 * they are offered. When too many wait it drops those and goes back to the table.
 */
export class LiveFollower implements AsyncIterableIterator<LiveEntry> {
  /** Read from the table, and not yet taken. */
  private read: LiveEntry[] = [];
  /** Offered since, the oldest first. */
  private heard: LiveEntry[] = [];
  private isReading = false;
  private isOver = false;
  private failure: unknown;
  /** Wakes whoever waits for an entry. */
  private rouse: () => void = () => undefined;
  /** Those who ask take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  /**
   * @param at up to here it has been given what it wants; undefined asks `begin`
   * @param hasHeardAll whether all that it wants after `at` stands in `heard` or will be offered; else it reads the table first
   */
  constructor(
    private readonly source: FollowerSource,
    private at: bigint | undefined,
    private hasHeardAll: boolean,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next entry, when there is one. @throws what `begin` and `page` throw, once */
  next(): Promise<IteratorResult<LiveEntry, undefined>> {
    const next = this.turn.then(() => this.pull());
    this.turn = next.catch(() => undefined);
    return next;
  }

  /** Ends it at once, also for those who wait for an entry. */
  async return(): Promise<IteratorResult<LiveEntry, undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  /** Ends it. @param failure thrown to whoever asks next */
  end(failure?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.failure = failure;
    this.read = [];
    this.heard = [];
    this.source.ended();
    this.rouse();
  }

  /** Entries in memory that nobody has taken yet. */
  get waiting(): number {
    return this.read.length + this.heard.length;
  }

  /** Whether it reads from the table, since it has not heard all. */
  get isBehind(): boolean {
    return this.isReading || !this.hasHeardAll;
  }

  /** Takes note of an entry that it wants. To be called for each of them, in their order. */
  offer(entry: LiveEntry): void {
    if (!this.hasHeardAll) return;
    if (!this.isReading) {
      // A page that was read has got further than those who offer.
      if (entry.position <= (this.at ?? 0n)) return;
      if (this.heard.length === 0) this.at = entry.position - 1n;
    }
    if (this.heard.length === mostHeard) {
      this.dropHeard();
      return;
    }
    this.heard.push(entry);
    this.rouse();
  }

  /** Sends it back to the table. @param from up to here it was offered what it wants */
  missed(from: bigint): void {
    if (this.hasHeardAll && !this.isReading && this.heard.length === 0 && from > (this.at ?? 0n))
      this.at = from;
    this.dropHeard();
    this.rouse();
  }

  private dropHeard(): void {
    this.heard = [];
    this.hasHeardAll = false;
  }

  private async pull(): Promise<IteratorResult<LiveEntry, undefined>> {
    for (;;) {
      if (this.isOver) return this.over();
      const value = this.take();
      if (value) return { done: false, value };
      if (!this.hasHeardAll && !this.isReading) void this.readPage();
      await new Promise<void>((resolve) => {
        this.rouse = resolve;
      });
    }
  }

  private over(): IteratorResult<LiveEntry, undefined> {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    return { done: true, value: undefined };
  }

  private take(): LiveEntry | undefined {
    if (this.read.length > 0) return this.read.shift();
    if (this.isReading) return undefined;
    const entry = this.heard.shift();
    if (entry) this.at = entry.position;
    return entry;
  }

  /** Reads a page, and hears meanwhile what may come after it. Never rejects. */
  private async readPage(): Promise<void> {
    this.isReading = true;
    this.heard = [];
    this.hasHeardAll = true;
    try {
      this.at ??= await this.source.begin();
      const { entries, upTo, isFull } = await this.source.page(this.at);
      if (this.isOver) return;
      this.read = [...entries];
      this.at = upTo;
      // Whatever was offered before the page was read stands in it or before it, and the rest in `heard`, unless there is more to read.
      if (isFull) this.dropHeard();
      else this.heard = this.heard.filter(({ position }) => position > upTo);
    } catch (error) {
      if (error instanceof TechnicalError) {
        this.end(error);
        return;
      }
      // The log reports what is wrong with the database; meanwhile nobody is told that nothing happened.
      this.dropHeard();
      await sleep(againAfterMs, undefined, { ref: false });
    }
    this.isReading = false;
    this.rouse();
  }
}
