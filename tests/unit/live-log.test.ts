import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { sql } from "../../src/platform/database/sql.js";
import { TechnicalError } from "../../src/platform/errors/technical-errors.js";
import { decodeLiveCursor, encodeLiveCursor } from "../../src/platform/live/live-cursor.js";
import { appendLive, forgetLive, type LiveEntry, stampLive } from "../../src/platform/live/live-entries.js";
import type { LiveFollow } from "../../src/platform/live/live-log.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import {
  appendAll,
  createPairs,
  isQuiet,
  pair,
  pairs,
  range,
  sequences,
  startLive,
  type TestLive,
  take,
  untilAllIsOffered,
  uuid,
} from "../testkit/live.js";

let database: TestDatabase;
let writer: Client;
let log: TestLive;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await createPairs(database.pool);
  writer = new Client({ connectionString: database.url });
  await writer.connect();
  log = await startLive(database.url, database.pool);
});
afterAll(async () => {
  await log?.stop();
  await writer?.end();
  await database?.drop();
});

let lastStream = 0;
/** A stream that nobody has used. */
function newStream(): string {
  lastStream += 1;
  return uuid(lastStream);
}

const append = (streamId: string, count = 1) => appendAll(writer, [streamId], count);

const followers: AsyncIterableIterator<LiveEntry>[] = [];
/** Follows until the end of the test. */
function follow(options: LiveFollow): AsyncIterableIterator<LiveEntry> {
  const follower = log.live.follow(options);
  followers.push(follower);
  return follower;
}
afterEach(() => Promise.all(followers.splice(0).map((follower) => follower.return?.())));

const untilOffered = () => untilAllIsOffered(log, writer);
const cursorRefused = (message: RegExp) =>
  expect.objectContaining({
    message: expect.stringMatching(message),
    extensions: { code: "BAD_USER_INPUT" },
  });

describe("appending", () => {
  test("answers the sequence, and tells what happened, to what and when", async () => {
    const streamId = newStream();
    expect(await appendLive(writer, { streamId, kind: "MESSAGE_ADDED", subjectId: uuid(7_000) })).toBe(1);
    expect(await appendLive(writer, { streamId, kind: "CONVERSATION_CHANGED" })).toBe(2);
    const entries = await take(follow({ streamId, afterSequence: 0 }), 2);
    expect(entries).toEqual([
      {
        streamId,
        sequence: 1,
        kind: "MESSAGE_ADDED",
        subjectId: uuid(7_000),
        writtenAt: expect.any(Date),
        position: expect.any(BigInt),
      },
      expect.objectContaining({ sequence: 2, kind: "CONVERSATION_CHANGED", subjectId: null }),
    ]);
    expect(Math.abs(Number(entries[0]?.writtenAt) - Date.now())).toBeLessThan(10_000);
  });

  test("leaves nothing behind of a transaction that comes to nothing", async () => {
    const streamId = newStream();
    await append(streamId);
    await writer.query("BEGIN");
    expect(await appendLive(writer, { streamId, kind: "HAPPENED" })).toBe(2);
    await writer.query("ROLLBACK");
    expect(await appendLive(writer, { streamId, kind: "HAPPENED" })).toBe(2);
  });

  test.each(["message added", "", "Added", "A".repeat(61)])("refuses the kind %j", async (kind) => {
    await expect(appendLive(writer, { streamId: newStream(), kind })).rejects.toThrow(
      "live_entry_kind_check",
    );
  });

  test("commits durably, also where the role does not", async () => {
    await writer.query("SET synchronous_commit = off");
    try {
      await writer.query("BEGIN");
      await appendLive(writer, { streamId: newStream(), kind: "HAPPENED" });
      expect((await writer.query("SHOW synchronous_commit")).rows).toEqual([{ synchronous_commit: "on" }]);
      await writer.query("SET LOCAL synchronous_commit = off");
      await stampLive(writer, 1_000);
      expect((await writer.query("SHOW synchronous_commit")).rows).toEqual([{ synchronous_commit: "on" }]);
    } finally {
      await writer.query("ROLLBACK");
      await writer.query("RESET synchronous_commit");
    }
  });
});

describe("following a stream", () => {
  test("from now, from its beginning and from a sequence, over into what comes", async () => {
    const streamId = newStream();
    await append(streamId, 250);
    await untilOffered();
    const fromNow = follow({ streamId });
    const fromStart = follow({ streamId, afterSequence: 0 });
    const fromMiddle = follow({ streamId, afterSequence: 240 });
    const fromEnd = follow({ streamId, afterSequence: 250 });
    expect(sequences(await take(fromStart, 250))).toEqual(range(1, 250));
    await append(streamId, 5);
    expect(sequences(await take(fromNow, 5))).toEqual(range(251, 255));
    expect(sequences(await take(fromStart, 5))).toEqual(range(251, 255));
    expect(sequences(await take(fromMiddle, 15))).toEqual(range(241, 255));
    expect(sequences(await take(fromEnd, 5))).toEqual(range(251, 255));
    for (const follower of [fromNow, fromStart, fromMiddle, fromEnd])
      expect(await isQuiet(follower, 50)).toBe(true);
  });

  test("from a position, such as that of an entry", async () => {
    const streamId = newStream();
    await append(streamId, 10);
    const [, , third] = await take(follow({ streamId, afterSequence: 0 }), 3);
    const resumed = follow({ streamId, after: third?.position });
    expect(sequences(await take(resumed, 7))).toEqual(range(4, 10));
  });

  test("that nothing has happened in yet", async () => {
    const streamId = newStream();
    const follower = follow({ streamId, afterSequence: 0 });
    const first = follower.next();
    await append(streamId);
    expect((await first).value).toMatchObject({ streamId, sequence: 1 });
  });

  test("the same object comes to all who waited for it", async () => {
    const streamId = newStream();
    await untilOffered();
    const followers = [follow({ streamId }), follow({ streamId })];
    const first = followers.map((follower) => take(follower, 1));
    await append(streamId);
    const [[one], [other]] = (await Promise.all(first)) as [LiveEntry[], LiveEntry[]];
    expect(one).toBeDefined();
    expect(other).toBe(one);
  });
});

describe("following as a reader of an audience", () => {
  test("brings the entries of all the streams that are followed at the time, in one order", async () => {
    const [one, other, third, reader] = [newStream(), newStream(), newStream(), uuid(8_000)];
    await pair(database.pool, [reader], [one, other]);
    const follower = follow({ audience: pairs, readerId: reader });
    await appendAll(writer, [one, third, other], 9);
    const got = await take(follower, 6);
    expect(got.map(({ streamId }) => streamId)).toEqual([one, other, one, other, one, other]);

    await pair(database.pool, [reader], [third]);
    await database.pool.query("DELETE FROM live_pair WHERE reader_id = $1 AND stream_id = $2", [reader, one]);
    await appendAll(writer, [one, third], 2);
    expect(await take(follower, 1)).toMatchObject([{ streamId: third, sequence: 4 }]);
    expect(await isQuiet(follower)).toBe(true);

    // Whoever comes back reads the same of the table, as far as the streams are followed now.
    const resumed = follow({ audience: pairs, readerId: reader, after: got[2]?.position });
    expect((await take(resumed, 4)).map(({ streamId, sequence }) => [streamId, sequence])).toEqual([
      [third, 2],
      [other, 2],
      [third, 3],
      [other, 3],
    ]);
    expect(await take(resumed, 1)).toMatchObject([{ streamId: third, sequence: 4 }]);
  });

  test("pairs that come twice bring an entry once, replayed and live", async () => {
    const [stream, reader] = [newStream(), uuid(8_001)];
    await pair(database.pool, [reader], [stream]);
    const twice = { name: "twice", follows: sql`SELECT * FROM live_pair UNION ALL SELECT * FROM live_pair` };
    await append(stream);
    const [before] = await take(follow({ streamId: stream, afterSequence: 0 }), 1);
    const follower = follow({
      audience: twice,
      readerId: reader,
      after: (before?.position ?? 1n) - 1n,
    });
    expect(sequences(await take(follower, 1))).toEqual([1]);
    await append(stream);
    expect(sequences(await take(follower, 1))).toEqual([2]);
    expect(await isQuiet(follower, 50)).toBe(true);
  });
});

describe("the cost", () => {
  test("is one statement that stamps, one that reads and one for each audience, however many follow", async () => {
    const streamIds = Array.from({ length: 20 }, newStream);
    const statementsFor = async (followers: number) => {
      const readers = range(1, followers).map((number) => uuid(100_000 * followers + number));
      await pair(database.pool, readers, streamIds);
      const following = [
        ...readers.map((readerId) => follow({ audience: pairs, readerId })),
        ...readers.map((_, index) => follow({ streamId: streamIds[index % 20] ?? "" })),
      ];
      await untilOffered();
      expect(await log.metric("samspil_live_followers")).toBe(2 * followers);
      const counts = [log.statements.length, log.pages.length];
      const answers = following.map((follower, index) => take(follower, index < followers ? 20 : 1));
      await appendAll(writer, streamIds, 20);
      await Promise.all(answers);
      const [statements = 0, pages = 0] = counts;
      const spent = { statements: log.statements.slice(statements), pages: log.pages.length - pages };
      for (const follower of following) await follower.return?.();
      await database.pool.query("DELETE FROM live_pair WHERE reader_id = ANY ($1)", [readers]);
      return spent;
    };
    for (const followers of [1, 2_000]) {
      const { statements, pages } = await statementsFor(followers);
      expect(statements.filter((text) => text.includes("FROM live_entry"))).toHaveLength(1);
      expect(statements.filter((text) => text.includes("live_pair"))).toHaveLength(1);
      expect(pages).toBe(0);
      // Nothing else but looks for what is to be stamped, again a few times after it was woken.
      const looks = statements.filter((text) => text.includes("stamp_live")).length;
      expect(looks).toBeLessThanOrEqual(10);
      expect(statements.length).toBe(looks + 2);
    }
    expect(await log.metric("samspil_live_followers")).toBe(0);
  });

  test("is one statement a second when nothing happens and nobody follows", async () => {
    await untilOffered();
    // It looks again a few times, later and later.
    await sleep(1_000);
    const before = log.statements.length;
    await sleep(2_500);
    expect(log.statements.length - before).toBeGreaterThanOrEqual(2);
    expect(log.statements.length - before).toBeLessThanOrEqual(4);
    expect(await log.metric("samspil_live_lag_seconds")).toBeLessThan(1.5);
  });
});

describe("a follower that does not keep up", () => {
  test("has few entries in memory and still gets all of them", async () => {
    const streamId = newStream();
    const slow = follow({ streamId });
    await untilOffered();
    for (let round = 0; round < 10; round += 1) await append(streamId, 70);
    await untilOffered();
    expect(await log.metric("samspil_live_followers_behind")).toBe(1);
    expect(await log.metric("samspil_live_entries_waiting")).toBe(0);
    const got = await take(slow, 150);
    await append(streamId, 300);
    await untilOffered();
    expect(await log.metric("samspil_live_entries_waiting")).toBeLessThanOrEqual(200);
    got.push(...(await take(slow, 850)));
    expect(sequences(got)).toEqual(range(1, 1_000));
    await append(streamId, 3);
    expect(sequences(await take(slow, 3))).toEqual(range(1_001, 1_003));
    expect(await log.metric("samspil_live_followers_behind")).toBe(0);
  });
});

describe("ending", () => {
  test("a follower that leaves while it waits is answered at once, and is forgotten", async () => {
    const follower = follow({ streamId: newStream() });
    const waiting = [follower.next(), follower.next()];
    await sleep(20);
    const before = await log.metric("samspil_live_followers");
    expect(await follower.return?.()).toEqual({ done: true, value: undefined });
    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(await log.metric("samspil_live_followers")).toBe(before - 1);
    expect(await follower.next()).toEqual({ done: true, value: undefined });
  });

  test("the log ends all its followers, and takes no new ones", async () => {
    const other = await startLive(database.url, database.pool);
    const streamId = newStream();
    await append(streamId);
    const waiting = other.live.follow({ streamId: newStream() }).next();
    const reading = other.live.follow({ streamId, afterSequence: 0 });
    await take(reading, 1);
    await other.stop();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await reading.next()).toEqual({ done: true, value: undefined });
    expect(await other.live.follow({ streamId }).next()).toEqual({ done: true, value: undefined });
    expect(await other.metric("samspil_live_followers")).toBe(0);
  });
});

describe("cursors", () => {
  test("are opaque and exact", async () => {
    for (const position of [0n, 1n, 41n, 2n ** 63n - 1n]) {
      const cursor = encodeLiveCursor(position);
      expect(cursor).toMatch(/^[\w-]{1,40}$/);
      expect(cursor).not.toContain("live");
      expect(decodeLiveCursor("after", cursor)).toBe(position);
    }
  });

  test.each([
    "",
    "x",
    "live:1",
    encodeLiveCursor(-1n),
    encodeLiveCursor(2n ** 63n),
    encodeLiveCursor(10n ** 30n),
    `${encodeLiveCursor(12n)}=`,
    ` ${encodeLiveCursor(12n)}`,
    Buffer.from("live:012").toString("base64url"),
    Buffer.from("live:1 ").toString("base64url"),
    Buffer.from("live:").toString("base64url"),
    Buffer.from("dead:1").toString("base64url"),
    "\u0000",
    "é".repeat(1_000),
  ])("%j is refused", (cursor) => {
    expect(() => decodeLiveCursor("after", cursor)).toThrow(TechnicalError);
    expect(() => decodeLiveCursor("after", cursor)).toThrow("after is not a cursor of live updates.");
  });

  test("the database writes the same as the server", async () => {
    await untilOffered();
    const { rows } = await database.pool.query("SELECT live_cursor() AS cursor");
    expect(rows[0].cursor).toBe(encodeLiveCursor(await log.live.position()));
  });

  test("that lie ahead are refused, and so are sequences", async () => {
    const streamId = newStream();
    await append(streamId, 2);
    const ahead = (await log.live.position()) + 1n;
    for (const options of [
      { streamId, after: ahead },
      { streamId, after: 2n ** 63n - 1n },
      { audience: pairs, readerId: uuid(1), after: ahead },
      { streamId, afterSequence: 3 },
      { streamId, afterSequence: 2 ** 31 - 1 },
    ]) {
      const follower = follow(options);
      await expect(follower.next()).rejects.toEqual(cursorRefused(/ahead of all updates/));
      expect(await follower.next()).toEqual({ done: true, value: undefined });
    }
    for (const afterSequence of [-1, 1.5, Number.NaN])
      await expect(follow({ streamId, afterSequence }).next()).rejects.toEqual(cursorRefused(/0 or more/));
    expect(await log.metric("samspil_live_followers")).toBe(0);
  });

  test("position() is behind everything committed before, and before everything after", async () => {
    const streamId = newStream();
    await append(streamId, 3);
    const position = await log.live.position();
    await append(streamId, 2);
    const follower = follow({ streamId, after: position });
    expect(sequences(await take(follower, 2))).toEqual([4, 5]);
  });
});

test("the night's job forgets a beginning that is older than 90 days, and cursors before its end have expired", async () => {
  const streamId = newStream();
  await append(streamId, 30);
  await untilOffered();
  const entries = await take(follow({ streamId, afterSequence: 0 }), 30);
  const positionOf = (sequence: number) => entries[sequence - 1]?.position ?? 0n;
  // The younger ones in between keep an old one behind them.
  await writer.query(
    "UPDATE live_entry SET written_at = now() - CASE WHEN position <= $1 THEN interval '91 days' ELSE interval '89 days' END",
    [positionOf(20)],
  );
  await writer.query("UPDATE live_entry SET written_at = now() - interval '91 days' WHERE position = $1", [
    positionOf(25),
  ]);
  for (let night = 0; night < 2; night += 1) {
    await forgetLive(writer);
    const { rows } = await writer.query(
      "SELECT min(sequence) AS first, count(*)::int AS count FROM live_entry WHERE stream_id = $1",
      [streamId],
    );
    expect(rows).toEqual([{ first: 21, count: 10 }]);
  }
  for (const options of [
    { streamId, afterSequence: 19 },
    { streamId, afterSequence: 0 },
    { streamId, after: positionOf(19) },
    { audience: pairs, readerId: uuid(1), after: 0n },
  ])
    await expect(follow(options).next()).rejects.toEqual(cursorRefused(/expired.*90 days/));
  for (const options of [
    { streamId, afterSequence: 20 },
    { streamId, after: positionOf(20) },
  ])
    expect(sequences(await take(follow(options), 10))).toEqual(range(21, 30));

  // Who has heard all along has lost nothing, however long nothing happened; who was behind is told.
  const quietStream = newStream();
  const quiet = follow({ streamId: quietStream });
  const behind = follow({ streamId });
  await append(streamId, 150);
  await untilOffered();
  await writer.query("UPDATE live_entry SET written_at = now() - interval '91 days'");
  await forgetLive(writer);
  await append(quietStream, 150);
  await untilOffered();
  expect(sequences(await take(quiet, 150))).toEqual(range(1, 150));
  await expect(behind.next()).rejects.toEqual(cursorRefused(/expired/));
});
