import { type Queryable, runSql, sql } from "../database/sql.js";

/** Advisory locks under which imports read what exists and write, batch by batch. */
const locks = { actors: 7_726_775, relationships: 7_726_776 } as const;

/** Lets one import of a kind at a time look and write, until the transaction ends. */
export async function takeImportLock(on: Queryable, of: keyof typeof locks): Promise<void> {
  await runSql(on, sql`SELECT pg_advisory_xact_lock(${sql.literal(locks[of])})`);
}
