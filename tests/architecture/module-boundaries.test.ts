import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** One file that breaks each rule, and what it imports. */
const planted: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ["no-unresolved", "src/platform/lost.ts", "./nowhere.js"],
  ["no-development-packages", "src/platform/tested.ts", "jest"],
  ["product-not-to-tests", "src/platform/tested.ts", "../../tests/kit.js"],
  ["platform-stands-alone", "src/platform/knows-domain.ts", "../domains/places/places.queries.js"],
  ["domains-not-to-app", "src/domains/places/knows-app.ts", "../../app/app.js"],
  ["only-the-start-imports-app", "src/platform/knows-app.ts", "../app/app.js"],
  ["every-domain-has-its-place", "src/domains/unlisted/unlisted.queries.ts", "../places/places.queries.js"],
  ["domain-order-places", "src/domains/places/looks-ahead.ts", "../actors/actors.queries.js"],
  ["domain-order-accounts", "src/domains/accounts/looks-ahead.ts", "../actors/actors.queries.js"],
  ["domains-by-their-doors", "src/domains/actors/reaches-in.ts", "../places/place.repository.js"],
  ["app-not-to-tables", "src/app/reaches-in.ts", "../domains/places/place.entity.js"],
  ["app-without-sql", "src/app/writes-sql.ts", "../platform/database/sql.js"],
  ["resolvers-delegate", "src/domains/places/place.resolver.ts", "../../platform/database/sql.js"],
  ["types-without-tables", "src/domains/places/place.type.ts", "typeorm"],
  ["tables-without-types", "src/domains/places/place.entity.ts", "type-graphql"],
];
const harmless = [
  "tests/kit.ts",
  "src/app/app.ts",
  "src/platform/database/sql.ts",
  "src/domains/places/places.queries.ts",
  "src/domains/places/place.repository.ts",
  "src/domains/actors/actors.queries.ts",
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "samspil-boundaries-"));
  const files = new Map(harmless.map((file) => [file, "export const value = 1;\n"]));
  for (const [, file, imported] of planted) {
    files.set(
      file,
      `${files.get(file) ?? ""}import type {} from ${JSON.stringify(imported)};\nimport ${JSON.stringify(imported)};\n`,
    );
  }
  files.set("src/platform/one.ts", 'import "./two.js";\n').set("src/platform/two.ts", 'import "./one.js";\n');
  for (const [file, text] of files) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  for (const name of ["node_modules", "package.json"]) await symlink(join(root, name), join(folder, name));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("every boundary rule fails when it is broken", async () => {
  const broken = await brokenRules();
  for (const [rule, file] of planted) expect(broken).toContainEqual(`${rule}: ${file}`);
  expect(broken).toContainEqual("no-cycles: src/platform/one.ts");
});

test("an import of types alone counts", async () => {
  await writeFile(
    join(folder, "src/platform/names-a-type.ts"),
    'import type { value } from "../domains/places/places.queries.js";\nexport type Value = typeof value;\n',
  );
  expect(await brokenRules()).toContainEqual("platform-stands-alone: src/platform/names-a-type.ts");
});

function brokenRules(): Promise<string[]> {
  const program = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const args = ["--config", join(root, ".dependency-cruiser.cjs"), "--output-type", "json", "src"];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: folder, maxBuffer: 64_000_000 },
      (_, stdout, stderr) => {
        try {
          const { summary } = JSON.parse(stdout) as {
            summary: { violations: { from: string; rule: { name: string } }[] };
          };
          resolve(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`));
        } catch {
          reject(new Error(stderr || stdout));
        }
      },
    );
  });
}
