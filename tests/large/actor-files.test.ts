import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { countsOf, csvFile, runImportProcess, spawnImport } from "../api/actors/import-runs.js";
import { campaignSize } from "../testkit/campaign.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import { testRun } from "../testkit/test-run.js";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ demo: false });
});
afterEach(() => database.drop());

const count = async (from: string): Promise<number> => {
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM ${from}`,
  );
  return rows[0]?.count ?? -1;
};

/** Writes a file of venues of about 850 characters each, and `note` more in a column that is not read. */
async function largeFile(rows: number, note = 0): Promise<string> {
  const path = join(await mkdtemp(join(testRun().directory, "import-")), "large.csv");
  const out = createWriteStream(path);
  out.write("kind;name;wikidata;municipality_code;latitude;longitude;about_da;links;note\n");
  const about = "Et spillested med øvelokaler og scene. ".repeat(18);
  const more = "x".repeat(note);
  for (let row = 1; row <= rows; row += 1) {
    // Every tenth name comes twice in a row.
    const name = `Spillested ${row % 10 === 0 ? row - 1 : row}`;
    const line = `VENUE;${name};Q${row};0101;55.68;12.57;${about};https://eksempel.example/${row};${more}\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return path;
}

const rows = campaignSize(50_000, 20_000);

it(`reads ${rows} rows of 45 MB in a heap of 64 MB`, async () => {
  const path = await largeFile(rows, 45_000_000 / rows - 850);
  // The program takes 25 MB of it, and with less than 64 MB its time goes into collecting garbage.
  const smallHeap = { NODE_OPTIONS: "--max-old-space-size=64" };
  const first = await runImportProcess(database, [path, "--json"], smallHeap);
  expect([first.code, countsOf(first)]).toEqual([
    0,
    { created: rows, updated: 0, unchanged: 0, skipped: 0, possibleDuplicates: rows / 10 },
  ]);
  expect(first.duplicates).toHaveLength(rows / 10);
  expect(first.duplicates[0]).toMatchObject({
    line: 11,
    slug: "spillested-9-2",
    otherSlug: "spillested-9",
    otherLine: 10,
  });
  expect(await count("actor")).toBe(rows);
}, 300_000);

it("leaves whole batches when it is killed, and completes them when run again", async () => {
  const path = await largeFile(3000);
  const child = spawnImport(database, [path]);
  const closed = once(child, "close");
  while ((await count("actor")) === 0) await sleep(5);
  child.kill("SIGKILL");
  await closed;
  // The database finishes or rolls back the batch that was under way.
  const connected =
    "pg_stat_activity WHERE application_name = 'samspil-import' AND datname = current_database()";
  while ((await count(connected)) > 0) await sleep(5);
  const left = await count("actor");
  expect(left % 500).toBe(0);
  expect(left).toBeLessThan(3000);
  expect(await count("external_id")).toBe(left);
  expect(await count("contact_link")).toBe(left);
  const run = await runImportProcess(database, [path, "--json"]);
  expect([run.summary.unchanged, run.summary.created]).toEqual([left, 3000 - left]);
  expect(await count("actor")).toBe(3000);
});

it("tells that the database went away, and what to do", async () => {
  const path = await largeFile(3000);
  const running = runImportProcess(database, [path]);
  while ((await count("actor")) === 0) await sleep(5);
  await database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'samspil-import' AND datname = current_database()",
  );
  const { code, stderr } = await running;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /broken off after \d+ rows: The connection to the database was lost .*run the import again to complete it\.\n$/,
  );
});

it("makes no doubles when two imports run at once", async () => {
  const path = await largeFile(3000);
  const runs = await Promise.all([1, 2].map(() => runImportProcess(database, [path, "--json"])));
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  const created = runs.map(({ summary }) => summary.created);
  const unchanged = runs.map(({ summary }) => summary.unchanged);
  expect((created[0] ?? 0) + (created[1] ?? 0)).toBe(3000);
  expect((unchanged[0] ?? 0) + (unchanged[1] ?? 0)).toBe(3000);
  expect(await count("actor")).toBe(3000);
});

it("refuses alone the row that the database refuses", async () => {
  await database.pool.query("ALTER TABLE actor ADD CHECK (name <> 'Poison')");
  const names = Array.from({ length: 40 }, (_, place) => (place === 17 ? "Poison" : `Name ${place}`));
  const file = await csvFile(
    `kind,name,slug\n${names.map((name, place) => `VENUE,${name},slug-${place}`).join("\n")}\n`,
  );
  const run = await runImportProcess(database, [file, "--json"]);
  expect(countsOf(run)).toMatchObject({ created: 39, skipped: 1 });
  expect(run.skipped).toEqual([
    { line: 19, code: "REFUSED_BY_DATABASE", message: "the database refused it (23514)" },
  ]);
});
