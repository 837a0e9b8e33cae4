import { clientOf } from "../../platform/database/data-source.js";
import { removeFilesAfterCommit } from "../../platform/files/file-removal.js";
import type { AccountDeletionStep } from "../accounts/accounts.commands.js";
import { removeUnhungOf } from "./attachment.repository.js";

/** What hangs on something stays there, as what its owner wrote does; the rest goes with the account. */
export const unhungAttachmentsLeaveDeletedAccount: AccountDeletionStep = {
  // From here on the account announces nothing new: whoever does holds it.
  after: async (manager, account) => {
    const client = await clientOf(manager);
    if ((await removeUnhungOf(client, account.id)) > 0) await removeFilesAfterCommit(client);
  },
};
