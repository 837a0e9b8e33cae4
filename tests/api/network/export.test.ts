import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runCommand, runProcess } from "../../testkit/command.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import {
  addActor,
  everythingStored,
  exportText,
  fileOf,
  giveOwner,
  importFile,
} from "./relationship-runs.js";

const header =
  "id,kind,source,source_name,source_kind,source_municipality_code,target,target_name,target_kind," +
  "target_municipality_code,started_on,ended_on,source_visibility,target_visibility,created_on";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
});
afterAll(() => database?.drop());
beforeEach(() => database.empty());

async function importText(text: string) {
  return importFile(database, await fileOf("edges.csv", text));
}

it("writes the confirmed relationships, in order, and an import of it changes nothing", async () => {
  await addActor(database, "ARTIST", "anna", 'Anna "A", Bo\nog Co');
  await addActor(database, "ARTIST", "band", "=HYPERLINK(1)");
  await addActor(database, "VENUE", "hall", "Hall");
  await addActor(database, "VENUE", "owned", "Owned");
  await giveOwner(database, "owned");
  await importText(
    "kind,source,target,started_on,ended_on\nMEMBER_OF,anna,band,2019-05-01,2020-05-01\nCOLLABORATES_WITH,hall,anna,,\nPLAYS_AT,anna,owned,,\n",
  );
  await database.pool.query(
    `UPDATE actor SET field_visibility = '{"RELATIONSHIPS": "NETWORK"}',
      municipality_id = (SELECT id FROM municipality WHERE code = '0101') WHERE slug = 'hall'`,
  );
  const { rows } = await database.pool.query<{ id: string; day: string }>(
    "SELECT public_id AS id, (created_at AT TIME ZONE 'Europe/Copenhagen')::date::text AS day FROM relationship WHERE status = 'CONFIRMED' ORDER BY id",
  );
  const [one, two] = rows;
  const { code, stdout: text } = await runProcess(database, ["export", "relationships"]);
  expect(code).toBe(0);
  expect(text).toBe(
    `${header}\n` +
      `${one?.id},MEMBER_OF,anna,"Anna ""A"", Bo\nog Co",ARTIST,,band,'=HYPERLINK(1),ARTIST,,2019-05-01,2020-05-01,PUBLIC,PUBLIC,${one?.day}\n` +
      `${two?.id},COLLABORATES_WITH,hall,Hall,VENUE,0101,anna,"Anna ""A"", Bo\nog Co",ARTIST,,,,NETWORK,PUBLIC,${two?.day}\n`,
  );
  // A municipality that not everybody may see is not in the file.
  for (const visibility of ["SIGNED_IN", "NETWORK", "MEMBERS"]) {
    await database.pool.query(
      "UPDATE actor SET field_visibility = field_visibility || jsonb_build_object('MUNICIPALITY', $1::text) WHERE slug = 'hall'",
      [visibility],
    );
    expect(await exportText(database)).toBe(text.replace(",VENUE,0101,", ",VENUE,,"));
  }
  const stored = await everythingStored(database);
  const again = await importText(text);
  expect(again.summary).toMatchObject({
    rows: 2,
    confirmed: 0,
    proposed: 0,
    unchanged: 2,
    refused: 0,
    dangling: 0,
    ignoredColumns: [],
  });
  expect(await everythingStored(database)).toBe(stored);
});

it("writes a file that is there when it is complete, for its owner alone", async () => {
  const path = await fileOf("edges.csv", "old");
  const { code, stdout, stderr } = await runProcess(database, ["export", "relationships", path]);
  expect([code, stdout]).toEqual([0, ""]);
  expect(stderr).toMatch(/edges\.csv: 0 relationships in \d+\.\d s\n$/);
  expect(await readFile(path, "utf8")).toBe(`${header}\n`);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(dirname(path))).toEqual(["edges.csv"]);
});

it("leaves nothing behind where it cannot write, and tells how to use it", async () => {
  const folder = dirname(await fileOf("edges.csv", ""));
  const nowhere = await runProcess(database, ["export", "relationships", join(folder, "none", "edges.csv")]);
  expect([nowhere.code, nowhere.stdout]).toEqual([1, ""]);
  expect(nowhere.stderr).toContain("edges.csv cannot be written: ENOENT");
  // A folder stands where the file should be.
  const taken = await runCommand(database, ["export", "relationships", folder]);
  expect([taken.code, taken.stdout]).toEqual([1, ""]);
  expect((await readdir(dirname(folder))).filter((name) => name.endsWith(".unfinished"))).toEqual([]);
  for (const args of [[], ["actors"], ["relationships", "a", "b"], ["relationships", "--json"]]) {
    expect(await runCommand(database, ["export", ...args])).toMatchObject({
      code: 1,
      stdout: "Usage: npm run export -- relationships [FILE]\n",
    });
  }
});
