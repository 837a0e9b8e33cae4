import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

declare global {
  /** The process behind the run's databases; global-teardown.ts ends it. */
  var databaseServer: ChildProcess | undefined;
}

/** Starts the run's database server and tells the workers about it in SAMSPIL_TEST_RUN. Jest asks for a default export. */
export default async function globalSetup({ rootDir }: { readonly rootDir: string }): Promise<void> {
  if (!existsSync(join(rootDir, "dist", "src", "main.js"))) {
    throw new Error(
      "The tests need the built server: run `npm test`, or `node src/start.mjs help` before Jest alone.",
    );
  }
  // A process group of its own: Ctrl-C must end the tests first.
  const server = spawn(process.execPath, [join(rootDir, "tests", "testkit", "database-server.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  globalThis.databaseServer = server;
  process.env.SAMSPIL_TEST_RUN = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", resolve);
    server.once("error", reject);
    server.once("exit", (code) =>
      reject(new Error(`The database server of the tests ended with code ${code}.`)),
    );
  });
}
