import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { serverProgram } from "./test-run.js";

/** A run of the built command line. */
export interface Program {
  readonly process: ChildProcess;
  /** Everything written to standard output and standard error so far. */
  output(): string;
  /** Resolves when a text appears. @throws with the output when the program ends before, or after 40 s. */
  says(text: string): Promise<void>;
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts the built command line with just these settings. */
export function startProgram(args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [serverProgram, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      hasEnded = true;
      resolve(code);
    });
  });
  return {
    process: child,
    output: () => output,
    ended,
    async says(text) {
      const deadline = Date.now() + 40_000;
      while (!output.includes(text)) {
        if (hasEnded || Date.now() > deadline) throw new Error(`It never said ${text}:\n${output}`);
        await sleep(20);
      }
    },
  };
}

/** Runs the built command line to its end. */
export async function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const program = startProgram(args, env);
  const code = await program.ended;
  return { code, output: program.output() };
}
