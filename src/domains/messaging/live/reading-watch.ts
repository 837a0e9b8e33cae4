import type { Queryable } from "../../../platform/database/sql.js";
import { lostReadings, type Reading } from "./live.repository.js";

/** Milliseconds between two looks: who may not go on is told within a second. */
const lookEveryMs = 500;
/** Milliseconds after which a look that has no answer keeps no other from being tried. */
const giveUpMs = 2_000;

/** Tells who reads a conversation live that they may not go on, also while nothing is written there. */
export class ReadingWatch {
  private readonly acts = new Map<string, { readonly reading: Reading; readonly acts: Set<() => void> }>();
  private timer: NodeJS.Timeout | undefined;
  /** Since when a look is under way, by `performance.now()`. */
  private lookingSince = Number.NEGATIVE_INFINITY;

  /** @param lookFailed told of each look that failed */
  constructor(
    private readonly database: Queryable,
    private readonly lookFailed: (error: unknown) => void,
  ) {}

  /** Calls `act` once when the reading may not go on. Answers what ends the watching. */
  watch(reading: Reading, act: () => void): () => void {
    const key = keyOf(reading);
    const known = this.acts.get(key) ?? { reading, acts: new Set() };
    known.acts.add(act);
    this.acts.set(key, known);
    this.timer ??= setInterval(() => void this.look(), lookEveryMs).unref();
    return () => {
      known.acts.delete(act);
      if (known.acts.size === 0 && this.acts.get(key) === known) this.acts.delete(key);
      if (this.acts.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    };
  }

  /** One statement for all who read here. */
  private async look(): Promise<void> {
    const since = performance.now();
    if (since - this.lookingSince < giveUpMs) return;
    this.lookingSince = since;
    try {
      const readings = [...this.acts.values()].map(({ reading }) => reading);
      for (const lost of await lostReadings(this.database, readings))
        for (const act of this.acts.get(keyOf(lost))?.acts ?? []) act();
    } catch (error) {
      // A database that is away tells nobody anything either; it is asked again.
      this.lookFailed(error);
    } finally {
      if (this.lookingSince === since) this.lookingSince = Number.NEGATIVE_INFINITY;
    }
  }
}

const keyOf = ({ accountId, conversationId }: Reading) => `${accountId} ${conversationId}`;
