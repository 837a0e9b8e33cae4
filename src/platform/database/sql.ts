import type { QueryConfig, QueryResult, QueryResultRow } from "pg";
import { type SQL, sql } from "pg-sql2";

export { type SQL, sql };

/** Anything that runs a statement: a pool, a pooled client, TypeORM's transaction through `clientOf`, or the reads of a request. */
export interface Queryable {
  query<Row extends QueryResultRow>(
    statement: string | QueryConfig,
    values?: unknown[],
  ): Promise<QueryResult<Row>>;
}

/** Runs one composed statement and answers its rows. Values travel as parameters, never as SQL text. */
export async function runSql<Row extends QueryResultRow>(on: Queryable, statement: SQL): Promise<Row[]> {
  const { text, values } = sql.compile(statement);
  const result = await on.query<Row>(text, values);
  return result.rows;
}

/** As `runSql`, for a statement that answers at most one row. */
export async function runSqlForOne<Row extends QueryResultRow>(
  on: Queryable,
  statement: SQL,
): Promise<Row | undefined> {
  return (await runSql<Row>(on, statement))[0];
}
