/**
 * Whether somebody still waits for an answer. One is made for every request, for which an AbortSignal with its listener is dear:
 * 11 microseconds of some 600 that the server spends on a query.
 */
export class Patience {
  private ended = false;
  /** Made when something is under way: thousands of subscriptions mostly wait. */
  private acts: Set<() => void> | undefined;

  /** Whether nobody waits any more. */
  get isOver(): boolean {
    return this.ended;
  }

  /** To be called when whoever asked has left. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const act of this.acts ?? []) act();
    this.acts = undefined;
  }

  /** Runs the work; `act` is called if the patience ends before that is done. */
  async during<Result>(work: () => Promise<Result>, act: () => void): Promise<Result> {
    this.acts ??= new Set();
    this.acts.add(act);
    try {
      return await work();
    } finally {
      this.acts?.delete(act);
      if (this.acts?.size === 0) this.acts = undefined;
    }
  }
}
