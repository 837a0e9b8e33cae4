import type { GraphQLResolveInfo } from "graphql";
import { Ctx, Info, Query, Resolver } from "type-graphql";
import { MayUse } from "../../platform/access/access.js";
import type { RequestContext } from "../../platform/graphql/request-context.js";
import { GenreType, InstrumentType } from "./vocabularies.type.js";

@Resolver()
export class VocabulariesResolver {
  @MayUse("ANYONE")
  @Query(() => [GenreType], { description: "The whole vocabulary of genres, by slug." })
  genres(@Ctx() { reads }: RequestContext, @Info() info: GraphQLResolveInfo): Promise<unknown> {
    return reads.root({}, info);
  }

  @MayUse("ANYONE")
  @Query(() => [InstrumentType], {
    description: "The whole vocabulary of instruments, voices and roles, by slug.",
  })
  instruments(@Ctx() { reads }: RequestContext, @Info() info: GraphQLResolveInfo): Promise<unknown> {
    return reads.root({}, info);
  }
}
