import { DataSource } from "typeorm";
import { createClosing } from "../../src/app/closing.js";
import { inTransaction } from "../../src/platform/database/transaction.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

describe("stopping", () => {
  test("takes every step, the latest first, also after one that failed, and then tells what failed", async () => {
    const taken: string[] = [];
    const closing = createClosing();
    for (const name of ["database", "mail", "jobs", "server"]) {
      closing.push(async () => {
        taken.push(name);
        if (name === "jobs" || name === "mail") throw new Error(name);
      });
    }
    const failure = await closing.run().catch((error: unknown) => error);
    expect(taken).toEqual(["server", "jobs", "mail", "database"]);
    expect((failure as AggregateError).errors.map(String)).toEqual(["Error: jobs", "Error: mail"]);
    await closing.run();
    expect(taken).toHaveLength(4);
  });
});

describe("a transaction", () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
    dataSource = await new DataSource({ type: "postgres", url: database.url }).initialize();
    await database.pool.query("CREATE TABLE tally (name text PRIMARY KEY, number int NOT NULL)");
    await database.pool.query("INSERT INTO tally VALUES ('a', 0), ('b', 0)");
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  test("that deadlocks with another is run again, and both take effect once", async () => {
    let attempts = 0;
    let hold: () => void = () => undefined;
    const bothHold = new Promise<void>((resolve) => {
      let holders = 0;
      hold = () => {
        holders += 1;
        if (holders === 2) resolve();
      };
    });
    const addToBoth = (first: string, second: string) =>
      inTransaction(dataSource, async (manager) => {
        attempts += 1;
        await manager.query("UPDATE tally SET number = number + 1 WHERE name = $1", [first]);
        hold();
        await bothHold;
        await manager.query("UPDATE tally SET number = number + 1 WHERE name = $1", [second]);
      });
    await Promise.all([addToBoth("a", "b"), addToBoth("b", "a")]);
    const { rows } = await database.pool.query("SELECT name, number FROM tally ORDER BY name");
    expect(rows).toEqual([
      { name: "a", number: 2 },
      { name: "b", number: 2 },
    ]);
    expect(attempts).toBe(3);
  });

  test("that always conflicts is given up, and any other failure is not repeated", async () => {
    let attempts = 0;
    const failing = (state: string) =>
      inTransaction(dataSource, async (manager) => {
        attempts += 1;
        await manager.query(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${state}'; END $$`);
      });
    await expect(failing("40001")).rejects.toThrow("no");
    expect(attempts).toBe(4);
    await expect(failing("23514")).rejects.toThrow("no");
    expect(attempts).toBe(5);
  });
});
