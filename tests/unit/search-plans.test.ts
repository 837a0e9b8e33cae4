import type { PoolClient } from "pg";
import { runSql, type SQL, sql } from "../../src/platform/database/sql.js";
import {
  foundDocuments,
  mostRanked,
  type SearchQuestion,
  searchedDocuments,
} from "../../src/platform/search/searched-documents.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import { spellings } from "../testkit/spellings.js";

let database: TestDatabase;
let client: PoolClient;

/**
 * 100,000 documents of about 450 characters beside those of the demo region: four of 3,000 sentences each, in 1,500
 * made-up usual words and 30,000 rare ones, half of them about concerts. Straight into the table, as fast as it goes.
 */
const fill = [
  "ALTER TABLE search_document DISABLE TRIGGER USER",
  // Their owners are no actors.
  "ALTER TABLE search_document DROP CONSTRAINT search_document_owner_id_fkey",
  "DROP INDEX search_document_by_terms",
  `CREATE TEMPORARY TABLE sentence AS
    SELECT number, string_agg(word, ' ') AS text, to_tsvector('simple', string_agg(word, ' ')) AS terms
    FROM generate_series(1, 3000) AS number, generate_series(1, 10) AS place,
      LATERAL (SELECT ('x' || substr(md5(number || '.' || place), 1, 7))::bit(28)::integer) AS random(pick),
      LATERAL (SELECT 'f' || translate((CASE place % 3 WHEN 0 THEN 2000 + pick % 30000 ELSE pick % 1500 END)::text,
        '0123456789', 'bdfgkmnprv')) AS made(word)
    GROUP BY number`,
  "CREATE UNIQUE INDEX ON sentence (number)",
  `INSERT INTO search_document (node_type, node_id, owner_id, from_level, to_level, title, body, actor_kind, latitude, longitude, terms)
    SELECT 'Actor', gen_random_uuid(), gen_random_uuid(), 0, 3, 'Qvintus ' || n, concat_ws(' ', a.text, b.text, c.text, d.text),
      CASE n % 2 WHEN 0 THEN 'VENUE' ELSE 'ARTIST' END, 54.6 + (n * 7919 % 100000) / 33000.0, 8 + (n * 4729 % 100000) / 22000.0,
      setweight(('qvintus:1 ' || n || ':2')::tsvector, 'A')
        || setweight(a.terms || b.terms || c.terms || d.terms || CASE n % 2 WHEN 0 THEN 'koncerter:1'::tsvector ELSE '' END, 'C')
    FROM generate_series(1, 100000) AS n
      JOIN sentence AS a ON a.number = 1 + n * 7 % 3000 JOIN sentence AS b ON b.number = 1 + n * 13 % 2999
      JOIN sentence AS c ON c.number = 1 + n * 17 % 2998 JOIN sentence AS d ON d.number = 1 + n * 19 % 2997`,
  "CREATE INDEX search_document_by_terms ON search_document USING gin (terms)",
  "INSERT INTO search_word SELECT word FROM ts_stat('SELECT terms FROM sentence')",
  // As many words as so many texts hold.
  "INSERT INTO search_word SELECT translate(left(md5(n::text), 11), '0123456789', 'ghijklmnop') FROM generate_series(1, 100000) AS n",
  "ANALYZE search_document",
  "ANALYZE search_word",
];

beforeAll(async () => {
  database = await createTestDatabase({ demo: true });
  client = await database.pool.connect();
  for (const statement of fill) await client.query(statement);
});
afterAll(async () => {
  client.release();
  await database.drop();
});

const asked = (query: string, rest: Partial<SearchQuestion> = {}): SearchQuestion => ({
  query: sql`${sql.value(query)}::text`,
  viewer: undefined,
  ...rest,
});

/** A page as a connection reads it. */
const page = (question: SearchQuestion): SQL =>
  sql`SELECT actor.slug FROM (${searchedDocuments(question)}) AS hit LEFT JOIN actor ON actor.id = hit.node_id
    ORDER BY hit.rank DESC, hit.title COLLATE "da-x-icu", hit.id LIMIT 100`;

async function slugs(query: string): Promise<(string | null)[]> {
  return (await runSql<{ slug: string | null }>(client, page(asked(query)))).map(({ slug }) => slug);
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Relation Name"?: string;
  readonly "Actual Loops": number;
  readonly Plans?: readonly PlanNode[];
}

/** The indexes that a statement went through, and the tables that it read from end to end. */
async function waysOf(statement: SQL): Promise<{ indexes: string[]; wholeTables: string[] }> {
  const { text, values } = sql.compile(statement);
  const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const nodes: PlanNode[] = [];
  const visit = (node: PlanNode) => {
    if (node["Actual Loops"] > 0) nodes.push(node);
    for (const part of node.Plans ?? []) visit(part);
  };
  visit(rows[0]["QUERY PLAN"][0].Plan);
  const distinct = (names: (string | undefined)[]) =>
    [...new Set(names.filter((name) => name !== undefined))].sort();
  return {
    indexes: distinct(nodes.map((node) => node["Index Name"])).filter((name) => name.startsWith("search_")),
    wholeTables: distinct(
      nodes.filter((node) => node["Node Type"] === "Seq Scan").map((node) => node["Relation Name"]),
    ).filter((name) => name.startsWith("search_")),
  };
}

test("forty Danish spellings and typos each find the actor that was meant, by the index", async () => {
  expect(spellings).toHaveLength(40);
  for (const [query, slug] of spellings) {
    const found = await slugs(query);
    const { indexes, wholeTables } = await waysOf(page(asked(query)));
    expect([query, found.includes(slug), indexes.includes("search_document_by_terms"), wholeTables]).toEqual([
      query,
      true,
      true,
      [],
    ]);
  }
});

test("two typos in a word find nothing", async () => {
  for (const query of ["kidlegårdnes", "nulpnktsenrgi"])
    expect([query, await slugs(query)]).toEqual([query, []]);
});

test("a word with a typo finds the right ones by the index of their trigrams", async () => {
  // The words are read inside a function, whose plan is not shown: the transaction's own counters tell.
  await client.query("BEGIN");
  expect(await slugs("kidlegårdens muskiskole")).toContain("demo-school");
  const read = await client.query(
    `SELECT seq_scan::integer AS "wholeTable", pg_stat_get_xact_numscans('search_word_by_trigrams'::regclass) > 0 AS "byTrigrams"
     FROM pg_stat_xact_user_tables WHERE relname = 'search_word'`,
  );
  await client.query("COMMIT");
  expect(read.rows).toEqual([{ wholeTable: 0, byTrigrams: true }]);
  const { rows } = await client.query("SELECT words_with_typo('kidlegard') AS word ORDER BY word");
  expect(rows.map(({ word }) => word)).toContain("kildegardens");
});

test("a common word is found by the index too, and by those who are in networks", async () => {
  const viewer = {
    base: sql`1::smallint`,
    opened: sql`ARRAY(SELECT id FROM actor LIMIT 100)`,
    own: sql`ARRAY(SELECT id FROM actor LIMIT 3)`,
  };
  const counted = (documents: SQL) => sql`SELECT count(*)::integer AS count FROM (${documents}) AS hit`;
  const all = counted(foundDocuments(asked("koncert qvintus", { viewer })));
  expect(await runSql(client, all)).toEqual([{ count: 50_000 }]);
  expect(await waysOf(all)).toEqual({ indexes: ["search_document_by_terms"], wholeTables: [] });
  const best = counted(searchedDocuments(asked("koncert qvintus", { viewer })));
  expect(await runSql(client, best)).toEqual([{ count: mostRanked }]);
  expect(await waysOf(best)).toEqual({
    indexes: ["search_document_by_terms", "search_document_by_title", "search_document_by_title_words"],
    wholeTables: [],
  });
});

describe("more than are ranked", () => {
  /** Adds documents behind all others, of actors that are none. */
  const add = (titles: SQL, { from = 0, body = "" } = {}) =>
    runSql(
      client,
      sql`INSERT INTO search_document (node_type, node_id, owner_id, from_level, to_level, title, body, terms)
        SELECT 'Actor', gen_random_uuid(), gen_random_uuid(), ${sql.literal(from)}, 3, title, ${sql.value(body)},
          search_terms_of(fold_text(title), NULL, fold_text(${sql.value(body)}))
        FROM (${titles}) AS added(title)`,
    );
  const listed = (...titles: string[]) => sql`SELECT unnest(${sql.value(titles)}::text[])`;
  const ordered = (question: SearchQuestion, after: SQL = sql`true`, limit = 5) =>
    runSql<{ id: string; title: string; rank: number }>(
      client,
      sql`SELECT hit.id, hit.title, hit.rank FROM (${searchedDocuments(question)}) AS hit WHERE ${after}
        ORDER BY hit.rank DESC, hit.title COLLATE "da-x-icu", hit.id DESC LIMIT ${sql.literal(limit)}`,
    );
  const titles = async (question: SearchQuestion) => (await ordered(question)).map(({ title }) => title);

  test("titles come before fifty thousand texts that mention the word", async () => {
    await add(listed("Den store koncert", "Koncertforeningen", "Koncert", "En koncertaften"));
    const [first, ...next] = await ordered(asked("koncert"), sql`true`, 100);
    expect(first?.title).toBe("Koncert");
    expect(next.map(({ title }) => title)).toEqual(
      expect.arrayContaining(["Koncertforeningen", "Den store koncert", "En koncertaften"]),
    );
    expect((await titles(asked("store koncerter")))[0]).toBe("Den store koncert");
    // Also among a hundred thousand titles with the word.
    await add(listed("Qvintus", "Den gamle qvintus"));
    expect((await titles(asked("qvintus")))[0]).toBe("Qvintus");
    expect((await titles(asked("gamle qvintus")))[0]).toBe("Den gamle qvintus");
  });

  test("and with a typo", async () => {
    await add(sql`SELECT 'Nummer ' || n FROM generate_series(0, ${sql.literal(mostRanked)}) AS n`, {
      body: "krokodille",
    });
    await add(listed("Krokodillen"));
    await client.query("INSERT INTO search_word VALUES ('krokodille'), ('krokodillen')");
    const found = await ordered(asked("krokodlle"), sql`true`, 2 * mostRanked);
    expect([found.length, found[0]?.title]).toEqual([mostRanked, "Krokodillen"]);
  });

  test("pages follow each other without losing or repeating one", async () => {
    const all = await ordered(asked("koncert"), sql`true`, 2 * mostRanked);
    expect(all).toHaveLength(mostRanked);
    const paged: typeof all = [];
    for (let last = all[0]; last && paged.length < mostRanked; last = paged.at(-1)) {
      const { rank, title, id } = last;
      const first = paged.length === 0;
      const after = sql`${sql.literal(first)} OR hit.rank < ${sql.value(rank)} OR (hit.rank = ${sql.value(rank)} AND (
        hit.title COLLATE "da-x-icu" > ${sql.value(title)} OR (hit.title COLLATE "da-x-icu" = ${sql.value(title)} AND hit.id < ${sql.value(id)})))`;
      paged.push(...(await ordered(asked("koncert"), after, 2_500)));
    }
    expect(paged).toEqual(all);
  });

  test("what the viewer does not find takes no place", async () => {
    await add(sql`SELECT 'Ternet ' || n FROM generate_series(0, ${sql.literal(mostRanked)}) AS n`, {
      from: 3,
    });
    await add(listed("Den ternede"));
    expect(await titles(asked("ternet"))).toEqual(["Den ternede"]);
    const actorKinds = sql`ARRAY['VENUE']`;
    await client.query("UPDATE search_document SET actor_kind = 'VENUE' WHERE title = 'Den ternede'");
    const viewer = { base: sql`3::smallint`, opened: sql`'{}'::uuid[]`, own: sql`'{}'::uuid[]` };
    expect(await titles(asked("ternet", { viewer, filter: { actorKinds } }))).toEqual(["Den ternede"]);
  });
});

test("what is near a point is found by the index of points", async () => {
  const near = {
    latitude: sql`55.68::double precision`,
    longitude: sql`12.57::double precision`,
    withinKm: sql`3::double precision`,
  };
  const nearby = asked("", { near, query: undefined });
  const { indexes, wholeTables } = await waysOf(page(nearby));
  expect([indexes, wholeTables]).toEqual([["search_document_by_point"], []]);
  const counted = await runSql<{ count: number }>(
    client,
    sql`SELECT count(*)::integer AS count FROM (${searchedDocuments(nearby)}) AS hit`,
  );
  const { rows } = await client.query(
    "SELECT count(*)::integer AS count FROM search_document WHERE from_level = 0 AND distance_km(latitude, longitude, 55.68, 12.57) <= 3",
  );
  expect(counted).toEqual(rows);
});
