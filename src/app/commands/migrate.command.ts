import { Client } from "pg";
import type { Config } from "../../platform/config/config.js";
import { createDataSource } from "../../platform/database/data-source.js";
import { migrate, revertAll, schemaDrift, schemaObjects } from "../../platform/database/migrations.js";
import { createLog } from "../../platform/log/log.js";
import { openDatabase } from "../database.js";
import { entities, migrations } from "../persistence.js";
import { loadReferenceData } from "../reference-data.js";

/** `migrate` brings schema and reference data up to date; `migrate --check` proves the migrations on an empty database. */
export async function migrateCommand(
  config: Config,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const database = await openDatabase(config, "tool", createLog({ level: config.LOG_LEVEL }), say);
  try {
    if (args.includes("--check")) return await checkMigrations(database.url, say);
    await loadReferenceData(database.pool);
    say("The database is up to date.");
    return 0;
  } finally {
    await database.close();
  }
}

/** In a new database of the same server: everything applied equals the entities, and reverting leaves nothing. */
async function checkMigrations(url: string, say: (line: string) => void): Promise<number> {
  const name = `samspil_migration_check_${process.pid}`;
  const scratchUrl = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    const dataSource = createDataSource({ url: scratchUrl, statementTimeoutMs: 0 }, entities, migrations);
    await dataSource.initialize();
    try {
      const before = await schemaObjects(dataSource);
      await migrate(dataSource);
      const drift = await schemaDrift(dataSource);
      await revertAll(dataSource);
      const left = (await schemaObjects(dataSource)).filter((object) => !before.includes(object));
      for (const statement of drift) say(`The entities differ from the migrations: ${statement}`);
      for (const object of left) say(`Reverting left behind: ${object}`);
      await migrate(dataSource);
      return drift.length + left.length > 0 ? 1 : 0;
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.end();
  }
}
