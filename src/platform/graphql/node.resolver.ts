import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, ArgsType, Ctx, Field, ID, Info, Query, Resolver } from "type-graphql";
import { MayUse } from "../access/access.js";
import { Bounded } from "../input/input-rules.js";
import { NodeType } from "./node.type.js";
import type { RequestContext } from "./request-context.js";

@ArgsType()
class NodesArgs {
  @Field(() => [ID], { description: "The ids, at most 100." })
  @Bounded({ maxItems: 100 })
  ids!: string[];
}

@Resolver()
export class NodeResolver {
  @MayUse("ANYONE")
  @Query(() => NodeType, {
    nullable: true,
    description: "Whatever has this id; null when nothing has, or it is hidden.",
  })
  node(
    @Arg("id", () => ID, { description: "The id." }) id: string,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.byPublicId(id, info);
  }

  @MayUse("ANYONE")
  @Query(() => [NodeType], {
    nullable: "items",
    description: "Whatever has these ids, in their order; null for what is missing or hidden.",
  })
  nodes(
    @Args(() => NodesArgs) { ids }: NodesArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown[]> {
    return Promise.all(ids.map((id) => reads.byPublicId(id, info)));
  }
}
