import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { appendLive, type LiveEntry } from "../../src/platform/live/live-entries.js";
import type { LiveLog } from "../../src/platform/live/live-log.js";
import { campaignSize } from "../testkit/campaign.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import { createPairs, pair, pairs, range, startLive, type TestLive, take, uuid } from "../testkit/live.js";
import { seededRandom } from "./seeded-random.js";

const writers = 12;
const transactions = campaignSize(1_000);
const streams = range(1, 8).map(uuid);
/** Follows all streams, and one that follows every second. */
const [all, half] = [uuid(100), uuid(101)];

let database: TestDatabase;
let clients: Client[];
const lives: TestLive[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await createPairs(database.pool);
  await pair(database.pool, [all], streams);
  await pair(
    database.pool,
    [half],
    streams.filter((_, index) => index % 2 === 0),
  );
  clients = await Promise.all(
    range(1, writers + 2).map(async () => {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      return client;
    }),
  );
  for (let count = 0; count < 2; count += 1) lives.push(await startLive(database.url, database.pool));
});
afterAll(async () => {
  for (const live of lives) await live.stop();
  await Promise.all((clients ?? []).map((client) => client.end()));
  await database?.drop();
});

/** Writes transactions that take different times and sometimes come to nothing; answers how many entries it committed. */
async function write(client: Client, seed: number): Promise<number> {
  const random = seededRandom(seed);
  let committed = 0;
  for (let count = 0; count < transactions; count += 1) {
    const mine = streams.filter(() => random() < 0.2);
    await client.query("BEGIN");
    // Something else may be rolled back within a transaction.
    await client.query("SAVEPOINT before");
    for (const streamId of mine) {
      await appendLive(client, { streamId, kind: "HAPPENED", subjectId: uuid(count) });
      if (random() < 0.2) await sleep(random() * 8);
    }
    const undoes = random() < 0.2;
    if (undoes) await client.query("ROLLBACK TO before");
    const gives = random() < 0.2;
    await client.query(gives ? "ROLLBACK" : "COMMIT");
    if (!gives && !undoes) committed += mine.length;
    if (random() < 0.3) await sleep(random() * 5);
  }
  return committed;
}

/** What a reader began after, and what it got. */
interface Reading {
  readonly wants: (entry: LiveEntry) => boolean;
  readonly after: bigint;
  readonly got: readonly LiveEntry[];
}

/** Follows again and again, from a cursor that it has seen, until it is told to stop. */
async function read(live: LiveLog, seed: number, hasEnded: () => boolean): Promise<Reading[]> {
  const random = seededRandom(seed);
  const readings: Reading[] = [];
  const seen = [0n];
  while (!hasEnded()) {
    const after = seen[Math.floor(random() * seen.length)] ?? 0n;
    const ofOne = random() < 0.3 ? streams[Math.floor(random() * streams.length)] : undefined;
    const readerId = random() < 0.5 ? all : half;
    const follower = live.follow(
      ofOne === undefined ? { audience: pairs, readerId, after } : { streamId: ofOne, after },
    );
    const got: LiveEntry[] = [];
    const most = 1 + Math.floor(random() * 200);
    // Whoever leaves in the middle of waiting is answered that it has ended.
    const leaving = sleep(20 + random() * 200).then(() => follower.return?.());
    for await (const entry of follower) {
      got.push(entry);
      seen.push(entry.position);
      if (got.length === most) break;
      if (random() < 0.02) await sleep(random() * 30);
    }
    await leaving;
    const wants = ({ streamId }: LiveEntry) =>
      ofOne === undefined ? readerId === all || streams.indexOf(streamId) % 2 === 0 : streamId === ofOne;
    readings.push({ wants, after, got });
  }
  return readings;
}

/** Reads what has a larger value than the last one seen, as one is tempted to; answers how many it has seen. */
async function readNaively(client: Client, column: string, hasEnded: () => boolean): Promise<number> {
  let seen = 0;
  let last: string | null = null;
  for (let isLast = false; ; isLast = hasEnded()) {
    const { rows }: { rows: { value: string }[] } = await client.query(
      `SELECT ${column}::text AS value FROM live_entry WHERE $1::text IS NULL OR ${column} > $1::text::${column === "arrival" ? "bigint" : "timestamptz"} ORDER BY ${column}`,
      [last],
    );
    seen += rows.length;
    last = rows.at(-1)?.value ?? last;
    if (isLast) return seen;
    await sleep(1);
  }
}

test(`under ${writers} writers nothing is lost, repeated or out of order, whoever reads from wherever; by a serial id or a time it is`, async () => {
  let hasEnded = false;
  const ended = () => hasEnded;
  const [one, other] = lives.map(({ live }) => live);
  if (!one || !other) throw new Error("There are two logs");
  const readings = Promise.all(
    range(1, 6).map((seed) => read(seed % 2 === 0 ? one : other, 1_000 + seed, ended)),
  );
  const naive = Promise.all([
    readNaively(clients[writers] as Client, "arrival", ended),
    readNaively(clients[writers + 1] as Client, "written_at", ended),
  ]);
  const faithful = lives.map(({ live }) => live.follow({ audience: pairs, readerId: all, after: 0n }));
  const written = await Promise.all(clients.slice(0, writers).map((client, index) => write(client, index)));
  const committed = written.reduce((sum, count) => sum + count, 0);
  const end = await one.position();
  hasEnded = true;

  const truth: LiveEntry[] = (
    await database.pool.query(`SELECT stream_id AS "streamId", sequence, kind, subject_id AS "subjectId",
      written_at AS "writtenAt", position FROM live_entry ORDER BY position`)
  ).rows.map((row) => ({ ...row, position: BigInt(row.position) }));

  // What was committed stands there, under positions and sequences without gaps, in one order.
  expect(truth).toHaveLength(committed);
  expect(truth.map(({ position }) => Number(position))).toEqual(range(1, committed));
  expect(end).toBe(BigInt(committed));
  const { rows } = await database.pool.query("SELECT id, last_sequence FROM live_stream ORDER BY id");
  expect(rows.map(({ id }) => id)).toEqual(streams);
  for (const { id, last_sequence } of rows) {
    const ofStream = truth.filter(({ streamId }) => streamId === id);
    expect(ofStream.map(({ sequence }) => sequence)).toEqual(range(1, last_sequence));
  }

  // Two who followed all along, and hundreds who came back from somewhere.
  for (const follower of faithful) expect(await take(follower, committed, 30_000)).toEqual(truth);
  const resumed = (await readings).flat();
  expect(resumed.length).toBeGreaterThan(20);
  for (const { wants, after, got } of resumed) {
    const due = truth.filter((entry) => entry.position > after && wants(entry));
    expect(got).toEqual(due.slice(0, got.length));
  }
  expect(resumed.reduce((sum, { got }) => sum + got.length, 0)).toBeGreaterThan(committed / 2);

  // The same run is one that a reader can lose in.
  for (const seen of await naive) expect(seen).toBeLessThan(committed);
});
