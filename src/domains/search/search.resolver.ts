import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, Info, Query, Resolver } from "type-graphql";
import { MayUse } from "../../platform/access/access.js";
import type { RequestContext } from "../../platform/graphql/request-context.js";
import { Costs } from "../../platform/limits/operation-cost.js";
import { mostRanked } from "../../platform/search/searched-documents.js";
import { SearchArgs, SearchConnection } from "./search.type.js";

/** A search ranks more than it answers; so do its facets (`search.type.ts`). */
const searchCost = 2_000;

@Resolver()
export class SearchResolver {
  @MayUse("ANYONE")
  @Costs(() => searchCost)
  @Query(() => SearchConnection, {
    description:
      "Finds whatever can be searched, among what the reader may see of it. `totalCount` and `facets` are those of all hits, also " +
      `where there are more than the ${mostRanked.toLocaleString("en")} that pages hold by RELEVANCE.`,
  })
  search(
    @Args(() => SearchArgs) args: SearchArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }
}
