import { runQuery, startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.stop());

/** The limit that refuses a query, or none. */
async function refusedBy(query: string): Promise<unknown> {
  const { body } = await runQuery(hub, query);
  return body.errors?.[0]?.extensions?.limit ?? body.errors?.[0]?.extensions?.code;
}
const many = (times: number, field: (number: number) => string) =>
  `{ ${Array.from({ length: times }, (_, number) => field(number)).join(" ")} }`;

test.each([
  [
    "a hundred, two steps",
    "{ actors(first: 100) { nodes { neighbours(steps: 2) { totalCount } } } }",
    undefined,
  ],
  ["ten, six steps", "{ actors(first: 10) { nodes { neighbours(steps: 6) { totalCount } } } }", undefined],
  ["thirty, six steps", "{ actors(first: 30) { nodes { neighbours(steps: 6) { totalCount } } } }", "cost"],
  [
    "twenty paths",
    many(20, (number) => `p${number}: networkPath(fromId: "a", toId: "b") { length }`),
    undefined,
  ],
  [
    "one summary with all there is",
    '{ networkSummary { growth(since: "2020-01-01") { actorCount } brokers { betweenness } byKind { actorCount } byMunicipality { actorCount } } }',
    undefined,
  ],
  ["brokers twice", many(2, (number) => `s${number}: networkSummary { brokers { betweenness } }`), "cost"],
  [
    "eight searches",
    many(8, (number) => `s${number}: search(query: "musik") { totalCount facets { genres { count } } }`),
    undefined,
  ],
  ["twenty searches", many(20, (number) => `s${number}: search(query: "musik") { totalCount }`), "cost"],
])("%s", async (_, query, limit) => {
  expect(await refusedBy(query)).toBe(limit);
});
