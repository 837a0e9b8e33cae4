import { DemoSlugsTaken } from "../../domains/actors/actors.commands.js";
import type { Config } from "../../platform/config/config.js";
import { createLog } from "../../platform/log/log.js";
import { openDatabase } from "../database.js";
import { removeDemo, seedDemo } from "../demo/seed.js";
import { loadReferenceData } from "../reference-data.js";

/**
 * `demo` loads the demo region or restores it; `demo --remove` takes it away, accounts and all. Anything else it does
 * not know and changes nothing, since a misspelt `--remove` must not load what it should remove.
 */
export async function demoCommand(
  config: Config,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (args.length > 1 || (args.length === 1 && args[0] !== "--remove")) {
    say("Usage: npm run demo, or npm run demo -- --remove");
    return 1;
  }
  const database = await openDatabase(config, "tool", createLog({ level: config.LOG_LEVEL }), say);
  try {
    await loadReferenceData(database.pool);
    await (args.includes("--remove") ? removeDemo(database, say) : seedDemo(database, say));
    return 0;
  } catch (error) {
    if (!(error instanceof DemoSlugsTaken)) throw error;
    say(error.message);
    return 1;
  } finally {
    await database.close();
  }
}
