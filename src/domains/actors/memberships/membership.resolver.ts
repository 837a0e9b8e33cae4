import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import {
  AcceptInvitationPayload,
  DeclineInvitationPayload,
  EndMembershipPayload,
  InviteMemberPayload,
} from "../payloads.type.js";
import {
  AcceptInvitationInput,
  DeclineInvitationInput,
  EndMembershipInput,
  InviteMemberInput,
} from "./membership.input.js";
import type { MembershipService } from "./membership.service.js";

@Resolver()
export class MembershipResolver {
  constructor(private readonly memberships: MembershipService) {}

  @MayUse("SIGNED_IN")
  @Mutation(() => InviteMemberPayload, {
    description:
      "Invites an address to act for an actor, by mail. The offer lapses after 30 days; inviting the address again while it is " +
      "open renews it. Somebody who is a member already is invited to another role, which replaces theirs when they accept. " +
      "An account invites at most 50 new addresses in 24 hours (then THROTTLED), and an open invitation is mailed at most " +
      "once in 24 hours.",
  })
  async inviteMember(
    @Arg("input", () => InviteMemberInput) input: InviteMemberInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const key = await this.memberships.invite(
      context.viewer,
      currentAccount(context),
      input,
      context.language,
    );
    return { invitation: new RowRef("Invitation", key) };
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => AcceptInvitationPayload, {
    description: "Begins the membership that an invitation to one's own address offers.",
  })
  async acceptInvitation(
    @Arg("input", () => AcceptInvitationInput) input: AcceptInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return {
      membership: new RowRef(
        "Membership",
        await this.memberships.accept(currentAccount(context), input.invitationId),
      ),
    };
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => DeclineInvitationPayload, {
    description: "Closes an open invitation, as the invited or as an owner of the actor.",
  })
  async declineInvitation(
    @Arg("input", () => DeclineInvitationInput) input: DeclineInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const key = await this.memberships.decline(context.viewer, currentAccount(context), input.invitationId);
    return { invitation: new RowRef("Invitation", key) };
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => EndMembershipPayload, {
    description: "Ends a membership today. A claimed actor keeps at least one owner.",
  })
  async endMembership(
    @Arg("input", () => EndMembershipInput) input: EndMembershipInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const key = await this.memberships.end(context.viewer, currentAccount(context), input.membershipId);
    return { membership: new RowRef("Membership", key) };
  }
}
