import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import { ApproveClaimPayload, ClaimActorPayload, RejectClaimPayload } from "../payloads.type.js";
import { ApproveClaimInput, ClaimActorInput, RejectClaimInput } from "./claim.input.js";
import type { ActorClaimService } from "./claim.service.js";
import { ActorClaimConnection, ActorClaimsArgs } from "./claim.type.js";

const claim = (key: string) => ({ claim: new RowRef("ActorClaim", key) });

@Resolver()
export class ActorClaimResolver {
  constructor(private readonly claims: ActorClaimService) {}

  @MayUse("SIGNED_IN")
  @Query(() => ActorClaimConnection, {
    description: "Claims, the oldest first: all for administrators of the hub, else one's own.",
  })
  actorClaims(
    @Args(() => ActorClaimsArgs) args: ActorClaimsArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => ClaimActorPayload, {
    description: "Claims an unclaimed actor; an administrator of the hub decides.",
  })
  async claimActor(
    @Arg("input", () => ClaimActorInput) input: ClaimActorInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return claim(await this.claims.claim(currentAccount(context), input));
  }

  @MayUse("ADMINISTRATOR")
  @Mutation(() => ApproveClaimPayload, {
    description: "Makes the claimant the actor's owner; other pending claims of it are rejected.",
  })
  async approveClaim(
    @Arg("input", () => ApproveClaimInput) input: ApproveClaimInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return claim(await this.claims.approve(currentAccount(context), input.claimId));
  }

  @MayUse("ADMINISTRATOR")
  @Mutation(() => RejectClaimPayload, { description: "Turns a claim down." })
  async rejectClaim(
    @Arg("input", () => RejectClaimInput) input: RejectClaimInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return claim(await this.claims.reject(currentAccount(context), input.claimId));
  }
}
