import type { PoolClient, QueryConfig, QueryResultRow } from "pg";
import type { DataSource, EntityManager } from "typeorm";
import { isPassingConflict } from "./errors.js";
import type { Queryable } from "./sql.js";

/** How often a transaction is tried when the database breaks it off because of another one. */
const attempts = 4;

/**
 * Runs one use case in one transaction. When PostgreSQL breaks it off for the sake of a concurrent one (a deadlock or a
 * serialization failure), it has changed nothing and is run again.
 */
export function inTransaction<Result>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  return withoutConflict(() => dataSource.transaction(work));
}

/** Sends a statement behind one that writes, which reads what that has written under a primary key. */
export type SendBehind = (client: Queryable, key: string) => void;

/**
 * Runs a use case that is one statement, and so a transaction without BEGIN and COMMIT; run again as `inTransaction` is. Statements
 * that are sent before that one is answered go out at once behind it: each is a transaction of its own, and sees what it wrote.
 */
export function inOneStatement<Result>(
  dataSource: DataSource,
  work: (client: Queryable) => Promise<Result>,
): Promise<Result> {
  return withoutConflict(async () => {
    const runner = dataSource.createQueryRunner();
    const sent: Promise<unknown>[] = [];
    try {
      const connection = (await runner.connect()) as PoolClient;
      const client: Queryable = {
        query: <Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]) => {
          const answer = (connection as Queryable).query<Row>(statement, values);
          sent.push(answer);
          return answer;
        },
      };
      return await inOnePacket(connection, () => work(client));
    } finally {
      // Nobody else's statements are to wait behind ours.
      await Promise.allSettled(sent);
      await runner.release();
    }
  });
}

/** Starts some work, and what it sends at once leaves in one packet. */
function inOnePacket<Result>(
  { connection: { stream } }: PoolClient,
  work: () => Promise<Result>,
): Promise<Result> {
  stream.cork();
  try {
    return work();
  } finally {
    stream.uncork();
  }
}

async function withoutConflict<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (attempt === attempts || !isPassingConflict(error)) throw error;
    }
  }
}
