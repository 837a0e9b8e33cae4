import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Installs the benchmark's own packages where they are missing or others than its lock file names. */
export async function installPackages(folder: string, progress: (text: string) => void): Promise<void> {
  const mark = join(folder, "node_modules", ".samspil-installed");
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}\n`);
  for (const name of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(folder, name)));
  const wanted = hash.digest("hex");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return;
  progress("Installing the benchmark's packages; it takes about a minute ...");
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const first = await runNpm(folder, ["ci", ...quiet]);
  // As src/start.mjs does: npm ci refuses lock files without the optional packages of every platform.
  const last = first.code === 0 ? first : await runNpm(folder, ["install", "--no-save", ...quiet]);
  if (last.code !== 0) throw new Error(`${last.output}\nThe benchmark's packages could not be installed.`);
  writeFileSync(mark, wanted);
}

function runNpm(folder: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const cli = process.env.npm_execpath;
  const own = cli && basename(cli) === "npm-cli.js" && existsSync(cli) ? cli : undefined;
  const child = own
    ? spawn(process.execPath, [own, ...args], { cwd: folder })
    : spawn("npm", args, { cwd: folder, shell: process.platform === "win32" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 1, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
