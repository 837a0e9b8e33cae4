import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import { BlockActorPayload, UnblockActorPayload } from "../payloads.type.js";
import { BlockActorInput, UnblockActorInput } from "./block.input.js";
import type { BlockService } from "./block.service.js";

@Resolver()
export class BlockResolver {
  constructor(private readonly blocks: BlockService) {}

  @MayUse("SIGNED_IN")
  @Mutation(() => BlockActorPayload, {
    description:
      "Blocks an actor: whoever acts for it can no longer propose to the one that blocks, nor see what that shows to its network only. Open " +
      "proposals between the two are declined; confirmed relationships stay until they are ended. The blocked are not told.",
  })
  async blockActor(
    @Arg("input", () => BlockActorInput) input: BlockActorInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { actor: new RowRef("Actor", await this.blocks.block(currentAccount(context), input)) };
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => UnblockActorPayload, {
    description: "Takes a block back; where there is none nothing changes.",
  })
  async unblockActor(
    @Arg("input", () => UnblockActorInput) input: UnblockActorInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { actor: new RowRef("Actor", await this.blocks.unblock(currentAccount(context), input)) };
  }
}
