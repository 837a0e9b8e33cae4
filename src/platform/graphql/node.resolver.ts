import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, ID, Info, Query, Resolver } from "type-graphql";
import { MayUse } from "../access/access.js";
import { badUserInput } from "../errors/technical-errors.js";
import { NodeType } from "./node.type.js";
import type { RequestContext } from "./request-context.js";

/** The most ids that `nodes` takes. */
const mostNodes = 100;

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
    @Arg("ids", () => [ID], { description: "The ids, at most 100." }) ids: string[],
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown[]> {
    if (ids.length > mostNodes) throw badUserInput(`ids takes at most ${mostNodes}.`);
    return Promise.all(ids.map((id) => reads.byPublicId(id, info)));
  }
}
