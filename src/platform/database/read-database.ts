import {
  DatabaseError,
  Pool,
  type PoolClient,
  type PoolConfig,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from "pg";
import type { Patience } from "../concurrency/patience.js";
import type { Log } from "../log/log.js";
import type { Queryable } from "./sql.js";
import { createStatementLog } from "./statement-log.js";

/** Names that a connection may have prepared: PostgreSQL keeps a plan for each, some 100 KB of memory, until the connection ends. */
const mostPreparedNames = 100;

/** Whoever asked for a statement no longer waits for its answer. */
export class NobodyWaits extends Error {
  override name = "NobodyWaits";
}

/** Connections on which statements end when nobody waits for them any more. */
export class ReadDatabase {
  /** For what needs no cancelling. */
  readonly pool: Pool;
  /** A connection of its own, since a busy pool is just what is to be relieved. */
  private readonly cancelling: Pool;
  private readonly preparedNames = new WeakMap<PoolClient, Set<string>>();

  private readonly note: (text: string) => void;

  /** @param logsStatements whether each new statement is logged with its plan (LOG_STATEMENTS) */
  constructor(config: PoolConfig, log: Log, logsStatements: boolean) {
    this.pool = new Pool(config);
    this.cancelling = new Pool({ ...config, max: 1, idleTimeoutMillis: 10_000 });
    this.note = logsStatements ? createStatementLog(this.pool, log) : () => undefined;
    for (const pool of [this.pool, this.cancelling]) {
      pool.on("error", (error) => log.warn({ err: error }, "an idle connection for reads was lost"));
      // One that breaks off under a statement fails that; unheard, the event would end the process.
      pool.on("connect", (client) => client.on("error", () => undefined));
    }
  }

  /** What runs statements while somebody waits for them; then the one that runs is cancelled and later ones are refused. */
  during(patience: Patience): Queryable {
    return {
      query: <Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]) =>
        this.run<Row>(typeof statement === "string" ? { text: statement, values } : statement, patience),
    };
  }

  /** What runs statements on another connection, and logs them as all others are. */
  logged(client: Queryable): Queryable {
    return {
      query: <Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]) => {
        this.note(typeof statement === "string" ? statement : statement.text);
        return client.query<Row>(statement, values);
      },
    };
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.cancelling.end()]);
  }

  private async run<Row extends QueryResultRow>(
    statement: QueryConfig,
    patience: Patience,
  ): Promise<QueryResult<Row>> {
    if (patience.isOver) throw new NobodyWaits();
    this.note(statement.text);
    const client = await this.pool.connect();
    let cancelled: Promise<boolean> | undefined;
    const cancel = () => {
      cancelled = this.cancel(client);
    };
    let isUsable = true;
    try {
      if (patience.isOver) throw new NobodyWaits();
      return await patience.during(() => client.query<Row>(statement), cancel);
    } catch (error) {
      isUsable = error instanceof NobodyWaits || isOfStatement(error);
      throw patience.isOver ? new NobodyWaits() : error;
    } finally {
      // A cancel that is still under way would hit the connection's next statement.
      if (cancelled && !(await cancelled)) isUsable = false;
      client.release(!isUsable || this.isFull(client, statement.name));
    }
  }

  /** Asks the server to end what the connection runs. False when that could not be done. */
  private async cancel(client: PoolClient): Promise<boolean> {
    const { processID } = client as PoolClient & { readonly processID: number };
    try {
      await this.cancelling.query("SELECT pg_cancel_backend($1)", [processID]);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the connection has prepared so many statements that a new one is to take its place. */
  private isFull(client: PoolClient, name: string | undefined): boolean {
    if (name === undefined) return false;
    let names = this.preparedNames.get(client);
    if (!names) {
      names = new Set();
      this.preparedNames.set(client, names);
    }
    names.add(name);
    return names.size > mostPreparedNames;
  }
}

/** Whether an error is the statement's own, after which its connection goes on. */
function isOfStatement(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity !== "FATAL" && error.severity !== "PANIC";
}
