import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, Info, Query, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { NetworkPathArgs, NetworkPathType } from "./graph.type.js";

@Resolver()
export class GraphResolver {
  @MayUse("ANYONE")
  @Query(() => NetworkPathType, {
    nullable: true,
    complexity: ({ childComplexity }) => 100 + childComplexity,
    description:
      "A shortest path from one actor to another over confirmed relationships in effect today that the reader sees; null when " +
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
