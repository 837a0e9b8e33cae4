import type { Config } from "../../platform/config/config.js";
import { createLog } from "../../platform/log/log.js";
import { openDatabase } from "../database.js";
import { removeDemo, seedDemo } from "../demo/seed.js";
import { loadReferenceData } from "../reference-data.js";

/** `demo` loads the demo region; `demo --remove` takes it away, accounts and all. */
export async function demoCommand(
  config: Config,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const database = await openDatabase(config, "tool", createLog({ level: config.LOG_LEVEL }), say);
  try {
    await loadReferenceData(database.pool);
    await (args.includes("--remove") ? removeDemo(database, say) : seedDemo(database, say));
    return 0;
  } finally {
    await database.close();
  }
}
