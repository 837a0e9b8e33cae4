import { type ClassType, Field, ObjectType } from "type-graphql";
import { ActorsUserErrorType } from "./actors.errors.js";
import { ActorClaimType } from "./claims/claim.type.js";
import { InvitationType, MembershipType } from "./memberships/membership.type.js";
import { ActorType } from "./profiles/actor.type.js";

/** Makes a mutation's payload: the object acted on under its name, null when it was not done, and the user errors. */
function payload(
  name: string,
  object: string,
  type: () => abstract new () => object,
  description: string,
): ClassType {
  @ObjectType(name, { description: "What came of it." })
  class PayloadType {
    @Field(() => [ActorsUserErrorType], { description: "What to mend; empty when it was done." })
    userErrors!: unknown[];
  }
  Field(() => type() as ClassType, { nullable: true, description })(PayloadType.prototype, object);
  return PayloadType;
}

export const CreateActorPayload = payload("CreateActorPayload", "actor", () => ActorType, "The new actor.");
export const UpdateActorPayload = payload(
  "UpdateActorPayload",
  "actor",
  () => ActorType,
  "The changed actor.",
);
export const ClaimActorPayload = payload(
  "ClaimActorPayload",
  "claim",
  () => ActorClaimType,
  "The pending claim.",
);
export const ApproveClaimPayload = payload(
  "ApproveClaimPayload",
  "claim",
  () => ActorClaimType,
  "The approved claim.",
);
export const RejectClaimPayload = payload(
  "RejectClaimPayload",
  "claim",
  () => ActorClaimType,
  "The rejected claim.",
);
export const InviteMemberPayload = payload(
  "InviteMemberPayload",
  "invitation",
  () => InvitationType,
  "The open invitation.",
);
export const AcceptInvitationPayload = payload(
  "AcceptInvitationPayload",
  "membership",
  () => MembershipType,
  "The new membership.",
);
export const DeclineInvitationPayload = payload(
  "DeclineInvitationPayload",
  "invitation",
  () => InvitationType,
  "The closed invitation.",
);
export const EndMembershipPayload = payload(
  "EndMembershipPayload",
  "membership",
  () => MembershipType,
  "The ended membership.",
);
