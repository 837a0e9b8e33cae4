import { readFile } from "node:fs/promises";
import { buildSchema, parse, print } from "graphql";
import { campaignSize } from "../../testkit/campaign.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import {
  errorsOf,
  firstDifference,
  type RawAnswer,
} from "../../testkit/generated-queries/compared-answers.js";
import { type GeneratedQuery, generateQuery } from "../../testkit/generated-queries/generated-query.js";
import { harvestCursors, pagedFields } from "../../testkit/generated-queries/harvested-cursors.js";
import { hideThings, viewers } from "../../testkit/generated-queries/hidden-world.js";
import { addAskedPlaces } from "../../testkit/generated-queries/schema-coverage.js";
import { SchemaTypes } from "../../testkit/generated-queries/schema-types.js";
import { readValuePools, type ValuePools } from "../../testkit/generated-queries/value-pools.js";
import { signIn, startHub, type TestHub } from "../../testkit/hub.js";

const wholeCampaign = 5_000;
const queryCount = campaignSize(wholeCampaign);
const seed = 20_261_122;
/** Queries under way at a time, each asked of both hubs at once. */
const atOnce = 4;
/** Differences after which the rest is not asked. */
const enoughDifferences = 5;
/** Milliseconds for all of them, on a busy machine. */
const patienceMs = 3_600_000;

type ViewerName = keyof typeof viewers;
const viewerNames = Object.keys(viewers) as ViewerName[];

let types: SchemaTypes;
let database: TestDatabase;
let compiled: TestHub;
let batched: TestHub;
let pools: ValuePools;
let tokens: Readonly<Record<ViewerName, string | null>>;

beforeAll(async () => {
  const sdl = await readFile(new URL("../../../schema/schema.graphql", import.meta.url), "utf8");
  types = new SchemaTypes(buildSchema(sdl));
  database = await createTestDatabase({ demo: true });
  const client = await database.pool.connect();
  await hideThings(client, types.schema, seed).finally(() => client.release());
  const env = {
    // Both take the same sessions.
    AUTH_SECRET: "one secret for both hubs of this test",
    // Whether a statement is given up must not depend on how busy the machine is.
    STATEMENT_TIMEOUT_MS: "120000",
    LOG_LEVEL: "warn",
  };
  compiled = await startHub({ database, env: { ...env, READS: "compiled" } });
  batched = await startHub({ database, env: { ...env, READS: "batched" } });
  const signedIn: [ViewerName, string | null][] = [];
  for (const name of viewerNames) {
    const account = viewers[name];
    signedIn.push([name, account && (await signIn(batched, account))]);
  }
  tokens = Object.fromEntries(signedIn) as Record<ViewerName, string | null>;
  const withoutCursors = await readValuePools(database.pool, new Map());
  const [actorId = ""] = [...withoutCursors.ends.values()][0] ?? [];
  // Together they see rows of every list.
  const holder = (name: ViewerName) => ({ token: tokens[name] ?? "" });
  const cursors = await harvestCursors(batched, holder("administrator"), holder("member"), actorId);
  pools = { ...withoutCursors, cursors };
}, patienceMs);
afterAll(async () => {
  await Promise.all([compiled?.stop(), batched?.stop()]);
  await database?.drop();
});

async function answerOf(hub: TestHub, asked: GeneratedQuery, token: string | null): Promise<RawAnswer> {
  const { query, variables, operationName, language } = asked;
  const response = await fetch(`${hub.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
      ...(language && { "accept-language": language }),
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return { status: response.status, text: await response.text() };
}

/** All that is needed to see something again. */
function described(asked: GeneratedQuery, viewer: ViewerName, what: string): string {
  const { index, query, variables, operationName, language } = asked;
  return [
    what,
    `seed ${seed}, index ${index}, viewer ${viewer}, language ${language}, operation ${operationName ?? "the only one"}`,
    asked.isRefused ? query : print(parse(query)),
    `variables ${JSON.stringify(variables)}`,
  ].join("\n");
}

/** What came of all queries and viewers. */
const outcome = {
  answers: 0,
  /** Answers without errors. */
  errorFree: 0,
  /** Answers in which some connection holds rows. */
  withRows: 0,
  refused: 0,
  differences: [] as string[],
  /** Answers that are no good whichever way they were found. */
  faults: [] as string[],
};

function note(asked: GeneratedQuery, viewer: ViewerName, { text }: RawAnswer): void {
  const codes = errorsOf(JSON.parse(text)).map(({ extensions }) => (extensions as { code: string }).code);
  const wasRefused = !/^\s*\{\s*"data"|,\s*"data"\s*:/.test(text);
  outcome.answers += 1;
  if (codes.length === 0) outcome.errorFree += 1;
  if (wasRefused) outcome.refused += 1;
  if (/"(nodes|edges)"\s*:\s*\[\s*\{/.test(text)) outcome.withRows += 1;
  // Null from a variable, where none is taken, stops an operation that is valid.
  const isInvalid = codes.some(
    (code) => code === "GRAPHQL_VALIDATION_FAILED" || code === "GRAPHQL_PARSE_FAILED",
  );
  if (asked.isRefused ? !wasRefused : isInvalid)
    outcome.faults.push(described(asked, viewer, `Refused or not: ${text}`));
  if (codes.includes("INTERNAL_SERVER_ERROR")) outcome.faults.push(described(asked, viewer, text));
}

test("every type with an id and every list has values to ask for", () => {
  const nodes = types.schema.getImplementations(nodeInterface()).objects.map(({ name }) => name);
  expect([...pools.ids.keys()].sort()).toEqual([...nodes].sort());
  const withCursors = new Set([...pools.cursors.keys()].map((key) => key.split(" ")[0]));
  expect([...withCursors].sort()).toEqual([...pagedFields(types.schema)].sort());
});

function nodeInterface() {
  const type = types.schema.getType("Node");
  if (!type || !("getInterfaces" in type) || "isTypeOf" in type)
    throw new Error("The schema has no interface Node");
  return type;
}

const asked = new Set<string>();

test(
  "compiled and batched answer the same to every generated query, for every viewer",
  async () => {
    let next = 0;
    const askNext = async (): Promise<void> => {
      while (next < queryCount && outcome.differences.length < enoughDifferences) {
        const query = generateQuery(types, pools, seed, next++);
        if (!query.isRefused) addAskedPlaces(types.schema, parse(query.query), query.variables, asked);
        for (const viewer of viewerNames) {
          const [one, other] = await Promise.all([
            answerOf(compiled, query, tokens[viewer]),
            answerOf(batched, query, tokens[viewer]),
          ]);
          const difference = firstDifference(one, other);
          if (difference)
            outcome.differences.push(
              described(query, viewer, `Compiled and batched differ at ${difference}`),
            );
          note(query, viewer, other);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, askNext));
    expect(outcome.differences).toEqual([]);
    expect(outcome.answers).toBe(queryCount * viewerNames.length);
  },
  patienceMs,
);

test("what was asked was worth asking", () => {
  expect(outcome.faults.slice(0, enoughDifferences)).toEqual([]);
  const missing = types.places.filter((place) => !asked.has(place));
  if (queryCount === wholeCampaign) expect(missing).toEqual([]);
  else if (queryCount >= wholeCampaign / 10) expect(missing.length).toBeLessThan(0.15 * types.places.length);
  const share = (count: number) => count / outcome.answers;
  expect(share(outcome.errorFree)).toBeGreaterThan(0.75);
  expect(share(outcome.withRows)).toBeGreaterThan(0.15);
  expect(share(outcome.refused)).toBeLessThan(0.05);
});

test("nine of ten queries without errors ran compiled", async () => {
  const text = await (await fetch(`${compiled.url}/metrics`)).text();
  const series = [...text.matchAll(/^samspil_graphql_reads_total\{(.*)\} (\d+)$/gm)];
  const ran = series.filter(([, labels]) => labels?.includes('way="compiled"'));
  const count = ran.reduce((sum, [, , value]) => sum + Number(value), 0);
  expect(count).toBeGreaterThanOrEqual(0.9 * outcome.errorFree);
});
