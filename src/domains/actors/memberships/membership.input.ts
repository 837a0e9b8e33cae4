import { Field, ID, InputType } from "type-graphql";
import { Bounded } from "../../../platform/input/input-rules.js";
import { MembershipRole } from "./membership.enums.js";

@InputType({ description: "Asks somebody to act for an actor. For owners." })
export class InviteMemberInput {
  @Field(() => ID, { description: "The actor that invites." })
  actorId!: string;
  @Field(() => String, {
    description: "The address to invite, at most 254 bytes of UTF-8; whether it has an account is not told.",
  })
  @Bounded({ maxLength: 254 })
  email!: string;
  @Field(() => MembershipRole, { description: "The role offered." })
  role!: MembershipRole;
}

@InputType({ description: "Accepts an invitation to an address that the account has verified." })
export class AcceptInvitationInput {
  @Field(() => ID, { description: "The invitation." })
  invitationId!: string;
}

@InputType({
  description: "Declines an invitation as the invited, or takes it back as an owner of the actor.",
})
export class DeclineInvitationInput {
  @Field(() => ID, { description: "The invitation." })
  invitationId!: string;
}

@InputType({ description: "Ends a membership: one's own, or anybody's as an owner of the actor." })
export class EndMembershipInput {
  @Field(() => ID, { description: "The membership." })
  membershipId!: string;
}
