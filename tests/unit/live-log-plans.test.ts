import { Client } from "pg";
import { planSettings } from "../../src/platform/database/data-source.js";
import type { Queryable } from "../../src/platform/database/sql.js";
import {
  appendLive,
  placeInStream,
  readersOfStreams,
  readLive,
  readLivePage,
  stampLive,
} from "../../src/platform/live/live-entries.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import { createPairs, pair, pairs, range, uuid } from "../testkit/live.js";

const streams = 5_000;
const entries = 200_000;
const reader = uuid(1_000_000);

let database: TestDatabase;
/** As the server connects, and with plans from the time when nothing had happened. */
let client: Client;

/** What the live log does, by name. */
const acts: Readonly<Record<string, (on: Queryable) => Promise<unknown>>> = {
  append: (on) => appendLive(on, { streamId: uuid(1), kind: "HAPPENED" }),
  stamp: (on) => stampLive(on, 500),
  "read what is new": (on) => readLive(on, BigInt(entries) - 10n, 500),
  "read the page of a stream": (on) => readLivePage(on, { streamId: uuid(2) }, 0n, 100),
  "read the page of a reader": (on) => readLivePage(on, { audience: pairs, readerId: reader }, 100_000n, 100),
  "read the page of a reader without news": (on) =>
    readLivePage(on, { audience: pairs, readerId: reader }, BigInt(entries) - 10n, 100),
  "find a sequence": (on) => placeInStream(on, uuid(3), 17),
  "ask who follows": (on) => readersOfStreams(on, pairs, range(1, 100).map(uuid)),
  forget: (on) => on.query("SELECT forget_live(interval '90 days', 1000)"),
};

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await createPairs(database.pool);
  await pair(database.pool, [reader], range(1, 50).map(uuid));
  client = new Client({ connectionString: database.url, options: planSettings });
  await client.connect();
  await client.query("BEGIN");
  // As often as it takes PostgreSQL to keep a plan.
  for (let time = 0; time < 8; time += 1) for (const act of Object.values(acts)) await act(client);
  await client.query("ROLLBACK");
  await database.pool.query(
    `INSERT INTO live_stream SELECT ${uuidOf("number")}, $2::int / $1::int FROM generate_series(1, $1::int) AS number`,
    [streams, entries],
  );
  await database.pool.query(
    `INSERT INTO live_entry (stream_id, sequence, kind, written_at, position)
      SELECT ${uuidOf("1 + number % $1")}, 1 + number / $1, 'HAPPENED', now() - interval '91 days', number + 1
      FROM generate_series(0, $2::int - 1) AS number`,
    [streams, entries],
  );
  await database.pool.query("UPDATE live_head SET position = $1", [entries]);
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const uuidOf = (number: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

describe.each(["plans from when it was empty", "plans of what it holds"])(
  "a log of 200,000 entries, with %s",
  (plans) => {
    beforeAll(async () => {
      if (plans === "plans of what it holds")
        await database.pool.query("ANALYZE live_entry, live_stream, live_pair");
    });

    test.each(Object.keys(acts))("%s: what is read is what is asked for", async (name) => {
      await client.query("BEGIN");
      await appendLive(client, { streamId: uuid(1), kind: "HAPPENED" });
      const before = await readSoFar();
      await acts[name]?.(client);
      const after = await readSoFar();
      await client.query("ROLLBACK");
      expect(after.scans).toBe(before.scans);
      expect(after.rows - before.rows).toBeLessThanOrEqual(2_100);
    });
  },
);

/** How often the transaction read the whole table of entries, and how many entries it found by an index. */
async function readSoFar(): Promise<{ readonly scans: number; readonly rows: number }> {
  const { rows } = await client.query(
    "SELECT seq_scan::int AS scans, idx_tup_fetch::int AS rows FROM pg_stat_xact_user_tables WHERE relname = 'live_entry'",
  );
  return rows[0];
}
