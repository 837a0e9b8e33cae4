import type { DataSource, EntityManager } from "typeorm";
import type { Viewer } from "../../platform/auth/viewer.js";
import { clientOf } from "../../platform/database/data-source.js";
import { type Queryable, sql } from "../../platform/database/sql.js";
import { inTransaction } from "../../platform/database/transaction.js";
import {
  type AccountRecord,
  deleteAccount,
  findAccount,
  holdAccount,
  reinstateAccount,
  suspendAccount,
} from "./account.repository.js";
import type { AccountDeletionStep } from "./accounts.commands.js";
import { accountsFailure } from "./accounts.errors.js";

/** How old a sign-in may be for deleting the account, in milliseconds. */
const freshSignIn = 3_600_000;

/** Suspends, reinstates and deletes accounts. Every method is one transaction and answers the account's primary key. */
export class AccountService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deletionSteps: readonly AccountDeletionStep[],
    private readonly changed: () => void,
  ) {}

  /** Suspends another's account; its sessions end at once. */
  suspend(viewer: Viewer, publicId: string): Promise<string> {
    return this.change(publicId, async (client, account) => {
      if (account.id === viewer.accountId) throw accountsFailure("NOT_ALLOWED", ["accountId"]);
      return suspendAccount(client, account.id);
    });
  }

  /** Lets a suspended account sign in again. */
  reinstate(publicId: string): Promise<string> {
    return this.change(publicId, (client, account) => reinstateAccount(client, account.id));
  }

  /** Deletes one's own account; what it wrote stays as by a deleted account. */
  async delete(accountId: string, signedInAt: Date | null, publicId: string): Promise<string> {
    return this.inTransaction(async (manager) => {
      const client = await clientOf(manager);
      const account = await existing(client, publicId);
      if (account?.id !== accountId) throw accountsFailure("NOT_FOUND", ["accountId"]);
      if (!signedInAt || Date.now() - signedInAt.getTime() > freshSignIn)
        throw accountsFailure("SIGN_IN_AGAIN");
      for (const step of this.deletionSteps) await step.before?.(manager, account);
      if (!(await holdAccount(client, account.id))) throw accountsFailure("NOT_FOUND", ["accountId"]);
      for (const step of this.deletionSteps) await step.held?.(manager, account);
      await deleteAccount(client, account.id);
      for (const step of this.deletionSteps) await step.after(manager, account);
      return account.id;
    });
  }

  private async change(
    publicId: string,
    work: (client: Queryable, account: AccountRecord) => Promise<AccountRecord | undefined>,
  ): Promise<string> {
    return this.inTransaction(async (manager) => {
      const client = await clientOf(manager);
      const account = await existing(client, publicId);
      const changed = account && (await work(client, account));
      if (!changed) throw accountsFailure("NOT_FOUND", ["accountId"]);
      return changed.id;
    });
  }

  private async inTransaction(work: (manager: EntityManager) => Promise<string>): Promise<string> {
    const key = await inTransaction(this.dataSource, work);
    this.changed();
    return key;
  }
}

function existing(client: Queryable, publicId: string): Promise<AccountRecord | undefined> {
  return findAccount(client, sql`public_id = ${sql.value(publicId)} AND deleted_at IS NULL`);
}
