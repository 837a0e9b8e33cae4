import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** A session-level advisory lock on a connection of its own: PostgreSQL frees it when this process ends, however it ends. */
export interface HeldLock {
  /** The lock's connection, for what must happen in its session. Replaced when the database restarted. */
  client(): Client;
  /** Frees the lock and ends the connection. */
  release(): Promise<void>;
}

/** How often a lost connection is tried again, in milliseconds. */
const retryMs = 500;

/**
 * Connects and tries to take the lock; undefined when others hold it.
 * When the connection breaks later (a restarted database forgets its locks), the lock is taken again;
 * `onTaken` is called when somebody else has it by then.
 */
export async function holdLock(options: {
  readonly url: string;
  /** An expression such as `pg_try_advisory_lock(1)`; it answers a boolean. */
  readonly attempt: string;
  readonly onTaken?: () => void;
}): Promise<HeldLock | undefined> {
  let released = false;
  let current = await connectAndLock();
  if (!current) return undefined;

  function watch(client: Client): void {
    client.once("end", () => {
      if (!released) void takeAgain();
    });
  }

  async function takeAgain(): Promise<void> {
    while (!released) {
      await sleep(retryMs, undefined, { ref: false });
      try {
        const client = await connectAndLock();
        if (client === undefined) {
          options.onTaken?.();
          return;
        }
        if (released) await client.end();
        else {
          current = client;
          watch(client);
        }
        return;
      } catch {
        // The database is still away: try again until released.
      }
    }
  }

  async function connectAndLock(): Promise<Client | undefined> {
    const client = await connectOnce(options.url);
    try {
      const answer = await client.query<{ taken: boolean }>(`SELECT ${options.attempt} AS taken`);
      if (answer.rows[0]?.taken) return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    await client.end();
    return undefined;
  }

  watch(current);
  const first = current;
  return {
    client: () => current ?? first,
    async release() {
      released = true;
      await (current ?? first).end().catch(() => undefined);
    },
  };
}

/** Connects within 5 s; errors of the idle connection end it instead of the process. */
export async function connectOnce(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
