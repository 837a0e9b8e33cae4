import { newIds, publicIdOf, readPublicId } from "../../src/platform/ids/ids.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
});
afterAll(() => database?.drop());

test("typed ids that the database makes are those that the server makes", async () => {
  const uuids = [
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ...Array.from({ length: 200 }, () => newIds("row").id),
  ];
  const { rows } = await database.pool.query<{ id: string; typed: string }>(
    "SELECT id, public_id_of('notification', id) AS typed FROM unnest($1::uuid[]) AS id",
    [uuids],
  );
  expect(rows.map(({ typed }) => typed)).toEqual(rows.map(({ id }) => publicIdOf("notification", id)));
});

test("a new row's uuid is of version 7, and sorts by when it was made", async () => {
  const { rows } = await database.pool.query<{ id: string; now: string }>(
    "SELECT new_row_id() AS id, floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS now FROM generate_series(1, 200)",
  );
  for (const { id, now } of rows) {
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(Math.abs(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16) - Number(now))).toBeLessThan(50);
    expect(readPublicId(publicIdOf("notification", id))?.id).toBe(id);
  }
  expect(new Set(rows.map(({ id }) => id)).size).toBe(200);
});
