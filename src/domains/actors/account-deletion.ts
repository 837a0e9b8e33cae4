import { clientOf } from "../../platform/database/data-source.js";
import { dayInDenmark } from "../../platform/time/day.js";
import type { AccountDeletionStep } from "../accounts/accounts.commands.js";
import {
  endAllMemberships,
  lockActorsOf,
  withdrawOpenRequests,
} from "./memberships/membership.repository.js";

/**
 * What leaves the actors with a deleted account. The actors are locked first, as everybody does who changes members;
 * memberships end after the account's row is closed, since from then on no new one can begin.
 */
export const actorsLeaveDeletedAccount: AccountDeletionStep = {
  before: async (manager, account) => lockActorsOf(await clientOf(manager), account.id),
  after: async (manager, account) => {
    const client = await clientOf(manager);
    await endAllMemberships(client, account.id, dayInDenmark(new Date()));
    await withdrawOpenRequests(client, account.id, account.email);
  },
};
