import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

/** Folders whose code is ours to read and to keep readable. */
const codeFolders = ["src", "migrations", "tests", "benchmark"];
/** What packages and runs put below them. */
const notOurs = /(^|\/)node_modules$|(^|\/)benchmark\/data$/;
/** The most lines of a file; a longer one is split by what it does. */
const mostLines = 500;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
/** Jest asks for these by their default export. */
const defaultExports = new Set([
  "tests/testkit/global-setup.ts",
  "tests/testkit/global-teardown.ts",
  "tests/testkit/longest-first.mjs",
]);

/** What no code of ours says, with what it is. */
const refusedTexts: readonly (readonly [RegExp, string])[] = [
  [/\bas\s+unknown\s+as\b/, "casts through unknown"],
  [/@ts-(ignore|expect-error|nocheck)/, "silences the compiler"],
  [/biome-(ignore)/, "silences the linter"],
  [/\b(TODO|FIXME)(:|\()/, "leaves something for later"],
];

/** Where the code below a folder breaks the rules for files, one line each. */
export function brokenFileRules(root: string): string[] {
  const files = codeFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesBelow(join(root, folder)))
    .map((file) => relative(root, file))
    .filter((file) => /\.(ts|tsx|mjs|js)$/.test(file) && !file.startsWith("tests/fixtures/"));
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    const problems: string[] = [];
    if (lines > mostLines) problems.push(`has ${lines} lines`);
    if (!file.split("/").every((part) => kebabCase.test(part))) problems.push("is not in kebab-case");
    if (/^(index|utils?)\.[a-z]+$/.test(basename(file))) problems.push("has a name that says nothing");
    if (/^export\s+default\b/m.test(text) && !defaultExports.has(file)) problems.push("has a default export");
    for (const [pattern, fault] of refusedTexts) if (pattern.test(text)) problems.push(fault);
    return problems.map((problem) => `${file} ${problem}`);
  });
}

/** Links of the documents that lead to no file, or to no heading of one, one line each. */
export function brokenLinks(root: string): string[] {
  const inRoot = readdirSync(root).filter((name) => name.endsWith(".md"));
  const inDocs = existsSync(join(root, "docs"))
    ? filesBelow(join(root, "docs")).map((file) => relative(root, file))
    : [];
  return [...inRoot, ...inDocs.filter((name) => name.endsWith(".md"))].flatMap((document) => {
    const text = withoutCode(readFileSync(join(root, document), "utf8"));
    return [...text.matchAll(/\]\(([^()\s]+)\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !leadsSomewhere(root, document, target))
      .map((target) => `${document} links to ${target}`);
  });
}

function leadsSomewhere(root: string, document: string, target: string): boolean {
  const [path = "", heading] = target.split("#");
  const file = path === "" ? join(root, document) : join(root, dirname(document), path);
  if (!existsSync(file)) return false;
  if (heading === undefined || !file.endsWith(".md")) return true;
  const headings = [...withoutCode(readFileSync(file, "utf8")).matchAll(/^#+ +(.+)$/gm)];
  return headings.some(([, title = ""]) => anchorOf(title) === decodeURIComponent(heading));
}

/** The anchor that GitHub and GitLab make of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

/** Fenced code holds brackets that are no links, and lines that are no headings. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, "");
}

function filesBelow(folder: string): string[] {
  if (notOurs.test(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}
