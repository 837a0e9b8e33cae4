import type { EntityManager } from "typeorm";
import type { AccountRecord } from "./account.repository.js";

export {
  type DemoAccount,
  findDemoAccountIds,
  hasAccounts,
  hasDemoAccounts,
  makeAdministrator,
  removeDemoAccounts,
  upsertDemoAccounts,
} from "./account.repository.js";
export { type DemoName, demoAccounts, demoPassword, hashDemoPassword } from "./demo-accounts.js";

/** What a domain downstream does when an account is deleted, before and after its row is closed, in the same transaction. */
export interface AccountDeletionStep {
  before(manager: EntityManager, account: AccountRecord): Promise<void>;
  after(manager: EntityManager, account: AccountRecord): Promise<void>;
}
