import { readFile } from "node:fs/promises";
import { buildSchema, parse, validate } from "graphql";
import { limitRules } from "../../src/platform/limits/operation-limits.js";
import { firstDifference } from "../testkit/generated-queries/compared-answers.js";
import { generateQuery } from "../testkit/generated-queries/generated-query.js";
import { SchemaTypes } from "../testkit/generated-queries/schema-types.js";
import type { ValuePools } from "../testkit/generated-queries/value-pools.js";

describe("a difference between two answers is noticed:", () => {
  const data = {
    actors: {
      nodes: [
        { id: "a", name: null },
        { id: "b", name: "Bo" },
      ],
      totalCount: 2,
    },
    about: 'He says "id": yes',
  };
  const answer = (body: unknown, status = 200) => ({ status, text: JSON.stringify(body) });
  const error = (code: string, requestId: string) => ({
    message: "No.",
    path: ["actors"],
    extensions: { code, requestId },
  });
  const planted = (change: (body: typeof data) => unknown) => {
    const changed = structuredClone(data);
    return firstDifference(answer({ data }), answer({ data: change(changed) ?? changed }));
  };

  test("none between equal ones, however they are spaced, escaped and numbered", () => {
    expect(planted(() => undefined)).toBeNull();
    const spaced = { status: 200, text: JSON.stringify({ data }, null, 1).replace("Bo", "\\u0042o") };
    expect(firstDifference(answer({ data }), spaced)).toBeNull();
    const failed = (requestId: string) => answer({ errors: [error("FORBIDDEN", requestId)], data: null });
    expect(firstDifference(failed("1"), failed("2"))).toBeNull();
  });

  test.each<[string, (body: typeof data) => unknown, string]>([
    [
      "the order of keys",
      ({ about, actors }) => ({ about, actors }),
      "$.data: keys actors,about and about,actors",
    ],
    ["a missing item", ({ actors }) => void actors.nodes.pop(), "$.data.actors.nodes: 2 and 1 items"],
    [
      "the order of items",
      ({ actors }) => void actors.nodes.reverse(),
      '$.data.actors.nodes[0].id: "a" and "b"',
    ],
    [
      "null and absent",
      ({ actors }) => void Reflect.deleteProperty(actors.nodes[0] ?? {}, "name"),
      "$.data.actors.nodes[0]: keys id,name and id",
    ],
    [
      "a wrong count",
      ({ actors }) => void Object.assign(actors, { totalCount: 3 }),
      "$.data.actors.totalCount: 2 and 3",
    ],
    [
      "a number as text",
      ({ actors }) => void Object.assign(actors, { totalCount: "2" }),
      '$.data.actors.totalCount: 2 and "2"',
    ],
    ["a list for an object", () => ({ ...data, actors: [] }), /^\$\.data\.actors: \{.*\} and \[\]$/.source],
    ["something more", (body) => ({ ...body, more: 1 }), "$.data: keys actors,about and actors,about,more"],
  ])("%s", (_, change, expected) => {
    const found = planted(change);
    if (expected.startsWith("^")) expect(found).toMatch(new RegExp(expected));
    else expect(found).toBe(expected);
  });

  test("another code, another place of an error, another status, a key twice, no data at all", () => {
    const failed = (code: string) => answer({ errors: [error(code, "1")], data });
    expect(firstDifference(failed("FORBIDDEN"), failed("NOT_FOUND"))).toBe(
      '$.errors[0].extensions.code: "FORBIDDEN" and "NOT_FOUND"',
    );
    const elsewhere = answer({ errors: [{ ...error("FORBIDDEN", "1"), path: ["viewer"] }], data });
    expect(firstDifference(failed("FORBIDDEN"), elsewhere)).toBe(
      '$.errors[0].path[0]: "actors" and "viewer"',
    );
    expect(firstDifference(answer({ data }), answer({ data }, 500))).toBe("status: 200 and 500");
    const twice = { status: 200, text: '{"data":{"id":1,"id":1}}' };
    expect(firstDifference(answer({ data: { id: 1 } }), twice)).toBe("an object has a key twice");
    expect(firstDifference(answer({ data: null }), answer({}))).toBe("$: keys data and ");
  });
});

describe("where several errors are possible,", () => {
  const answer = (data: unknown, ...errors: readonly (readonly [path: string, code: string])[]) => ({
    status: 200,
    text: JSON.stringify({
      errors: errors.map(([path, code]) => ({ path: path.split("."), extensions: { code } })),
      data,
    }),
  });
  const data = { one: null, other: null, third: { id: 1 } };
  const [first, second] = [
    ["one.x", "BAD_USER_INPUT"],
    ["one.y", "FORBIDDEN"],
  ] as const;

  test("either may be told of those that compete for a null, and all in any order", () => {
    expect(firstDifference(answer(data, first), answer(data, second))).toBeNull();
    expect(firstDifference(answer(data, first, second), answer(data, second))).toBeNull();
    expect(
      firstDifference(
        answer(data, first, ["other", "FORBIDDEN"]),
        answer(data, ["other", "FORBIDDEN"], first),
      ),
    ).toBeNull();
    expect(firstDifference(answer(null, ["third.id", "A"]), answer(null, ["one", "B"]))).toBeNull();
  });

  test("no other difference is excused", () => {
    const own = answer(data, ["one", "FORBIDDEN"]);
    for (const other of [
      answer(data, ["one", "NOT_FOUND"]),
      answer(data, ["other", "FORBIDDEN"]),
      answer(data, first),
      answer(data, ["one", "FORBIDDEN"], ["other", "FORBIDDEN"]),
      answer({ ...data, third: null }, ["one", "FORBIDDEN"]),
      answer({ other: null, one: null, third: { id: 1 } }, ["one", "FORBIDDEN"]),
      answer(data),
    ])
      expect(firstDifference(own, other)).not.toBeNull();
    expect(firstDifference(answer(data, first), answer(data, ["one.x", "FORBIDDEN"]))).not.toBeNull();
  });
});

describe("generated queries", () => {
  /** The least that values can be drawn from. */
  const pools: ValuePools = {
    ids: new Map([
      ["Venue", ["actor_1"]],
      ["Relationship", ["relationship_1"]],
    ]),
    types: new Map([
      ["actor_1", "Venue"],
      ["relationship_1", "Relationship"],
    ]),
    actorIds: ["actor_1"],
    slugs: new Map([["demo-venue", "actor_1"]]),
    ends: new Map([["relationship_1", ["actor_1"]]]),
    municipalityCodes: ["0101"],
    regionCodes: ["1084"],
    genreSlugs: ["jazz"],
    words: ["musik"],
    today: "2026-11-22",
    cursors: new Map(),
  };
  let types: SchemaTypes;
  beforeAll(async () => {
    const sdl = await readFile(new URL("../../schema/schema.graphql", import.meta.url), "utf8");
    types = new SchemaTypes(buildSchema(sdl));
  });
  const all = (seed: number) =>
    Array.from({ length: 150 }, (_, index) => generateQuery(types, pools, seed, index));

  test("come again from their seed, and are others from another", () => {
    expect(all(7)).toEqual(all(7));
    expect(new Set([...all(7), ...all(8)].map(({ query }) => query)).size).toBeGreaterThan(250);
  });

  test("are valid and within the hub's limits, but for those that are to be refused", () => {
    const problems = all(9)
      .filter(({ isRefused }) => !isRefused)
      .flatMap(({ query }) => {
        const document = parse(query, { maxTokens: 2_000 });
        return [...validate(types.schema, document), ...validate(types.schema, document, limitRules)].map(
          ({ message }) => `${message}\n${query}`,
        );
      });
    expect(problems).toEqual([]);
  });
});
