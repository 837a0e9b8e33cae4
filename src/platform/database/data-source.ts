import type { PoolClient } from "pg";
import type { ClassType } from "type-graphql";
import { DataSource, type EntityManager, type MigrationInterface } from "typeorm";

/** What a connection pool to the hub's database needs to know. */
export interface DatabaseSettings {
  readonly url: string;
  /** Milliseconds after which the database gives up a statement; 0 never (migrations). */
  readonly statementTimeoutMs: number;
}

/** How PostgreSQL plans the statements of requests, as options of a connection. */
export const planSettings = [
  // Compiling a plan to machine code takes longer than any of our statements.
  ["jit", "off"],
  // What is read lies in memory or on a disk without a head; 4 is the default.
  ["random_page_cost", "1.1"],
  // Statements say themselves how their rows are found (`among`); a plan for the values of one request costs more than it saves.
  ["plan_cache_mode", "force_generic_plan"],
]
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(" ");

/** Milliseconds that a request waits for a database connection before it fails. */
export const connectionPatienceMs = 5000;

/** Milliseconds that the answer to a statement that was given up may take to arrive. */
const arrivalMs = 2_000;

/**
 * Milliseconds after which no answer to a statement comes any more, for the driver to end its connection: one that broke in silence
 * never answers, and whoever waited for it would wait for ever. 0, never, where statements are not given up.
 */
export const answerWithinMs = (statementTimeoutMs: number): number =>
  statementTimeoutMs === 0 ? 0 : statementTimeoutMs + arrivalMs;

/** Makes TypeORM's access to the database: entities for writing, migrations for the schema. */
export function createDataSource(
  { url, statementTimeoutMs }: DatabaseSettings,
  entities: readonly ClassType[],
  migrations: readonly (new () => MigrationInterface)[],
): DataSource {
  return new DataSource({
    type: "postgres",
    url,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: "schema_migration",
    migrationsTransactionMode: "each",
    applicationName: "samspil-writes",
    poolSize: 10,
    extra: {
      statement_timeout: statementTimeoutMs,
      query_timeout: answerWithinMs(statementTimeoutMs),
      connectionTimeoutMillis: connectionPatienceMs,
      options: planSettings,
      // What is sent without waiting goes out at once (`inOneStatement`).
      pipeline: true,
    },
    installExtensions: false,
  });
}

/** The pooled client of a transaction, for composed SQL. */
export async function clientOf(manager: EntityManager): Promise<PoolClient> {
  const { queryRunner } = manager;
  if (!queryRunner) throw new Error("Composed SQL that writes runs inside a transaction");
  return (await queryRunner.connect()) as PoolClient;
}
