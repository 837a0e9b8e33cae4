import { asStored } from "./actor-rules.js";
import { type Judge, Listing, type Rule, rules } from "./judge.js";
import type { HubAccount, HubClaim, HubInvitation, HubMembership } from "./world.js";

const publicId: Rule<{ readonly publicId: string }> = (row) => row.publicId;
const actor: Rule<{ readonly actorId: string }> = ({ actorId }, judge) => judge.row(actorId);

/** Whether an invitation went to the viewer's address, which the viewer has verified. */
function isInvited({ email }: HubInvitation, judge: Judge): boolean {
  const account = judge.row<HubAccount>(judge.viewer);
  return account?.email === email && account.emailVerified && account.deletedAt === null;
}

/** Accounts, who acts for whom, who is asked to, and who says that an actor is theirs. */
export const peopleRules = (fieldsOfAccount: Readonly<Record<string, Rule<HubAccount>>>) => ({
  // Only its holder and administrators of the hub.
  Account: rules<HubAccount>(({ id }, judge) => id === judge.viewer || judge.isAdministrator, {
    id: publicId,
    ...asStored("email", "language", "isAdministrator", "isDemo", "createdAt", "suspendedAt", "deletedAt"),
    displayName: ({ id }, judge) => judge.nameOf(id),
    memberships: ({ id }, judge) =>
      Listing.of(
        judge.world.memberships.filter(({ accountId }) => accountId === id),
        [{ by: ({ startedOn }) => startedOn, descending: true }],
      ),
    // An address is an account's once it has been verified.
    invitations: (account, judge) =>
      Listing.of(
        judge.world.invitations.filter(({ email }) => account.emailVerified && email === account.email),
        [{ by: ({ createdAt }) => createdAt, descending: true }],
      ),
    ...fieldsOfAccount,
  }),
  // Its holder and the actor's current members.
  Membership: rules<HubMembership>(
    ({ accountId, actorId }, judge) => accountId === judge.viewer || judge.isInsider(actorId),
    {
      id: publicId,
      actor,
      displayName: ({ accountId }, judge) => judge.nameOf(accountId),
      ...asStored("role", "startedOn", "endedOn"),
    },
  ),
  // The invited account and the actor's owners.
  Invitation: rules<HubInvitation>(
    (invitation, judge) => isInvited(invitation, judge) || judge.isOwner(invitation.actorId),
    {
      id: publicId,
      actor,
      ...asStored("email", "role", "expiresAt", "createdAt"),
      status: ({ status, expiresAt }) =>
        status === "PENDING" && new Date(expiresAt) <= new Date() ? "EXPIRED" : status,
      invitedBy: ({ invitedBy }, judge) => judge.nameOf(invitedBy),
    },
  ),
  // The claimant and administrators of the hub.
  ActorClaim: rules<HubClaim>(({ accountId }, judge) => accountId === judge.viewer || judge.isAdministrator, {
    id: publicId,
    actor,
    displayName: ({ accountId }, judge) => judge.nameOf(accountId),
    ...asStored("message", "status", "createdAt", "decidedAt"),
  }),
});
