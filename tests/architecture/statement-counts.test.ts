import { runCounted } from "./counted-query.js";
import { type FilledHub, type NodeIds, startFilledHub } from "./filled-hub.js";
import { readHubSchema } from "./hub-schema.js";
import { lengthsAt, queryOf, type ReadPath, readPaths } from "./read-paths.js";

/** Root fields that need an argument which the schema does not require: what they answer is reached by `nodes`. */
const askedOtherwise = new Set(["actor"]);

/** Lists whose length is not ours to choose: all of a vocabulary, of the country, of the profile's fields or kinds of actor or notification. */
const fixedLength = new Set([
  "Query.genres",
  "Query.instruments",
  "Query.municipalities",
  "Query.relationshipRules",
  "Query.relationshipRules.pairs",
]);
const isFixedLength = ({ name }: ReadPath) =>
  fixedLength.has(name) ||
  name.endsWith(".fieldVisibilities") ||
  name.endsWith(".byKind") ||
  name.endsWith(".notificationPreferences");

/** Lists of at most ten items. */
const isOfTen = ({ name }: ReadPath) => name.endsWith(".attachments");

let filled: FilledHub;
let paths: readonly ReadPath[];

beforeAll(async () => {
  filled = await startFilledHub();
  const { schema } = await readHubSchema();
  paths = readPaths(schema).filter(
    ({ start, fields }) => start !== "Query" || !askedOtherwise.has(fields[0]?.name ?? ""),
  );
});
afterAll(() => filled?.hub.stop());

/** What a path's query cost, and the length of the longest list that its last field answered. */
interface Measured {
  readonly statements: number;
  readonly compiled: number;
  readonly longest: number;
}

async function measure(path: ReadPath, ids: NodeIds, size: number): Promise<Measured> {
  // Three lists in one another would exceed the limit on an operation's cost.
  const isDeep = path.fields.length > 2;
  const variables = { ids: ids[path.start]?.slice(0, isDeep ? 2 : size), size };
  const { body, statements, compiled } = await runCounted(
    filled.hub,
    queryOf(path),
    variables,
    filled.tokens.administrator,
  );
  if (body.errors) throw new Error(`${path.name}: ${JSON.stringify(body.errors)}`);
  return { statements, compiled, longest: Math.max(0, ...lengthsAt(path, body.data)) };
}

test("every list, page and relation costs the same number of statements for 2 and for 20 rows", async () => {
  expect(paths.length).toBeGreaterThan(200);
  const measured = new Map<string, Measured[]>(paths.map(({ name }) => [name, []]));
  for (const size of [2, 20]) {
    const ids = await filled.fill(size);
    for (const path of paths) measured.get(path.name)?.push(await measure(path, ids, size));
  }
  const costsMore: string[] = [];
  const isNotFilled: string[] = [];
  for (const path of paths) {
    const [few, many] = measured.get(path.name) ?? [];
    if (!few || !many) throw new Error(`${path.name} was not measured`);
    // One statement, whatever is asked, unless code has to work something out.
    if (!path.name.includes("brokers") && (few.compiled !== 1 || many.compiled !== 1))
      costsMore.push(`${path.name} compiled: ${few.compiled} for 2, ${many.compiled} for 20`);
    if (few.statements !== many.statements)
      costsMore.push(`${path.name}: ${few.statements} for 2, ${many.statements} for 20`);
    const wanted =
      path.answers === "one"
        ? [1, 1]
        : isFixedLength(path)
          ? [few.longest, few.longest]
          : isOfTen(path)
            ? [2, 10]
            : [2, 20];
    if (few.longest !== wanted[0] || many.longest !== wanted[1] || few.longest === 0)
      isNotFilled.push(`${path.name}: ${few.longest} and ${many.longest} rows`);
  }
  expect({ costsMore, isNotFilled }).toEqual({ costsMore: [], isNotFilled: [] });
}, 180_000);
