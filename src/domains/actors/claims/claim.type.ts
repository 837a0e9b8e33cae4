import { ArgsType, Field, ObjectType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { NodeType } from "../../../platform/graphql/node.type.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateTimeScalar } from "../../../platform/graphql/scalars.js";
import { ActorType } from "../profiles/actor.type.js";
import { ActorClaimStatus } from "./claim.enums.js";

@ObjectType("ActorClaim", {
  implements: NodeType,
  description:
    "Somebody says that an unclaimed actor is theirs. The claimant and administrators of the hub see it.",
})
export class ActorClaimType extends NodeType {
  @Field(() => ActorType, { description: "The actor claimed." })
  actor!: unknown;
  @Field(() => String, { description: "The claimant's name; a deleted account is called so." })
  displayName!: string;
  @Field(() => String, { nullable: true, description: "Why it is theirs, at most 2,000 characters." })
  message!: string | null;
  @Field(() => ActorClaimStatus, { description: "What became of it." })
  status!: ActorClaimStatus;
  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was decided; null while it is pending.",
  })
  decidedAt!: string | null;
}

export const ActorClaimConnection = connectionType("ActorClaim", () => ActorClaimType);

@ArgsType()
export class ActorClaimsArgs extends PageArgs {
  @Field(() => ActorClaimStatus, {
    nullable: true,
    description: "Only claims with this status; all by default.",
  })
  status?: ActorClaimStatus;
}
