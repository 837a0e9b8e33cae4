/**
 * `npm run faults`: two servers on one PostgreSQL, clients that write and read, and everything that breaks between them; then compares
 * what every reader got with what is committed. Its last line is `faults N, due N, lost 0, repeated 0, out of order 0`, and its exit
 * code 1 when anything is not as it should be. src/start.mjs has built the server before.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FaultOptions, help, OptionError, readOptions } from "./options.js";
import { Trial } from "./trial.js";

/** Milliseconds that a trial may take beyond those of its faults; one that hangs is ended then. */
const patienceMs = 240_000;
/** The longest that a fault takes on average, in milliseconds, for trials that are as long as their number of faults. */
const faultMs = 5_000;
/** Milliseconds in which everything has to end. */
const stopMs = 60_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options);
  else say(help);
} catch (error) {
  say(error instanceof OptionError ? error.message : String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
}
// Nothing is left that would be waited for; a connection that never closes is no reason to stay.
process.exit();

async function run(options: FaultOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "samspil-live-faults-"));
  // Run as root, the database's user must pass through to its folder.
  await chmod(folder, 0o711);
  const trial = new Trial(options, folder, say);
  let interrupted: (signal: string) => void = () => undefined;
  const interruption = new Promise<string>((resolve) => {
    interrupted = resolve;
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted(signal));
  const lastsMs = options.faults === null ? options.seconds * 1_000 : options.faults * faultMs;
  try {
    const result = await Promise.race([
      trial.run(),
      interruption,
      sleep(lastsMs + patienceMs, "It hangs" as const, { ref: false }),
    ]);
    await Promise.race([trial.stop(), sleep(stopMs, undefined, { ref: false })]);
    if (typeof result === "string") throw new Error(`Broken off: ${result}.`);
    const { faults, sum, complaints } = result;
    for (const complaint of complaints) say(complaint);
    const { due, lost, repeated, outOfOrder } = sum;
    process.exitCode = lost + repeated + outOfOrder + complaints.length > 0 ? 1 : 0;
    say(`faults ${faults}, due ${due}, lost ${lost}, repeated ${repeated}, out of order ${outOfOrder}`);
  } finally {
    await Promise.race([trial.stop(), sleep(stopMs, undefined, { ref: false })]);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
