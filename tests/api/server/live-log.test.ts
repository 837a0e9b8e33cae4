import { setTimeout as sleep } from "node:timers/promises";
import { appendLive } from "../../../src/platform/live/live-entries.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { uuid } from "../../testkit/live.js";

let database: TestDatabase;
const hubs: TestHub[] = [];
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  for (let count = 0; count < 2; count += 1) hubs.push(await startHub({ database }));
});
afterAll(async () => {
  await Promise.all(hubs.map((hub) => hub.stop()));
  await database?.drop();
});

async function metric(hub: TestHub, name: string): Promise<number> {
  const text = await (await fetch(`${hub.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

/** Appends so many entries, and waits until each has its position. */
async function appendAndWait(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await appendLive(database.pool, { streamId: uuid(index % 5), kind: "HAPPENED" });
  const deadline = Date.now() + 3_000;
  for (;;) {
    const { rows } = await database.pool.query(
      "SELECT count(*) FILTER (WHERE position IS NULL)::int AS waiting, count(position)::int AS stamped, max(position)::int AS last FROM live_entry",
    );
    if (rows[0].waiting === 0) {
      expect(rows[0].last).toBe(rows[0].stamped);
      return;
    }
    if (Date.now() > deadline) throw new Error(`${rows[0].waiting} entries have no position`);
    await sleep(10);
  }
}

test("two servers on one database stamp each entry once between them, and one goes on when the other is killed", async () => {
  await appendAndWait(200);
  let stamped: number[];
  const sum = () => stamped.reduce((one, other) => one + other, 0);
  // A server counts what it stamped when that is committed, which others may see first.
  do stamped = await Promise.all(hubs.map((hub) => metric(hub, "samspil_live_entries_stamped_total")));
  while (sum() < 200);
  expect(sum()).toBe(200);
  for (const hub of hubs) {
    expect(await metric(hub, "samspil_live_lag_seconds")).toBeLessThan(2);
    expect(await metric(hub, "samspil_live_followers")).toBe(0);
  }
  const [killed, left] = hubs as [TestHub, TestHub];
  killed.process.kill("SIGKILL");
  await appendAndWait(200);
  expect(await metric(left, "samspil_live_entries_stamped_total")).toBeGreaterThanOrEqual(
    (stamped[1] ?? 0) + 1,
  );
});
