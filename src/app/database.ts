import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { DataSource } from "typeorm";
import { type Config, ConfigError } from "../platform/config/config.js";
import {
  answerWithinMs,
  connectionPatienceMs,
  createDataSource,
  planSettings,
} from "../platform/database/data-source.js";
import { migrate } from "../platform/database/migrations.js";
import { ReadDatabase } from "../platform/database/read-database.js";
import { installJobs } from "../platform/jobs/jobs.js";
import type { Log } from "../platform/log/log.js";
import { createClosing } from "./closing.js";
import { entities, migrations } from "./persistence.js";

/** The hub's database, reachable and with its current schema. */
export interface HubDatabase {
  readonly url: string;
  /** True when it is the embedded one, which belongs to this machine alone. */
  readonly isEmbedded: boolean;
  /** For reads: prepared statements on plain connections. */
  readonly reads: ReadDatabase;
  /** The same connections, for what is not read for a request. */
  readonly pool: ReadDatabase["pool"];
  /** For writes: transactions with entities. */
  readonly dataSource: DataSource;
  /** Ends all connections; the last process to leave an embedded database stops it. */
  close(): Promise<void>;
}

/**
 * Connections for reads. A read keeps a core of the database busy as long as it runs: more of them than two a core only take turns
 * (with 10 instead of 4 on two cores, Q6 of `npm run bench` took 5 % longer and its slowest hundredth a third).
 */
const readConnections = Math.max(4, 2 * availableParallelism());

/**
 * Opens the database that the settings name, or starts the embedded one, and brings its schema up to date.
 * @param use a server is the only one on an embedded database; tools work beside it
 * @throws ConfigError when another server has the embedded database
 */
export async function openDatabase(
  config: Config,
  use: "server" | "tool",
  log: Log,
  progress: (text: string) => void,
): Promise<HubDatabase> {
  const server = config.DATABASE_URL === undefined ? await startEmbedded(config, progress) : undefined;
  const url = server?.url ?? config.DATABASE_URL ?? "";
  const closing = createClosing();
  if (server) closing.push(() => server.stop());
  try {
    if (server && use === "server") {
      const { lockServer } = await import("../platform/database/embedded/lock-server.js");
      const lock = await lockServer(url, config.DATA_DIR, () => {
        // Two servers on one data folder must not be; the other one was faster after a restart of the database.
        log.fatal("another Samspil server has taken this data folder");
        process.kill(process.pid, "SIGTERM");
      });
      closing.push(() => lock.release());
    }
    await prepareSchema(config, url, progress);
    const dataSource = createDataSource(
      { url, statementTimeoutMs: config.STATEMENT_TIMEOUT_MS },
      entities,
      [],
    );
    await dataSource.initialize();
    closing.push(() => dataSource.destroy());
    const reads = new ReadDatabase(
      {
        connectionString: url,
        max: readConnections,
        connectionTimeoutMillis: connectionPatienceMs,
        statement_timeout: config.STATEMENT_TIMEOUT_MS,
        query_timeout: answerWithinMs(config.STATEMENT_TIMEOUT_MS),
        application_name: "samspil-reads",
        options: planSettings,
      },
      log,
      config.LOG_STATEMENTS,
    );
    closing.push(() => reads.close());
    return {
      url,
      isEmbedded: server !== undefined,
      reads,
      pool: reads.pool,
      dataSource,
      close: () => closing.run(),
    };
  } catch (error) {
    await closing
      .run()
      .catch((failure: unknown) => log.error({ err: failure }, "the database was not closed in order"));
    throw error;
  }
}

/** Migrates with a connection of its own, on which statements may take their time; migrations know no entities. */
async function prepareSchema(config: Config, url: string, progress: (text: string) => void): Promise<void> {
  const dataSource = createDataSource({ url, statementTimeoutMs: 0 }, [], migrations);
  await dataSource.initialize().catch((error: unknown) => refuseUnreachable(config, error));
  try {
    await refuseOldServer(dataSource);
    const applied = await migrate(dataSource);
    if (applied.length > 0) progress(`The database's schema is up to date (${applied.length} migrations).`);
    await installJobs(url);
  } finally {
    await dataSource.destroy();
  }
}

/** The embedded database's code is loaded only here, so that with DATABASE_URL none of it is. */
async function startEmbedded(config: Config, progress: (text: string) => void) {
  await mkdir(config.DATA_DIR, { recursive: true });
  const { startEmbeddedPostgres } = await import("../platform/database/embedded/start-embedded-postgres.js");
  return startEmbeddedPostgres({ dataDir: config.DATA_DIR, progress });
}

/** A database of ours that cannot be opened is a fault; one that the settings name is a setting to mend. */
function refuseUnreachable(config: Config, error: unknown): never {
  if (config.DATABASE_URL === undefined) throw error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  const { host, pathname } = new URL(config.DATABASE_URL);
  throw new ConfigError(
    `DATABASE_URL: the database ${pathname.slice(1)} at ${host} cannot be opened (${code}).`,
  );
}

/** The oldest PostgreSQL whose SQL we write, as `server_version_num` counts. */
const oldestServer = 150_000;

async function refuseOldServer(dataSource: DataSource): Promise<void> {
  const [row]: { version: string; number: number }[] = await dataSource.query(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number",
  );
  if (row && row.number < oldestServer) {
    throw new ConfigError(`DATABASE_URL: Samspil needs PostgreSQL 15 to 18; this server is ${row.version}.`);
  }
}
