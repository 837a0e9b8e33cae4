import { payloadTypes } from "../../platform/graphql/payload.type.js";
import { ActorsUserErrorType } from "./actors.errors.js";
import { ActorClaimType } from "./claims/claim.type.js";
import { InvitationType, MembershipType } from "./memberships/membership.type.js";
import { ActorType } from "./profiles/actor.type.js";

const payload = payloadTypes(ActorsUserErrorType);

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
