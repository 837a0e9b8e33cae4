import { Field, ID, InterfaceType } from "type-graphql";

/** Anything with an id of its own that `node(id)` finds. */
@InterfaceType("Node", { description: "Something with an id of its own, found again by `node(id)`." })
export abstract class NodeType {
  @Field(() => ID, {
    description: "Opaque, URL-safe and typed, such as `actor_01h455vb4pex5vsknk084sn02q`; never changes.",
  })
  id!: string;
}
