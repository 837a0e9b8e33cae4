import "reflect-metadata";
import { pathToFileURL } from "node:url";
import { adminCommand } from "./app/commands/admin.command.js";
import { demoCommand } from "./app/commands/demo.command.js";
import { migrateCommand } from "./app/commands/migrate.command.js";
import { schemaCommand } from "./app/commands/schema.command.js";
import { serve } from "./app/serve.js";
import { ConfigError, readConfig } from "./platform/config/config.js";

const usage = `Usage: npm start, or npm run COMMAND
  migrate           brings the database up to date
  demo              loads the demo region; demo -- --remove takes it away
  admin -- EMAIL    makes an account an administrator of the hub
  import -- FILE    reads actors from a CSV file; --dry-run only reports
  generate          writes schema/schema.graphql`;

/** Runs one command and sets the exit code; a setting that cannot be used is one line and exit code 1. */
export async function main([command = "serve", ...args]: readonly string[]): Promise<void> {
  try {
    process.exitCode = await run(command, args);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function run(command: string, args: readonly string[]): Promise<number> {
  switch (command) {
    case "serve":
      return serveUntilSignal();
    case "migrate":
      return migrateCommand(readConfig(process.env), args, say);
    case "demo":
      return demoCommand(readConfig(process.env), args, say);
    case "admin":
      return adminCommand(readConfig(process.env), args, say);
    case "schema":
    case "generate":
      return schemaCommand(args, say);
    default:
      say(usage);
      return command === "help" ? 0 : 1;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Serves until Ctrl-C or SIGTERM, then finishes what is under way. A second signal leaves at once. */
async function serveUntilSignal(): Promise<number> {
  // Listened for before the start, so that nothing half-started is left behind.
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  const hub = await serve(readConfig(process.env), say);
  const signal = await signalled;
  for (const again of ["SIGINT", "SIGTERM"] as const) process.on(again, () => process.exit(1));
  say(`${signal}: finishing what is under way.`);
  await hub.stop();
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await main(process.argv.slice(2));
