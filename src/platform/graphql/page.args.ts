import { ArgsType, Field, Int } from "type-graphql";
import { Bounded } from "../input/input-rules.js";

/** A cursor holds the sort keys of its row: a name of 200 characters, 4 bytes each, makes about 1,200 characters of base64. */
const longestCursor = 2000;

/** The arguments of every connection. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: "Items from the start of the list, 1 to 100; 20 when neither `first` nor `last` is given.",
  })
  first?: number;
  @Field(() => String, { nullable: true, description: "Only items after this cursor." })
  @Bounded({ maxLength: longestCursor, identifier: true })
  after?: string;
  @Field(() => Int, {
    nullable: true,
    description: "Items from the end of the list, 1 to 100; not together with `first`.",
  })
  last?: number;
  @Field(() => String, { nullable: true, description: "Only items before this cursor." })
  @Bounded({ maxLength: longestCursor, identifier: true })
  before?: string;
}
