import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, Info, Query, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { Costs } from "../../../platform/limits/operation-cost.js";
import { NetworkSummaryArgs, NetworkSummaryType, wholeNetwork } from "./summary.type.js";

@Resolver()
export class SummaryResolver {
  @MayUse("ANYONE")
  @Costs(() => wholeNetwork)
  @Query(() => NetworkSummaryType, {
    description: "Figures of the network on a day, over what the reader sees.",
  })
  networkSummary(
    @Args(() => NetworkSummaryArgs) args: NetworkSummaryArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }
}
