import { execFile, spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { testRun } from "../testkit/test-run.js";
import { type Comparison, compare } from "./live/comparison.js";

/** `npm run faults`, as a process of its own; it leaves nothing behind. */
async function runFaults(...args: readonly string[]) {
  const folder = await mkdtemp(join(testRun().directory, "faults-"));
  await chmod(folder, 0o711);
  const program = fileURLToPath(new URL("./live/run.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, ...args], {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { PATH: process.env.PATH, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  expect((await readdir(folder)).filter((name) => name.startsWith("samspil"))).toEqual([]);
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "args="]);
  expect(stdout).not.toContain(folder);
  await rm(folder, { recursive: true });
  const last = /^faults (\d+), due (\d+), lost (\d+), repeated (\d+), out of order (\d+)$/.exec(
    output.trimEnd().split("\n").at(-1) ?? "",
  );
  if (!last) throw new Error(`Its last line is another one:\n${output}`);
  const [faults = 0, due = 0, lost = 0, repeated = 0, outOfOrder = 0] = last.slice(1).map(Number);
  return { code, output, faults, due, lost, repeated, outOfOrder };
}

test("whatever breaks, what is committed arrives once and in order", async () => {
  const { code, output, faults, due } = await runFaults("--seconds", "6");
  if (code !== 0) throw new Error(output);
  expect(faults).toBeGreaterThanOrEqual(10);
  expect(due).toBeGreaterThan(100);
  expect(output).toContain("lost 0, repeated 0, out of order 0");
});

test("readers who come back without a cursor lose, which is seen", async () => {
  const { code, lost } = await runFaults("--faults", "10", "--resume", "off");
  expect(lost).toBeGreaterThan(0);
  expect(code).toBe(1);
});

test("readers who come back too early get some twice, which is seen", async () => {
  const { code, lost, repeated } = await runFaults("--faults", "10", "--resume", "late");
  expect(lost).toBe(0);
  expect(repeated).toBeGreaterThan(0);
  expect(code).toBe(1);
});

test.each<[string, string[], Omit<Comparison, "due">]>([
  ["all", ["a", "b", "c"], { lost: 0, repeated: 0, outOfOrder: 0 }],
  ["not the last", ["a", "b"], { lost: 1, repeated: 0, outOfOrder: 0 }],
  ["one in the middle not", ["a", "c"], { lost: 1, repeated: 0, outOfOrder: 0 }],
  ["one twice", ["a", "b", "b", "c"], { lost: 0, repeated: 1, outOfOrder: 0 }],
  ["one again later", ["a", "b", "c", "a"], { lost: 0, repeated: 1, outOfOrder: 0 }],
  ["what is nobody's", ["a", "x", "b", "c"], { lost: 0, repeated: 1, outOfOrder: 0 }],
  ["two the other way", ["b", "a", "c"], { lost: 0, repeated: 0, outOfOrder: 1 }],
  ["one twice in place of another", ["a", "a", "c"], { lost: 1, repeated: 1, outOfOrder: 0 }],
  ["nothing", [], { lost: 3, repeated: 0, outOfOrder: 0 }],
])("a comparison with who got %s", (_, got, expected) => {
  expect(compare(["a", "b", "c"], got)).toEqual({ due: 3, ...expected });
});
