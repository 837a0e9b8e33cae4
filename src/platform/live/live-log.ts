import { setTimeout as sleep } from "node:timers/promises";
import { Counter, Gauge, type Registry } from "prom-client";
import { fewAtATime } from "../concurrency/few-at-a-time.js";
import type { Announcements } from "../database/announcements.js";
import type { Queryable } from "../database/sql.js";
import { badUserInput } from "../errors/technical-errors.js";
import type { Log } from "../log/log.js";
import { cursorAhead, cursorExpired } from "./live-cursor.js";
import {
  type LiveAudience,
  type LiveEntry,
  type LiveInterest,
  type LivePage,
  placeInStream,
  readersOfStreams,
  readLive,
  readLivePage,
  stampLive,
} from "./live-entries.js";
import { LiveFollower } from "./live-follower.js";
import { LiveFollowers } from "./live-followers.js";

/** Where transactions announce that they have appended (migrations/1764000700000-live-log.ts). */
const channel = "samspil_live";
/** Milliseconds after which the log looks for entries that nobody announced, or tries again what failed. */
const lookEveryMs = 1_000;
/**
 * Milliseconds after which it looks again when there was something, and by how much it then waits longer each time: of transactions
 * that commit at about the same time only one announces.
 */
const lookAgainMs = 5;
const longerEachTime = 4;
/** Entries stamped in one transaction, and read in one statement. */
const batchSize = 500;
/** Entries of a page that a follower reads. */
const pageSize = 100;
/** Pages read at a time; when thousands come back at once, they leave connections to others. */
const pagesAtATime = 2;

/** What the log runs on. */
export interface LiveLogSettings {
  /** Stamps and reads what is new, on a connection of its own (`createLivePool`), so that nothing else delays it. */
  readonly database: Queryable;
  /** Reads pages for followers that catch up. */
  readonly pages: Queryable;
  /** Started after this. */
  readonly announcements: Pick<Announcements, "on">;
  readonly log: Log;
  readonly registry: Registry;
}

/** What to follow, and from where. */
export type LiveFollow = {
  /** Begins after this position, such as one that `decodeLiveCursor` answers; default: now. */
  readonly after?: bigint;
} & (
  | {
      readonly streamId: string;
      /** Begins after this sequence of the stream, 0 before its first; not together with `after`. */
      readonly afterSequence?: number;
    }
  | { readonly audience: LiveAudience; readonly readerId: string; readonly afterSequence?: undefined }
);

/**
 * The live log of this process: gives committed entries their positions, as every process does, reads each once and offers it to
 * whoever follows here. See docs/guides/live-log.md.
 */
export class LiveLog {
  private readonly followers = new LiveFollowers();
  private readonly takeTurn = fewAtATime(pagesAtATime);
  private readonly stamped: Counter;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** Everything up to here has been offered to those who want it. */
  private offered = 0n;
  /** Whether entries after that may have been read already, so that a new follower must not wait to be offered them. */
  private isOffering = false;
  private isWoken = false;
  private wake: () => void = () => undefined;
  private isBroken = false;
  /** By `performance.now()`. */
  private caughtUpAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly settings: LiveLogSettings) {
    const { announcements, registry } = settings;
    announcements.on(channel, () => this.look());
    this.stamped = new Counter({
      name: "samspil_live_entries_stamped_total",
      help: "Entries of the live log that this process gave their position",
      registers: [registry],
    });
    this.measure(registry);
  }

  /** Begins to stamp and to offer, from what is committed now on. @throws when the database cannot be asked */
  async start(): Promise<void> {
    this.offered = await this.position();
    this.caughtUpAt = performance.now();
    this.running = this.run();
  }

  /** Ends all followers, and the work. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const follower of this.followers) follower.end();
    this.wake();
    await this.running;
  }

  /** The position up to which everything stands that was committed before the call, and nothing that is committed after the answer. */
  async position(): Promise<bigint> {
    for (;;) {
      const { stamped, head } = await this.stamp();
      if (stamped < batchSize) return head;
    }
  }

  /**
   * Follows a stream, or all streams that a reader follows at the time an entry is offered. Entries come once and in their order,
   * first what is there already; the same object comes to all who were waiting for it. From now means everything committed after the
   * call, and perhaps something of the moment before. At most 200 entries wait in memory for one who is slow.
   * Nothing is asked of the database before the first `next()`. Ends when the log stops; `return()` ends it at once.
   * @throws from `next()` BAD_USER_INPUT when what came after the position or sequence is no longer kept, or it lies ahead of the log
   */
  follow(options: LiveFollow): AsyncIterableIterator<LiveEntry> {
    const { after, afterSequence } = options;
    const isFromNow = after === undefined && afterSequence === undefined;
    const follower = new LiveFollower(
      {
        begin: () => this.begin(options),
        page: (position) => this.page(options, position),
        ended: () => this.followers.delete(options, follower),
      },
      afterSequence === undefined ? (after ?? this.offered) : undefined,
      // What is being offered was read before it came.
      isFromNow && !this.isOffering,
    );
    if (this.stopping.signal.aborted) follower.end();
    else this.followers.add(options, follower);
    return follower;
  }

  /** The position behind the sequence that a follower begins after. */
  private async begin(options: LiveFollow): Promise<bigint> {
    if (options.afterSequence === undefined || options.after !== undefined)
      throw badUserInput("Give a sequence or a cursor to begin after, not both.");
    const { streamId, afterSequence } = options;
    if (!Number.isInteger(afterSequence) || afterSequence < 0)
      throw badUserInput("A sequence to begin after is a whole number, 0 or more.");
    const place = await this.read((pages) => placeInStream(pages, streamId, afterSequence));
    if (afterSequence > place.lastSequence) throw cursorAhead();
    if (!place.isKept) throw cursorExpired();
    return place.position;
  }

  private async page(interest: LiveInterest, after: bigint): Promise<LivePage> {
    const page = await this.read((pages) => readLivePage(pages, interest, after, pageSize));
    if (after > page.head) throw cursorAhead();
    if (after < page.forgotten) throw cursorExpired();
    return page;
  }

  private async read<Answer>(ask: (pages: Queryable) => Promise<Answer>): Promise<Answer> {
    try {
      return await this.takeTurn(() => ask(this.settings.pages));
    } catch (error) {
      this.report(error);
      throw error;
    }
  }

  /** Looks for entries now, or again if it is about to have done so. */
  private look(): void {
    this.isWoken = true;
    this.wake();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let pause = lookEveryMs;
    while (!signal.aborted) {
      const { isWoken, offered } = this;
      this.isWoken = false;
      try {
        const isMore = await this.advance();
        this.isBroken = false;
        if (isMore) continue;
        this.caughtUpAt = performance.now();
        const isQuiet = !isWoken && offered === this.offered;
        pause = isQuiet ? Math.min(pause * longerEachTime, lookEveryMs) : lookAgainMs;
        await this.untilWoken(pause);
      } catch (error) {
        this.report(error);
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async untilWoken(atMostMs: number): Promise<void> {
    if (this.isWoken || this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, atMostMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Stamps and offers what is new; answers whether there is more. */
  private async advance(): Promise<boolean> {
    const { stamped, head } = await this.stamp();
    if (head < this.offered) {
      // The database has been put back to an earlier state: whoever follows is told that its position lies ahead.
      for (const follower of this.followers) follower.missed(this.offered);
      this.offered = head;
    } else if (head > this.offered) {
      this.isOffering = true;
      try {
        await this.offerNext(head);
      } finally {
        this.isOffering = false;
      }
    }
    return stamped === batchSize || this.offered < head;
  }

  private async offerNext(head: bigint): Promise<void> {
    if (this.followers.size === 0) {
      this.offered = head;
      return;
    }
    const entries = await readLive(this.settings.database, this.offered, batchSize);
    const streamIds = [...new Set(entries.map(({ streamId }) => streamId))];
    // Who follows is asked after the entries were read: whoever comes later reads them from the table.
    const readers = new Map<LiveAudience, ReadonlyMap<string, ReadonlySet<string>>>();
    for (const audience of this.followers.audiences()) {
      try {
        readers.set(audience, await readersOfStreams(this.settings.database, audience, streamIds));
      } catch (error) {
        // One audience that cannot be asked does not keep the others waiting.
        this.report(error, audience.name);
        for (const follower of this.followers.ofAudience(audience)) follower.missed(this.offered);
      }
    }
    for (const entry of entries) this.followers.offer(entry, readers);
    const last = entries.at(-1)?.position ?? head;
    this.offered = entries.length === batchSize || last > head ? last : head;
  }

  private async stamp(): ReturnType<typeof stampLive> {
    const answer = await stampLive(this.settings.database, batchSize);
    this.stamped.inc(answer.stamped);
    return answer;
  }

  /** Logs the first of the failures in a row. */
  private report(error: unknown, audience?: string): void {
    if (!this.isBroken && !this.stopping.signal.aborted)
      this.settings.log.warn(
        { err: error, audience },
        "the live log cannot be read; trying again every second",
      );
    this.isBroken = true;
  }

  private measure(registry: Registry): void {
    const show = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(value());
        },
      });
    const all = () => [...this.followers];
    show("samspil_live_followers", "Followers of the live log", () => this.followers.size);
    show(
      "samspil_live_followers_behind",
      "Followers of the live log that read the table instead of hearing what is new",
      () => all().filter(({ isBehind }) => isBehind).length,
    );
    show("samspil_live_entries_waiting", "Entries that followers have in memory and nobody has taken", () =>
      all().reduce((sum, { waiting }) => sum + waiting, 0),
    );
    show(
      "samspil_live_lag_seconds",
      "Seconds since all committed entries were known to have been offered",
      () => (performance.now() - this.caughtUpAt) / 1_000,
    );
  }
}
