import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type QueryResultRow } from "pg";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../src/platform/database/embedded/start-embedded-postgres.js";

/** A PostgreSQL of its own that can be killed and started again, as durable as in production. */
export class KillableDatabase {
  private constructor(
    private readonly dataDir: string,
    private running: EmbeddedPostgres,
  ) {}

  static async start(dataDir: string): Promise<KillableDatabase> {
    return new KillableDatabase(dataDir, await startEmbeddedPostgres({ dataDir }));
  }

  /** Its address, past all proxies; another after each start. */
  get url(): string {
    return this.running.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** kill -9 of its first process; the others end when they notice. */
  async kill(): Promise<void> {
    process.kill(await this.processId(), "SIGKILL");
    // Nothing of it is to come back by itself.
    await this.running.stop().catch(() => undefined);
  }

  /** Starts it again, which recovers what was committed. */
  async startAgain(): Promise<void> {
    this.running = await startEmbeddedPostgres({ dataDir: this.dataDir });
  }

  /** kill -9 of one of the processes that serve connections, upon which PostgreSQL breaks all of them off and recovers. */
  async killBackend(): Promise<void> {
    const [backend] = await this.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'samspil-%' ORDER BY random() LIMIT 1",
    );
    if (backend) process.kill(backend.pid, "SIGKILL");
  }

  /** Asks it on a connection of its own, past all proxies. Tried again while it recovers. */
  async query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]> {
    for (let attempt = 1; ; attempt += 1) {
      const client = new Client({ connectionString: this.url, application_name: "faults" });
      client.on("error", () => undefined);
      try {
        await client.connect();
        return (await client.query<Row>(text, values)).rows;
      } catch (error) {
        if (attempt === 100) throw error;
        await sleep(100);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  async stop(): Promise<void> {
    await this.running.stop();
  }

  private async processId(): Promise<number> {
    const [row] = await this.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    const home = join(this.dataDir, `postgres-${Math.floor(Number(row?.version) / 10_000)}`);
    const [first] = (await readFile(join(home, "cluster", "postmaster.pid"), "utf8")).split("\n");
    return Number(first);
  }
}
