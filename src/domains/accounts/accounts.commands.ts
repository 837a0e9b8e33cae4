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

/** What a domain downstream does when an account is deleted, in the same transaction. */
export interface AccountDeletionStep {
  /** Locks what everybody locks before an account. */
  before?(manager: EntityManager, account: AccountRecord): Promise<void>;
  /** Locks what everybody locks behind an account, which is held by now: once its row is closed, others wait for that. */
  held?(manager: EntityManager, account: AccountRecord): Promise<void>;
  /** Changes what is the domain's, after the account's row is closed. */
  after(manager: EntityManager, account: AccountRecord): Promise<void>;
}
