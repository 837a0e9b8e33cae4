import { setTimeout as sleep } from "node:timers/promises";
import { Client, type QueryConfig, type QueryResultRow } from "pg";
import { type Queryable, sql } from "../../src/platform/database/sql.js";
import { appendLive, type LiveEntry, readLive, stampLive } from "../../src/platform/live/live-entries.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import { proxyTo } from "../testkit/interruptible-proxy.js";
import {
  appendAll,
  createPairs,
  pair,
  pairs,
  range,
  sequences,
  startLive,
  take,
  untilAllIsOffered,
  uuid,
} from "../testkit/live.js";

let database: TestDatabase;
let writer: Client;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await createPairs(database.pool);
  writer = new Client({ connectionString: database.url });
  await writer.connect();
});
afterAll(async () => {
  await writer?.end();
  await database?.drop();
});

let lastStream = 0;
function newStream(): string {
  lastStream += 1;
  return uuid(lastStream);
}
const append = (streamId: string, count = 1) => appendAll(writer, [streamId], count);

test("what is announced arrives at once, and what nobody heard announced within a second", async () => {
  const hearing = await startLive(database.url, database.pool);
  const deaf = await startLive(database.url, database.pool, { hears: false });
  try {
    for (const [log, atMost] of [
      [hearing, 300],
      [deaf, 1_300],
    ] as const) {
      const streamId = newStream();
      const follower = log.live.follow({ streamId });
      for (const sequence of [1, 2]) {
        const start = performance.now();
        const arrival = take(follower, 1);
        await append(streamId);
        expect(sequences(await arrival)).toEqual([sequence]);
        expect(performance.now() - start).toBeLessThan(atMost);
      }
    }
  } finally {
    await Promise.all([hearing.stop(), deaf.stop()]);
  }
});

test("of transactions that commit at the same time one announces for all, and a long one keeps nobody from it", async () => {
  const log = await startLive(database.url, database.pool);
  const other = new Client({ connectionString: database.url });
  await other.connect();
  const streamId = newStream();
  const follower = log.live.follow({ streamId });
  /** Milliseconds until an entry arrives, when nothing has happened for so long that the log looks once a second. */
  const untilArrival = async (commit: () => Promise<unknown>) => {
    await sleep(1_600);
    const start = performance.now();
    await commit();
    await take(follower, 1);
    return performance.now() - start;
  };
  try {
    await other.query("BEGIN");
    await appendLive(other, { streamId: newStream(), kind: "HAPPENED" });
    expect(await untilArrival(() => append(streamId))).toBeLessThan(300);
    // As if it had announced, and were on its way to the disk.
    await other.query("SET CONSTRAINTS ALL IMMEDIATE");
    const behindAnother = async () => {
      await writer.query("NOTIFY samspil_live");
      await append(streamId);
    };
    expect(await untilArrival(behindAnother)).toBeLessThan(300);
    await other.query("COMMIT");
  } finally {
    await other.end();
    await log.stop();
  }
});

test("what a process committed and did not live to stamp is stamped by the next", async () => {
  const streamId = newStream();
  await append(streamId, 1_200);
  // One that ends in the middle of stamping has told nobody.
  const dying = new Client({ connectionString: database.url });
  dying.on("error", () => undefined);
  await dying.connect();
  await dying.query("BEGIN");
  const { rows } = await dying.query("SELECT stamped, pg_backend_pid() AS pid FROM stamp_live(500)");
  expect(rows[0].stamped).toBe(500);
  expect(await readLive(writer, 0n, 10_000)).not.toContainEqual(expect.objectContaining({ streamId }));
  const starting = startLive(database.url, database.pool);
  const waiting =
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%stamp_live%'";
  while ((await database.pool.query(waiting)).rowCount === 0) await sleep(5);
  await database.pool.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
  const log = await starting;
  try {
    const got = await take(log.live.follow({ streamId, afterSequence: 0 }), 1_200);
    expect(sequences(got)).toEqual(range(1, 1_200));
    const first = got[0]?.position ?? 0n;
    expect(got.map(({ position }) => Number(position - first))).toEqual(range(0, 1_199));
    expect(await log.metric("samspil_live_entries_stamped_total")).toBe(1_200);
  } finally {
    await log.stop();
  }
});

test("connections that are ended under it lose nothing, repeat nothing and keep the order", async () => {
  const log = await startLive(database.url, database.pool);
  const [one, other, reader] = [newStream(), newStream(), uuid(9_000)];
  try {
    await pair(database.pool, [reader], [one, other]);
    const [ofStream, ofReader] = [
      log.live.follow({ streamId: one }),
      log.live.follow({ audience: pairs, readerId: reader }),
    ];
    const got = Promise.all([take(ofStream, 300, 30_000), take(ofReader, 600, 30_000)]);
    for (let round = 0; round < 300; round += 1) {
      await appendAll(writer, [one, other], 2);
      if (round % 60 === 30)
        await writer.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('samspil-live', 'samspil-announcements')",
        );
      await sleep(3);
    }
    const [stream, all] = await got;
    expect(sequences(stream)).toEqual(range(1, 300));
    expect(all.map(({ streamId, sequence }) => [streamId, sequence])).toEqual(
      range(1, 300).flatMap((sequence) => [
        [one, sequence],
        [other, sequence],
      ]),
    );
  } finally {
    await log.stop();
  }
});

test("a database that is away, and one that no longer answers, are found again", async () => {
  const proxy = await proxyTo(database.url);
  const log = await startLive(proxy.url, database.pool);
  const streamId = newStream();
  try {
    const follower = log.live.follow({ streamId });
    await append(streamId);
    await take(follower, 1);
    proxy.interrupt();
    await append(streamId, 3);
    while ((await log.metric("samspil_live_lag_seconds")) <= 1) await sleep(20);
    proxy.restore();
    expect(sequences(await take(follower, 3))).toEqual([2, 3, 4]);
    proxy.holdAnswers();
    await append(streamId, 3);
    // After 5 seconds without an answer it makes another connection.
    expect(sequences(await take(follower, 3, 12_000))).toEqual([5, 6, 7]);
  } finally {
    proxy.passAnswers();
    await log.stop();
    await proxy.close();
  }
});

test("pages that cannot be read are tried again, and an audience that cannot be asked holds up nobody else", async () => {
  let isAway = false;
  const pages: Queryable = {
    query: async <Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]) => {
      if (isAway) throw new Error("away");
      return database.pool.query<Row>(statement, values);
    },
  };
  const log = await startLive(database.url, pages);
  const [streamId, reader] = [newStream(), uuid(9_001)];
  const later = { name: "later", follows: sql`SELECT reader_id, stream_id FROM later_pair` };
  try {
    await append(streamId, 2);
    await untilAllIsOffered(log, writer);
    isAway = true;
    const follower = log.live.follow({ streamId, afterSequence: 0 });
    const answer = take(follower, 2);
    const lost = log.live.follow({ audience: later, readerId: reader });
    const fromNow = log.live.follow({ streamId });
    await append(streamId);
    expect(sequences(await take(fromNow, 1))).toEqual([3]);
    const ofLater = take(lost, 1);
    isAway = false;
    expect(sequences(await answer)).toEqual([1, 2]);
    // In this order: who may be asked without the pair may be passed over.
    await pair(database.pool, [reader], [streamId]);
    await database.pool.query("CREATE VIEW later_pair AS SELECT * FROM live_pair");
    expect(sequences(await ofLater)).toEqual([3]);
    await append(streamId);
    expect(sequences(await take(lost, 1))).toEqual([4]);
  } finally {
    await log.stop();
  }
});

/** Runs something once, before the log's next statement that holds a text. */
function interposed(during: string) {
  let act: (() => Promise<void>) | undefined;
  return {
    once: (what: () => Promise<void>) => {
      act = what;
    },
    before: async (text: string) => {
      if (!act || !text.includes(during)) return;
      const what = act;
      act = undefined;
      await what();
    },
  };
}

test("who begins to follow while entries are being read, or comes for an audience while another is asked, gets them", async () => {
  const { once, before } = interposed("live_pair");
  const log = await startLive(database.url, database.pool, { before });
  const [streamId, reader] = [newStream(), uuid(9_002)];
  const others = { name: "others", follows: sql`SELECT * FROM live_pair AS other_pair` };
  try {
    await pair(database.pool, [reader], [streamId]);
    await untilAllIsOffered(log, writer);
    const follower = log.live.follow({ audience: pairs, readerId: reader });
    const came: AsyncIterableIterator<LiveEntry>[] = [];
    once(async () => {
      came.push(
        log.live.follow({ audience: others, readerId: reader }),
        log.live.follow({ audience: pairs, readerId: reader }),
        log.live.follow({ streamId }),
      );
    });
    await append(streamId);
    await take(follower, 1);
    await append(streamId);
    expect(came).toHaveLength(3);
    for (const late of came) expect(sequences(await take(late, 2))).toEqual([1, 2]);
  } finally {
    await log.stop();
  }
});

test("who is let into a stream while entries are being read gets the one that tells of it", async () => {
  const { once, before } = interposed("FROM live_entry");
  const log = await startLive(database.url, database.pool, { before });
  const [streamId, reader] = [newStream(), uuid(9_003)];
  try {
    await untilAllIsOffered(log, writer);
    const follower = log.live.follow({ audience: pairs, readerId: reader });
    once(async () => {
      await writer.query("BEGIN");
      await writer.query("INSERT INTO live_pair VALUES ($1, $2)", [reader, streamId]);
      await appendLive(writer, { streamId, kind: "LET_IN" });
      await writer.query("COMMIT");
      // As another process does.
      await stampLive(writer, 500);
    });
    await append(newStream());
    expect(await take(follower, 1)).toMatchObject([{ streamId, kind: "LET_IN" }]);
  } finally {
    await log.stop();
  }
});

test("a database that was put back to an earlier state is noticed: whoever follows is told to read anew", async () => {
  const log = await startLive(database.url, database.pool);
  const streamId = newStream();
  try {
    const follower = log.live.follow({ streamId });
    await append(streamId, 2);
    await take(follower, 2);
    await writer.query("BEGIN");
    await writer.query("DELETE FROM live_entry WHERE position > (SELECT position - 2 FROM live_head)");
    await writer.query("UPDATE live_head SET position = position - 2");
    await writer.query("COMMIT");
    await expect(follower.next()).rejects.toMatchObject({
      message: expect.stringContaining("ahead of all updates"),
      extensions: { code: "BAD_USER_INPUT" },
    });
  } finally {
    await log.stop();
  }
});
