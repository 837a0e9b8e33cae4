import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildSchema, type GraphQLSchema } from "graphql";
import { hubModules } from "../../../src/app/modules.js";
import { entities } from "../../../src/app/persistence.js";
import { buildHubSchema } from "../../../src/app/schema.js";
import { createAttachmentLinks } from "../../../src/domains/attachments/attachment-links.js";
import { notLive } from "../../../src/domains/messaging/live/messaging-live.js";
import { createDataSource } from "../../../src/platform/database/data-source.js";
import { sql } from "../../../src/platform/database/sql.js";
import type { ReadEngine } from "../../../src/platform/read/engine.js";
import { argumentReader, viewerSql } from "../../../src/platform/read/scope.js";
import { campaignSize } from "../../testkit/campaign.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { drawWith } from "../../testkit/network/random-network.js";
import { testRun } from "../../testkit/test-run.js";
import type { Coverage } from "../../testkit/visibility/answer.js";
import { Asking } from "../../testkit/visibility/asking.js";
import {
  missingIn,
  neverAsked,
  neverHidden,
  withoutField,
  withoutRule,
} from "../../testkit/visibility/coverage.js";
import { makeWorld, type People, type Role, roles } from "../../testkit/visibility/make-world.js";
import { walkPages, walksOf } from "../../testkit/visibility/pages.js";
import { questionsOf } from "../../testkit/visibility/questions.js";
import { randomQuestion } from "../../testkit/visibility/random-questions.js";
import { readWorld } from "../../testkit/visibility/read-world.js";
import type { HubWorld } from "../../testkit/visibility/world.js";

/**
 * What every viewer sees of every row and field, judged by rules that stand in the tests (tests/testkit/visibility), in both
 * ways of executing the declared reads: those share the declarations, so neither notices what a declaration forgets.
 */

/** How reads are executed, as the setting READS names it. */
const ways = ["compiled", "batched"] as const;
const viewers = ["stranger", ...roles.slice(0, roles.indexOf("suspended"))] as readonly ("stranger" | Role)[];
const seeds = Array.from({ length: campaignSize(10) }, (_, number) => number + 1);
/** In a campaign both ways are asked everything, else each of them every other question, of every viewer other ones. */
const isWhole = seeds.length > 1;
/** Random questions of each viewer, and how many of them may cost too much. */
const walkCount = 10;
const tooCostly = 5;

let schema: GraphQLSchema;
/** The declarations that the hubs read by. */
let engine: ReadEngine;
beforeAll(async () => {
  const modules = hubModules(
    createDataSource({ url: "postgres://unused", statementTimeoutMs: 0 }, entities, []),
    createAttachmentLinks("unused", () => "unused"),
    notLive,
  );
  engine = (await buildHubSchema(modules)).reads;
  schema = buildSchema(await readFile(new URL("../../../schema/schema.graphql", import.meta.url), "utf8"));
});

describe("the judge", () => {
  test("has a rule for every field that a query can reach, and no others", () => {
    expect({ withoutRule: withoutRule(schema), withoutField: withoutField(schema) }).toEqual({
      withoutRule: [],
      withoutField: [],
    });
  });

  test("notices a type and a field without a rule", () => {
    const grown = buildSchema(
      "type Query { viewer: Account secret: Secret } type Account { pin: Int } type Secret { text: String }",
    );
    expect(withoutRule(grown)).toEqual(["Query.secret", "Account.pin", "Secret.text"]);
  });
});

describe.each(seeds)("world %i", (seed) => {
  let database: TestDatabase;
  let dataDir: string;
  let world: HubWorld;
  let people: People;
  const hubs = new Map<string, TestHub>();
  const coverage: Coverage = { fields: new Map(), args: new Set() };
  const askings = new Map<string, Asking>();

  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
    dataDir = await mkdtemp(join(testRun().directory, "data-"));
    for (const way of ways) hubs.set(way, await startHub({ database, dataDir, env: { READS: way } }));
    people = await makeWorld(hubOf("batched"), seed);
    const client = await database.pool.connect();
    world = await readWorld(client);
    client.release();
    for (const [place, viewer] of viewers.entries()) {
      const person = viewer === "stranger" ? null : people[viewer];
      askings.set(viewer, new Asking(schema, world, person, place % 2 === 0 ? "DA" : "EN", coverage));
    }
  });
  afterAll(async () => {
    for (const hub of hubs.values()) await hub.stop();
    await database?.drop();
    if (dataDir) await rm(dataDir, { recursive: true });
  });

  function hubOf(way: string): TestHub {
    const hub = hubs.get(way);
    if (!hub) throw new Error(`No hub reads ${way}.`);
    return hub;
  }

  test("holds what the questions are about", () => {
    expect(missingIn(world, people)).toEqual([]);
  });

  describe.each(ways)("%s", (way) => {
    const turn = ways.indexOf(way);
    test.each(viewers)("as %s", async (viewer) => {
      const place = viewers.indexOf(viewer);
      const hub = hubOf(way);
      const asking = askings.get(viewer);
      if (!asking) throw new Error(`${viewer} asks nothing.`);
      // Each viewer asks for other words, ids and ways through the schema.
      const draw = drawWith(1000 * seed + place);
      const questions = questionsOf(schema, world, draw);
      const walks = walksOf(world, draw);
      const random = Array.from({ length: walkCount }, () => randomQuestion(schema, world, draw));
      const isMine = (_: unknown, number: number) => isWhole || (number + place + turn) % 2 === 0;
      const found: string[] = [];
      for (const question of questions.filter(isMine)) found.push(...(await asking.ask(hub, question)).found);
      for (const walk of walks.filter(isMine)) found.push(...(await walkPages(asking, hub, walk)));
      expect(asking.refused).toBe(0);
      for (const question of random.filter(isMine)) found.push(...(await asking.ask(hub, question)).found);
      expect(asking.refused).toBeLessThanOrEqual(tooCostly);
      asking.refused = 0;
      // The rest is mostly the same again.
      expect(found.slice(0, 10)).toEqual([]);
    });
  });

  test("those to whom a row is told at once are those who see it", async () => {
    const compared = [...engine.all].filter(({ readers }) => readers !== undefined);
    expect(compared.map(({ type }) => type)).toEqual(["Message"]);
    for (const declaration of compared) {
      if (!("table" in declaration) || !declaration.readers) continue;
      const row = sql`told`;
      const viewer = viewerSql({ accountId: "each", isAdministrator: false }, engine.circles, {
        accountId: sql`account.id`,
        once: (_, value) => value(),
      });
      const scope = { viewer, row, language: sql`'DA'::text`, args: argumentReader({}) };
      const { rows } = await database.pool.query<{ seen: number; told: number; differing: number }>(
        sql.compile(
          sql`SELECT count(*) FILTER (WHERE pair.sees)::integer AS seen, count(*) FILTER (WHERE pair.is_told)::integer AS told,
              count(*) FILTER (WHERE pair.sees <> pair.is_told)::integer AS differing
            FROM (SELECT (${declaration.visibleTo(scope)}) IS TRUE AS sees, account.id IN (${declaration.readers(row)}) AS is_told
              FROM account CROSS JOIN ${sql.identifier(declaration.table)} AS ${row}) AS pair`,
        ),
      );
      expect(rows[0]?.differing).toBe(0);
      expect(rows[0]?.seen).toBeGreaterThan(0);
      expect(rows[0]?.seen).toBe(rows[0]?.told);
    }
  });

  test("every field was shown to somebody and, where it is not for all, hidden from somebody", () => {
    expect({ neverAsked: neverAsked(schema, coverage), neverHidden: neverHidden(coverage) }).toEqual({
      neverAsked: [],
      neverHidden: [],
    });
  });
});
