import { Field, ID, InputType } from "type-graphql";
import { Bounded } from "../../../platform/input/input-rules.js";

@InputType({ description: "Says that an unclaimed actor is one's own." })
export class ClaimActorInput {
  @Field(() => ID, { description: "The actor." })
  actorId!: string;
  @Field(() => String, { nullable: true, description: "Why it is yours, at most 2,000 characters." })
  @Bounded({ maxLength: 2000, multiline: true })
  message?: string | null;
}

@InputType({ description: "Makes the claimant the actor's owner. For administrators of the hub." })
export class ApproveClaimInput {
  @Field(() => ID, { description: "The claim." })
  claimId!: string;
}

@InputType({ description: "Turns a claim down. For administrators of the hub." })
export class RejectClaimInput {
  @Field(() => ID, { description: "The claim." })
  claimId!: string;
}
