import type { DataSource } from "typeorm";
import type { DomainModule } from "../../platform/module.js";
import { AccountEntity } from "./account.entity.js";
import { accountRead, accountRootReads } from "./account.read.js";
import { AccountResolver } from "./account.resolver.js";
import { AccountService } from "./account.service.js";
import { AccountAttemptEntity } from "./account-attempt.entity.js";
import { AccountCredentialEntity } from "./account-credential.entity.js";
import { AccountSessionEntity } from "./account-session.entity.js";
import { AccountVerificationEntity } from "./account-verification.entity.js";
import type { AccountDeletionStep } from "./accounts.commands.js";
import { accountsErrorMessages } from "./accounts.errors.js";

export const accountsEntities = [
  AccountEntity,
  AccountSessionEntity,
  AccountCredentialEntity,
  AccountVerificationEntity,
  AccountAttemptEntity,
];

/**
 * Accounts and how they sign in.
 * @param deletionSteps what domains downstream do when an account is deleted
 * @param changed told when an account was suspended, reinstated or deleted
 */
export function accountsModule(
  dataSource: DataSource,
  deletionSteps: readonly AccountDeletionStep[],
  changed: () => void,
): DomainModule {
  return {
    resolvers: [new AccountResolver(new AccountService(dataSource, deletionSteps, changed))],
    reads: [accountRead],
    rootReads: accountRootReads,
    errorMessages: { AccountsUserError: accountsErrorMessages },
  };
}
