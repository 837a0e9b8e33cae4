import { Field, ID, InputType } from "type-graphql";

@InputType({
  description: "Blocks an actor on behalf of another. For owners and editors of the one that blocks.",
})
export class BlockActorInput {
  @Field(() => ID, { description: "The actor that blocks: yours." })
  actorId!: string;
  @Field(() => ID, { description: "The actor that is blocked." })
  blockedActorId!: string;
}

@InputType({ description: "Takes a block back. For owners and editors of the actor that blocks." })
export class UnblockActorInput {
  @Field(() => ID, { description: "The actor that blocks: yours." })
  actorId!: string;
  @Field(() => ID, { description: "The actor that is blocked." })
  blockedActorId!: string;
}
