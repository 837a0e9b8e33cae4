import { registerEnumType } from "type-graphql";

export const ActorClaimStatus = {
  PENDING: "PENDING",
  APPROVED: "APPROVED",
  REJECTED: "REJECTED",
  WITHDRAWN: "WITHDRAWN",
} as const;
export type ActorClaimStatus = keyof typeof ActorClaimStatus;

registerEnumType(ActorClaimStatus, {
  name: "ActorClaimStatus",
  description: "What became of a claim.",
  valuesConfig: {
    PENDING: { description: "Waiting for an administrator of the hub." },
    APPROVED: { description: "Approved: the claimant owns the actor." },
    REJECTED: { description: "Rejected, or another claim was approved." },
    WITHDRAWN: { description: "Lapsed with the claimant's account." },
  },
});
