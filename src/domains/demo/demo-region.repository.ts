import { type Queryable, runSql, runSqlForOne, sql } from "../../platform/database/sql.js";

/** Whether the demo region was ever loaded into this database, or taken away from it. */
export async function wasDemoRegionDecided(on: Queryable): Promise<boolean> {
  return (await runSqlForOne(on, sql`SELECT is_loaded FROM demo_region`)) !== undefined;
}

/** Notes whether the demo region is there, so that no later start brings it back against somebody's will. */
export async function noteDemoRegion(on: Queryable, isLoaded: boolean): Promise<void> {
  await runSql(
    on,
    sql`INSERT INTO demo_region (is_loaded) VALUES (${sql.value(isLoaded)})
      ON CONFLICT (is_only_row) DO UPDATE SET is_loaded = excluded.is_loaded
      WHERE demo_region.is_loaded <> excluded.is_loaded`,
  );
}
