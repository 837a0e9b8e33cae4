import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addPerson, ask, codeOf, createActor, type Person, unclaim } from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
let owner: Person;
beforeAll(async () => {
  hub = await startHub({ demo: false });
  owner = await addPerson(hub, "Ejer");
});
afterAll(() => hub?.stop());

interface Page {
  readonly nodes: readonly { readonly id: string; readonly name: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}
const listQuery = `query ($filter: ActorFilter, $orderBy: ActorOrder, $first: Int, $after: String, $last: Int, $before: String) {
  actors(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { id name } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`;

async function page(args: object): Promise<Page> {
  const { actors } = await ask<{ actors: Page }>(hub, null, listQuery, { ...args });
  expect(actors.edges.map(({ node }) => node.id)).toEqual(actors.nodes.map(({ id }) => id));
  expect([actors.pageInfo.startCursor, actors.pageInfo.endCursor]).toEqual([
    actors.edges[0]?.cursor ?? null,
    actors.edges.at(-1)?.cursor ?? null,
  ]);
  return actors;
}
const names = ({ nodes }: Page) => nodes.map(({ name }) => name);

/** Walks all pages from either end and answers the ids page by page, each page in list order. */
async function walk(args: object, size: number, backward: boolean): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | null = null;
  for (let more = true; more; ) {
    const found: Page = await page({
      ...args,
      ...(backward ? { last: size, before: cursor } : { first: size, after: cursor }),
    });
    const isFirstAsked = pages.length === 0;
    more = backward ? found.pageInfo.hasPreviousPage : found.pageInfo.hasNextPage;
    expect(backward ? found.pageInfo.hasNextPage : found.pageInfo.hasPreviousPage).toBe(!isFirstAsked);
    expect(found.nodes.length).toBe(more ? size : found.nodes.length);
    cursor = backward ? found.pageInfo.startCursor : found.pageInfo.endCursor;
    pages.push(found.nodes.map(({ id }) => id));
    if (pages.length > 100) throw new Error("The pages do not end.");
  }
  return backward ? pages.reverse() : pages;
}

describe("text", () => {
  const actors = [
    "Øvelokalet i Køge",
    "Aarhus Musikskole",
    "Spillestedet Ærøskøbing",
    "Café Malmö",
    "Musikforeningen Rytme",
  ];
  beforeAll(async () => {
    for (const name of actors) await createActor(hub, owner, { name, municipalityCode: "0101" });
  });

  test.each([
    ["ovelokale", ["Øvelokalet i Køge"]],
    ["oevelokale", ["Øvelokalet i Køge"]],
    ["øvelokaler", ["Øvelokalet i Køge"]],
    ["ØVELOKALET", ["Øvelokalet i Køge"]],
    ["øvelokale koege", ["Øvelokalet i Køge"]],
    ["Køge øvelokale", ["Øvelokalet i Køge"]],
    ["koge", ["Øvelokalet i Køge"]],
    ["Koege", ["Øvelokalet i Køge"]],
    ["øvelokale aarhus", []],
    ["Århus", ["Aarhus Musikskole"]],
    ["arhus", ["Aarhus Musikskole"]],
    ["aarhus", ["Aarhus Musikskole"]],
    ["A\u030arhus", ["Aarhus Musikskole"]],
    ["Aarhsu", ["Aarhus Musikskole"]],
    ["musikskloe", ["Aarhus Musikskole"]],
    ["musikksole", ["Aarhus Musikskole"]],
    ["musikskolenx", []],
    ["musikskxlx", []],
    ["musik", ["Aarhus Musikskole", "Musikforeningen Rytme"]],
    ["aeroeskoebing", ["Spillestedet Ærøskøbing"]],
    ["ærøskøbing", ["Spillestedet Ærøskøbing"]],
    ["cafe malmø", ["Café Malmö"]],
    ["skole", []],
    ["%", []],
    ["a.*", ["Aarhus Musikskole", "Spillestedet Ærøskøbing"]],
    ["(", []],
    ["\\", []],
    ["' OR true --", []],
    ["🎵", []],
    ["", [...actors]],
    ["  \u00a0", [...actors]],
  ])("%p finds %p", async (text, expected) => {
    const found = await page({ filter: { text, municipalityCodes: ["0101"] } });
    expect([...names(found)].sort()).toEqual([...expected].sort());
    expect(found.totalCount).toBe(expected.length);
  });

  test("is at most 200 characters and no CPR number", async () => {
    expect((await page({ filter: { text: "x ".repeat(100) } })).nodes).toEqual([]);
    for (const text of ["æ".repeat(201), "010190-1234"])
      expect(await codeOf(hub, null, listQuery, { filter: { text } })).toBe("BAD_USER_INPUT");
  });
});

describe("order", () => {
  /** Danish order: Aa is Å, Å comes last after Æ and Ø, V and W are letters of their own, accents come second. */
  const inOrder = [
    "Abe",
    "ABE 2",
    "Café",
    "Cafeen",
    "Vognen",
    "Wagner",
    "Zoo",
    "Æble",
    "Øl",
    "Øvelokale",
    "Aabenraa",
    "Ågård",
    "Aalborg",
    "Åse",
  ];
  const filter = { municipalityCodes: ["0147"] };
  beforeAll(async () => {
    const shuffled = [...inOrder].sort((a, b) => a.length - b.length || (a < b ? 1 : -1));
    for (const name of shuffled) await createActor(hub, owner, { name, municipalityCode: "0147" });
  });

  test("by name is Danish, in both directions, and the default", async () => {
    expect(names(await page({ filter, orderBy: "NAME_ASC" }))).toEqual(inOrder);
    expect(names(await page({ filter }))).toEqual(inOrder);
    expect(names(await page({ filter, orderBy: null }))).toEqual(inOrder);
    expect(names(await page({ filter, orderBy: "NAME_DESC" }))).toEqual([...inOrder].reverse());
  });

  test("by creation, in both directions", async () => {
    const { rows } = await hub.database.query<{ name: string }>(
      `SELECT actor.name FROM actor JOIN municipality ON municipality.id = municipality_id WHERE code = '0147' ORDER BY actor.created_at, actor.id`,
    );
    const made = rows.map(({ name }) => name);
    expect(names(await page({ filter, orderBy: "CREATED_AT_ASC" }))).toEqual(made);
    expect(names(await page({ filter, orderBy: "CREATED_AT_DESC" }))).toEqual([...made].reverse());
  });

  test("last answers the end of the list in list order", async () => {
    const found = await page({ filter, last: 3 });
    expect(names(found)).toEqual(["Ågård", "Aalborg", "Åse"]);
    expect(found.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const between = await page({ filter, after: found.edges[0]?.cursor, before: found.edges[2]?.cursor });
    expect(names(between)).toEqual(["Aalborg"]);
    expect(names(await page({ filter, after: found.pageInfo.endCursor }))).toEqual([]);
  });
});

describe("pages", () => {
  const filter = { municipalityCodes: ["0151"] };
  const total = 45;
  beforeAll(async () => {
    // Names that are equal, equal but for case and form, long, and of letters that take four bytes.
    const name = (index: number) =>
      ["Ens", "Ens", "ens", `Nr. ${index}`, "𠜎".repeat(200), "ø".repeat(200)][index % 6];
    for (let index = 0; index < total; index += 1)
      await createActor(hub, owner, { name: name(index), municipalityCode: "0151" });
    // Three of them were entered in the very same moment.
    await hub.database.query(
      `UPDATE actor SET created_at = '2026-01-01 12:00:00.123456+01' WHERE name LIKE 'Nr. %' OR name = 'Ens'`,
    );
  });

  test.each(["NAME_ASC", "NAME_DESC", "CREATED_AT_ASC", "CREATED_AT_DESC"])(
    "by %s give every actor once and in order, from both ends",
    async (orderBy) => {
      const all = (await page({ filter, orderBy, first: 100 })).nodes.map(({ id }) => id);
      expect([all.length, new Set(all).size]).toEqual([total, total]);
      for (const size of [1, 7, 44, 45]) {
        const forward = await walk({ filter, orderBy }, size, false);
        const backward = await walk({ filter, orderBy }, size, true);
        expect(forward.flat()).toEqual(all);
        expect(backward.flat()).toEqual(all);
        expect(forward.length).toBe(Math.ceil(total / size));
        expect(backward.length).toBe(Math.ceil(total / size));
      }
      const reversed = orderBy.endsWith("ASC")
        ? orderBy.replace("ASC", "DESC")
        : orderBy.replace("DESC", "ASC");
      expect((await page({ filter, orderBy: reversed, first: 100 })).nodes.map(({ id }) => id)).toEqual(
        all.reverse(),
      );
    },
  );

  test("hold 20 by default, 1 to 100 by wish, and the count is of the whole list", async () => {
    const found = await page({ filter });
    expect([found.nodes.length, found.totalCount, found.pageInfo.hasNextPage]).toEqual([20, total, true]);
    expect((await page({ filter, first: 100 })).nodes).toHaveLength(total);
    expect((await page({ filter, last: 100 })).nodes).toHaveLength(total);
    expect((await page({ filter, first: 2, after: found.pageInfo.endCursor })).totalCount).toBe(total);
    const query = "query ($first: Int, $last: Int) { actors(first: $first, last: $last) { totalCount } }";
    for (const args of [
      { first: 0 },
      { first: -1 },
      { first: 101 },
      { last: 0 },
      { last: 101 },
      { first: 1, last: 1 },
    ])
      expect([args, await codeOf(hub, null, query, args)]).toEqual([args, "BAD_USER_INPUT"]);
    expect((await page({ filter, first: null, last: 2 })).nodes).toHaveLength(2);
  });

  test("an empty list says so", async () => {
    expect(await page({ filter: { municipalityCodes: ["0492"] } })).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 0,
    });
  });

  test("forged and foreign cursors are a coded error, never a fault", async () => {
    const { edges } = await page({ filter, first: 1 });
    const cursor = edges[0]?.cursor ?? "";
    const id = "0192f3a0-0000-7000-8000-000000000000";
    const forge = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const date = (text: string) => forge(["CREATED_AT_ASC", text, id]);
    const forged: [string, string][] = [
      ["NAME_DESC", cursor],
      ["CREATED_AT_ASC", cursor],
      ...[
        "",
        "x",
        "%00",
        cursor.slice(0, -4),
        forge(null),
        forge({}),
        forge([]),
        forge(["NAME_ASC"]),
        forge(["NAME_ASC", "a"]),
        forge(["NAME_ASC", "a", "b"]),
        forge(["NAME_ASC", "a\0", id]),
        forge(["NAME_ASC", "a", `${id}'; --`]),
        forge(["NAME_ASC", "a", id, id]),
        forge(["", "a", id]),
        forge(["NAME_ASC", "a", id.replaceAll("-", "")]),
        forge([["NAME_ASC"], "a", id]),
        `${"W".repeat(1500)}`,
        Buffer.from(`["NAME_ASC","\\ud800","${id}"]`).toString("base64url"),
      ].map((each): [string, string] => ["NAME_ASC", each]),
      ...[
        "now",
        "infinity",
        "-infinity",
        "",
        "0000-01-01 00:00:00.000000+00",
        "2026-02-30 00:00:00.000000+00",
        "2026-01-01",
        "2026-01-01 24:00:00.000000+00",
        "2026-01-01 00:00:00.000000+99",
        "12026-01-01 00:00:00.000000+00",
        "epoch",
        "2026-01-01 00:00:00.000000+00\0",
      ].map((each): [string, string] => ["CREATED_AT_ASC", date(each)]),
    ];
    for (const [orderBy, each] of forged) {
      for (const args of [
        { first: 2, after: each },
        { last: 2, before: each },
      ]) {
        const code = await codeOf(hub, null, listQuery, { orderBy, ...args });
        expect([orderBy, each, code]).toEqual([orderBy, each, "BAD_USER_INPUT"]);
      }
    }
    // What a cursor may hold is only a place in the list: a made-up one that is well-formed begins somewhere.
    expect((await page({ filter, after: forge(["NAME_ASC", "\u{10ffff}å", id]) })).nodes).toHaveLength(0);
    expect(
      (
        await page({
          filter,
          first: 1,
          orderBy: "CREATED_AT_ASC",
          after: date("9999-12-31 23:59:59.999999+00"),
        })
      ).nodes,
    ).toEqual([]);
    expect(
      (await page({ orderBy: "CREATED_AT_ASC", after: date("0001-01-01 00:00:00.000000+00") })).nodes,
    ).toHaveLength(20);
  });
});

describe("filters", () => {
  const byName = new Map<string, string>();
  const base = { municipalityCodes: ["0153", "0155"] };
  beforeAll(async () => {
    const make = async (name: string, input: object) =>
      byName.set(name, (await createActor(hub, owner, { name, ...input })).id);
    await make("A", { kind: "VENUE", municipalityCode: "0153", genreSlugs: ["rock", "jazz"] });
    await make("B", { kind: "FESTIVAL", municipalityCode: "0155", genreSlugs: ["jazz"] });
    await make("C", { kind: "ARTIST", municipalityCode: "0153" });
    await unclaim(hub, { id: byName.get("C") ?? "", slug: "" });
  });

  test.each([
    [{}, "ABC"],
    [{ kinds: ["VENUE", "ARTIST"] }, "AC"],
    [{ kinds: ["CULTURE_OFFICE"] }, ""],
    [{ kinds: [] }, ""],
    [{ kinds: null, claimed: null, text: null, genreSlugs: null }, "ABC"],
    [{ municipalityCodes: ["0153"] }, "AC"],
    [{ municipalityCodes: ["0153", "0153", "9999", "x"] }, "AC"],
    [{ municipalityCodes: [] }, ""],
    [{ municipalityCodes: ["153"] }, ""],
    [{ genreSlugs: ["jazz"] }, "AB"],
    [{ genreSlugs: ["rock", "jazz"] }, "AB"],
    [{ genreSlugs: ["Rock"] }, ""],
    [{ genreSlugs: [] }, ""],
    [{ claimed: true }, "AB"],
    [{ claimed: false }, "C"],
    [{ claimed: true, genreSlugs: ["rock"], kinds: ["VENUE"], text: "a" }, "A"],
    [{ claimed: false, genreSlugs: ["rock"] }, ""],
  ])("%p", async (filter, expected) => {
    const found = await page({ filter: { ...base, ...filter } });
    expect([names(found).join(""), found.totalCount]).toEqual([expected, expected.length]);
  });

  test("take lists of a stated length", async () => {
    const codes = (count: number) => Array.from({ length: count }, () => "0153");
    expect(names(await page({ filter: { municipalityCodes: codes(100) } }))).toEqual(["A", "C"]);
    for (const filter of [
      { municipalityCodes: codes(101) },
      { genreSlugs: codes(51) },
      { kinds: codes(51).map(() => "VENUE") },
    ])
      expect(await codeOf(hub, null, listQuery, { filter })).toBe("BAD_USER_INPUT");
  });
});
