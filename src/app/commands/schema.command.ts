import { readFile, writeFile } from "node:fs/promises";
import { lexicographicSortSchema, printSchema } from "graphql";
import { createAttachmentLinks } from "../../domains/attachments/attachment-links.js";
import { notLive } from "../../domains/messaging/live/messaging-live.js";
import type { Config } from "../../platform/config/config.js";
import { createDataSource } from "../../platform/database/data-source.js";
import { hubModules } from "../modules.js";
import { entities } from "../persistence.js";
import { buildHubSchema } from "../schema.js";

/** The committed contract, beside the sources. */
const contract = new URL("../../../../schema/schema.graphql", import.meta.url);

/** `schema` prints the SDL into schema/schema.graphql; `schema --check` fails when it differs. Needs no database. */
export async function schemaCommand(
  _config: Config,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  // The data source is never connected and no link made: services hold them, and printing asks them nothing.
  const dataSource = createDataSource({ url: "postgres://unused", statementTimeoutMs: 0 }, entities, []);
  const { schema } = await buildHubSchema(
    hubModules(
      dataSource,
      createAttachmentLinks("unused", () => "unused"),
      notLive,
    ),
  );
  const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
  if (!args.includes("--check")) {
    await writeFile(contract, printed);
    say("schema/schema.graphql is written.");
    return 0;
  }
  if ((await readFile(contract, "utf8").catch(() => "")) === printed) return 0;
  say("schema/schema.graphql differs from the code: run npm run generate and commit what it writes.");
  return 1;
}
