/**
 * The one command of a fresh clone: `node src/start.mjs COMMAND ...`. Installs and builds what is missing, then hands
 * over to the product. Plain JavaScript without dependencies, since it runs before anything is installed.
 *
 * `test` and `campaigns` hand over to tests/run.mjs, `bench` to benchmark/run.ts, `faults` to tests/faults/live/run.ts, `dev` runs the sources and restarts on changes, every other command goes to
 * `main(arguments)` of dist/src/main.js in this process.
 *
 * The build compiles TypeScript to dist/ and copies every other file below src/ to its place there, so that code
 * finds its data with `new URL("./data/file.json", import.meta.url)` in the sources and in the build alike.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const oldestNode = [20, 19];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installedMark = join(root, "node_modules", ".samspil-installed");
const builtMark = join(root, "dist", ".samspil-built");

await start(process.argv.slice(2));

async function start([command = "serve", ...rest]) {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    stop(`Samspil needs Node.js ${oldestNode.join(".")} or newer; this is ${process.versions.node}.`);
  }
  await makeReady(command !== "dev");

  const tests = join(root, "tests", "run.mjs");
  if (command === "test") await runNode([tests, ...rest]);
  else if (command === "bench")
    await runNode(["--import", "tsx", join(root, "benchmark", "run.ts"), ...rest]);
  else if (command === "faults")
    await runNode(["--import", "tsx", join(root, "tests", "faults", "live", "run.ts"), ...rest]);
  else if (command === "campaigns") await runNode([tests, "--campaigns", ...rest]);
  else if (command === "dev") {
    await runNode(["--watch", "--import", "tsx", join(root, "src", "main.ts"), "serve", ...rest]);
  } else {
    // Libraries leave out what only helps who develops with them.
    process.env.NODE_ENV ||= "production";
    const { main } = await import(pathToFileURL(join(root, "dist", "src", "main.js")).href);
    await main([command, ...rest]);
  }
}

/** Installs and builds if needed, one process at a time. */
async function makeReady(withBuild) {
  const isReady = () => isInstalled() && (!withBuild || isBuilt());
  if (isReady()) return;
  const unlock = await lock();
  try {
    if (!isInstalled()) await install();
    if (withBuild && !isBuilt()) await build();
  } finally {
    unlock();
  }
}

// --- installing ---

function lockHash() {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}\n`);
  for (const name of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(root, name)));
  return hash.digest("hex");
}

/**
 * Whether node_modules fits the lock file: by our own mark, or by npm's own list, which it writes last, so that
 * somebody who ran npm before need not wait again.
 */
function isInstalled() {
  if (readText(installedMark) === lockHash()) return true;
  try {
    const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    const present = JSON.parse(
      readFileSync(join(root, "node_modules", ".package-lock.json"), "utf8"),
    ).packages;
    const fits = Object.entries(wanted).every(([path, { version, optional }]) => {
      const found = present[path];
      return path === "" || (found ? found.version === version && existsSync(join(root, path)) : optional);
    });
    if (fits) markInstalled();
    return fits;
  } catch {
    return false;
  }
}

/** In a clone that we may only read, the comparison is made anew each time. */
function markInstalled() {
  try {
    writeFileSync(installedMark, lockHash());
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes(error.code)) throw error;
  }
}

async function install() {
  rmSync(installedMark, { force: true });
  const always = ["--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const text = "Installing packages";
  const first = await withProgress(text, () => runNpm(["ci", ...always]));
  if (first.code !== 0) {
    // npm ci refuses a lock file that does not list the optional packages of every platform (a registry may lack
    // them when it is written); npm install takes the locked versions and adds what this platform needs.
    say(`npm ci did not succeed (${npmReason(first.output)}); trying npm install.`);
    const second = await withProgress(text, () => runNpm(["install", "--no-save", ...always]));
    if (second.code !== 0)
      stop(`${second.output}\nThe packages could not be installed: see npm's message above.`);
  }
  markInstalled();
}

function runNpm(args) {
  const cli = process.env.npm_execpath;
  if (cli && basename(cli) === "npm-cli.js" && existsSync(cli)) return run(process.execPath, [cli, ...args]);
  return run("npm", args, { shell: process.platform === "win32" });
}

// --- building ---

function sourceHash() {
  const hash = createHash("sha256").update(lockHash());
  for (const name of ["tsconfig.json", "tsconfig.build.json"]) hash.update(readFileSync(join(root, name)));
  for (const file of [...filesBelow("src"), ...filesBelow("migrations")]) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

function isBuilt() {
  return readText(builtMark) === sourceHash();
}

async function build() {
  rmSync(builtMark, { force: true });
  const hash = sourceHash();
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const result = await withProgress("Building", () =>
    run(process.execPath, [compiler, "--project", join(root, "tsconfig.build.json"), "--noEmitOnError"]),
  );
  if (result.code !== 0)
    stop(`${result.output}\nThe build did not succeed: see the compiler's messages above.`);
  const wanted = new Set();
  for (const file of [...filesBelow("src"), ...filesBelow("migrations")]) {
    const target = join(root, "dist", file);
    if (file.endsWith(".ts")) {
      wanted.add(target.replace(/\.ts$/, ".js")).add(target.replace(/\.ts$/, ".js.map"));
    } else if (file !== join("src", basename(import.meta.url))) {
      wanted.add(target);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(root, file), target);
    }
  }
  // What a source left behind that is gone must not be found any more.
  for (const file of filesBelow("dist")) if (!wanted.has(join(root, file))) rmSync(join(root, file));
  writeFileSync(builtMark, hash);
}

/** Paths of all files below a folder, relative to the root, sorted. */
function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

// --- one at a time ---

/** Takes a lock file outside the clone, which installing would delete; waits for a living owner. */
async function lock() {
  const name = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const file = join(tmpdir(), `samspil-start-${name}.lock`);
  let said = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      const remove = () => rmSync(file, { force: true });
      process.once("exit", remove);
      return () => {
        process.off("exit", remove);
        remove();
      };
    } catch (error) {
      // Somebody else's folder for temporary files may refuse us; then there is nobody to wait for either.
      if (error.code !== "EEXIST") return () => undefined;
    }
    if (!isAlive(Number(readText(file)))) {
      // The owner may be between making the file and writing its number into it.
      if (Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 1000)
        rmSync(file, { force: true });
    } else if (!said) {
      say("Another process installs or builds; waiting for it ...");
      said = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isAlive(processId) {
  if (!processId) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// --- small things ---

/** Runs a program quietly; answers its exit code and everything it wrote. */
function run(file, args, options = {}) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(file, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    // Who ends us ends what we wait for: a second start must not meet an npm that still works. (npm takes its time
    // over SIGTERM, and what it leaves half done is redone.)
    const breakOff = () => {
      child.kill("SIGKILL");
      process.exit(130);
    };
    process.once("SIGINT", breakOff).once("SIGTERM", breakOff);
    const finish = (result) => {
      process.off("SIGINT", breakOff).off("SIGTERM", breakOff);
      resolve(result);
    };
    child.once("error", (error) => finish({ code: 1, output: error.message }));
    child.once("close", (code) => finish({ code: code ?? 1, output }));
  });
}

/** Runs Node.js in our place: same terminal, same end. */
async function runNode(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  // Ctrl-C reaches the child by itself; we wait for it to finish.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.exitCode = await new Promise((resolve) => {
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Tells after a second what is going on, and every ten seconds that it still is. */
async function withProgress(text, work) {
  const began = Date.now();
  const seconds = () => ((Date.now() - began) / 1000).toFixed(0);
  let said = false;
  const tell = () => {
    say(said ? `${text} ... ${seconds()} s` : `${text} ...`);
    said = true;
  };
  const soon = setTimeout(tell, 1000);
  const often = setInterval(tell, 10_000);
  try {
    return await work();
  } finally {
    clearTimeout(soon);
    clearInterval(often);
    if (said) say(`${text} took ${seconds()} s.`);
  }
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** npm's reason: the first line of its error that is a sentence. */
function npmReason(output) {
  const lines = output.split("\n").map((line) => /^npm error (.+)/.exec(line)?.[1] ?? "");
  return lines.find((line) => line.split(" ").length > 3)?.split(". ")[0] ?? "no reason given";
}

/** Progress goes to standard error: what a command answers on standard output stays clean. */
function say(line) {
  process.stderr.write(`${line}\n`);
}

function stop(message) {
  say(message);
  process.exit(1);
}
