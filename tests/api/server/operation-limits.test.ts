import { buildSchema, getIntrospectionQuery, parse, validate } from "graphql";
import {
  INTROSPECTION_COST,
  MAX_COST,
  MUTATION_COST,
  operationCost,
} from "../../../src/platform/limits/operation-cost.js";
import { createOperationGate } from "../../../src/platform/limits/operation-gate.js";
import {
  limitRules,
  MAX_ALIASES,
  MAX_DEPTH,
  MAX_DIRECTIVES,
  MAX_EXPANDED_FIELDS,
  MAX_FRAGMENTS,
  MAX_REPEATED_FIELDS,
  MAX_ROOT_FIELDS,
  MAX_TOKENS,
} from "../../../src/platform/limits/operation-limits.js";
import { defaultPage } from "../../../src/platform/read/page.js";
import { post, startTrialServer, type TrialServer } from "./trial-server.js";

const schema = buildSchema(/* GraphQL */ `
  interface Actor { id: ID! name: String! self: Actor! genres: [Genre!]! actors(first: Int, after: String, last: Int, before: String): ActorConnection! }
  type Venue implements Actor { id: ID! name: String! self: Actor! rooms: [Room!]! genres: [Genre!]! actors(first: Int, after: String, last: Int, before: String): ActorConnection! }
  type Artist implements Actor { id: ID! name: String! self: Actor! genres: [Genre!]! actors(first: Int, after: String, last: Int, before: String): ActorConnection! }
  type Genre { slug: String! }
  type Room { name: String! }
  type ActorEdge { cursor: String! node: Actor! }
  type PageInfo { hasNextPage: Boolean! }
  type ActorConnection { edges: [ActorEdge!]! nodes: [Actor!]! pageInfo: PageInfo! totalCount: Int! }
  type Query { a: Actor! size(of: Int! = 1): Int! actors(first: Int, after: String, last: Int, before: String): ActorConnection! nodes(ids: [ID!]!): [Actor]! }
  type Mutation { write: Actor! }
`);
const gate = createOperationGate(schema);

const repeat = (times: number, part: (index: number) => string) =>
  Array.from({ length: times }, (_, i) => part(i)).join(" ");
const nested = (levels: number) => `{ a${" { self".repeat(levels - 2)} { id }${" }".repeat(levels - 2)} }`;
const refusedBy = (query: string, variables?: Record<string, unknown>) =>
  gate.admit({ query, variables }).errors?.map(({ extensions }) => extensions.limit ?? extensions.code);

describe("each limit lets its own number pass and refuses one more", () => {
  const cases: [string, (size: number) => string, number][] = [
    // The braces, the field's name and its argument's five tokens are twelve with the end of the text; each id is one token.
    ["tokens", (size) => `{ nodes(ids: [${repeat(size - 12, (i) => `"${i}"`)}]) { id } }`, MAX_TOKENS],
    ["depth", nested, MAX_DEPTH],
    ["aliases", (size) => `{ a { ${repeat(size, (i) => `x${i}: id`)} } }`, MAX_ALIASES],
    [
      "directives",
      (size) =>
        `{ ${repeat(size / 5, (i) => `...F${i}`)} } ${repeat(size / 5, (i) => `fragment F${i} on Query { a { id @skip(if: false) name @skip(if: false) } a @include(if: true) { id @include(if: true) name @include(if: true) } }`)}`,
      MAX_DIRECTIVES,
    ],
    [
      "fragments",
      (size) =>
        `{ a { ${repeat(size, (i) => `...F${i}`)} } } ${repeat(size, (i) => `fragment F${i} on Actor { id }`)}`,
      MAX_FRAGMENTS,
    ],
    ["repeatedFields", (size) => `{ a { ${repeat(size + 1, () => "id")} } }`, MAX_REPEATED_FIELDS],
    ["rootFields", (size) => `{ ${repeat(size, (i) => `x${i}: size`)} }`, MAX_ROOT_FIELDS],
  ];
  test.each(cases)("%s", (limit, queryOf, allowed) => {
    const step = limit === "directives" ? 5 : 1;
    expect(refusedBy(queryOf(allowed))).toBeUndefined();
    expect(refusedBy(queryOf(allowed + step))).toEqual([limit]);
  });
});

describe("fragments", () => {
  test("that multiply are refused in a moment", () => {
    const doubling = `{ a { ...F0 } } ${repeat(40, (i) => `fragment F${i} on Actor { ...F${i + 1} ...F${i + 1} }`)} fragment F40 on Actor { id }`;
    // Expanding it field by field would not end before the test's time is over.
    expect(refusedBy(doubling)).toEqual(["expandedFields"]);
    expect(2 ** 40).toBeGreaterThan(MAX_EXPANDED_FIELDS);
  });

  test.each([
    "{ a { ...F } } fragment F on Actor { self { ...F } }",
    "{ a { ...F } } fragment F on Actor { ...G } fragment G on Actor { ...F }",
  ])("that contain themselves are refused: %s", (query) => {
    expect(refusedBy(query)).toEqual(["fragments"]);
  });

  test("add their aliases, directives, depth and root fields wherever they are spread", () => {
    const aliases = `fragment F on Actor { ${repeat(10, (i) => `x${i}: id`)} }`;
    expect(refusedBy(`{ a { ...F self { ...F self { ...F } } } } ${aliases}`)).toBeUndefined();
    expect(refusedBy(`{ a { ...F self { ...F self { ...F self { ...F } } } } } ${aliases}`)).toEqual([
      "aliases",
    ]);
    const deep = `{ a { ...F } } fragment F on Actor { self { self { self { self { self { self { ...G } } } } } } } fragment G on Actor { self { self { self { self { self { self { self { self { id } } } } } } } } }`;
    expect(refusedBy(deep)).toEqual(["depth"]);
    expect(refusedBy(`{ ...F } fragment F on Query { ${repeat(21, (i) => `x${i}: size`)} }`)).toEqual([
      "rootFields",
    ]);
  });

  test("that do not exist are GraphQL's to refuse", () => {
    expect(refusedBy("{ ...Nowhere }")).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  });
});

test("every operation of a document is measured, not only the chosen one", () => {
  const query = `query Small { size } query Large ${nested(16)}`;
  expect(gate.admit({ query, operationName: "Small" }).errors).toHaveLength(1);
});

test("an alias of __typename counts like any other", () => {
  expect(refusedBy(`{ ${repeat(31, (i) => `x${i}: __typename`)} }`)).toEqual(["aliases"]);
});

test("the rules work as plain validation rules", () => {
  expect(validate(schema, parse(nested(16)), limitRules).map(({ message }) => message)).toEqual([
    "The operation has more than 15 levels of fields.",
  ]);
});

test("the longest query within the token limit is judged in a moment", () => {
  // GraphQL's check of overlapping fields compares each pair of equal names.
  const sizes = [
    `{ a{ ${repeat(101, () => "self{id}")} ${repeat(300, () => "... on Actor{id}")} } }`,
    `{ a{ ${repeat(50, (i) => `...F${i}`)} } } ${repeat(50, (i) => `fragment F${i} on Actor { ${repeat(7, () => "self{id}")} }`)}`,
  ];
  for (const text of sizes) {
    const startedAt = performance.now();
    gate.admit({ query: text });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  }
});

describe("introspection", () => {
  test("GraphiQL's and graphql-js' queries pass whole", () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect(refusedBy(query)).toBeUndefined();
  });

  test("has the same limits as anything else", () => {
    const ofType = `{ __type(name: "Venue") { fields { type ${"{ ofType ".repeat(14)} { name } ${"}".repeat(14)} } } }`;
    expect(refusedBy(ofType)).toEqual(["depth"]);
    const often = Math.floor(MAX_COST / INTROSPECTION_COST) + 1;
    expect(refusedBy(`{ ${repeat(often, (i) => `x${i}: __schema { types { name } }`)} }`)).toEqual(["cost"]);
  });
});

describe("cost", () => {
  const cost = (query: string, variables: Record<string, unknown> = {}) => {
    const document = parse(query);
    const [operation] = document.definitions;
    if (operation?.kind !== "OperationDefinition")
      throw new Error("The first definition must be the operation");
    return operationCost(schema, document, operation, variables);
  };

  test.each([
    ["{ size }", 0],
    ["{ a { id name } }", 1],
    ["{ a { genres { slug } } }", 1 + 10],
    ["{ actors { nodes { id } } }", 1 + defaultPage],
    ["{ actors(first: 50) { nodes { id } } }", 1 + 50],
    ["{ actors(last: 7) { edges { cursor node { id } } pageInfo { hasNextPage } totalCount } }", 1 + 7],
    ["{ actors(first: 50) { totalCount } }", 1],
    ["{ actors(first: 50) { nodes { actors(first: 10) { nodes { id } } } } }", 1 + 50 * (1 + (1 + 10))],
    ["{ nodes(ids: [1, 2, 3]) { id } }", 3],
    // An actor is a venue or an artist, so the dearer of the two counts.
    ["{ a { ... on Venue { rooms { name } } ... on Artist { genres { slug } self { id } } } }", 1 + 11],
    ["mutation { write { id } }", MUTATION_COST + 1],
    // What the field itself refuses must not be dearer than the most it accepts, nor cheaper than nothing.
    ["{ actors(first: 1000000) { nodes { id } } }", 1 + 100],
    ["{ actors(first: -5) { nodes { id } } }", 1],
  ])("of %s is %d", (query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  test("multiplies by variables and their defaults, and leaves out what is left out", () => {
    const query =
      "query ($n: Int = 30, $deep: Boolean = true) { actors(first: $n) { nodes { genres @include(if: $deep) { slug } } } }";
    expect(cost(query)).toBe(1 + 30 * 11);
    expect(cost(query, { n: 5 })).toBe(1 + 5 * 11);
    expect(cost(query, { n: 5, deep: false })).toBe(1 + 5);
    expect(cost(query, { n: null })).toBe(1 + defaultPage * 11);
  });

  test("decides by the variables of each request, also for a document known already", () => {
    const query =
      "query ($n: Int!) { actors(first: $n) { nodes { actors(first: $n) { nodes { genres { slug } } } } } }";
    expect(refusedBy(query, { n: 10 })).toBeUndefined();
    expect(refusedBy(query, { n: 100 })).toEqual(["cost"]);
    expect(refusedBy(query, { n: 10 })).toBeUndefined();
    expect(refusedBy(query, { n: 100 })).toEqual(["cost"]);
  });

  test("multiplies by the length of a list of ids in a variable", () => {
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { actors(first: 100) { nodes { id } } } }";
    expect(refusedBy(query, { ids: ["1", "2"] })).toBeUndefined();
    expect(refusedBy(query, { ids: Array.from({ length: 300 }, String) })).toEqual(["cost"]);
  });
});

describe("over HTTP", () => {
  let hub: TrialServer;
  beforeAll(async () => {
    hub = await startTrialServer();
  });
  afterAll(() => hub.stop());

  const refusals: [string, string, Record<string, unknown>][] = [
    ["tokens", `{ nodes(ids: [${repeat(2_000, () => "1")}]) { id } }`, {}],
    ["depth", `{ actors ${"{ nodes { actors ".repeat(8)} { totalCount } ${"} }".repeat(8)} }`, {}],
    ["aliases", `{ actors { nodes { ${repeat(31, (i) => `x${i}: id`)} } } }`, {}],
    ["rootFields", `{ ${repeat(21, (i) => `x${i}: hello`)} }`, {}],
    [
      "cost",
      "query ($n: Int!) { actors(first: $n) { nodes { actors(first: $n) { nodes { genres { slug } } } } } }",
      { n: 100 },
    ],
  ];
  test.each(refusals)("%s refuses before any context or resolver", async (limit, query, variables) => {
    const before = { ...hub.calls };
    const answer = await post(hub.url, { query, variables }, { accept: "application/graphql-response+json" });
    expect([answer.status, answer.code]).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
    expect(answer.errors?.map(({ extensions }) => extensions.limit)).toEqual([limit]);
    expect(hub.calls).toEqual(before);
    const metrics = await (await fetch(`${hub.url}/metrics`)).text();
    expect(metrics).toContain(`samspil_graphql_limit_refusals_total{limit="${limit}"} 1`);
  });

  test("the introspection query of graphql-js is answered", async () => {
    const { data, errors } = await post(hub.url, { query: getIntrospectionQuery() });
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty("__schema.queryType.name", "Query");
  });
});
