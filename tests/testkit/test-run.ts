import { fileURLToPath } from "node:url";

/** What all test files of a run share. */
export interface TestRun {
  /** A database on the run's server, as a role that may create others. */
  readonly url: string;
  /** The run's temporary folder; removed at the end. */
  readonly directory: string;
  /** Begins the name of every database of the run. */
  readonly prefix: string;
}

/** The built server's command line. */
export const serverProgram = fileURLToPath(new URL("../../dist/src/main.js", import.meta.url));

/** The run that global-setup.ts started. */
export function testRun(): TestRun {
  const text = process.env.SAMSPIL_TEST_RUN;
  if (!text)
    throw new Error("SAMSPIL_TEST_RUN is missing: tests run under Jest with tests/testkit/global-setup.ts.");
  return JSON.parse(text) as TestRun;
}
