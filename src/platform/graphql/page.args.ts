import { ArgsType, Field, Int } from "type-graphql";

/** The arguments of every connection. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: "Items from the start of the list, 1 to 100; 20 when neither `first` nor `last` is given.",
  })
  first?: number;
  @Field(() => String, { nullable: true, description: "Only items after this cursor." })
  after?: string;
  @Field(() => Int, {
    nullable: true,
    description: "Items from the end of the list, 1 to 100; not together with `first`.",
  })
  last?: number;
  @Field(() => String, { nullable: true, description: "Only items before this cursor." })
  before?: string;
}
