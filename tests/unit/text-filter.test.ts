import type { PoolClient } from "pg";
import { runSql, sql } from "../../src/platform/database/sql.js";
import { textFilter } from "../../src/platform/text/text-filter.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import { seededRandom } from "./seeded-random.js";

let database: TestDatabase;
let client: PoolClient;
const random = seededRandom(1122);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

const kinds =
  "Øvelokalet Øvelokaleforeningen Spillestedet Musikskolen Kulturhuset Ungdomsskolen Festivalen Koret".split(
    " ",
  );
const roots =
  "Sø Skov Mølle Bøge Å Kirke Ø Ærte Gade Torve Strand Høje Lille Store Bro Vær Hav Egne Birke Sten".split(
    " ",
  );
const endings = "gården huset bækken ager lunden strøget vænget porten laden scenen dalen".split(" ");
const towns =
  "Roskilde Køge Aarhus Århus Herlev Ballerup Rødovre Brøndby Ærø Sønderborg Næstved Åbenrå Øster-Ågård".split(
    " ",
  );

async function found(query: string): Promise<string[]> {
  const rows = await runSql<{ name: string }>(
    client,
    sql`SELECT name FROM searched WHERE ${textFilter(sql.identifier("searched", "folded"), sql.value(query))} ORDER BY id`,
  );
  return rows.map((row) => row.name);
}

async function everyName(): Promise<string[]> {
  const rows = await runSql<{ name: string }>(client, sql`SELECT name FROM searched ORDER BY id`);
  return rows.map((row) => row.name);
}

async function folded(texts: readonly string[]): Promise<string[]> {
  const rows = await runSql<{ folded: string }>(
    client,
    sql`SELECT fold_text(original) AS folded FROM unnest(${sql.value([...texts])}::text[]) WITH ORDINALITY AS given(original, place) ORDER BY place`,
  );
  return rows.map((row) => row.folded);
}

/** Replaces, drops, adds or swaps one letter at random. */
function withTypo(word: string): string {
  const letters = [...word];
  const at = Math.floor(random() * letters.length);
  const letter = pick([..."abcdefghijklmnopqrstuvwxyzæøå"]);
  const edits = [
    () => letters.splice(at, 1, letter),
    () => letters.splice(at, 1),
    () => letters.splice(at, 0, letter),
    () => letters.splice(at, 2, letters[at + 1] ?? "", letters[at] ?? ""),
  ];
  pick(edits)();
  return letters.join("");
}

/** The definition in plain words: optimal string alignment distance of a and b, by its textbook table. */
function typoDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      let best = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      (table[i] as number[])[j] = best;
    }
  }
  return at(a.length, b.length);
}

/** Which of the folded words a folded query word begins with at most one typo. */
function wordsMetBy(query: string, words: Iterable<string>): Set<string> {
  const met = new Set<string>();
  for (const word of words) {
    const typo =
      query.length >= 4 &&
      [-1, 0, 1].some((more) => typoDistance(query, word.slice(0, query.length + more)) <= 1);
    if (typo || word.startsWith(query)) met.add(word);
  }
  return met;
}

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  client = await database.pool.connect();
  await client.query(`CREATE TABLE searched (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    folded text NOT NULL GENERATED ALWAYS AS (fold_text(name)) STORED)`);
  const names = Array.from({ length: 20_000 }, () =>
    [
      pick(kinds),
      ...(random() < 0.3 ? ["på"] : []),
      pick(roots) + pick(roots).toLowerCase() + pick(endings),
      pick(towns),
    ].join(" "),
  );
  names.push(
    "Øvelokalet på Havnen",
    "Øvelokaleforeningen Lyd & Larm",
    "øvelokaler",
    "ovelokale",
    "oevelokale",
  );
  await client.query("INSERT INTO searched (name) SELECT unnest($1::text[])", [names]);
  await client.query("CREATE INDEX searched_folded ON searched USING gin (folded gin_trgm_ops)");
  await client.query("ANALYZE searched");
});

afterAll(async () => {
  client.release();
  await database.drop();
});

test("folding lets the spellings of a Danish word meet", async () => {
  const groups = [
    ["Køge", "Koege", "KÖGE", "koge", " køge! ", "K\u00f8ge", "KØGE"],
    ["Århus", "Aarhus", "Arhus", "A\u030arhus", "AARHUS"],
    ["Ærø", "Aeroe", "ärö", "Aero"],
    ["søen", "soeen", "soen"],
    ["Café-scene", "cafe  scene", "CAFE/SCENE"],
  ];
  for (const group of groups) expect(new Set(await folded(group)).size).toBe(1);
  expect(
    await folded(["", " !!! ", "Rock'n'Roll 1½", "Straße Łódź", "Ǽ Ǿ", "Ｆｕｌｌ", "Привет, мир"]),
  ).toEqual(["", "", "rock n roll 11 2", "strasse lodz", "ae o", "full", "привет мир"]);
});

test("folding a folded text changes nothing but what folding made", async () => {
  const once = await folded([...kinds, ...towns, ...roots.map((root) => root + pick(endings))]);
  expect(await folded(once)).toEqual(once);
});

test("rehearsal rooms are found in every spelling", async () => {
  const wanted = [
    "Øvelokalet på Havnen",
    "Øvelokaleforeningen Lyd & Larm",
    "øvelokaler",
    "ovelokale",
    "oevelokale",
  ];
  for (const query of ["ovelokale", "oevelokale", "øvelokaler", "ØVELOKALE", "øvelokael"]) {
    const names = await found(query);
    for (const name of wanted) expect([query, names.includes(name)]).toEqual([query, true]);
  }
  expect(await found("havnen ovelokale på")).toContain("Øvelokalet på Havnen");
  expect(await found("larm øvelokaleforenigen")).toEqual(["Øvelokaleforeningen Lyd & Larm"]);
});

test("towns are found with one typo, not with two", async () => {
  const all = await everyName();
  for (const [query, town] of [
    ["Rosklide", "Roskilde"],
    ["oRskilde", "Roskilde"],
    ["Roskild", "Roskilde"],
    ["Roskkilde", "Roskilde"],
    ["Koege", "Køge"],
    ["Arhus", "Aarhus"],
    ["Århus", "Aarhus"],
    ["aarhus", "Århus"],
    ["ær", "Ærø"],
  ] as const) {
    const names = new Set(await found(query));
    const missed = all.filter((name) => name.includes(town) && !names.has(name));
    expect([query, missed]).toEqual([query, []]);
  }
  expect((await found("Rosklied")).filter((name) => name.includes("Roskilde"))).toEqual([]);
});

test("a query without letters or digits finds nothing", async () => {
  for (const query of [" \n ", "!!!", "%", "_", "\\", "\ud800", "😀"]) {
    expect([query, (await found(query)).length]).toEqual([query, 0]);
  }
});

test("what is typed is never read as a pattern", async () => {
  for (const query of ["(", "[a", "a{2}", "o*", "(?:x", "\\m", "'; DROP TABLE searched"]) await found(query);
  expect(await found(".".repeat(20))).toEqual([]);
});

test("a query as long as it can be is answered at once", async () => {
  const started = performance.now();
  await found("abcdefghijklmnopqrstuvwxyz".repeat(1000));
  await found("ab cdefg ".repeat(1000));
  await found(Array.from({ length: 8 }, (_, i) => `${"øvelokaleforeningen".repeat(6)}${i}`).join(" "));
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("with the index, without it and by definition the same rows are found", async () => {
  const rows = await runSql<{ folded: string }>(client, sql`SELECT folded FROM searched ORDER BY id`);
  const names = await everyName();
  const words = names.slice(0, 3000).flatMap((name) => name.split(" "));
  const queries = Array.from({ length: 100 }, () => {
    const word = pick(words);
    const begun = word.slice(0, 2 + Math.floor(random() * word.length));
    return [withTypo(begun), ...(random() < 0.3 ? [withTypo(pick(words))] : [])].join(" ");
  });
  const plan = async (query: string) => {
    const { text, values } = sql.compile(
      sql`EXPLAIN SELECT id FROM searched WHERE ${textFilter(sql.identifier("searched", "folded"), sql.value(query))}`,
    );
    return JSON.stringify((await client.query(text, values)).rows);
  };
  const answers: Record<string, string[][]> = { on: [], off: [] };
  for (const index of ["on", "off"]) {
    await client.query(`SET enable_bitmapscan = ${index}`);
    await client.query(`SET enable_seqscan = ${index === "on" ? "off" : "on"}`);
    expect((await plan("roskilde")).includes("searched_folded")).toBe(index === "on");
    for (const query of queries) answers[index]?.push(await found(query));
  }
  await client.query("RESET enable_bitmapscan");
  await client.query("RESET enable_seqscan");
  expect(answers.on).toEqual(answers.off);
  expect(answers.on?.filter((answer) => answer.length > 0).length).toBeGreaterThan(60);

  const texts = rows.map((row) => row.folded.split(" "));
  const distinctWords = new Set(texts.flat());
  for (const [place, query] of (await folded(queries.slice(0, 10))).entries()) {
    const met = query.split(" ").map((word) => wordsMetBy(word, distinctWords));
    const expected = names.filter((_, row) =>
      met.every((words) => texts[row]?.some((word) => words.has(word))),
    );
    expect([query, answers.on?.[place]]).toEqual([query, expected]);
  }
});
