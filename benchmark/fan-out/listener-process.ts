import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** Somebody who is to listen: the id of its subscription, what it presents as it begins, and the subscription's variables. */
export interface Listener {
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a listener has heard, as it came. */
export interface Heard {
  readonly id: string;
  readonly kept: readonly string[];
}

interface Told {
  readonly did?: string;
  readonly kept?: readonly Heard[];
  readonly reached?: number;
  readonly failure?: string;
}

/** Listeners of one server in processes of their own, so that they wait for nobody but the server. */
export class ListenerProcesses {
  private readonly children: readonly ChildProcess[];
  /** How many messages every listener of a process has got. */
  private readonly reached: number[];
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  constructor(root: string, processes: number) {
    const file = join(root, "benchmark", "fan-out", "listen.mjs");
    this.children = Array.from({ length: processes }, () =>
      fork(file, [], {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        execArgv: [],
        serialization: "advanced",
      }),
    );
    this.reached = this.children.map(() => 0);
    for (const [place, child] of this.children.entries()) {
      child.on("message", ({ reached, failure }: Told) => {
        if (reached !== undefined) this.reached[place] = reached;
        if (failure !== undefined) this.failure = new Error(failure);
        if (reached !== undefined || failure !== undefined) this.wake();
      });
      child.once("exit", () => {
        this.failure ??= new Error("A process of listeners ended.");
        this.wake();
      });
    }
  }

  /** Opens all; a subscription may not yet have begun when this is answered. */
  async open(url: string, query: string, listeners: readonly Listener[]): Promise<void> {
    const share = (place: number) => listeners.filter((_, each) => each % this.children.length === place);
    await Promise.all(
      this.children.map((child, place) => ask(child, { act: "open", url, query, listeners: share(place) })),
    );
  }

  /** Counts from here on. @param isKept whether what is heard is kept as well */
  async count(isKept: boolean): Promise<void> {
    await Promise.all(this.children.map((child) => ask(child, { act: "count", isKept })));
    this.reached.fill(0);
  }

  /** Resolves when every listener has got so many messages since; false after so many milliseconds. @throws when one was lost */
  async haveHeard(messages: number, withinMs: number): Promise<boolean> {
    const late = performance.now() + withinMs;
    while (!this.failure && this.heard < messages) {
      const left = late - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.failure) throw this.failure;
    return true;
  }

  /** How many messages every listener has got since the count began. */
  get heard(): number {
    return Math.min(...this.reached);
  }

  async kept(): Promise<readonly Heard[]> {
    const answers = await Promise.all(this.children.map((child) => ask(child, { act: "kept" })));
    return answers.flatMap(({ kept = [] }) => kept);
  }

  stop(): void {
    for (const child of this.children) child.removeAllListeners().kill("SIGTERM");
  }
}

/** What a process answers; beside that it tells how far its listeners are. */
function ask(child: ChildProcess, act: object): Promise<Told> {
  return new Promise((resolve, reject) => {
    const look = (told: Told) => {
      if (told.reached !== undefined) return;
      child.off("message", look);
      if (told.failure === undefined) resolve(told);
      else reject(new Error(told.failure));
    };
    child.on("message", look);
    child.send(act);
  });
}
