import type { DataSource, EntityManager } from "typeorm";
import type { Viewer } from "../../../platform/auth/viewer.js";
import { clientOf } from "../../../platform/database/data-source.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { throttled } from "../../../platform/errors/technical-errors.js";
import { newIds } from "../../../platform/ids/ids.js";
import { isBareAddress, maxAddressBytes, queueMail } from "../../../platform/mail/mail.js";
import type { Language } from "../../../platform/text/language.js";
import { dayInDenmark } from "../../../platform/time/day.js";
import { accountById, accountByVerifiedEmail, holdAskingAccount } from "../../accounts/accounts.queries.js";
import { actorsFailure } from "../actors.errors.js";
import type { ActorEntity } from "../profiles/actor.entity.js";
import { lockActor, lockActorByKey } from "../profiles/actor.repository.js";
import { coverJoiningMinor } from "../profiles/minors.js";
import { InvitationEntity } from "./invitation.entity.js";
import { invitationMail } from "./invitation.mail.js";
import { MembershipEntity } from "./membership.entity.js";
import type { InviteMemberInput } from "./membership.input.js";
import { mayManageMembers, maySeeMembers } from "./membership.policy.js";
import {
  beginMembership,
  countInvitationsSince,
  countOwners,
  currentMembership,
  currentRole,
} from "./membership.repository.js";

/** How long an invitation can be accepted after it was made or renewed, in days. */
const invitationDays = 30;

/** How many new addresses an account invites in 24 hours: enough for an association, too few to bother strangers with. */
const invitationsPerDay = 50;

/** Milliseconds. */
const day = 86_400_000;

/** Who acts for an actor. Every method locks the actor first, so that no two change its members at once. */
export class MembershipService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Invites an address and mails it; inviting it again while it is open renews the offer, and mails at most once a day.
   * Somebody who is a member already is invited to another role. Answers the invitation's key.
   * @throws THROTTLED after 50 new invitations of one account in 24 hours
   */
  async invite(
    viewer: Viewer,
    accountId: string,
    input: InviteMemberInput,
    language: Language,
  ): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const actor = await lockActor(manager, input.actorId);
      if (!actor) throw actorsFailure("NOT_FOUND", ["actorId"]);
      if (!mayManageMembers(viewer, await currentRole(manager, actor.id, accountId)))
        throw actorsFailure("NOT_ALLOWED", ["actorId"]);
      const email = input.email.trim().toLowerCase();
      if (!isBareAddress(email)) throw actorsFailure("INVALID_EMAIL", ["email"], { limit: maxAddressBytes });
      const invited = await accountByVerifiedEmail(client, email);
      const present = invited && (await currentMembership(manager, actor.id, invited.id));
      if (present?.role === input.role) throw actorsFailure("ALREADY_MEMBER", ["email"]);
      const now = new Date();
      const offer = {
        role: input.role,
        invitedBy: accountId,
        expiresAt: new Date(now.getTime() + invitationDays * day),
      };
      const open = await manager.findOne(InvitationEntity, {
        where: { actorId: actor.id, email, status: "PENDING" },
      });
      if (open) await manager.update(InvitationEntity, { id: open.id }, offer);
      else if (
        (await countInvitationsSince(manager, accountId, new Date(now.getTime() - day))) >= invitationsPerDay
      ) {
        throw throttled(`An account invites at most ${invitationsPerDay} addresses a day.`);
      }
      const invitation = open ?? { ...newIds("invitation"), actorId: actor.id, email, ...offer };
      if (!open) await manager.insert(InvitationEntity, invitation);
      if (open && now.getTime() - open.mailedAt.getTime() < day) return open.id;
      await manager.update(InvitationEntity, { id: invitation.id }, { mailedAt: now });
      const inviter = await accountById(client, accountId);
      await queueMail(
        client,
        invitationMail({
          email,
          language: invited?.language ?? language,
          actorName: actor.name,
          inviterName: inviter?.displayName ?? "",
          invitationId: invitation.publicId,
        }),
      );
      return invitation.id;
    });
  }

  /**
   * Begins the membership that an invitation offers; another role that the account had ends.
   * Accepting twice answers the same membership.
   */
  async accept(accountId: string, invitationId: string): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const { actor, invitation, isInvited } = await this.lockInvitation(manager, accountId, invitationId);
      if (!isInvited) throw actorsFailure("NOT_FOUND", ["invitationId"]);
      const client = await clientOf(manager);
      await holdAskingAccount(client, accountId);
      const present = await currentMembership(manager, invitation.actorId, accountId);
      if (invitation.status === "ACCEPTED" && present) return present.id;
      if (!isOpen(invitation)) throw actorsFailure("INVITATION_CLOSED", ["invitationId"]);
      // An offer holds only as long as who made it may make it.
      const inviter = await accountById(client, invitation.invitedBy);
      const mayInvite =
        inviter?.suspendedAt === null &&
        inviter.deletedAt === null &&
        (inviter.isAdministrator || (await currentRole(manager, actor.id, inviter.id)) === "OWNER");
      if (!mayInvite) throw actorsFailure("INVITATION_CLOSED", ["invitationId"]);
      if (present?.role === invitation.role) throw actorsFailure("ALREADY_MEMBER", ["invitationId"]);
      const today = dayInDenmark(new Date());
      if (present) {
        await this.refuseLastOwner(manager, present, ["invitationId"]);
        await manager.update(MembershipEntity, { id: present.id }, { endedOn: today });
      }
      await manager.update(
        InvitationEntity,
        { id: invitation.id },
        { status: "ACCEPTED", answeredAt: new Date() },
      );
      await coverJoiningMinor(manager, actor, { accountId, role: invitation.role });
      return beginMembership(manager, {
        actorId: invitation.actorId,
        accountId,
        role: invitation.role,
        startedOn: today,
      });
    });
  }

  /** Closes an open invitation: declined by the invited, withdrawn by an owner. Answers its key. */
  async decline(viewer: Viewer, accountId: string, invitationId: string): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const { invitation, isInvited } = await this.lockInvitation(manager, accountId, invitationId);
      const mayWithdraw = mayManageMembers(viewer, await currentRole(manager, invitation.actorId, accountId));
      if (!isInvited && !mayWithdraw) throw actorsFailure("NOT_FOUND", ["invitationId"]);
      if (!isOpen(invitation)) throw actorsFailure("INVITATION_CLOSED", ["invitationId"]);
      const status = isInvited ? "DECLINED" : "WITHDRAWN";
      await manager.update(InvitationEntity, { id: invitation.id }, { status, answeredAt: new Date() });
      return invitation.id;
    });
  }

  /** Ends a membership today. A claimed actor's last owner stays. Answers the membership's key. */
  async end(viewer: Viewer, accountId: string, membershipId: string): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const named = await manager.findOne(MembershipEntity, { where: { publicId: membershipId } });
      if (!named) throw actorsFailure("NOT_FOUND", ["membershipId"]);
      await lockActorByKey(manager, named.actorId);
      const role = await currentRole(manager, named.actorId, accountId);
      const isOwn = named.accountId === accountId;
      if (!isOwn && !maySeeMembers(viewer, role)) throw actorsFailure("NOT_FOUND", ["membershipId"]);
      if (!isOwn && !mayManageMembers(viewer, role)) throw actorsFailure("NOT_ALLOWED", ["membershipId"]);
      const membership = await manager.findOneByOrFail(MembershipEntity, { id: named.id });
      if (membership.endedOn !== null) throw actorsFailure("MEMBERSHIP_ENDED", ["membershipId"]);
      await this.refuseLastOwner(manager, membership, ["membershipId"]);
      const endedOn = dayInDenmark(new Date());
      await manager.update(MembershipEntity, { id: membership.id }, { endedOn });
      return membership.id;
    });
  }

  private async refuseLastOwner(
    manager: EntityManager,
    leaving: MembershipEntity,
    field: readonly string[],
  ): Promise<void> {
    if (leaving.role === "OWNER" && (await countOwners(manager, leaving.actorId)) === 1) {
      throw actorsFailure("LAST_OWNER", field);
    }
  }

  private async lockInvitation(
    manager: EntityManager,
    accountId: string,
    invitationId: string,
  ): Promise<{ actor: ActorEntity; invitation: InvitationEntity; isInvited: boolean }> {
    const named = await manager.findOne(InvitationEntity, { where: { publicId: invitationId } });
    if (!named) throw actorsFailure("NOT_FOUND", ["invitationId"]);
    const actor = await lockActorByKey(manager, named.actorId);
    const invitation = await manager.findOneByOrFail(InvitationEntity, { id: named.id });
    const account = await accountById(await clientOf(manager), accountId);
    const isInvited = account?.emailVerified === true && account.email === invitation.email;
    return { actor, invitation, isInvited };
  }
}

function isOpen(invitation: InvitationEntity): boolean {
  return invitation.status === "PENDING" && invitation.expiresAt > new Date();
}
