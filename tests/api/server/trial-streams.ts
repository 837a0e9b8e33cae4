import type { GraphQLFieldResolver } from "graphql";
import { forbidden, throttled } from "../../../src/platform/errors/technical-errors.js";
import type { TrialContext } from "./trial-server.js";

type Source = AsyncIterableIterator<number>;
type Wait = (end: Promise<undefined>) => Promise<number | undefined> | number | undefined;

/** The subscription fields of the trial schema: where their events come from, and what became of them. */
export class TrialStreams {
  /** Sources that have not been ended. */
  open = 0;
  /** Events that were asked of them. */
  pulled = 0;
  /** How often `untold` has failed to tell its event. */
  failures = 0;
  private readonly waiting = new Set<(value: number) => void>();

  /** Hands an event to everybody who waits at `pushed` or `readBy`. */
  push(value: number): void {
    for (const resolve of this.waiting) resolve(value);
    this.waiting.clear();
  }

  /** What opens the source of a field. */
  sourceOf(field: string): GraphQLFieldResolver<unknown, TrialContext> {
    const pushed: Wait = (end) =>
      Promise.race([end, new Promise<number>((resolve) => this.waiting.add(resolve))]);
    const sources: Readonly<Record<string, (args: Readonly<Record<string, number>>) => Source>> = {
      ticks: () => this.source((_, number) => number),
      counted: ({ to = 0 }) => this.source((_, number) => (number <= to ? number : undefined)),
      silent: () => this.source((end) => end),
      pushed: () => this.source(pushed),
      readBy: () => this.source(pushed),
      failing: ({ after = 0 }) =>
        this.source((_, number) => {
          if (number > after) throw forbidden("You have left.");
          return number;
        }),
      broken: ({ after = 0 }) =>
        this.source((_, number) => {
          if (number > after) throw new Error("select secret from account");
          return number;
        }),
      refused: () => {
        throw throttled("Wait a minute.");
      },
      notOpened: () => {
        throw new Error("connection to 10.1.2.3 lost");
      },
      bulky: () => this.source((_, number) => number),
      forbiddenFrom: () => this.source((_, number) => number),
      untold: () => this.source((_, number) => (number <= 3 ? number : undefined)),
    };
    return (_, args) => {
      const open = sources[field];
      if (!open) throw new Error(`No source for ${field}`);
      return open(args);
    };
  }

  /** What a field answers to an event. */
  answer(
    field: string,
    event: number,
    args: Readonly<Record<string, unknown>>,
    token: string | null,
  ): number | string | null {
    if (field === "bulky") return `${event} `.padEnd(Number(args.characters), "x");
    if (field === "forbiddenFrom" && event >= Number(args.number)) throw forbidden();
    if (field === "untold" && event === 2 && this.failures < Number(args.times)) {
      this.failures += 1;
      throw new Error("the row was hidden meanwhile");
    }
    return field === "readBy" ? token : event;
  }

  /** A source whose events are numbered from 1; `undefined` ends it. */
  private source(wait: (end: Promise<undefined>, number: number) => ReturnType<Wait>): Source {
    let number = 0;
    let isOpen = true;
    let release: (nothing: undefined) => void = () => undefined;
    const end = new Promise<undefined>((resolve) => {
      release = resolve;
    });
    this.open += 1;
    const ended = () => {
      if (isOpen) this.open -= 1;
      isOpen = false;
      release(undefined);
      return { done: true, value: undefined } as const;
    };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        this.pulled += 1;
        number += 1;
        const value = await wait(end, number);
        return value === undefined || !isOpen ? ended() : { done: false, value };
      },
      return: async () => ended(),
    };
  }
}
