import {
  cellsOf,
  clientsOfMeans,
  geometricMean,
  growthOf,
  meanRatio,
  median,
  type Timing,
} from "../../benchmark/measure/statistics.js";
import { OptionError, readOptions } from "../../benchmark/options.js";
import { firstDifference } from "../../benchmark/questions/answers.js";
import { figuresTable, ratiosTable, verdict } from "../../benchmark/report/tables.js";

describe("options", () => {
  it("are all questions, servers and numbers of clients by default", () => {
    expect(readOptions([])).toEqual({
      questions: ["Q1", "Q2", "Q4", "Q5", "Q6", "M1", "M2"],
      viewers: ["stranger", "member"],
      servers: ["limit", "samspil", "mercurius", "postgraphile"],
      clients: [1, 16, 64],
      seconds: 4,
      rounds: 3,
      actors: 20_000,
      sockets: [1000, 5000],
      growth: false,
      json: undefined,
      chart: undefined,
      help: false,
    });
  });

  it("choose a part, and the limit is always there", () => {
    const args =
      "--questions Q2,Q1 --servers samspil --clients 16 --seconds 3 --rounds 1 --json out.json --growth";
    expect(readOptions(args.split(" "))).toMatchObject({
      questions: ["Q1", "Q2"],
      servers: ["limit", "samspil"],
      clients: [16],
      seconds: 3,
      rounds: 1,
      sockets: [],
      json: "out.json",
      growth: true,
    });
    expect(readOptions(["--questions", "none", "--sockets", "300,5000"])).toMatchObject({
      questions: [],
      sockets: [300, 5000],
    });
  });

  it.each([
    ["--questions Q9", '--questions knows no "Q9"; it takes Q1, Q2, Q4, Q5, Q6, M1, M2.'],
    ["--clients 0", '--clients takes whole numbers from 1 to 1000, not "0".'],
    ["--seconds 1.5", '--seconds takes whole numbers from 1 to 30, not "1.5".'],
    ["--rounds many", '--rounds takes whole numbers from 1 to 100, not "many".'],
    ["--sockets 100000", '--sockets takes whole numbers from 1 to 5000, not "100000".'],
    ["--speed", "Unknown option '--speed'; npm run bench -- --help tells the options."],
  ])("refuse %s in one line", (args, message) => {
    expect(() => readOptions(args.split(" "))).toThrow(new OptionError(message));
  });
});

test("medians and geometric means", () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(geometricMean([2, 8])).toBeCloseTo(4);
  expect(() => median([])).toThrow();
  expect(() => geometricMean([])).toThrow();
  expect([clientsOfMeans([1, 16, 64]), clientsOfMeans([8, 32])]).toEqual([16, 8]);
});

const timing = (server: Timing["server"], round: number, requestsPerSecond: number, cpu = 1): Timing => ({
  question: "Q1",
  viewer: "stranger",
  clients: 16,
  round,
  server,
  requestsPerSecond,
  mean: 1000 / requestsPerSecond,
  p50: 1,
  p99: 2,
  serverCpu: cpu,
  databaseCpu: cpu,
});
const timings = [
  ...[
    timing("limit", 0, 1000),
    timing("samspil", 0, 800),
    timing("mercurius", 0, 250),
    timing("postgraphile", 0, 200),
  ],
  ...[
    timing("limit", 1, 500),
    timing("samspil", 1, 450),
    timing("mercurius", 1, 100),
    timing("postgraphile", 1, 150),
  ],
  ...[
    timing("limit", 2, 900),
    timing("samspil", 2, 630),
    timing("mercurius", 2, 270),
    timing("postgraphile", 2, 180),
  ],
];

test("ratios are taken within a round, then their median", () => {
  const cells = cellsOf(timings);
  expect(cells.map(({ server, ratio }) => [server, ratio])).toEqual([
    ["limit", 1],
    ["samspil", 0.8],
    ["mercurius", 0.25],
    ["postgraphile", 0.2],
  ]);
  expect(cells[1]?.requestsPerSecond).toBe(630);
  expect(meanRatio(cells, "samspil", 16)).toBeCloseTo(0.8);
});

test("the last line names Samspil's mean and the better peer's", () => {
  const servers = ["limit", "samspil", "mercurius", "postgraphile"] as const;
  expect(verdict(cellsOf(timings), servers, [16])).toBe(
    "geometric mean 0.80 of the limit; best peer Mercurius 0.25",
  );
});

test("tables are Markdown whose columns stand below each other", () => {
  const lines = ratiosTable(cellsOf(timings), ["limit", "samspil"], [16]).split("\n");
  expect(lines).toEqual([
    "| question       | clients | limit requests/s | Samspil |",
    "|----------------|---------|------------------|--------:|",
    "| Q1 stranger    | 16      | 900              |    0.80 |",
    "| geometric mean | 16      |                  |    0.80 |",
  ]);
  expect(
    new Set(
      figuresTable(cellsOf(timings))
        .split("\n")
        .map((line) => line.length),
    ).size,
  ).toBe(1);
});

test("growth compares CPU and latency of a request", () => {
  const small = cellsOf([timing("limit", 0, 1000, 1)]);
  const large = cellsOf([timing("limit", 0, 500, 1.2)]);
  expect(growthOf(small, large, 16)).toEqual([
    { question: "Q1", viewer: "stranger", server: "limit", cpu: 1.2, latency: 2 },
  ]);
  expect(growthOf(small, large, 1)).toEqual([]);
});

test("the first difference of two values is told with its place", () => {
  expect(firstDifference([1, ["a", null]], [1, ["a", null]])).toBeUndefined();
  expect(firstDifference([1, ["a", "b"]], [1, ["a", "c"]])).toBe('$[1][1]: "b" and "c"');
  expect(firstDifference([["a"]], [["a", null]])).toBe("$[0]: 1 and 2 values");
  expect(firstDifference("1", 1)).toBe('$: "1" and 1');
});
