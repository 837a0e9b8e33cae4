import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brokenFileRules, brokenLinks } from "./file-rules.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("the files keep the rules of the house", () => {
  expect(brokenFileRules(root)).toEqual([]);
});

test("every link of the documents leads to a file and a heading that exist", () => {
  expect(brokenLinks(root)).toEqual([]);
});

describe("each rule is noticed when it is broken", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "samspil-files-"));
    const planted: Readonly<Record<string, string>> = {
      "src/platform/good.ts": "export const value = 1;\n",
      "src/platform/just-fits.ts": "//\n".repeat(500),
      "src/platform/too-long.ts": "//\n".repeat(501),
      "src/platform/CamelCase.ts": "",
      "src/domains/Places/place.ts": "",
      "src/domains/index.ts": "",
      "src/platform/utils.ts": "",
      "src/platform/by-default.ts": "export default 1;\n",
      "tests/cast.ts": `const value = 1 as ${"unknown"} as string;\n`,
      "tests/silent.ts": `// @ts-${"ignore"}\n`,
      "tests/unlinted.ts": `// biome-${"ignore"} lint: none\n`,
      "migrations/later.ts": `// ${"TODO"}: the rest\n`,
      "tests/fixtures/Anything.ts": "",
      "README.md":
        "# What it is\n[a](docs/guide.md) [b](docs/gone.md) [c](https://example.org/) [d](#what-it-is) [e](#gone)\n",
      "docs/guide.md":
        "# Én ting: to\n[a](../README.md#what-it-is) [b](../README.md#elsewhere) [c](#én-ting-to)\n```\n[d](gone.md)\n```\n",
    };
    for (const [file, text] of Object.entries(planted)) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("for files", () => {
    expect(brokenFileRules(folder).sort()).toEqual([
      "migrations/later.ts leaves something for later",
      "src/domains/Places/place.ts is not in kebab-case",
      "src/domains/index.ts has a name that says nothing",
      "src/platform/CamelCase.ts is not in kebab-case",
      "src/platform/by-default.ts has a default export",
      "src/platform/too-long.ts has 501 lines",
      "src/platform/utils.ts has a name that says nothing",
      "tests/cast.ts casts through unknown",
      "tests/silent.ts silences the compiler",
      "tests/unlinted.ts silences the linter",
    ]);
  });

  test("for links", () => {
    expect(brokenLinks(folder)).toEqual([
      "README.md links to docs/gone.md",
      "README.md links to #gone",
      "docs/guide.md links to ../README.md#elsewhere",
    ]);
  });
});
