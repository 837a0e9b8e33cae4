/**
 * What `npm test` runs, and with it CI: every check below, two at a time, also after one failed, then Jest, whose summary
 * is the end. A failed check fails there too (tests/testkit/checks.test.ts), so that the summary tells the whole.
 *
 * `npm test -- tests/api/actors` hands its arguments to Jest and leaves the checks out. `npm run campaigns` runs the test files
 * that hold a campaign, with all of its rounds where `npm test` runs the first tenth (tests/testkit/campaign.ts).
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inPackages = (...path) => join(root, "node_modules", ...path);
const jest = [
  "--experimental-vm-modules",
  "--no-warnings=ExperimentalWarning",
  inPackages("jest", "bin", "jest.js"),
];
const hub = join(root, "dist", "src", "main.js");
const postgres15 = inPackages("@samspil", `postgres-15-${process.platform}-${process.arch}`);
const ownServer = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL;

/**
 * What runs again on PostgreSQL 15, where only what the SQL does can differ: every operation once, the live log, and the API
 * tests, new ones by themselves. Left out are those that ask no database or spend their time on what does not come from it.
 */
const onOlderServer = [
  "tests/architecture/operations.test.ts",
  "tests/unit/live-log.test.ts",
  "tests/unit/live-log-order.test.ts",
  "tests/api/",
];
const notOnOlderServer = [
  // A server without a database, sockets, processes that are killed, and what waits for jobs and mails.
  "tests/api/server/",
  "tests/api/websocket/",
  "tests/api/messaging/live-clients.test.ts",
  "tests/api/messaging/lost-permission.test.ts",
  "tests/api/messaging/slow-readers.test.ts",
  "tests/api/notifications/mails.test.ts",
  // Passwords and waiting.
  "tests/api/accounts/authentication.test.ts",
  "tests/api/accounts/authentication-limits.test.ts",
  "tests/api/accounts/authentication-sign-up.test.ts",
  "tests/api/accounts/demo-accounts.test.ts",
  // Files: sniffed, sent and removed.
  "tests/api/attachments/",
  // Who sees what: the same declarations that api/reads/differential asks for.
  "tests/api/reads/visibility.test.ts",
  // What is read from files and judged before it is written; api/network/graph-import writes it.
  "tests/api/actors/import.test.ts",
  "tests/api/network/import.test.ts",
  "tests/api/network/export.test.ts",
  // What is refused before it reaches the database, and what it costs.
  "tests/api/actors/contract.test.ts",
  "tests/api/actors/exact-point.test.ts",
  "tests/api/actors/input.test.ts",
  "tests/api/network/costs.test.ts",
];

/** A check is what Node.js runs; `without` says why it is left out here, `alone` that it runs after the others. Exit code 0 passes. */
const checks = [
  { name: "types", run: [inPackages("typescript", "bin", "tsc"), "--project", "tsconfig.json", "--noEmit"] },
  {
    name: "lint and format",
    run: [inPackages("@biomejs", "biome", "bin", "biome"), "ci", "--error-on-warnings"],
  },
  {
    name: "module boundaries",
    run: [
      inPackages("dependency-cruiser", "bin", "dependency-cruise.mjs"),
      ...["--config", ".dependency-cruiser.cjs", "src", "migrations"],
    ],
  },
  { name: "schema as committed", run: [hub, "schema", "--check"] },
  {
    name: "generated types as committed",
    run: [inPackages("@graphql-codegen", "cli", "esm", "bin.js"), ...["--config", "codegen.yml", "--check"]],
  },
  { name: "migrations", run: [hub, "migrate", "--check"] },
  {
    name: "tests of the SQL on PostgreSQL 15",
    run: [...jest, ...onOlderServer, `--testPathIgnorePatterns=${notOnOlderServer.join("|")}`],
    env: { SAMSPIL_TEST_POSTGRES: "15" },
    alone: true,
    without: ownServer
      ? "the tests use the PostgreSQL of DATABASE_URL"
      : !existsSync(postgres15) && "this platform has no package with it",
  },
];

for (const path of [...onOlderServer, ...notOnOlderServer])
  if (!existsSync(join(root, path))) throw new Error(`tests/run.mjs names ${path}, which is not there`);

const given = process.argv.slice(2);
const isCampaign = given[0] === "--campaigns";
// A campaign's test may take half an hour.
const jestArguments = isCampaign ? ["--testTimeout=1800000", ...campaigns(), ...given.slice(1)] : given;
const failed = jestArguments.length === 0 ? await runChecks() : [];
process.exitCode = await runHere([...jest, ...jestArguments], {
  SAMSPIL_FAILED_CHECKS: failed.join(", "),
  ...(isCampaign ? { SAMSPIL_CAMPAIGNS: "all" } : {}),
});
if (failed.length > 0) process.exitCode = 1;

/** Answers the names of the checks that failed. */
async function runChecks() {
  const failures = new Set();
  const waiting = checks.filter(({ alone }) => !alone);
  const runWaiting = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await runCheck(check, failures);
  };
  await Promise.all([runWaiting(), runWaiting()]);
  for (const check of checks.filter(({ alone }) => alone)) await runCheck(check, failures);
  const names = checks.map(({ name }) => name).filter((name) => failures.has(name));
  const summary = names.length === 0 ? "All checks passed." : `Failed checks: ${names.join(", ")}.`;
  process.stdout.write(`\n${summary} The tests follow.\n\n`);
  return names;
}

async function runCheck({ name, run, env, without }, failures) {
  const began = Date.now();
  if (without) {
    process.stdout.write(`left out  ${name}: ${without}\n`);
    return;
  }
  const { code, output } = await runQuietly(run, env);
  if (code !== 0) {
    failures.add(name);
    process.stdout.write(`\n--- ${name} ---\n${output.trim()}\n\n`);
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? "ok    " : "FAILED"}    ${name} (${seconds} s)\n`);
}

/** The test files that hold a campaign. */
function campaigns() {
  return readdirSync(join(root, "tests"), { recursive: true })
    .map((name) => join("tests", name))
    .filter((name) => name.endsWith(".test.ts"))
    .filter((name) => readFileSync(join(root, name), "utf8").includes("campaignSize("));
}

/** Runs Node.js and keeps what it writes. */
function runQuietly(args, env = {}) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs Node.js on this terminal and answers its exit code. */
function runHere(args, env) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  // Ctrl-C reaches Jest by itself; we wait until it has cleaned up.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.once("close", (code) => resolve(code ?? 1));
  });
}
