import type { PoolClient } from "pg";
import { actorRead } from "../../src/domains/actors/profiles/actor.read.js";
import { actorRootReads } from "../../src/domains/actors/profiles/actor.root-reads.js";
import { inNetworkOf } from "../../src/domains/network/network.queries.js";
import { sql } from "../../src/platform/database/sql.js";
import { pageSql, relatedRows } from "../../src/platform/read/batched/statement.js";
import { readPage } from "../../src/platform/read/page.js";
import { orderOf } from "../../src/platform/read/relation-sql.js";
import { argumentReader, viewerSql } from "../../src/platform/read/scope.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
let client: PoolClient;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  client = await database.pool.connect();
  // 8,000 actors: 500 of each of four kinds in each of four municipalities.
  await client.query(`
    INSERT INTO actor_slug SELECT 'a-' || n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid FROM generate_series(1, 8000) AS n;
    INSERT INTO actor (id, public_id, kind, slug, name, municipality_id)
      SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'actor_a' || n,
        (ARRAY['ARTIST', 'VENUE', 'FESTIVAL', 'ASSOCIATION'])[1 + n % 4], 'a-' || n, 'Aktør ' || md5(n::text),
        (SELECT id FROM municipality WHERE code = (ARRAY['0101', '0147', '0151', '0153'])[1 + n / 4 % 4])
      FROM generate_series(1, 8000) AS n`);
  await client.query("VACUUM ANALYZE actor, actor_slug, municipality");
}, 60_000);
afterAll(async () => {
  client?.release();
  await database?.drop();
});

interface PlanNode {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The page that arguments ask for: its rows, the indexes of actors it was read by, and how many actors that touched. */
async function page(args: Readonly<Record<string, unknown>>) {
  const relation = actorRootReads.actors;
  if (!relation) throw new Error("No read is declared for Query.actors");
  const scope = {
    viewer: viewerSql({ accountId: null, isAdministrator: false }, { NETWORK: inNetworkOf }),
    language: sql`'DA'::text`,
    args: argumentReader(args),
  };
  const order = orderOf(relation, scope);
  const asked = { relation, target: actorRead, scope, page: pageSql(readPage(args, order.name, order.keys)) };
  const { statement } = relatedRows(asked, ({ row }) => ({ names: ["name"], values: [sql`${row}.name`] }));
  const { text, values } = sql.compile(statement);
  const { rows } = await client.query<{ rows: [string, string, string, string][] }>(text, values);
  const explained = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const scans: PlanNode[] = [];
  const visit = (node: PlanNode): void => {
    if (node["Actual Loops"] > 0 && node["Relation Name"] === "actor") scans.push(node);
    for (const part of node.Plans ?? []) visit(part);
  };
  visit(explained.rows[0]["QUERY PLAN"][0].Plan);
  return {
    found: rows[0]?.rows.map(([key, , cursor, name]) => ({ key, cursor, name })) ?? [],
    indexes: scans.map((scan) => scan["Index Name"] ?? scan["Node Type"]),
    touched: scans.reduce(
      (sum, scan) =>
        sum + (scan["Actual Rows"] + (scan["Rows Removed by Filter"] ?? 0)) * scan["Actual Loops"],
      0,
    ),
  };
}

/** Keys of all actors that fit, in the order of a list, as one plain statement finds them. */
async function expected(condition: string, direction: "ASC" | "DESC"): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT actor.id FROM actor JOIN municipality ON municipality.id = municipality_id WHERE ${condition}
      ORDER BY actor.name COLLATE "da-x-icu" ${direction}, actor.id ${direction}`,
  );
  return rows.map(({ id }) => id);
}

const kinds = ["VENUE", "ARTIST", "VENUE"];
const municipalityCodes = ["0151", "0101", "0151", "9999"];
test.each([
  ["kinds and municipalities", { kinds, municipalityCodes }, "actor_by_municipality_and_kind", 4],
  ["municipalities", { municipalityCodes }, "actor_by_municipality", 2],
  ["kinds", { kinds }, "actor_by_kind", 2],
])("a page of some %s reads no more than a page of each, in order", async (_, filter, index, values) => {
  const conditions = [
    ...("kinds" in filter ? ["kind IN ('VENUE', 'ARTIST')"] : []),
    ...("municipalityCodes" in filter ? ["code IN ('0151', '0101')"] : []),
  ];
  const all = await expected(conditions.join(" AND "), "ASC");
  const first = await page({ filter, first: 10 });
  expect(first.found.map(({ key }) => key)).toEqual(all.slice(0, 11));
  expect(first.indexes).toEqual([index]);
  expect(first.touched).toBeLessThanOrEqual(11 * values);

  const second = await page({ filter, first: 10, after: first.found[9]?.cursor });
  expect(second.found.map(({ key }) => key)).toEqual(all.slice(10, 21));
  expect(second.indexes).toEqual([index]);
  expect(second.touched).toBeLessThanOrEqual(11 * values);

  const last = await page({ filter, last: 10, orderBy: "NAME_DESC" });
  expect(last.found.map(({ key }) => key)).toEqual(all.slice(0, 11));
});

const everyKind = [
  "ARTIST",
  "VENUE",
  "FESTIVAL",
  "ASSOCIATION",
  "MUSIC_SCHOOL",
  "REHEARSAL_ASSOCIATION",
  "CULTURE_OFFICE",
  "KNOWLEDGE_PARTNER",
];
test("a page of everything that can be ticked is read in the order of names, not from the first of each value", async () => {
  const { rows } = await client.query<{ code: string }>("SELECT code FROM municipality");
  const filter = { kinds: everyKind, municipalityCodes: rows.map(({ code }) => code) };
  const first = await page({ filter, first: 10 });
  expect(first.found.map(({ key }) => key)).toEqual((await expected("true", "ASC")).slice(0, 11));
  expect(first.touched).toBeLessThan(100);
});

test("a name that is looked for is found by its index, whatever else is asked", async () => {
  const name = (await client.query<{ name: string }>("SELECT name FROM actor WHERE slug = 'a-4242'")).rows[0]
    ?.name;
  const { rows } = await client.query<{ code: string }>("SELECT code FROM municipality");
  const filter = { kinds: everyKind, municipalityCodes: rows.map(({ code }) => code), text: name };
  const found = await page({ filter, first: 10 });
  expect(found.found.map((row) => row.name)).toEqual([name]);
  expect(found.touched).toBeLessThan(1_000);
});
