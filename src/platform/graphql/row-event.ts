import type { SQL } from "../database/sql.js";
import type { RowRef } from "../read/row-ref.js";

/**
 * An event whose subscription field answers a row, to whoever sees the row and as long as a condition of the row holds. Many may be told it at
 * once, where what they ask cannot differ between them.
 */
export class RowEvent {
  /**
   * @param row of a type that declares its `readers`; else each is told by itself
   * @param isTold whether a row is told to anybody live, the same for all of its readers; one constant for each sort of event
   */
  constructor(
    readonly row: RowRef,
    readonly isTold: (row: SQL) => SQL,
  ) {}
}

/**
 * A reader who waits for the next event of a source, to whose `next` it was given. While it waits, the source may tell it events without being
 * asked; the promise that `next` answered goes on waiting.
 */
export interface WaitingReader {
  /** Prepares events for all readers that have the same one. */
  readonly teller: EventTeller;
}

export interface EventTeller {
  /**
   * Resolves an event once for all who may be told the same, asking of each whether it may.
   * @param readers those that have this teller. The same array for the same readers spares it to put together anew what it asks
   * @returns what tells it to one of them, by its place, at once; false when that reader has to be told by itself, which is never its
   * loss
   */
  prepare(event: RowEvent, readers: readonly WaitingReader[]): Promise<TellReader>;
}

export type TellReader = (place: number) => boolean;
