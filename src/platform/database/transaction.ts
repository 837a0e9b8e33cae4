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

/** Runs a use case that is one statement, and so a transaction without BEGIN and COMMIT; run again as `inTransaction` is. */
export function inOneStatement<Result>(
  dataSource: DataSource,
  work: (client: Queryable) => Promise<Result>,
): Promise<Result> {
  return withoutConflict(async () => {
    const runner = dataSource.createQueryRunner();
    try {
      return await work((await runner.connect()) as Queryable);
    } finally {
      await runner.release();
    }
  });
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
