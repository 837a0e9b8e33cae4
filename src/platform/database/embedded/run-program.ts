import { spawn } from "node:child_process";

/** A user of the operating system by its numbers. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** How a program ended and what it wrote. */
export interface ProgramResult {
  /** The exit code; null when the program could not be started or was ended by a signal. */
  readonly code: number | null;
  /** Standard output and error, mixed, without surrounding blanks; the reason when it could not be started. */
  readonly output: string;
}

/** What PostgreSQL's programs may see of our environment: neither secrets nor PG* variables that steer them. */
const passedVariables = ["PATH", "SystemRoot", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"];

/** How long after a program's end its output is awaited, in milliseconds. */
const closeGraceMs = 1000;

/** Runs a program to its end, as another user if one is given. Never rejects. */
export function runProgram(file: string, args: readonly string[], user?: SystemUser): Promise<ProgramResult> {
  const environment: NodeJS.ProcessEnv = { LC_ALL: "C" };
  for (const name of passedVariables)
    if (process.env[name] !== undefined) environment[name] = process.env[name];
  return new Promise((resolve) => {
    let output = "";
    const answer = (code: number | null, more = "") => resolve({ code, output: `${output}${more}`.trim() });
    // The folder we run in may be closed to the other user, and PostgreSQL's programs ask where they are.
    const child = spawn(file, args, {
      cwd: process.platform === "win32" ? undefined : "/",
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      // On Windows a Ctrl-C reaches every process of the console, unless it has one of its own.
      detached: process.platform === "win32",
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once("error", (error) => answer(null, error.message));
    child.once("close", (code) => answer(code));
    // On Windows a server that was started holds on to the pipes, which then never close.
    child.once("exit", (code) => setTimeout(answer, closeGraceMs, code).unref());
  });
}
