import { clientOf } from "../../platform/database/data-source.js";
import type { AccountDeletionStep } from "../accounts/accounts.commands.js";
import { holdAllOf, leaveAll } from "./conversations/conversation.repository.js";
import { tellReaders } from "./live/live.repository.js";

/** What leaves the conversations with a deleted account: it as itself. What it wrote stays, as by a deleted account. */
export const conversationsLoseDeletedAccount: AccountDeletionStep = {
  held: async (manager, account) => holdAllOf(await clientOf(manager), account.id),
  after: async (manager, account) => {
    const client = await clientOf(manager);
    for (const id of await leaveAll(client, account.id))
      await tellReaders(client, id, "CONVERSATION_CHANGED", id);
  },
};
