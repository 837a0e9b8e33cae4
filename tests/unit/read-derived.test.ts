import { Client } from "pg";
import { sql } from "../../src/platform/database/sql.js";
import { stableIds } from "../../src/platform/ids/ids.js";
import {
  column,
  computedRows,
  connection,
  count,
  everyone,
  expression,
  list,
  one,
  type ReadDeclaration,
  type RootReads,
  reference,
} from "../../src/platform/read/declaration.js";
import type { Circles } from "../../src/platform/read/scope.js";
import { askBothWays, readWorld } from "../testkit/both-ways.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

/** Stops on a line, some hidden; journeys along it are worked out, not stored. */
const sdl = `
  interface Node { id: ID! }
  type Stop implements Node { id: ID! name: String! secret: String nextCount: Int! after(from: String!): String!
    hops(first: Int, after: String, last: Int, before: String): HopConnection! mirrored: [Leg!]! }
  type HopEdge { cursor: String! node: Stop! distance: Int! }
  type HopConnection { edges: [HopEdge!]! nodes: [Stop!]! pageInfo: PageInfo! totalCount: Int! farthest: [Leg!]! }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type Leg { place: Int! stop: Stop anything: Node }
  type LegEdge { cursor: String! node: Leg! }
  type LegConnection { edges: [LegEdge!]! nodes: [Leg!]! pageInfo: PageInfo! totalCount: Int! }
  type Journey { length: Int! legs: [Leg!]! }
  type Query { stops: [Stop!]! journey(from: Int!): Journey legs(first: Int, after: String, last: Int, before: String): LegConnection! }`;

const byNumber = {
  NUMBER: [{ by: ({ target }) => sql`${target}.number`, type: "integer" }],
} satisfies RootReads[string]["orders"];
const byPlace = {
  PLACE: [{ by: ({ target }) => sql`${target}.place`, type: "integer" }],
} satisfies RootReads[string]["orders"];

const stopRead: ReadDeclaration = {
  type: "Stop",
  table: "stop",
  key: "id",
  idPrefix: "stop",
  visibleTo: ({ row, viewer }) => sql`NOT ${row}.is_hidden OR ${viewer.isSignedIn}`,
  fields: {
    id: column("public_id"),
    name: column("name"),
    secret: column("secret", { visibleWhen: ({ row, viewer }) => viewer.isIn("FRIENDS", sql`${row}.id`) }),
    nextCount: count("Stop", { where: ({ parent, target }) => sql`${target}.number > ${parent}.number` }),
    after: expression(
      ({ row, args }) => sql`CASE WHEN ${args.sql("from", "text")} = 'A' THEN ${row}.name END`,
      { refusal: "from: only A is known." },
    ),
    hops: connection("Stop", {
      where: ({ parent, target }) => sql`${target}.number > ${parent}.number`,
      orders: byNumber,
      edgeFacts: { distance: ({ parent, target }) => sql`${target}.number - ${parent}.number` },
      facts: {
        farthest: list("Leg", {
          rows: ({ parent }) =>
            sql`SELECT 0 AS place, max(stop.id::text)::uuid AS stop_id FROM stop WHERE stop.number > ${parent}.number`,
          orders: {},
        }),
      },
    }),
    mirrored: computedRows("Leg", {
      needs: { number: ({ row }) => sql`${row}.number`, id: ({ row }) => sql`${row}.id` },
      compute: async ({ number, id }) => [
        { place: Number(number) * 10, stop_id: id },
        { place: 1, stop_id: null },
      ],
    }),
  },
};
const legRead: ReadDeclaration = {
  type: "Leg",
  columns: { place: "integer", stop_id: "uuid" },
  key: "stop_id",
  visibleTo: everyone,
  fields: {
    place: column("place"),
    stop: one("Stop", { where: ({ parent, target }) => sql`${target}.id = ${parent}.stop_id` }),
    anything: reference({
      types: ["Stop"],
      // The first stop's are said to be of a type that the reference does not lead to.
      typeName: ({ row }) => sql`CASE WHEN ${row}.place = 2 THEN 'Journey' ELSE 'Stop' END`,
      key: ({ row }) => sql`${row}.stop_id`,
    }),
  },
};
const journeyRead: ReadDeclaration = {
  type: "Journey",
  columns: { legs: "jsonb" },
  visibleTo: everyone,
  fields: {
    length: expression(({ row }) => sql`jsonb_array_length(${row}.legs)`),
    legs: list("Leg", {
      rows: ({ parent }) =>
        sql`SELECT * FROM jsonb_to_recordset(${parent}.legs) AS leg(place integer, stop_id uuid)`,
      orders: byPlace,
    }),
  },
};
const rootReads: RootReads = {
  stops: list("Stop", { orders: byNumber }),
  journey: one("Journey", {
    rows: ({
      args,
    }) => sql`SELECT jsonb_agg(jsonb_build_object('place', number, 'stop_id', id)) AS legs FROM stop
      WHERE number >= ${args.sql("from", "integer")} HAVING count(*) > 0`,
  }),
  legs: connection("Leg", {
    rows: () => sql`SELECT number % 2 AS place, id AS stop_id FROM stop`,
    orders: byPlace,
  }),
};
const friend = stableIds("account", "friend").id;
const circles: Circles = {
  FRIENDS: (viewer, key) => sql`(${viewer.accountId} = ${sql.value(friend)}::uuid AND ${key} IS NOT NULL)`,
};

function world(changes: { reads?: readonly ReadDeclaration[]; roots?: RootReads } = {}) {
  const reads = changes.reads ?? [stopRead, legRead, journeyRead];
  return readWorld(sdl, reads, changes.roots ?? rootReads, circles);
}

const trial = world();

let database: TestDatabase;
let client: Client;
const ids = ["A", "B", "C", "D"].map((name) => stableIds("stop", name));

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "CREATE TABLE stop (id uuid PRIMARY KEY, public_id text, name text, secret text, number int, is_hidden boolean)",
  );
  for (const [index, { id, publicId }] of ids.entries())
    await client.query("INSERT INTO stop VALUES ($1, $2, $3, 'shh', $4, $5)", [
      id,
      publicId,
      "ABCD"[index],
      index + 1,
      index === 2,
    ]);
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const ask = (source: string, accountId: string | null = null) =>
  askBothWays(trial, client, source, { accountId });

test("rows that are worked out lead on to stored ones, in one statement a level", async () => {
  const { data, statements } = await ask(
    "{ journey(from: 2) { length legs { place stop { name } anything { id __typename } } } }",
  );
  expect(data).toEqual({
    journey: {
      length: 3,
      legs: [
        { place: 2, stop: { name: "B" }, anything: null },
        // Hidden looks like missing, by relation and by reference.
        { place: 3, stop: null, anything: null },
        { place: 4, stop: { name: "D" }, anything: { id: ids[3]?.publicId, __typename: "Stop" } },
      ],
    },
  });
  expect(statements).toBe(4);
  expect((await ask("{ journey(from: 9) { length } }")).data).toEqual({ journey: null });
});

test("a count counts what the viewer sees, in one statement for all rows", async () => {
  const query = "{ stops { name nextCount } }";
  const stranger = await ask(query);
  expect(stranger.data.stops).toEqual([
    { name: "A", nextCount: 2 },
    { name: "B", nextCount: 1 },
    { name: "D", nextCount: 0 },
  ]);
  expect(stranger.statements).toBe(2);
  expect((await ask(query, friend)).data.stops[0]).toEqual({ name: "A", nextCount: 3 });
});

test("edges tell of the relation, a connection of all its rows", async () => {
  const { data, statements } = await ask(
    "{ stops { hops(first: 1) { edges { distance node { name } } totalCount farthest { stop { name } } } } }",
  );
  expect(data.stops.map(({ hops }: { hops: unknown }) => hops)).toEqual([
    { edges: [{ distance: 1, node: { name: "B" } }], totalCount: 2, farthest: [expect.anything()] },
    { edges: [{ distance: 2, node: { name: "D" } }], totalCount: 1, farthest: [expect.anything()] },
    { edges: [], totalCount: 0, farthest: [{ stop: null }] },
  ]);
  expect(statements).toBe(5);
});

test("pages of rows that are worked out go forward and back, each row once", async () => {
  const seen: string[] = [];
  let after = "";
  for (let more = true; more; ) {
    const { data } = await ask(
      `{ legs(first: 1${after}) { nodes { place anything { id } } pageInfo { endCursor hasNextPage } totalCount } }`,
      friend,
    );
    expect(data.legs.totalCount).toBe(4);
    seen.push(
      ...data.legs.nodes.map(
        (leg: { place: number; anything: { id: string } }) => `${leg.place} ${leg.anything.id}`,
      ),
    );
    after = `, after: "${data.legs.pageInfo.endCursor}"`;
    more = data.legs.pageInfo.hasNextPage;
  }
  const sorted = ids.map(({ id, publicId }, index) => ({ place: (index + 1) % 2, id, publicId }));
  sorted.sort((one, other) => one.place - other.place || (one.id < other.id ? -1 : 1));
  expect(seen).toEqual(sorted.map(({ place, publicId }) => `${place} ${publicId}`));
  const backward = await ask("{ legs(last: 4) { nodes { place } } }");
  expect(backward.data.legs.nodes).toEqual(sorted.map(({ place }) => ({ place })));
});

test("rows that the server works out are read like any others", async () => {
  const { data, statements, fellBack } = await ask("{ stops { mirrored { place stop { name } } } }");
  expect(data.stops[1]).toEqual({
    mirrored: [
      { place: 20, stop: { name: "B" } },
      { place: 1, stop: null },
    ],
  });
  expect([statements, fellBack]).toEqual([3, "computed"]);
});

test("a circle decides who sees a field", async () => {
  expect((await ask("{ stops { secret } }")).data.stops[0]).toEqual({ secret: null });
  expect((await ask("{ stops { secret } }", stableIds("account", "other").id)).data.stops[0]).toEqual({
    secret: null,
  });
  expect((await ask("{ stops { secret } }", friend)).data.stops[0]).toEqual({ secret: "shh" });
});

test("a null that means a bad argument is a coded error of that field", async () => {
  const { errors } = await ask('{ stops { good: after(from: "A") } }');
  expect(errors).toBeUndefined();
  const bad = await ask('{ stops { after(from: "B") } }');
  expect(bad.fellBack).toBe("null");
  expect(bad.errors?.[0]).toMatchObject({
    message: "from: only A is known.",
    path: ["stops", 0, "after"],
    extensions: { code: "BAD_USER_INPUT" },
  });
});

test.each<[string, Parameters<typeof world>[0], string]>([
  [
    "a relation to a derived type without rows",
    { roots: { ...rootReads, journey: one("Journey", {}) } },
    "Query.journey",
  ],
  [
    "rows for a stored type",
    { roots: { ...rootReads, stops: list("Stop", { rows: () => sql`SELECT 1`, orders: byNumber }) } },
    "Query.stops",
  ],
  [
    "a connection that tells something the schema has no read for",
    {
      reads: [
        { ...stopRead, fields: { ...stopRead.fields, hops: connection("Stop", { orders: byNumber }) } },
        legRead,
        journeyRead,
      ],
    },
    "HopConnection.farthest",
  ],
  [
    "computed rows of a stored type",
    {
      reads: [
        {
          ...stopRead,
          fields: {
            ...stopRead.fields,
            mirrored: computedRows("Stop", { needs: {}, compute: async () => [] }),
          },
        },
        legRead,
        journeyRead,
      ],
    },
    "Stop.mirrored",
  ],
])("the start stops at %s", (_, changes, named) => {
  expect(() => world(changes)).toThrow(named);
});
