import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { addActor, fileOf, importFileInProcess } from "../api/network/relationship-runs.js";
import { campaignSize } from "../testkit/campaign.js";
import { runProcess } from "../testkit/command.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

const smallHeap = { NODE_OPTIONS: "--max-old-space-size=64" };
const rows = campaignSize(20_000, 8000);

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ demo: false });
});
afterEach(() => database.drop());

it(`takes ${rows} rows of one venue in and out in a heap of 64 MB`, async () => {
  await addActor(database, "VENUE", "hall", "Hall");
  await database.pool.query(
    `WITH made AS (SELECT gen_random_uuid() AS id, 'artist-' || number AS slug FROM generate_series(1, $1::int) AS number),
      slugs AS (INSERT INTO actor_slug (slug, actor_id) SELECT slug, id FROM made)
      INSERT INTO actor (id, public_id, kind, slug, name) SELECT id, 'actor_' || id, 'ARTIST', slug, slug FROM made`,
    [rows],
  );
  const path = await fileOf("large.csv", "");
  const out = createWriteStream(path);
  out.write("kind,source,target,note\n");
  // A column that is not read makes the file larger than the heap.
  const note = "x".repeat(80_000_000 / rows);
  for (let row = 1; row <= rows; row += 1) {
    if (!out.write(`PLAYS_AT,artist-${row},hall,${note}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  const first = await importFileInProcess(database, path, [], smallHeap);
  expect([first.code, first.summary]).toMatchObject([0, { rows, confirmed: rows, ignoredColumns: ["note"] }]);
  const second = await importFileInProcess(database, path, [], smallHeap);
  expect([second.code, second.summary]).toMatchObject([0, { rows, confirmed: 0, unchanged: rows }]);
  const run = await runProcess(database, ["export", "relationships"], smallHeap);
  expect(run.stdout.split("\n")).toHaveLength(rows + 2);
}, 300_000);
