/** Lets acts on the same key happen one after another in this process. */
export interface Turns {
  /**
   * Runs `act` when those before it on the same key are done.
   * Answers undefined, without running it, when too many already wait.
   */
  take<Result>(key: string, act: () => Promise<Result>): Promise<Result | undefined>;
}

/**
 * Takes turns per key, so that attempts under way, which are counted as failed until they succeed, cannot make
 * each other look like too many.
 * @param maxWaiting acts on one key, the running one included
 */
export function createTurns(maxWaiting: number): Turns {
  const lines = new Map<string, { last: Promise<void>; length: number }>();
  return {
    async take(key, act) {
      const line = lines.get(key) ?? { last: Promise.resolve(), length: 0 };
      if (line.length >= maxWaiting) return undefined;
      line.length += 1;
      lines.set(key, line);
      const before = line.last;
      let done = () => {};
      line.last = new Promise((resolve) => {
        done = resolve;
      });
      await before;
      try {
        return await act();
      } finally {
        line.length -= 1;
        if (line.length === 0) lines.delete(key);
        done();
      }
    },
  };
}
