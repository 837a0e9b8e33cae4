import type { ExecutionResult } from "graphql";
import { Client } from "pg";
import { sql } from "../../src/platform/database/sql.js";
import { stableIds } from "../../src/platform/ids/ids.js";
import {
  column,
  computed,
  connection,
  everyone,
  expression,
  list,
  one,
  type ReadDeclaration,
  type RootReads,
  valueList,
} from "../../src/platform/read/declaration.js";
import type { RowScope } from "../../src/platform/read/scope.js";
import { askBothWays, readWorld } from "../testkit/both-ways.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

/** A small world of its own: bands with records, some of them secret, ordered by two keys in opposite directions. */
const sdl = `
  interface Node { id: ID! }
  type Record implements Node { id: ID! title: String! year: Int! label: String tags: [String!]! shout: String! begins(with: String!): Boolean band: Band }
  type Band implements Node { id: ID! name: String! records(first: Int, after: String, last: Int, before: String): RecordConnection! newest: [Record!]! }
  type RecordEdge { cursor: String! node: Record! }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type RecordConnection { edges: [RecordEdge!]! nodes: [Record!]! pageInfo: PageInfo! totalCount: Int! }
  type Query { bands: [Band!]! records(label: String, first: Int, after: String, last: Int, before: String): RecordConnection! }`;

const isPublic = ({ row, viewer }: RowScope) => sql`(NOT ${row}.is_secret OR ${viewer.isSignedIn})`;
const yearThenTitle = {
  LATEST: [
    { by: ({ target }) => sql`${target}.year`, type: "integer", descending: true },
    { by: ({ target }) => sql`${target}.title`, type: "text", collation: "C" },
  ],
} satisfies RootReads[string]["orders"];

const recordRead: ReadDeclaration = {
  type: "Record",
  table: "record",
  key: "id",
  idPrefix: "record",
  visibleTo: everyone,
  fields: {
    id: column("public_id"),
    title: column("title"),
    year: column("year"),
    label: column("label", { visibleWhen: isPublic }),
    tags: valueList(({ row }) => sql`to_json(${row}.tags)`, { visibleWhen: isPublic }),
    shout: computed(
      { title: ({ row }) => sql`${row}.title` },
      ({ title }, { language }) => `${String(title).toUpperCase()} (${language})`,
    ),
    begins: expression(({ row, args }) => sql`starts_with(${row}.title, ${args.sql("with", "text")})`),
    band: one("Band", { where: ({ parent, target }) => sql`${target}.id = ${parent}.band_id` }),
  },
};
const bandRead: ReadDeclaration = {
  type: "Band",
  table: "band",
  key: "id",
  idPrefix: "band",
  visibleTo: everyone,
  fields: {
    id: column("public_id"),
    name: column("name"),
    records: connection("Record", {
      where: ({ parent, target }) => sql`${target}.band_id = ${parent}.id`,
      orders: yearThenTitle,
    }),
    newest: list("Record", {
      where: ({ parent, target }) => sql`${target}.band_id = ${parent}.id`,
      orders: yearThenTitle,
    }),
  },
};
const rootReads: RootReads = {
  bands: list("Band", {
    where: () => sql`true`,
    orders: { NAME: [{ by: ({ target }) => sql`${target}.name`, type: "text", collation: "C" }] },
  }),
  records: connection("Record", {
    where: () => sql`true`,
    orders: yearThenTitle,
    filters: [
      {
        argument: "label",
        discloses: ["label"],
        where: ({ target, args }) => sql`${target}.label = ${args.sql("label", "text")}`,
      },
    ],
  }),
};

function world(changes: { sdl?: string; reads?: readonly ReadDeclaration[]; roots?: RootReads } = {}) {
  return readWorld(changes.sdl ?? sdl, changes.reads ?? [recordRead, bandRead], changes.roots ?? rootReads);
}

let database: TestDatabase;
let client: Client;
const years = [2001, 2003, 2002, 2003, 2001, 2003, 1999, 2001];

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    CREATE TABLE band (id uuid PRIMARY KEY, public_id text, name text);
    CREATE TABLE record (id uuid PRIMARY KEY, public_id text, band_id uuid, title text, year int, label text, tags text[], is_secret boolean)`);
  for (const name of ["A", "B"]) {
    const band = stableIds("band", name);
    await client.query("INSERT INTO band VALUES ($1, $2, $3)", [band.id, band.publicId, name]);
    for (const [index, year] of years.entries()) {
      const ids = stableIds("record", `${name}${index}`);
      const values = [
        ids.id,
        ids.publicId,
        band.id,
        `${name}${index}`,
        year,
        `label ${index % 2}`,
        ["loud"],
        index % 4 === 0,
      ];
      await client.query("INSERT INTO record VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", values);
    }
  }
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const trial = world();

/** Asks both ways; an error is none of what these tests expect. */
async function ask<Data = ExecutionResult["data"]>(source: string, accountId: string | null = null) {
  const answer = await askBothWays(trial, client, source, { accountId });
  expect(answer.errors).toBeUndefined();
  return { ...answer, data: answer.data as Data };
}

/** What the order of two keys in opposite directions means, computed without SQL. */
const expected = ["A", "B"]
  .flatMap((band) => years.map((year, index) => ({ year, title: `${band}${index}` })))
  .sort((a, b) => b.year - a.year || (a.title < b.title ? -1 : 1))
  .map(({ title }) => title);

type Page = {
  records: {
    nodes: { title: string }[];
    pageInfo: { endCursor: string; startCursor: string; hasNextPage: boolean; hasPreviousPage: boolean };
  };
};
const pageFields = "{ nodes { title } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } }";

test.each([1, 3, 5])("keys in opposite directions page forward by %i, each row once", async (size) => {
  const seen: string[] = [];
  let after = "";
  for (let more = true; more; ) {
    const page = (await ask<Page>(`{ records(first: ${size}${after}) ${pageFields} }`)).data;
    seen.push(...page.records.nodes.map(({ title }) => title));
    after = `, after: "${page.records.pageInfo.endCursor}"`;
    more = page.records.pageInfo.hasNextPage;
  }
  expect(seen).toEqual(expected);
});

test.each([1, 4])("and backward by %i", async (size) => {
  const seen: string[] = [];
  let before = "";
  for (let more = true; more; ) {
    const page = (await ask<Page>(`{ records(last: ${size}${before}) ${pageFields} }`)).data;
    seen.unshift(...page.records.nodes.map(({ title }) => title));
    before = `, before: "${page.records.pageInfo.startCursor}"`;
    more = page.records.pageInfo.hasPreviousPage;
  }
  expect(seen).toEqual(expected);
});

test("a computed field gets the values it needs, and the reader's language, without a statement of its own", async () => {
  const { data, statements, fellBack } = await ask("{ bands { newest { shout } } }");
  expect([statements, fellBack]).toEqual([2, "computed"]);
  expect(data).toMatchObject({
    bands: [
      { newest: [{ shout: "A1 (EN)" }, { shout: "A3 (EN)" }, { shout: "A5 (EN)" }, {}, {}, {}, {}, {}] },
      {},
    ],
  });
});

test("aliases with other arguments and fragments at one place each get their own rows", async () => {
  const { data } = await ask(
    `{ bands { name two: records(first: 2) { nodes { title } } ...one } } fragment one on Band { records(first: 1) { totalCount nodes { year band { name } } } }`,
  );
  expect(data).toEqual({
    bands: ["A", "B"].map((name) => ({
      name,
      two: { nodes: [{ title: `${name}1` }, { title: `${name}3` }] },
      records: { totalCount: 8, nodes: [{ year: 2003, band: { name } }] },
    })),
  });
});

test("an argument below the root is checked like one at the root, and costs only its own field", async () => {
  const source = `query ($text: String!) { records(first: 1) { nodes { title bad: begins(with: $text) good: begins(with: "A") } } }`;
  for (const [text, code] of [
    ["\0", "INVALID_TEXT"],
    ["010190-1234", "CPR_NUMBER"],
    ["a".repeat(201), "TOO_LONG"],
  ] as const) {
    const { data, errors, fellBack } = await askBothWays(trial, client, source, { variables: { text } });
    expect(fellBack).toBe("arguments");
    expect(errors?.map(({ message, path, extensions }) => [message, path, extensions.code])).toEqual([
      [`with: ${code}`, ["records", "nodes", 0, "bad"], "BAD_USER_INPUT"],
    ]);
    expect(data).toEqual({
      records: { nodes: [{ title: "A1", bad: null, good: true }] },
    });
  }
});

test("a hidden value is null, a hidden list empty, and a filter does not disclose either", async () => {
  const query = '{ records(label: "label 0") { totalCount nodes { title label tags } } }';
  const stranger = await ask(query);
  // Records 0 and 4 of each band are secret; 2 and 6 have the label and are not.
  expect(stranger.data).toMatchObject({ records: { totalCount: 4 } });
  type Records = { records: { nodes: { title: string; label: string | null; tags: string[] }[] } };
  const all = await ask<Records>("{ records { nodes { title label tags } } }");
  for (const { title, label, tags } of all.data.records.nodes) {
    const isSecret = Number(title.slice(1)) % 4 === 0;
    expect([title, label, tags]).toEqual([
      title,
      isSecret ? null : `label ${Number(title.slice(1)) % 2}`,
      isSecret ? [] : ["loud"],
    ]);
  }
  const member = await ask(query, stableIds("account", "member").id);
  expect(member.data).toMatchObject({ records: { totalCount: 8 } });
});

test.each([
  ["a declared field that the schema lacks", { sdl: sdl.replace("shout: String!", "") }, "Record.shout"],
  [
    "a field of a declared type without a read",
    { sdl: sdl.replace("year: Int!", "year: Int! format: String") },
    "Record.format",
  ],
  [
    "a node without a declaration",
    { sdl: `${sdl} type Label implements Node { id: ID! }` },
    "Label is a Node",
  ],
  [
    "a query field without a read",
    { sdl: sdl.replace("bands:", "labels: [String!]! bands:") },
    "Query.labels",
  ],
  [
    "a read of a query field that the schema lacks",
    { roots: { ...rootReads, singles: rootReads.bands } as RootReads },
    "Query.singles",
  ],
  ["a relation to an undeclared type", { reads: [recordRead] }, "Band"],
  [
    "a filter that discloses a field nobody declared",
    {
      roots: {
        ...rootReads,
        records: {
          ...rootReads.records,
          filters: [{ argument: "label", discloses: ["lable"], where: () => sql`true` }],
        },
      } as RootReads,
    },
    "Record.lable",
  ],
])("the start stops at %s", (_, changes, named) => {
  expect(() => world(changes)).toThrow(named);
});
