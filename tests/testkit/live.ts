import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client, Pool, QueryConfig, QueryResultRow } from "pg";
import { Registry } from "prom-client";
import { Announcements } from "../../src/platform/database/announcements.js";
import { type Queryable, sql } from "../../src/platform/database/sql.js";
import { appendLive, type LiveAudience, type LiveEntry } from "../../src/platform/live/live-entries.js";
import { LiveLog } from "../../src/platform/live/live-log.js";
import { createLivePool } from "../../src/platform/live/live-pool.js";
import { createLog } from "../../src/platform/log/log.js";

/** A live log as a server process has one, with what it does counted. */
export interface TestLive {
  readonly live: LiveLog;
  /** Texts of the statements that stamped and read what is new, or asked who follows. */
  readonly statements: string[];
  /** Texts of the statements that read pages for followers. */
  readonly pages: string[];
  /** The value of a metric, such as `samspil_live_followers`. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

export interface TestLiveOptions {
  /** Whether it hears what is announced; default true. */
  readonly hears?: boolean;
  /** Awaited before each statement on the log's own connection. */
  readonly before?: (text: string) => Promise<void>;
}

/** Pairs of readers and streams, as a domain has them. */
export const pairs: LiveAudience = {
  name: "pairs",
  follows: sql`SELECT reader_id, stream_id FROM live_pair`,
};

/** Makes the table behind `pairs`. */
export async function createPairs(pool: Pool): Promise<void> {
  await pool.query(`
    CREATE TABLE live_pair (reader_id uuid, stream_id uuid, PRIMARY KEY (reader_id, stream_id));
    CREATE INDEX live_pair_of_stream ON live_pair (stream_id)`);
}

/** Lets a reader follow streams. */
export async function pair(pool: Pool, readerIds: readonly string[], streamIds: readonly string[]) {
  await pool.query(
    "INSERT INTO live_pair SELECT reader_id, stream_id FROM unnest($1::uuid[]) AS reader_id, unnest($2::uuid[]) AS stream_id",
    [readerIds, streamIds],
  );
}

/** The same uuid for the same number. */
export const uuid = (number: number): string =>
  `00000000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;

/** Starts a live log on a database; its page reads go through `pool`. */
export async function startLive(
  url: string,
  pool: Queryable,
  { hears = true, before }: TestLiveOptions = {},
): Promise<TestLive> {
  const log = createLog({ level: "silent" });
  const own = createLivePool(url, log);
  const announcements = new Announcements(
    { connectionString: url, application_name: "samspil-announcements" },
    log,
  );
  const statements: string[] = [];
  const pages: string[] = [];
  const registry = new Registry();
  const live = new LiveLog({
    database: counted(own, statements, before),
    pages: counted(pool, pages),
    announcements,
    log,
    registry,
  });
  await live.start();
  if (hears) {
    announcements.start();
    while (!announcements.hasHeard(1_000)) await sleep(5);
  }
  return {
    live,
    statements,
    pages,
    async metric(name) {
      const found = await registry.getSingleMetric(name)?.get();
      return found?.values[0]?.value ?? Number.NaN;
    },
    async stop() {
      await live.stop();
      await announcements.stop();
      await own.end();
    },
  };
}

function counted(on: Queryable, texts: string[], before?: TestLiveOptions["before"]): Queryable {
  return {
    query: async <Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]) => {
      const text = typeof statement === "string" ? statement : statement.text;
      texts.push(text);
      await before?.(text);
      return on.query<Row>(statement, values);
    },
  };
}

/** Appends so many entries to streams, in turn, in one transaction. */
export async function appendAll(client: Client, streamIds: readonly string[], count: number): Promise<void> {
  await client.query("BEGIN");
  for (let index = 0; index < count; index += 1)
    await appendLive(client, { streamId: streamIds[index % streamIds.length] ?? "", kind: "HAPPENED" });
  await client.query("COMMIT");
}

/** Waits until everything that is committed so far has been offered. */
export async function untilAllIsOffered({ live }: TestLive, client: Client): Promise<void> {
  const streamId = randomUUID();
  const follower = live.follow({ streamId });
  await appendAll(client, [streamId], 1);
  await take(follower, 1);
  await follower.return?.();
}

/** Takes as many entries. @throws when they do not come in time */
export async function take(
  follower: AsyncIterator<LiveEntry>,
  count: number,
  withinMs = 10_000,
): Promise<LiveEntry[]> {
  const entries: LiveEntry[] = [];
  const patience = new AbortController();
  const late = sleep(withinMs, "late" as const, { signal: patience.signal }).catch(() => "late" as const);
  try {
    while (entries.length < count) {
      const next = await Promise.race([follower.next(), late]);
      if (next === "late" || next.done)
        throw new Error(
          `${entries.length} of ${count} entries, then ${next === "late" ? "nothing" : "the end"}`,
        );
      entries.push(next.value);
    }
    return entries;
  } finally {
    patience.abort();
  }
}

/** Whether nothing comes within so many milliseconds. What would come is lost. */
export async function isQuiet(follower: AsyncIterator<LiveEntry>, milliseconds = 100): Promise<boolean> {
  return Promise.race([follower.next().then(() => false), sleep(milliseconds, true)]);
}

/** Sequences of entries, for short assertions. */
export const sequences = (entries: readonly LiveEntry[]): number[] => entries.map(({ sequence }) => sequence);

/** The numbers from one to another. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
