import type { DataSource, EntityManager } from "typeorm";
import type { Viewer } from "../../../platform/auth/viewer.js";
import { clientOf } from "../../../platform/database/data-source.js";
import { newIds } from "../../../platform/ids/ids.js";
import { queueMail } from "../../../platform/mail/mail.js";
import type { Language } from "../../../platform/text/language.js";
import { dayInDenmark } from "../../../platform/time/day.js";
import { accountById, accountByVerifiedEmail } from "../../accounts/accounts.queries.js";
import { actorsFailure } from "../actors.errors.js";
import { lockActor, lockActorByKey } from "../profiles/actor.repository.js";
import { InvitationEntity } from "./invitation.entity.js";
import { invitationMail } from "./invitation.mail.js";
import { MembershipEntity } from "./membership.entity.js";
import type { InviteMemberInput } from "./membership.input.js";
import { mayManageMembers, maySeeMembers } from "./membership.policy.js";
import { beginMembership, countOwners, currentMembership, currentRole } from "./membership.repository.js";

/** How long an invitation can be accepted, in days. */
export const invitationDays = 30;

/** One address and nothing else; whether mail reaches it only a mail can tell. */
const emailPattern = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+\.[^\s@,;:<>()[\]"\\]+$/u;

/** Who acts for an actor. Every method locks the actor first, so that no two change its members at once. */
export class MembershipService {
  constructor(private readonly dataSource: DataSource) {}

  /** Invites an address and mails it. Inviting it again while it is open renews the offer. Answers the invitation's key. */
  async invite(
    viewer: Viewer,
    accountId: string,
    input: InviteMemberInput,
    language: Language,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const client = await clientOf(manager);
      const actor = await lockActor(manager, input.actorId);
      if (!actor) throw actorsFailure("NOT_FOUND", ["actorId"]);
      if (!mayManageMembers(viewer, await currentRole(manager, actor.id, accountId)))
        throw actorsFailure("NOT_ALLOWED", ["actorId"]);
      const email = input.email.trim().toLowerCase();
      if (!emailPattern.test(email)) throw actorsFailure("INVALID_VALUE", ["email"], { reason: "@" });
      const invited = await accountByVerifiedEmail(client, email);
      if (invited && (await currentMembership(manager, actor.id, invited.id)))
        throw actorsFailure("ALREADY_MEMBER", ["email"]);
      const open = await manager.findOne(InvitationEntity, {
        where: { actorId: actor.id, email, status: "PENDING" },
      });
      const offer = {
        role: input.role,
        invitedBy: accountId,
        expiresAt: new Date(Date.now() + invitationDays * 86_400_000),
      };
      const ids = open ?? newIds("invitation");
      if (open) await manager.update(InvitationEntity, { id: open.id }, offer);
      else
        await manager.insert(InvitationEntity, {
          id: ids.id,
          publicId: ids.publicId,
          actorId: actor.id,
          email,
          ...offer,
        });
      const inviter = await accountById(client, accountId);
      await queueMail(
        client,
        invitationMail({
          email,
          language: invited?.language ?? language,
          actorName: actor.name,
          inviterName: inviter?.displayName ?? "",
          invitationId: ids.publicId,
        }),
      );
      return ids.id;
    });
  }

  /** Begins the membership that an invitation offers. Accepting twice answers the same membership. */
  async accept(accountId: string, invitationId: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { invitation, isInvited } = await this.lockInvitation(manager, accountId, invitationId);
      if (!isInvited) throw actorsFailure("NOT_FOUND", ["invitationId"]);
      const present = await currentMembership(manager, invitation.actorId, accountId);
      if (invitation.status === "ACCEPTED" && present) return present.id;
      if (!isOpen(invitation)) throw actorsFailure("INVITATION_CLOSED", ["invitationId"]);
      if (present) throw actorsFailure("ALREADY_MEMBER", ["invitationId"]);
      await manager.update(
        InvitationEntity,
        { id: invitation.id },
        { status: "ACCEPTED", answeredAt: new Date() },
      );
      return beginMembership(manager, {
        actorId: invitation.actorId,
        accountId,
        role: invitation.role,
        startedOn: dayInDenmark(new Date()),
      });
    });
  }

  /** Closes an open invitation: declined by the invited, withdrawn by an owner. Answers its key. */
  async decline(viewer: Viewer, accountId: string, invitationId: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
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
    return this.dataSource.transaction(async (manager) => {
      const named = await manager.findOne(MembershipEntity, { where: { publicId: membershipId } });
      if (!named) throw actorsFailure("NOT_FOUND", ["membershipId"]);
      await lockActorByKey(manager, named.actorId);
      const role = await currentRole(manager, named.actorId, accountId);
      const isOwn = named.accountId === accountId;
      if (!isOwn && !maySeeMembers(viewer, role)) throw actorsFailure("NOT_FOUND", ["membershipId"]);
      if (!isOwn && !mayManageMembers(viewer, role)) throw actorsFailure("NOT_ALLOWED", ["membershipId"]);
      const membership = await manager.findOneByOrFail(MembershipEntity, { id: named.id });
      if (membership.endedOn !== null) throw actorsFailure("MEMBERSHIP_ENDED", ["membershipId"]);
      if (membership.role === "OWNER" && (await countOwners(manager, membership.actorId)) === 1) {
        throw actorsFailure("LAST_OWNER", ["membershipId"]);
      }
      const endedOn = dayInDenmark(new Date());
      await manager.update(MembershipEntity, { id: membership.id }, { endedOn });
      return membership.id;
    });
  }

  private async lockInvitation(
    manager: EntityManager,
    accountId: string,
    invitationId: string,
  ): Promise<{ invitation: InvitationEntity; isInvited: boolean }> {
    const named = await manager.findOne(InvitationEntity, { where: { publicId: invitationId } });
    if (!named) throw actorsFailure("NOT_FOUND", ["invitationId"]);
    await lockActorByKey(manager, named.actorId);
    const invitation = await manager.findOneByOrFail(InvitationEntity, { id: named.id });
    const account = await accountById(await clientOf(manager), accountId);
    const isInvited =
      account?.emailVerified === true && account.email.toLowerCase() === invitation.email.toLowerCase();
    return { invitation, isInvited };
  }
}

function isOpen(invitation: InvitationEntity): boolean {
  return invitation.status === "PENDING" && invitation.expiresAt > new Date();
}
