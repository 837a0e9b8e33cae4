import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { getOperationAST, parse } from "graphql";
import { Client, type QueryConfig } from "pg";
import { sql } from "../../src/platform/database/sql.js";
import {
  column,
  connection,
  list,
  one,
  type ReadDeclaration,
  type RootReads,
} from "../../src/platform/read/declaration.js";
import { installOutcomes } from "../../src/platform/read/mutation-text.js";
import { RowRef } from "../../src/platform/read/row-ref.js";
import { type AskOptions, askBothWays, mutateBothWays, readWorld } from "../testkit/both-ways.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

/** Animals of two kinds, some of them shy, in cages. */
const sdl = `
  scalar Anything
  interface Animal { name: String! friend: Animal sound(times: Int = 1): String }
  type Dog implements Animal { name: String! friend: Animal sound(times: Int = 1): String tricks: [String!]! size: Size }
  type Cat implements Animal { name: String! friend: Animal sound(times: Int = 1): String lives: Int! cage: Cage! }
  union Pet = Dog | Cat
  type Size { height: Int! weight: Float }
  type Cage { number: Int! animals(first: Int, after: String, last: Int, before: String): AnimalConnection! pets: [Pet!]! }
  type AnimalEdge { cursor: String! node: Animal! }
  type AnimalConnection { edges: [AnimalEdge!]! nodes: [Animal!]! pageInfo: PageInfo! totalCount: Int! }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type Made { animal: Animal dog: Dog note: String }
  type Mutation { make(name: String!): Made! }
  type Query { cages: [Cage!]! animal(name: String, note: Anything): Animal closed: Cage }`;

const byName = {
  NAME: [{ by: ({ target }) => sql`${target}.name`, type: "text", collation: "C" }],
} satisfies RootReads[string]["orders"];
const inCage: Parameters<typeof list>[1] = {
  where: ({ parent, target }) => sql`${target}.cage_id = ${parent}.id`,
  orders: byName,
};

const animalRead: ReadDeclaration = {
  type: "Animal",
  table: "animal",
  key: "id",
  visibleTo: ({ row, viewer }) => sql`NOT ${row}.is_shy OR ${viewer.isSignedIn}`,
  fields: {
    name: column("name"),
    friend: one("Animal", { where: ({ parent, target }) => sql`${target}.id = ${parent}.friend_id` }),
    sound: {
      read: "value",
      value: ({ row, args }) => sql`repeat(${row}.sound, ${args.sql("times", "integer")})`,
    },
  },
  kinds: {
    typeName: ({ row }) => sql`(CASE WHEN ${row}.lives IS NULL THEN 'Dog' ELSE 'Cat' END)`,
    types: {
      Dog: {
        tricks: { read: "value", value: ({ row }) => sql`to_json(${row}.tricks)` },
        size: {
          read: "value",
          value: ({ row }) =>
            sql`CASE WHEN ${row}.height IS NOT NULL THEN json_build_object('weight', NULL, 'height', nullif(${row}.height, 0)) END`,
        },
      },
      Cat: {
        lives: column("lives"),
        cage: one("Cage", { where: ({ parent, target }) => sql`${target}.id = ${parent}.cage_id` }),
      },
    },
  },
};

const cageRead: ReadDeclaration = {
  type: "Cage",
  table: "cage",
  key: "id",
  visibleTo: ({ row, viewer }) => sql`${row}.number < 3 OR ${viewer.isAdministrator}`,
  fields: { number: column("number"), animals: connection("Animal", inCage), pets: list("Animal", inCage) },
};

const roots: RootReads = {
  cages: list("Cage", {
    orders: { NUMBER: [{ by: ({ target }) => sql`${target}.number`, type: "integer" }] },
  }),
  animal: one("Animal", {
    where: ({ target, args }) =>
      args.has("name") ? sql`${target}.name = ${args.sql("name", "text")}` : sql`${target}.name = 'Rex'`,
    refuses: ({ name }) => (name === "Nobody" ? "name: nobody is called so." : undefined),
  }),
  closed: one("Cage", { where: () => sql`false` }),
};

const trial = readWorld(sdl, [animalRead, cageRead], roots);
const animalKey = (number: number) => `00000000-0000-0000-0000-00000000000${number}`;
const make = trial.schema.getMutationType()?.getFields().make;
let timesMade = 0;
if (make)
  make.resolve = (_, { name }) => {
    timesMade += 1;
    if (name === "nobody") throw new Error("Nothing is made of nobody");
    return {
      animal: new RowRef("Animal", animalKey(["Rex", "Mis", "Ål", "Bo"].indexOf(name) + 1)),
      dog: new RowRef("Animal", animalKey(1)),
      note: "made",
    };
  };
installOutcomes(trial.schema);
const account = "00000000-0000-7000-8000-000000000001";
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    CREATE TABLE cage (id uuid PRIMARY KEY, number int);
    CREATE TABLE animal (id uuid PRIMARY KEY, cage_id uuid, name text, friend_id uuid, sound text, lives int, tricks text[], height int, is_shy boolean);
    INSERT INTO cage SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, n FROM generate_series(1, 3) AS n;
    INSERT INTO animal SELECT ('00000000-0000-0000-0000-0000000000' || to_char(n, 'FM00'))::uuid,
      ('00000000-0000-0000-0000-00000000000' || 1 + n % 3)::uuid, (ARRAY['Rex','Mis','Ål','Bo','"Q"','Y' || chr(10) || 'Z'])[n],
      ('00000000-0000-0000-0000-0000000000' || to_char(n + 1, 'FM00'))::uuid, 'vov', CASE WHEN n % 2 = 0 THEN 9 END,
      ARRAY['roll', CASE WHEN n < 5 THEN 'sit' END], CASE n WHEN 1 THEN 40 WHEN 3 THEN 0 END, n = 2 FROM generate_series(1, 6) AS n`);
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const ask = (source: string, options?: AskOptions) => askBothWays(trial, client, source, options);

test("aliases, merged selections, fragments on kinds and unions, and names in the order asked", async () => {
  const { data, fellBack } = await ask(
    `query { __typename cages { n: number pets { ... on Dog { tricks } ...cat __typename ... on Animal { name loud: sound(times: 2) } }
      animals { totalCount } animals { nodes { __typename } kinds: __typename } } found: animal { name friend { name } } animal { friend { __typename } } }
     fragment cat on Cat { lives name ... on Animal { sound } }`,
    { accountId: account },
  );
  expect(fellBack).toBeUndefined();
  expect(data.found).toEqual({ name: "Rex", friend: { name: "Mis" } });
  expect(Object.keys(data.cages[0].pets.find((pet: { lives?: number }) => pet.lives))).toEqual([
    "lives",
    "name",
    "sound",
    "__typename",
    "loud",
  ]);
  expect(data.cages[0].animals).toMatchObject({ totalCount: 2, kinds: "AnimalConnection" });
});

test("whoever is hidden is in no list, count, page or relation", async () => {
  const query = "{ cages { number animals { totalCount nodes { name } } } animal { friend { name } } }";
  const stranger = await ask(query);
  expect(stranger.data).toEqual({
    cages: [
      { number: 1, animals: { totalCount: 2, nodes: [{ name: "Y\nZ" }, { name: "Ål" }] } },
      { number: 2, animals: { totalCount: 2, nodes: [{ name: "Bo" }, { name: "Rex" }] } },
    ],
    animal: { friend: null },
  });
  expect((await ask(query, { accountId: account })).data.animal.friend).toEqual({ name: "Mis" });
  expect((await ask(query, { accountId: account, isAdministrator: true })).data.cages).toHaveLength(3);
});

test.each([
  ["first: 1", [true, false]],
  ["last: 1", [false, true]],
  ["first: 2", [false, false]],
  ["last: 2", [false, false]],
])("a page with %s tells whether there are more", async (size, [hasNextPage, hasPreviousPage]) => {
  const { data, fellBack } = await ask(
    `{ cages { animals(${size}) { pageInfo { startCursor hasNextPage endCursor hasPreviousPage } edges { node { name } cursor } nodes { name } } } }`,
  );
  expect(fellBack).toBeUndefined();
  for (const { animals } of data.cages) {
    expect(animals.pageInfo).toMatchObject({ hasNextPage, hasPreviousPage });
    expect(animals.pageInfo.startCursor).toBe(animals.edges[0].cursor);
    expect(animals.pageInfo.endCursor).toBe(animals.edges.at(-1).cursor);
    expect(animals.edges.map(({ node }: { node: unknown }) => node)).toEqual(animals.nodes);
  }
});

test("switches, defaults, variables left out and nulls shape one plan each", async () => {
  const source = `query ($more: Boolean! = true, $name: String, $times: Int = 2) {
    animal(name: $name) { name @include(if: $more) ... @skip(if: $more) { sound } long: sound(times: $times) } }`;
  for (const variables of [{}, { more: false }, { name: "Bo" }, { name: null, times: 3 }, { times: null }])
    expect((await ask(source, { variables })).fellBack).toBeUndefined();
  expect((await ask(source, { variables: { name: "Bo", times: 3 } })).data).toEqual({
    animal: { name: "Bo", long: "vovvovvov" },
  });
});

test.each([
  [
    "a null where the schema promises a value of a value object",
    '{ animal(name: "Ål") { ... on Dog { size { height } } } }',
    "null",
  ],
  ["a null in a list that holds none", '{ animal(name: "\\"Q\\"") { ... on Dog { tricks } } }', "null"],
  [
    "a row where the schema promises one",
    '{ animal(name: "Bo") { ... on Cat { cage { number } } } }',
    undefined,
  ],
  ["a refused argument", '{ animal(name: "Nobody") { name } }', "arguments"],
  ["a page that is too large", "{ cages { animals(first: 101) { totalCount } } }", "arguments"],
  ["a question about the schema", "{ __schema { queryType { name } } }", "introspection"],
  ["a response name longer than PostgreSQL's", `{ ${"a".repeat(64)}: animal { name } }`, "long_name"],
  ["a response name as long as PostgreSQL's", `{ ${"a".repeat(63)}: animal { name } }`, undefined],
  ["nothing", "{ closed { number } cages { ... on Cage @skip(if: true) { number } } }", undefined],
])("%s", async (_, source, reason) => {
  expect((await ask(source)).fellBack).toBe(reason);
});

test("a hidden row where the schema promises one", async () => {
  const { fellBack, errors } = await ask('{ animal(name: "Mis") { ... on Cat { cage { number } } } }', {
    accountId: account,
  });
  expect(fellBack).toBe("null");
  expect(errors?.map(({ path }) => path)).toEqual([["animal", "cage"]]);
});

describe("what a mutation made", () => {
  const mutate = (source: string, options?: AskOptions) => mutateBothWays(trial, client, source, options);

  test("is one statement, whatever hangs on it", async () => {
    const { data, statements } =
      await mutate(`mutation { make(name: "Bo") { note animal { __typename n: name loud: sound(times: 2)
      ... on Cat { lives cage { number animals(first: 1) { totalCount edges { cursor node { name } } pageInfo { endCursor hasNextPage } } } }
      ... on Dog { tricks size { h: height } } friend { name } } dog { size { h: height weight } friend { name } } } }`);
    expect(statements).toBe(2);
    expect(data.make.animal).toMatchObject({ __typename: "Cat", n: "Bo", lives: 9, cage: { number: 2 } });
    expect(data.make.dog.size).toEqual({ h: 40, weight: null });
  });

  test("is hidden like any row, and fails like any row", async () => {
    expect((await mutate('mutation { make(name: "Mis") { animal { name } } }')).data).toEqual({
      make: { animal: null },
    });
    const { errors } = await mutate(
      'mutation { make(name: "Mis") { animal { ... on Cat { cage { number } } } } }',
      {
        accountId: account,
      },
    );
    expect(errors.map(({ path }: { path: string[] }) => path)).toEqual([["make", "animal", "cage"]]);
  });

  test("is answered as text by one statement a row, and made once however it is answered", async () => {
    const timesMadeBy = async (source: string, options?: AskOptions) => {
      const before = timesMade;
      const { asText, errors } = await mutate(source, options);
      // In three ways; once in each.
      return { asText, made: (timesMade - before) / 3, failed: errors !== undefined };
    };
    const rows = `mutation ($not: Boolean = true) { once: make(name: "Bo") { __typename a: animal { __typename name ... on Cat { lives } }
      ...more dog { name @skip(if: $not) tricks } animal @skip(if: $not) { name } } } fragment more on Made { dog { name } }`;
    expect(await timesMadeBy(rows)).toEqual({ asText: 2, made: 1, failed: false });
    const hidden = 'mutation { make(name: "Mis") { animal { name } } }';
    expect(await timesMadeBy(hidden)).toEqual({ asText: 1, made: 1, failed: false });
    const others = [
      ['mutation { make(name: "Bo") { note animal { name } } }', 1, false],
      ['mutation { make(name: "Mis") { animal { ... on Cat { cage { number } } } } }', 1, true],
      ['mutation { make(name: "nobody") { animal { name } } }', 1, true],
      ['mutation { make(name: "Bo") { animal { name } } __typename }', 1, false],
      ['mutation { a: make(name: "Bo") { dog { name } } b: make(name: "Rex") { dog { name } } }', 2, false],
      ['mutation { make(name: "Bo") @skip(if: true) { dog { name } } }', 0, false],
    ] as const;
    for (const [source, made, failed] of others)
      expect(await timesMadeBy(source, { accountId: account })).toEqual({ asText: undefined, made, failed });
  });

  test("is asked in full where nodes are shared between fields, operations and switches", async () => {
    await mutate(`mutation { a: make(name: "Bo") { ...shared } b: make(name: "Bo") { ...shared animal { sound } } }
      fragment shared on Made { animal { name } }`);
    const switched = `mutation ($more: Boolean!) { make(name: "Rex") { animal { name } ...more @include(if: $more) } }
      fragment more on Made { animal { sound ... on Dog { tricks } } }`;
    const document = parse(switched);
    for (const more of [false, true, false]) {
      const { data } = await mutateBothWays(trial, client, switched, { variables: { more } }, document);
      expect(Object.keys(data.make.animal)).toEqual(more ? ["name", "sound", "tricks"] : ["name"]);
    }
  });
});

test("a query that asks the kinds for different things at every level is planned in moments", async () => {
  const asked = "name ... on Dog { tricks } ... on Cat { lives } ";
  const nested = Array.from({ length: 10 }).reduce<string>((inner) => `${asked} friend { ${inner} }`, asked);
  const startedAt = performance.now();
  const { fellBack } = await ask(`{ animal { ${nested} } }`, { accountId: account });
  expect(fellBack).not.toBe("size");
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("a plan does not keep the values of whoever asked first", async () => {
  const document = parse("query ($note: Anything) { animal(note: $note) { name } }");
  const operation = getOperationAST(document);
  if (!operation) throw new Error("There is no operation");
  const viewer = { accountId: null, isAdministrator: false };
  const planFor = async (): Promise<WeakRef<object>> => {
    // An object comes through coercion as it is, so that it can be told whether somebody still has it.
    const note = { of: "Mathilde" };
    const query = { document, operation, variables: { note }, viewer, language: "DA" as const };
    await trial.compiled.answer(query, async () => "{}");
    return new WeakRef(note);
  };
  const values = await planFor();
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 20 && values.deref(); round += 1) {
    await sleep(10);
    collect();
  }
  expect(values.deref()).toBeUndefined();
});

test("what is asked again is asked under a name that depends on the statement alone", async () => {
  const document = parse("query ($name: String) { animal(name: $name) { name } }");
  const operation = getOperationAST(document);
  if (!operation) throw new Error("There is no operation");
  const statements: QueryConfig[] = [];
  for (const name of ["Bo", "Rex", "Bo'; --", undefined]) {
    const variables = name === undefined ? {} : { name };
    const viewer = { accountId: null, isAdministrator: false };
    await trial.compiled.answer(
      { document, operation, variables, viewer, language: "DA" },
      async (statement) => {
        statements.push(statement);
        return "{}";
      },
    );
  }
  const [first, second, third, other] = statements;
  expect(first?.name).toBeUndefined();
  expect(second?.name).toMatch(/^read_[\w-]{24}$/);
  expect(third).toMatchObject({ name: second?.name, text: first?.text });
  expect(third?.values).toContain("Bo'; --");
  expect(other?.text).not.toBe(first?.text);
});
