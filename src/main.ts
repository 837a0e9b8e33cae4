import "reflect-metadata";
import { pathToFileURL } from "node:url";
import { type Config, ConfigError, readConfig } from "./platform/config/config.js";

/** A command answers its exit code. */
type Command = (config: Config, args: readonly string[], say: (line: string) => void) => Promise<number>;

/** Each command is loaded only when it is asked for, so that a wrong setting is told at once. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./app/commands/serve.command.js")).serveCommand,
  migrate: async () => (await import("./app/commands/migrate.command.js")).migrateCommand,
  demo: async () => (await import("./app/commands/demo.command.js")).demoCommand,
  admin: async () => (await import("./app/commands/admin.command.js")).adminCommand,
  import: async () => (await import("./app/commands/import.command.js")).importCommand,
  export: async () => (await import("./app/commands/export.command.js")).exportCommand,
  schema: async () => (await import("./app/commands/schema.command.js")).schemaCommand,
};

const usage = `Usage: npm start, or npm run COMMAND
  migrate           brings the database up to date; --check proves the migrations
  demo              loads the demo region; demo -- --remove takes it away
  admin -- EMAIL    makes an account an administrator of the hub
  import -- FILE    reads actors from a CSV file; --dry-run only reports
  import -- relationships FILE    reads relationships from CSV or JSON-LD
  export -- relationships [FILE]  writes the confirmed relationships as CSV
  generate          writes schema/schema.graphql and the generated types`;

/** Runs one command and sets the exit code; a setting that cannot be used is one line and exit code 1. */
export async function main([name = "serve", ...args]: readonly string[]): Promise<void> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    say(usage);
    process.exitCode = name === "help" ? 0 : 1;
    return;
  }
  try {
    const config = readConfig(process.env);
    const command = await load();
    process.exitCode = await command(config, args, say);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

// Whoever reads the output may stop early, as `| head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await main(process.argv.slice(2));
