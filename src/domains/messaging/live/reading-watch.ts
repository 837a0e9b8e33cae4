import type { Queryable } from "../../../platform/database/sql.js";
import { type AskedReadings, askedReadings, keyOf, lostReadings, type Reading } from "./live.repository.js";

/** Milliseconds between two looks: who may not go on is told within a second. */
const lookEveryMs = 500;
/** Milliseconds after which a look that has no answer keeps no other from being tried. */
const giveUpMs = 2_000;

/** Somebody who reads a conversation live. */
export interface WatchedReader {
  readonly reading: Reading;
  /** Called when the reading may not go on. */
  lose(): void;
}

/** Tells who reads a conversation live that they may not go on, also while nothing is written there. */
export class ReadingWatch {
  private readonly watched = new Set<WatchedReader>();
  private timer: NodeJS.Timeout | undefined;
  /** What is asked, until somebody comes or goes. */
  private asked: AskedReadings | undefined;
  /** Since when a look is under way, by `performance.now()`. */
  private lookingSince = Number.NEGATIVE_INFINITY;

  /** @param lookFailed told of each look that failed */
  constructor(
    private readonly database: Queryable,
    private readonly lookFailed: (error: unknown) => void,
  ) {}

  add(reader: WatchedReader): void {
    this.watched.add(reader);
    this.asked = undefined;
    this.timer ??= setInterval(() => void this.look(), lookEveryMs).unref();
  }

  delete(reader: WatchedReader): void {
    this.watched.delete(reader);
    this.asked = undefined;
    if (this.watched.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** One statement for all who read here. */
  private async look(): Promise<void> {
    const since = performance.now();
    if (since - this.lookingSince < giveUpMs) return;
    this.lookingSince = since;
    try {
      this.asked ??= askedReadings([...this.watched].map(({ reading }) => reading));
      const lost = new Set((await lostReadings(this.database, this.asked)).map(keyOf));
      if (lost.size > 0)
        for (const reader of [...this.watched]) if (lost.has(keyOf(reader.reading))) reader.lose();
    } catch (error) {
      // A database that is away tells nobody anything either; it is asked again.
      this.lookFailed(error);
    } finally {
      if (this.lookingSince === since) this.lookingSince = Number.NEGATIVE_INFINITY;
    }
  }
}
