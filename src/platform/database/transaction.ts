import type { DataSource, EntityManager } from "typeorm";
import { isPassingConflict } from "./errors.js";

/** How often a transaction is tried when the database breaks it off because of another one. */
const attempts = 4;

/**
 * Runs one use case in one transaction. When PostgreSQL breaks it off for the sake of a concurrent one (a deadlock or a
 * serialization failure), it has changed nothing and is run again.
 */
export async function inTransaction<Result>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      if (attempt === attempts || !isPassingConflict(error)) throw error;
    }
  }
}
