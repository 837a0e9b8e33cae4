import { readFile } from "node:fs/promises";
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import { newIds } from "../../src/platform/ids/ids.js";
import { auditGraphqlOverHttp } from "../api/server/graphql-over-http-audit.js";
import { runQuery } from "../testkit/hub.js";
import { codesIn, openSocket } from "../testkit/socket.js";
import { type FilledHub, type NodeIds, startFilledHub } from "./filled-hub.js";
import { type HubSchemaFacts, implementationsOf, readHubSchema } from "./hub-schema.js";
import { brokenConventions } from "./schema-conventions.js";

type Field = GraphQLField<unknown, unknown>;

/** What a stranger may use. Nothing is added here without a reason to be public. */
const publicFields = [
  "Query.actor",
  "Query.actors",
  "Query.conversation",
  "Query.genres",
  "Query.instruments",
  "Query.municipalities",
  "Query.municipality",
  "Query.networkPath",
  "Query.networkSummary",
  "Query.node",
  "Query.nodes",
  "Query.relationshipRules",
  "Query.search",
  "Query.viewer",
];

let filled: FilledHub;
let facts: HubSchemaFacts;
let ids: NodeIds;

beforeAll(async () => {
  facts = await readHubSchema();
  filled = await startFilledHub();
  ids = await filled.fill(2);
});
afterAll(() => filled?.hub.stop());

describe("conventions", () => {
  test("the schema keeps all of them", () => {
    expect(brokenConventions(facts.schema)).toEqual([]);
  });

  test("each is noticed when it is broken", async () => {
    const planted = buildSchema(
      await readFile(new URL("broken-conventions.graphql", import.meta.url), "utf8"),
    );
    expect(brokenConventions(planted).sort()).toEqual([
      "Actor.name has no description",
      "Actor.songs is no connection that takes after: String, before: String, first: Int, last: Int",
      "ActorFilterOptions is an input, but called neither Input nor Filter",
      "ActorsUserError does not implement UserError",
      "ActorsUserError has no code: ActorsErrorCode!",
      "Colour.Blue has no description",
      "Colour.Blue is not in UPPER_CASE",
      "Instant does not say where it is specified",
      "Mutation.change does not answer one object beside userErrors",
      "Mutation.change is not called verbNoun",
      "Mutation.renameActor answers actor, which cannot be null",
      "Mutation.renameActor does not take input: RenameActorInput!",
      "Mutation.renameActor has no userErrors: [<Domain>UserError!]!",
      "Mutation.tuneActor does not answer TuneActorPayload!",
      "Query.Songs is not in camelCase",
      "Query.Songs(prefix) has no description",
      "Query.listActors is a list that may hold null",
      "Query.listActors says get or list",
      "SongConnection is not edges: [SongEdge!]!, nodes: [Song!]!, pageInfo: PageInfo!, totalCount: Int!",
      "TuneActorInput.who is an id, but not called after a type with an id",
      "artist has no description",
      "artist is not in PascalCase",
    ]);
  });
});

describe("access", () => {
  /** A root field with the least arguments that its types accept, ids of rows that exist, and the least selection. */
  function leastOperation(place: string): string {
    const [root = "", name = ""] = place.split(".");
    const type = facts.schema.getType(root) as GraphQLObjectType;
    const field = type.getFields()[name] as Field;
    const given = field.args
      .filter(isRequiredArgument)
      .map((argument) => `${argument.name}: ${sampleOf(argument.type, argument.name)}`);
    const args = given.length > 0 ? `(${given.join(", ")})` : "";
    const selection = isLeafType(getNamedType(field.type)) ? "" : "{ __typename }";
    return `${root.toLowerCase()} { ${name}${args} ${selection} }`;
  }

  function sampleOf(type: GraphQLInputType, name: string): string {
    if (isNonNullType(type)) return sampleOf(type.ofType, name);
    if (isListType(type)) return `[${sampleOf(type.ofType, name)}]`;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(isRequiredInputField);
      return `{ ${fields.map((field) => `${field.name}: ${sampleOf(field.type, field.name)}`).join(", ")} }`;
    }
    if (isEnumType(type)) return type.getValues()[0]?.name ?? "";
    if (type.name === "ID") return JSON.stringify(idNamed(name));
    const simple: Record<string, string> = {
      String: '"navn@example.org"',
      Int: "1",
      Float: "1.5",
      Boolean: "true",
      Date: '"2026-11-22"',
      DateTime: '"2026-11-22T12:00:00Z"',
    };
    const value = simple[type.name];
    if (!value) throw new Error(`No value is known for the scalar ${type.name}`);
    return value;
  }

  /** The id of a row that exists: `claimId` names an ActorClaim, `id` anything. */
  function idNamed(name: string): string {
    const noun = name.replace(/Ids?$/, "").toLowerCase();
    const type = Object.keys(ids).find((each) => each.toLowerCase().endsWith(noun)) ?? "Venue";
    // Whoever is acted on beside another is not the same.
    return ids[type]?.at(/^(blocked|target)/.test(name) ? 0 : -1) ?? "";
  }

  /** Subscriptions are asked over a socket: what ends one is told at once, and one that goes on has no codes. */
  async function codesOverSocket(place: string, token?: string): Promise<unknown[]> {
    const socket = await openSocket(filled.hub.url, {
      params: token ? { authorization: `Bearer ${token}` } : {},
    });
    try {
      socket.subscribe("asked", leastOperation(place));
      return codesIn(await socket.next("asked"));
    } finally {
      await socket.close();
    }
  }

  const codesOf = async (place: string, token?: string) => {
    if (place.startsWith("Subscription.")) return codesOverSocket(place, token);
    const { body } = await runQuery(filled.hub, leastOperation(place), {}, { token });
    return (body.errors ?? []).map(({ extensions }) => extensions?.code);
  };
  const fieldsWith = (access: string) =>
    Object.keys(facts.access).filter((place) => facts.access[place] === access);

  test("every root field says who may use it, and strangers may use the short list", () => {
    const { schema, access } = facts;
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const places = roots.flatMap((root) =>
      Object.keys(root?.getFields() ?? {}).map((name) => `${root?.name}.${name}`),
    );
    expect(Object.keys(access).sort()).toEqual(places.sort());
    expect(
      Object.values(access).every((each) => ["ANYONE", "SIGNED_IN", "ADMINISTRATOR"].includes(each)),
    ).toBe(true);
    expect(fieldsWith("ANYONE").sort()).toEqual(publicFields);
  });

  test("a stranger is UNAUTHENTICATED at all others, and nothing changes", async () => {
    const before = await contents();
    for (const place of [...fieldsWith("SIGNED_IN"), ...fieldsWith("ADMINISTRATOR")])
      expect([place, await codesOf(place)]).toEqual([place, ["UNAUTHENTICATED"]]);
    expect(await contents()).toEqual(before);
  });

  test("the public fields refuse no stranger", async () => {
    for (const place of publicFields) {
      const codes = await codesOf(place);
      expect([place, codes]).toEqual([place, place === "Query.actor" ? ["BAD_USER_INPUT"] : []]);
    }
  });

  test("a member is FORBIDDEN what is the administrators', and nothing changes", async () => {
    const places = fieldsWith("ADMINISTRATOR");
    expect(places.length).toBeGreaterThan(0);
    const before = await contents();
    for (const place of places)
      expect([place, await codesOf(place, filled.tokens.member)]).toEqual([place, ["FORBIDDEN"]]);
    expect(await contents()).toEqual(before);
  });

  test("the same operations of an administrator do change something", async () => {
    const before = await contents();
    for (const place of fieldsWith("ADMINISTRATOR"))
      expect([place, await codesOf(place, filled.tokens.administrator)]).toEqual([place, []]);
    expect(await contents()).not.toEqual(before);
  });

  test("a member who is neither owner nor editor changes nothing of others", async () => {
    const before = await contents();
    const others = fieldsWith("SIGNED_IN").filter(
      (place) =>
        place.startsWith("Mutation.") &&
        /\b(actor|membership|invitation|account)Id\b/.test(leastOperation(place)),
    );
    expect(others.length).toBeGreaterThan(4);
    for (const place of others) {
      const query = leastOperation(place).replace("{ __typename }", "{ userErrors { code } }");
      const { body } = await runQuery(filled.hub, query, {}, { token: filled.tokens.member });
      const name = place.slice("Mutation.".length);
      const payload = body.data?.[name] as { userErrors: { code: string }[] } | undefined;
      const codes = payload?.userErrors.map(({ code }) => code);
      expect([place, codes]).toEqual([
        place,
        [expect.stringMatching(/^(NOT_FOUND|NOT_ALLOWED|ALREADY_CLAIMED)$/)],
      ]);
    }
    expect(await contents()).toEqual(before);
  });

  /** Every table of ours: how many rows, and a hash over all of them. */
  async function contents(): Promise<Record<string, unknown>> {
    const { rows } = await filled.hub.database.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
    );
    const found: Record<string, unknown> = {};
    for (const { name } of rows) {
      const table = await filled.hub.database.query(
        `SELECT count(*)::int AS rows, md5(coalesce(string_agg(each::text, ';' ORDER BY each::text), '')) AS hash FROM "${name}" AS each`,
      );
      found[name] = table.rows[0];
    }
    return found;
  }
});

describe("nodes", () => {
  const nodeQuery = "query ($id: ID!) { node(id: $id) { __typename id } }";

  test("every type with an id answers node(id) with the same object, and a missing one is null", async () => {
    const types = implementationsOf(facts.schema, "Node").map(({ name }) => name);
    expect(Object.keys(ids).sort()).toEqual([...types].sort());
    for (const type of types) {
      const id = ids[type]?.[0] ?? "";
      const token = filled.tokens.administrator;
      const present = await runQuery(filled.hub, nodeQuery, { id }, { token });
      expect(present.body).toEqual({ data: { node: { __typename: type, id } } });
      const missing = newIds(id.slice(0, id.lastIndexOf("_"))).publicId;
      const absent = await runQuery(filled.hub, nodeQuery, { id: missing }, { token });
      expect(absent.body).toEqual({ data: { node: null } });
    }
  });

  test("nodes keeps the order of the ids and puts null for what is missing", async () => {
    const some = [ids.Venue?.[1], "nonsense", ids.Genre?.[0], ids.Venue?.[0]];
    const { body } = await runQuery(filled.hub, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      ids: some,
    });
    expect(body.data?.nodes).toEqual(some.map((id) => (id === "nonsense" ? null : { id })));
  });
});

test("the hub passes the GraphQL-over-HTTP audit", async () => {
  const { must, should, may } = await auditGraphqlOverHttp(`${filled.hub.url}/graphql`);
  expect([must, should]).toEqual([
    { passed: 13, total: 13 },
    { passed: 23, total: 23 },
  ]);
  expect([may.total, may.passed >= 24]).toEqual([25, true]);
});
