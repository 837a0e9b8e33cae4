import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type CsvItem, readCsv } from "../../src/platform/csv/csv-reader.js";
import { seededRandom } from "./seeded-random.js";

/** Bytes in pieces of the given size, so that every boundary falls somewhere else. */
function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(items: AsyncIterable<CsvItem>): Promise<CsvItem[]> {
  const collected: CsvItem[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function read(content: string | Buffer, encoding: BufferEncoding = "utf8"): Promise<CsvItem[]> {
  const bytes = typeof content === "string" ? Buffer.from(content, encoding) : content;
  return all(readCsv(Readable.from(pieces(bytes, 3), { objectMode: true })));
}

const records = async (content: string | Buffer) =>
  (await read(content)).map((item) => item.record ?? item.problem);

test.each([",", ";", "\t"])(
  "the delimiter %j is told from the header, quotes respected",
  async (delimiter) => {
    const content = `"name,;;;;\tx"${delimiter}town\r\nØve "12""${delimiter}"a${delimiter}b ""c"""\r\n`;
    expect(await read(content)).toEqual([
      { line: 2, record: { "name,;;;;\tx": 'Øve "12""', town: `a${delimiter}b "c"` } },
    ]);
  },
);

test.each(["\n", "\r\n", "\r"])(
  "lines end with %j, also inside quotes, and the start line is told",
  async (end) => {
    const content = ["a;b", '"1', "", '2";3', "", "4;5", '6;"x', 'y"', "7", "8;9"].join(end);
    expect(await read(content)).toEqual([
      { line: 2, record: { a: `1${end}${end}2`, b: "3" } },
      { line: 6, record: { a: "4", b: "5" } },
      { line: 7, record: { a: "6", b: `x${end}y` } },
      { line: 9, problem: { code: "WRONG_FIELD_COUNT", expected: 2, found: 1 } },
      { line: 10, record: { a: "8", b: "9" } },
    ]);
  },
);

test("a byte order mark is no part of the first name; UTF-8, UTF-16 and Windows-1252 are told apart", async () => {
  const wanted = [{ navn: "Øvelokalet på Ærø", by: "Køge" }];
  const content = "navn,by\nØvelokalet på Ærø,Køge\n";
  expect(await records(content)).toEqual(wanted);
  expect(await records(`\ufeff${content}`)).toEqual(wanted);
  expect(await records(Buffer.from(content, "latin1"))).toEqual(wanted);
  expect(await records(Buffer.from(`\ufeff${content}`, "utf16le"))).toEqual(wanted);
  expect(await records(Buffer.from(`\ufeff${content}`, "utf16le").swap16())).toEqual(wanted);
  expect(await records(Buffer.concat([Buffer.from("pris\n"), Buffer.from([0x31, 0x80, 0x0a])]))).toEqual([
    { pris: "1€" },
  ]);
});

test("a file that is ASCII for megabytes and then Latin-1 is read as Latin-1", async () => {
  const bytes = Buffer.concat([
    Buffer.from(`a\n${`${"plain ".repeat(100)}\n`.repeat(4000)}`),
    Buffer.from("Køge", "latin1"),
  ]);
  let last: CsvItem | undefined;
  for await (const item of readCsv(Readable.from(pieces(bytes, 65_536)))) last = item;
  expect(last).toEqual({ line: 4002, record: { a: "Køge" } });
});

test("what is wrong with a file or a record", async () => {
  const problem = async (content: string) => (await read(content)).filter((item) => item.problem);
  expect(await read("")).toEqual([{ line: 1, problem: { code: "EMPTY_FILE" } }]);
  expect(await read("\ufeff\r\n \n")).toEqual([{ line: 1, problem: { code: "EMPTY_FILE" } }]);
  expect(await read("a;b")).toEqual([]);
  expect(await read("a;b\n")).toEqual([]);
  expect(await read("a; b;b\n1;2;3")).toEqual([
    { line: 1, problem: { code: "DUPLICATE_HEADER", name: "b" } },
  ]);
  expect(await read("a;b;;\n1;2;3;4")).toEqual([{ line: 2, record: { a: "1", b: "2" } }]);
  expect(await read("\n\na\n1")).toEqual([{ line: 4, record: { a: "1" } }]);
  expect(await problem('a;b\n1;2\n3;"4\n5;6\n')).toEqual([
    { line: 3, problem: { code: "UNTERMINATED_QUOTE" } },
  ]);
  expect(await problem('a;b\n1;"')).toEqual([{ line: 2, problem: { code: "UNTERMINATED_QUOTE" } }]);
  expect(await read('a;b\n"1"x;2\n3;4')).toEqual([
    { line: 2, problem: { code: "TEXT_AFTER_QUOTE" } },
    { line: 3, record: { a: "3", b: "4" } },
  ]);
  expect(await read("a;b\n1;2;3\n;\n")).toEqual([
    { line: 2, problem: { code: "WRONG_FIELD_COUNT", expected: 2, found: 3 } },
    { line: 3, record: { a: "", b: "" } },
  ]);
  expect(await read("__proto__;constructor\n1;2")).toEqual([
    {
      line: 2,
      record: Object.fromEntries([
        ["__proto__", "1"],
        ["constructor", "2"],
      ]),
    },
  ]);
});

test("what was written is read, whatever it holds", async () => {
  const random = seededRandom(4180);
  const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)] as string;
  for (let round = 0; round < 200; round += 1) {
    const [delimiter, end] = [pick([",", ";", "\t"]), pick(["\n", "\r\n", "\r"])];
    const value = () =>
      Array.from({ length: random() * 6 }, () =>
        pick(["a", "ø", '"', ",", ";", "\t", "\n", "\r", "\r\n", " ", "😀"]),
      ).join("");
    const rows = Array.from({ length: 5 }, () => ({ x: value(), y: value(), z: "." }));
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const lines = rows.map((row) => [row.x, row.y, row.z].map(quote).join(delimiter));
    expect(await records([["x", "y", "z"].join(delimiter), ...lines].join(end))).toEqual(rows);
  }
});

test("memory stays bounded over 20,000 records of 1 KB and over a record of 170 MB", async () => {
  const directory = await mkdtemp(join(tmpdir(), "samspil-csv-test-"));
  try {
    const path = join(directory, "large.csv");
    await writeFile(path, Readable.from(largeFile()));
    let [count, problems, highest] = [0, 0, 0];
    const before = process.memoryUsage().rss;
    for await (const item of readCsv(path)) {
      if (item.record) count += 1;
      else problems += 1;
      if (count % 500 === 0) highest = Math.max(highest, process.memoryUsage().rss - before);
    }
    expect([count, problems]).toEqual([20_000, 2]);
    expect(highest).toBeLessThan(150 * 1024 * 1024);
  } finally {
    await rm(directory, { recursive: true });
  }
});

function* largeFile() {
  yield "name;about\n";
  const about = "Et sted\nat øve. ".repeat(64);
  for (let block = 0; block < 100; block += 1) yield `Øvelokalet;"${about}"\n`.repeat(100);
  yield 'x;"';
  for (let block = 0; block < 170; block += 1) yield "a".repeat(1024 * 1024);
  yield "\n";
  for (let block = 0; block < 100; block += 1)
    yield `Køge;${about}1\n`.replaceAll("\nat", ", at").repeat(100);
  yield 'never closed;"';
}

test("nothing is left behind when reading stops early, and a missing file is an error", async () => {
  const left = async () =>
    (await readdir(tmpdir())).filter((name) => /^samspil-csv-(?!test)/.test(name)).length;
  const before = await left();
  for await (const _ of readCsv(Readable.from([Buffer.from("a\n1\n2\n3")]))) break;
  expect(await left()).toBe(before);
  await expect(all(readCsv("/no/such/file.csv"))).rejects.toThrow("ENOENT");
});
