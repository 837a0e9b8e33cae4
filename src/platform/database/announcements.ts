import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ClientConfig, escapeIdentifier } from "pg";
import type { Log } from "../log/log.js";

/** Milliseconds between two questions whether the connection still answers. */
const askEveryMs = 300;
/** Milliseconds in which it has to. */
const answerWithinMs = 1_000;
/** Milliseconds before a lost connection is made anew. */
const againAfterMs = 500;

/**
 * Hears what other processes announce by NOTIFY, on a connection of its own, and knows how sure that is: a connection that
 * broke in silence hears nothing, so it is asked again and again whether it still answers.
 */
export class Announcements {
  private readonly acts = new Map<string, () => void>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private heardAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly config: ClientConfig,
    private readonly log: Log,
  ) {}

  /** Calls `act` for each announcement on a channel, and whenever some may have been missed. To be called before `start`. */
  on(channel: string, act: () => void): void {
    this.acts.set(channel, act);
  }

  /** Begins to listen, and goes on until `stop`, making a lost connection anew. */
  start(): void {
    this.running = this.run();
  }

  /** Whether everything that was announced at least so many milliseconds ago has been heard. */
  hasHeard(milliseconds: number): boolean {
    // By the clock: a machine that slept has heard nothing, and monotonic time stood still.
    return Math.abs(Date.now() - this.heardAt) < milliseconds;
  }

  /** Ends the connection. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const stream = new Socket();
      const client = new Client({
        ...this.config,
        stream: () => stream,
        connectionTimeoutMillis: answerWithinMs,
      });
      const wasHeard = () => this.heardAt !== Number.NEGATIVE_INFINITY;
      try {
        await this.listen(client);
      } catch (error) {
        // Once a loss, however long it takes to connect again.
        if (!this.stopping.signal.aborted && wasHeard())
          this.log.warn({ err: error }, "the connection for announcements was lost");
      }
      this.heardAt = Number.NEGATIVE_INFINITY;
      // One that is broken in silence never answers that it has ended.
      await withinTime(client.end(), answerWithinMs).catch(() => undefined);
      stream.destroy();
      await this.pause(againAfterMs);
    }
  }

  /** Listens on one connection until it is lost. */
  private async listen(client: Client): Promise<never> {
    // Whatever breaks it shows in the next question, too.
    client.on("error", () => undefined);
    client.on("notification", ({ channel }) => this.acts.get(channel)?.());
    await client.connect();
    for (const channel of this.acts.keys())
      await withinTime(client.query(`LISTEN ${escapeIdentifier(channel)}`), answerWithinMs);
    // Nobody heard what was announced before.
    for (const act of this.acts.values()) act();
    for (;;) {
      const askedAt = Date.now();
      const answer = client.query<{ channels: number }>(
        "SELECT count(*)::integer AS channels FROM pg_listening_channels()",
      );
      const { rows } = await withinTime(answer, answerWithinMs);
      // A pooler may have answered from another connection than the one that listens.
      if (rows[0]?.channels !== this.acts.size)
        throw new Error("The connection for announcements listens no more");
      this.heardAt = askedAt;
      await this.pause(askEveryMs);
      this.stopping.signal.throwIfAborted();
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

async function withinTime<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  const patience = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: patience.signal }).then((): never => {
    throw new Error(`No answer within ${milliseconds} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    patience.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}
