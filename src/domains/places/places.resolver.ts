import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Query, Resolver } from "type-graphql";
import { MayUse } from "../../platform/access/access.js";
import type { RequestContext } from "../../platform/graphql/request-context.js";
import { MunicipalitiesArgs, MunicipalityType } from "./places.type.js";

@Resolver()
export class PlacesResolver {
  @MayUse("ANYONE")
  @Query(() => MunicipalityType, {
    nullable: true,
    description: "The municipality with a four-digit code; null when there is none.",
  })
  municipality(
    @Arg("code", () => String, { description: "Four digits with the leading zero." }) code: string,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ code }, info);
  }

  @MayUse("ANYONE")
  @Query(() => [MunicipalityType], {
    description: "The municipalities (98 and Christiansø) in Danish order.",
  })
  municipalities(
    @Args(() => MunicipalitiesArgs) args: MunicipalitiesArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }
}
