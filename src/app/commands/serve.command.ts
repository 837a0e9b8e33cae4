import { setFlagsFromString } from "node:v8";
import type { Config } from "../../platform/config/config.js";
import { serve } from "../serve.js";

/** Milliseconds that connections get to end when everything has stopped. */
const goodbyeMs = 1_000;

/** `serve` runs the hub until Ctrl-C or SIGTERM, then finishes what is under way. A second signal leaves at once. */
export async function serveCommand(
  config: Config,
  _args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  // V8 would come to put the rows of each answer into the old generation, 5 KB a request that only a full collection
  // frees (docs/decisions/http-server.md).
  setFlagsFromString("--no-allocation-site-pretenuring");
  // Listened for before the start, so that nothing half-started is left behind.
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  const hub = await serve(config, say);
  const signal = await signalled;
  for (const again of ["SIGINT", "SIGTERM"] as const) process.on(again, () => process.exit(1));
  say(`${signal}: finishing what is under way.`);
  await hub.stop();
  // The goodbye to a database that has fallen silent is answered by nobody, and would keep the process.
  setTimeout(() => process.exit(), goodbyeMs).unref();
  return 0;
}
