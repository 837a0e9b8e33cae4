import "reflect-metadata";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { DataSource } from "typeorm";
import { demoActors, demoMemberships } from "../../../src/app/demo/demo-region.js";
import { removeDemo, seedFirstStart } from "../../../src/app/demo/seed.js";
import { municipalityCodeAt } from "../../../src/domains/places/municipality-of-point.js";
import { createDataSource } from "../../../src/platform/database/data-source.js";
import { findTextProblem, normaliseText } from "../../../src/platform/text/text-rules.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";

/** Every string in a value of nested objects and lists. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("the text of the demo region", () => {
  test("every point lies in its actor's municipality", () => {
    const misplaced = demoActors.filter(
      ({ point, municipality }) => point && municipalityCodeAt(...point) !== municipality,
    );
    expect(misplaced.map(({ slug }) => slug)).toEqual([]);
  });

  test("every text is one that people may write, in its stored form, and every address is of the demo", () => {
    for (const actor of demoActors) {
      for (const text of textsIn(actor)) {
        expect([actor.slug, findTextProblem(text), normaliseText(text)]).toEqual([actor.slug, null, text]);
        if (/^https?:/.test(text)) expect(new URL(text).hostname).toMatch(/\.samspil\.example$/);
      }
    }
  });

  test("whatever an actor seeks, another offers in the same words", () => {
    const unmet = demoActors.flatMap(({ slug, seeks = [] }) =>
      seeks.filter(
        (sought) => !demoActors.some((other) => other.slug !== slug && other.offers?.includes(sought)),
      ),
    );
    expect(unmet).toEqual([]);
  });

  test("all precisions, answers, visibilities, forms, funding classes and roles occur", () => {
    const seen = (values: (actor: (typeof demoActors)[number]) => readonly (string | undefined)[]) =>
      [...new Set(demoActors.flatMap(values))].filter((value) => value !== undefined).sort();
    expect(seen(({ point, precision }) => (point ? [precision] : []))).toEqual([
      "EXACT",
      "MUNICIPALITY",
      "NEAR",
    ]);
    for (const respect of ["physical", "economic", "digital"] as const) {
      expect(seen((actor) => [actor[respect]?.[0]])).toEqual(["NO", "PARTLY", "UNKNOWN", "YES"]);
    }
    expect(seen(({ visibility }) => Object.values(visibility ?? {}))).toEqual([
      "MEMBERS",
      "NETWORK",
      "PUBLIC",
      "SIGNED_IN",
    ]);
    expect(seen(({ form }) => [form])).toEqual(["BAND", "DUO", "SOLO"]);
    expect(seen(({ funding }) => [funding])).toEqual(["FEE_SUPPORTED", "GENRE", "NONE", "REGIONAL"]);
    expect([...new Set(demoMemberships.map(({ role }) => role))].sort()).toEqual([
      "EDITOR",
      "MEMBER",
      "OWNER",
    ]);
    expect(demoMemberships.some(({ endedOn }) => endedOn !== null)).toBe(true);
  });
});

describe("the first start", () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
    dataSource = createDataSource({ url: database.url, statementTimeoutMs: 10_000 }, [], []);
    await dataSource.initialize();
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  async function start(): Promise<string[]> {
    const said: string[] = [];
    await seedFirstStart({ pool: database.pool, dataSource }, (line) => said.push(line));
    return said;
  }

  test("loads the demo region once: not where accounts are, and never again after it was removed", async () => {
    const insert =
      "INSERT INTO account (id, public_id, email, display_name) VALUES (gen_random_uuid(), 'a', 'a@b.dk', '')";
    await database.pool.query(insert);
    expect(await start()).toEqual([]);
    await database.pool.query("DELETE FROM account");

    const began = performance.now();
    expect(await start()).toEqual([
      "The demo region is loaded: 142 fictional actors, 598 relationships, 7 accounts to sign in with.",
    ]);
    // About 0.3 s on a quiet machine; a start takes no more than 5 s in all.
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await start()).toEqual([]);
    await removeDemo({ pool: database.pool, dataSource }, () => undefined);
    expect(await start()).toEqual([]);
    expect((await database.pool.query("SELECT 1 FROM actor")).rowCount).toBe(0);
  });
});
