import type { LiveEntry } from "../../platform/live/live-entries.js";

/** Entries of the kinds that somebody tells of. A server of a later version may append others while this one still runs. */
export function knownEntries(
  entries: AsyncIterableIterator<LiveEntry>,
  kinds: ReadonlySet<string>,
): AsyncIterableIterator<LiveEntry> {
  return {
    async next() {
      for (;;) {
        const { done, value } = await entries.next();
        if (done) return { done, value: undefined };
        if (kinds.has(value.kind)) return { done: false, value };
      }
    },
    async return() {
      await entries.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
