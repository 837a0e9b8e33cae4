import { ageOn } from "../../src/domains/accounts/account-age.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
});
afterAll(async () => database?.drop());

/** Days about which calendars differ, and some about which they do not. */
test.each([
  "2026-11-27",
  "2027-02-27",
  "2027-02-28",
  "2027-03-01",
  "2028-02-28",
  "2028-02-29",
  "2028-03-01",
  "2026-12-31",
])("on %s the database counts the years of everybody's age as the server does", async (today) => {
  await database.pool.query(
    `CREATE OR REPLACE FUNCTION today_in_denmark() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE RETURN DATE '${today}'`,
  );
  const { rows } = await database.pool.query<{ born: string; under15: boolean; under18: boolean }>(
    `SELECT born::date::text AS born, is_under_age(born::date, 15) AS "under15", is_under_age(born::date, 18) AS "under18"
        FROM generate_series('2007-01-01'::timestamp, '2014-12-31', '1 day') AS born`,
  );
  const noon = new Date(`${today}T11:00:00Z`);
  const differing = rows.filter(({ born, under15, under18 }) => {
    const age = ageOn(born, noon);
    return under15 !== age < 15 || under18 !== age < 18;
  });
  expect(differing).toEqual([]);
  expect(new Set(rows.map(({ under15 }) => under15)).size).toBe(2);
  const unknown = await database.pool.query<{ answer: boolean | null }>(
    "SELECT is_under_age(NULL, 15) AS answer",
  );
  expect(unknown.rows[0]?.answer).toBeNull();
});
