import type { DataSource } from "typeorm";

/** Brings the schema up to date, one server at a time; answers the names of what was applied. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  return withMigrationLock(dataSource, async () =>
    (await dataSource.runMigrations()).map(({ name }) => name),
  );
}

/** Reverts every migration, the latest first, so that nothing is left. Only for the check on an empty database. */
export async function revertAll(dataSource: DataSource): Promise<void> {
  for (let left = dataSource.migrations.length; left > 0; left -= 1) await dataSource.undoLastMigration();
}

/**
 * The statements that would make the tables equal to the entities. Constraints and indexes are left out: they stand in
 * the migrations alone, and TypeORM proposes to drop what no entity names.
 */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const proposed = await dataSource.driver.createSchemaBuilder().log();
  return proposed.upQueries
    .map(({ query }) => query)
    .filter((query) => !/^ALTER TABLE \S+ (DROP|ADD) CONSTRAINT |^DROP INDEX |^COMMENT ON /.test(query));
}

/** What a database holds outside the system schemas, to compare before and after a revert. */
export async function schemaObjects(dataSource: DataSource): Promise<string[]> {
  const rows: { name: string }[] = await dataSource.query(`
    SELECT 'table ' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'S', 'm') AND c.relname <> 'schema_migration' AND c.relname <> 'schema_migration_id_seq'
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'extension ' || extname FROM pg_extension
    ORDER BY 1`);
  return rows.map(({ name }) => name);
}

/** The key of the advisory lock that lets one process migrate at a time; any constant of our own. */
const migrationLock = 7_266_774;

async function withMigrationLock<Result>(
  dataSource: DataSource,
  work: () => Promise<Result>,
): Promise<Result> {
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    return await work();
  } finally {
    await holder.query("SELECT pg_advisory_unlock($1)", [migrationLock]);
    await holder.release();
  }
}
