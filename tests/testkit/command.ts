import { type ChildProcess, type ChildProcessByStdio, fork, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { TestDatabase } from "./database.js";
import { serverProgram, testRun } from "./test-run.js";

/** What a run of the command line came to. */
export interface CommandRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const settingsOf = (database: TestDatabase) => ({
  PATH: process.env.PATH,
  DATABASE_URL: database.url,
  DATA_DIR: testRun().directory,
});

/** Starts a command of the built command line on a database, in a process of its own. */
export function spawnCommand(
  database: TestDatabase,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [serverProgram, ...args], {
    env: { ...settingsOf(database), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs a command to its end in a process of its own, as a person does: for what is about the process. */
export async function runProcess(
  database: TestDatabase,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandRun> {
  const child = spawnCommand(database, args, env);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}

let host: Promise<ChildProcess> | undefined;
let lastRun: Promise<unknown> = Promise.resolve();

/**
 * Runs a command to its end in the test file's one process for commands (command-host.mjs), after those before it: the same
 * `main` of the built command line, without loading it for each run.
 */
export function runCommand(database: TestDatabase, args: readonly string[]): Promise<CommandRun> {
  const run = lastRun.then(async () => {
    host ??= startHost();
    return askHost(await host, { args, env: settingsOf(database) });
  });
  lastRun = run.catch(() => undefined);
  return run;
}

afterAll(async () => {
  const child = await host;
  if (child?.connected) {
    const ended = once(child, "exit");
    child.disconnect();
    await ended;
  }
});

async function startHost(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL("command-host.mjs", import.meta.url)), {
    execArgv: [],
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await answerOf(child);
  return child;
}

function askHost(child: ChildProcess, request: object): Promise<CommandRun> {
  const answer = answerOf<CommandRun>(child);
  child.send(request);
  return answer;
}

/** The next message; a process that ends instead fails the test. */
function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The process for commands ended with ${code}.`));
    child.once("exit", ended);
    child.once("message", (answer) => {
      child.off("exit", ended);
      resolve(answer as Answer);
    });
  });
}
