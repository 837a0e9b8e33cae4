/** What must be undone when a process stops, the latest first. */
export interface Closing {
  push(step: () => Promise<unknown>): void;
  /** Takes every step, also after one that failed. @throws AggregateError with what failed */
  run(): Promise<void>;
}

/** An empty list of things to undo. */
export function createClosing(): Closing {
  const steps: (() => Promise<unknown>)[] = [];
  return {
    push: (step) => void steps.push(step),
    async run() {
      const failures: unknown[] = [];
      for (const step of steps.splice(0).reverse())
        await step().catch((error: unknown) => failures.push(error));
      if (failures.length > 0)
        throw new AggregateError(failures, "Not everything could be stopped in order.");
    },
  };
}
