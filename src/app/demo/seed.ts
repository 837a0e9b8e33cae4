import { demoAccounts, demoPassword, hashPassword, removeDemoAccounts, upsertDemoAccounts } from "../../domains/accounts/accounts.commands.js";
import { runSqlForOne, sql } from "../../platform/database/sql.js";
import type { HubDatabase } from "../database.js";

/** Seeds the demo region into a database that has never held it, nor anything else. */
export async function seedFirstStart(database: HubDatabase, say: (line: string) => void): Promise<void> {
  const row = await runSqlForOne(database.pool, sql`SELECT 1 AS one FROM account LIMIT 1`);
  if (!row) await seedDemo(database, say);
}

/** Loads the demo region: fictional, the same ids on every machine. Loading it again repairs it. */
export async function seedDemo(database: HubDatabase, say: (line: string) => void): Promise<void> {
  await upsertDemoAccounts(database.pool, demoAccounts, await hashPassword(demoPassword));
  say("The demo region is loaded.");
}

/** Takes the demo region away. */
export async function removeDemo(database: HubDatabase, say: (line: string) => void): Promise<void> {
  const accounts = await removeDemoAccounts(database.pool);
  say(`Removed ${accounts} demo accounts.`);
}
