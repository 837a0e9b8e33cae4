import { Kind, type OperationDefinitionNode, parse, validate } from "graphql";
import { Client } from "pg";
import { type SQL, sql } from "../../src/platform/database/sql.js";
import { uuidArray } from "../../src/platform/database/uuid-array.js";
import type { AnswerForMany, RowForMany } from "../../src/platform/read/compiled/compiled-reads.js";
import {
  column,
  computed,
  count,
  everyone,
  expression,
  one,
  type ReadDeclaration,
  type RootReads,
} from "../../src/platform/read/declaration.js";
import { RowRef } from "../../src/platform/read/row-ref.js";
import { readWorld } from "../testkit/both-ways.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

/** Notes that some accounts read, with all that may and may not differ from reader to reader. */
const sdl = `
  type Note { text: String! year: String! inLanguage: String! isForAdministrators: Boolean! author: Author! plain: Plain
    isMine: Boolean! hidden: String itself: Note isNear: Boolean! once: Int! mineCount: Int! length: Int! asked(mine: Boolean): Boolean! }
  type Plain { text: String! }
  type Author { name: String! isMe: Boolean! }
  type Query { note: Note plain: Plain }
  type Subscription { noted: Note! plainly: Plain! }`;

const isMine = ({ row, viewer }: Parameters<ReadDeclaration["visibleTo"]>[0]): SQL =>
  sql`(${row}.author_id = ${viewer.accountId})`;

const noteRead: ReadDeclaration = {
  type: "Note",
  table: "note",
  key: "id",
  visibleTo: ({ row, viewer }) => sql`${viewer.accountId} = ANY (${row}.reader_ids)`,
  readers: (row) => sql`SELECT unnest(${row}.reader_ids)`,
  fields: {
    text: column("text"),
    year: expression(() => sql`to_char(now(), 'YYYY')`),
    inLanguage: expression(({ language }) => sql`'in ' || ${language}`),
    isForAdministrators: expression(({ viewer }) => viewer.isAdministrator),
    author: one("Author", { rows: ({ parent }) => sql`SELECT ${parent}.author_id` }),
    plain: one("Plain", { where: ({ parent, target }) => sql`${target}.id = ${parent}.id` }),
    isMine: expression(isMine),
    hidden: column("text", { visibleWhen: isMine }),
    itself: one("Note", { where: ({ parent, target }) => sql`${target}.id = ${parent}.id` }),
    isNear: expression(({ row, viewer }) => viewer.isIn("neighbours", sql`${row}.id`)),
    once: expression(({ viewer }) => viewer.once("nothing about anybody", () => sql`1`)),
    mineCount: count("Note", {
      where: ({ target, viewer }) => sql`${target}.author_id = ${viewer.accountId}`,
    }),
    length: computed({ text: ({ row }) => sql`${row}.text` }, ({ text }) => String(text).length),
    asked: expression((scope) => (scope.args.has("mine") ? isMine(scope) : sql`true`)),
  },
};
const plainRead: ReadDeclaration = {
  type: "Plain",
  table: "note",
  key: "id",
  visibleTo: everyone,
  fields: { text: column("text") },
};
const authorRead: ReadDeclaration = {
  type: "Author",
  columns: { author_id: "uuid" },
  visibleTo: everyone,
  fields: { name: expression(({ row }) => sql`left(${row}.author_id::text, 8)`), isMe: expression(isMine) },
};
const roots: RootReads = {
  note: one("Note", { where: () => sql`true` }),
  plain: one("Plain", { where: () => sql`true` }),
};
const { schema, compiled } = readWorld(sdl, [noteRead, plainRead, authorRead], roots, {
  neighbours: (viewer, key) => sql`(${viewer.accountId} = ${key})`,
});

const noteId = "00000000-0000-7000-8000-0000000000aa";
const [author, reader, other] = [1, 2, 3].map((number) => `00000000-0000-7000-8000-00000000000${number}`) as [
  string,
  string,
  string,
];
const isTold = (row: SQL) => sql`NOT ${row}.is_secret`;
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "CREATE TABLE note (id uuid PRIMARY KEY, text text, author_id uuid, reader_ids uuid[], is_secret boolean NOT NULL DEFAULT false)",
  );
  await client.query("INSERT INTO note VALUES ($1, 'Hej', $2, $3)", [noteId, author, [author, reader]]);
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

interface Telling {
  readonly readers?: readonly string[];
  readonly isAdministrator?: boolean;
  readonly language?: "DA" | "EN";
  readonly variables?: Record<string, unknown>;
  readonly key?: string;
}

function tell(source: string, telling: Telling = {}): Promise<AnswerForMany> {
  const { readers = [author, reader, other], language = "DA", variables = {}, key = noteId } = telling;
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const [operation] = document.definitions as readonly OperationDefinitionNode[];
  const fieldNodes = (operation?.selectionSet.selections ?? []).filter((node) => node.kind === Kind.FIELD);
  const parentType = schema.getSubscriptionType();
  const [node] = fieldNodes;
  if (!parentType || !node) throw new Error("Nothing is asked");
  const fieldName = node.name.value;
  return compiled.rowForMany(
    new RowRef(fieldName === "noted" ? "Note" : "Plain", key),
    { schema, fragments: {}, fieldNodes, parentType, fieldName, variableValues: variables },
    {
      viewer: { accountId: readers[0] ?? null, isAdministrator: telling.isAdministrator ?? false },
      language,
    },
    { readers: uuidArray(readers), isTold },
    async (statement) => (await client.query<RowForMany & Record<string, unknown>>(statement)).rows[0],
  );
}
const noted = (fields: string) => {
  const declared = [
    ["$mine", "$mine: Boolean"],
    ["$on", "$on: Boolean!"],
  ].flatMap(([name = "", text = ""]) => (fields.includes(name) ? text : []));
  return `subscription ${declared.length > 0 ? `(${declared.join(" ")})` : ""} { noted { ${fields} } }`;
};

test("what nobody's being the viewer changes is answered once, with those who may not be told it", async () => {
  const asked = noted(
    "text year called: inLanguage isForAdministrators author { name } plain { text } __typename",
  );
  const { data, reason } = await tell(asked);
  expect(reason).toBeUndefined();
  expect(JSON.parse(data?.data ?? "")).toEqual({
    text: "Hej",
    year: String(new Date().getFullYear()),
    called: "in DA",
    isForAdministrators: false,
    author: { name: "00000000" },
    plain: { text: "Hej" },
    __typename: "Note",
  });
  expect(data?.others).toEqual([other]);
  const { data: inEnglish } = await tell(asked, {
    language: "EN",
    isAdministrator: true,
    readers: [other, author],
  });
  expect(JSON.parse(inEnglish?.data ?? "")).toMatchObject({ called: "in EN", isForAdministrators: true });
  expect(inEnglish?.others).toEqual([other]);
});

test.each([
  ["the viewer's account", "isMine"],
  ["a field that is hidden from some", "hidden"],
  ["a row that is hidden from some", "itself { text }"],
  ["a circle", "isNear"],
  ["a value about the viewer that is worked out once", "once"],
  ["a count of what is the viewer's", "mineCount"],
  ["anything of these further down", "text plain { text } author { name isMe }"],
  ["anything of these in a fragment that is switched on", "text ... @include(if: $on) { isMine }"],
])("what asks %s is not answered for many", async (_, fields) => {
  expect(await tell(noted(fields), { variables: { on: true } })).toEqual({ reason: "viewer" });
  // Nor when it has been asked before.
  expect(await tell(noted(fields), { variables: { on: true } })).toEqual({ reason: "viewer" });
});

test("what is switched off asks nothing, and an argument may make the difference", async () => {
  const switched = noted("text ... @include(if: $on) { isMine }");
  expect((await tell(switched, { variables: { on: false } })).data?.data).toBe('{"text":"Hej"}');
  expect(await tell(switched, { variables: { on: true } })).toEqual({ reason: "viewer" });
  const asked = noted("asked(mine: $mine)");
  expect((await tell(asked, { variables: {} })).data?.data).toBe('{"asked":true}');
  expect(await tell(asked, { variables: { mine: true } })).toEqual({ reason: "viewer" });
});

test("what code computes, and rows of a type that does not tell its readers, are answered one by one", async () => {
  expect(await tell(noted("length"))).toEqual({ reason: "computed" });
  expect(await tell("subscription { plainly { text } }")).toEqual({ reason: "viewer" });
});

test("who reads is asked in the statement that reads the row, and nobody is told what is told to nobody", async () => {
  const asked = noted("text");
  expect((await tell(asked, { readers: [] })).data?.others).toEqual([]);
  await client.query("UPDATE note SET reader_ids = $1", [[reader]]);
  expect((await tell(asked)).data?.others.toSorted()).toEqual([author, other]);
  await client.query("UPDATE note SET is_secret = true");
  expect(await tell(asked)).toEqual({ data: undefined });
  await client.query("UPDATE note SET is_secret = false");
  expect(await tell(asked, { key: author })).toEqual({ data: undefined });
});

test("uuids travel as an array in PostgreSQL's own form", async () => {
  const roundTrip = async (ids: readonly string[]) =>
    (await client.query<{ ids: string[] }>("SELECT $1::uuid[]::text[] AS ids", [uuidArray(ids)])).rows[0]
      ?.ids;
  for (const ids of [[], [author], [author, other, author, "ffffffff-ffff-ffff-ffff-ffffffffffff"]])
    expect(await roundTrip(ids)).toEqual(ids);
  expect(() => uuidArray(["00000000-0000-7000-8000-00000000000"])).toThrow("is no uuid");
  expect(() => uuidArray(["no uuid"])).toThrow("is no uuid");
});
