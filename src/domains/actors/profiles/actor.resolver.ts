import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import { CreateActorPayload, UpdateActorPayload } from "../payloads.type.js";
import { ActorArgs, ActorsArgs, CreateActorInput, UpdateActorInput } from "./actor.input.js";
import type { ActorService } from "./actor.service.js";
import { ActorConnection, ActorType } from "./actor.type.js";

@Resolver()
export class ActorResolver {
  constructor(private readonly profiles: ActorService) {}

  @MayUse("ANYONE")
  @Query(() => ActorType, {
    nullable: true,
    description: "The actor with an id or a slug, present or former; null when there is none.",
  })
  actor(
    @Args(() => ActorArgs) args: ActorArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }

  @MayUse("ANYONE")
  @Query(() => ActorConnection, { description: "The actors of the region." })
  actors(
    @Args(() => ActorsArgs) args: ActorsArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => CreateActorPayload, {
    description: "Enters a new actor; the account that asks becomes its owner.",
  })
  async createActor(
    @Arg("input", () => CreateActorInput) input: CreateActorInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return {
      actor: new RowRef("Actor", await this.profiles.create(currentAccount(context), input)),
    };
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => UpdateActorPayload, {
    description: "Changes an actor's profile. For its owners and editors.",
  })
  async updateActor(
    @Arg("input", () => UpdateActorInput) input: UpdateActorInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return {
      actor: new RowRef("Actor", await this.profiles.update(context.viewer, currentAccount(context), input)),
    };
  }
}
