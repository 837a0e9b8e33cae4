import { stat } from "node:fs/promises";
import type { Config } from "../../platform/config/config.js";
import { runActorImport } from "./import-actors.js";
import { readImportRequest } from "./import-request.js";
import { runTool, tell } from "./tool-connection.js";

const usage = "Usage: npm run import -- [actors | relationships] FILE [--dry-run] [--json]";

/**
 * `import FILE` reads actors from a CSV file, `import relationships FILE` relationships from CSV or JSON-LD, and reports
 * what became of each row; `--dry-run` writes nothing, `--json` reports one JSON object a line. Exit code 0 when the
 * file could be read, also when rows were skipped.
 */
export async function importCommand(
  config: Config,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const request = readImportRequest(args);
  if (!request) {
    say(usage);
    return 1;
  }
  const unusable = await whyUnusable(request.file);
  if (unusable) {
    tell(unusable);
    return 1;
  }
  const advice = request.dryRun ? "" : " What came before is stored; run the import again to complete it.";
  const tool = { name: "samspil-import", subject: request.file, advice };
  return runTool(config, tool, async (run) => {
    if (request.what === "actors") await runActorImport(run, request, say);
    else await (await import("./import-relationships.js")).runRelationshipImport(run, request, say);
    return 0;
  });
}

/** Why a file cannot be read, before a database is started for it. */
async function whyUnusable(file: string): Promise<string | null> {
  try {
    return (await stat(file)).isFile() ? null : `${file} is not a file.`;
  } catch (error) {
    return `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
