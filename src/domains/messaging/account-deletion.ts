import { clientOf } from "../../platform/database/data-source.js";
import type { AccountDeletionStep } from "../accounts/accounts.commands.js";
import { leaveAll } from "./conversations/conversation.repository.js";

/** What leaves the conversations with a deleted account: it as itself. What it wrote stays, as by a deleted account. */
export const conversationsLoseDeletedAccount: AccountDeletionStep = {
  before: async () => undefined,
  after: async (manager, account) => leaveAll(await clientOf(manager), account.id),
};
