import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, Info, Query, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { Costs } from "../../../platform/limits/operation-cost.js";
import { NetworkPathArgs, NetworkPathType } from "./graph.type.js";

/** A path searches from both ends, so it meets as many actors as two neighbourhoods of a few steps. */
const searchCost = 200;

@Resolver()
export class GraphResolver {
  @MayUse("ANYONE")
  @Costs(() => searchCost)
  @Query(() => NetworkPathType, {
    nullable: true,
    description:
      "A shortest path from one actor to another over confirmed relationships in effect on the day that the reader sees; null when " +
      "none is short enough, or an id names no actor. Of several the same one is answered every time.",
  })
  networkPath(
    @Args(() => NetworkPathArgs) args: NetworkPathArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }
}
