import type { DataSource, EntityManager } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { holdActors, voicesOf } from "../../actors/actors.queries.js";
import { networkFailure } from "../network.errors.js";
import type { BlockActorInput, UnblockActorInput } from "./block.input.js";
import { block, unblock } from "./block.repository.js";

/** Blocks between actors. Every method answers the primary key of the actor that blocks. */
export class BlockService {
  constructor(private readonly dataSource: DataSource) {}

  /** Blocks an actor; blocking it again changes nothing. */
  block(accountId: string, input: BlockActorInput): Promise<string> {
    return this.write(accountId, input, block);
  }

  /** Takes a block back; where there is none nothing changes. */
  unblock(accountId: string, input: UnblockActorInput): Promise<string> {
    return this.write(accountId, input, unblock);
  }

  /** Both actors are locked, so that no proposal between them is under way. */
  private async write(
    accountId: string,
    { actorId, blockedActorId }: BlockActorInput,
    act: (manager: EntityManager, blockerId: string, blockedId: string) => Promise<void>,
  ): Promise<string> {
    if (actorId === blockedActorId) throw networkFailure("SAME_ACTOR", ["blockedActorId"]);
    return inTransaction(this.dataSource, async (manager) => {
      const actors = await holdActors(manager, [actorId, blockedActorId], "exclusive");
      const [blocker, blocked] = [actors.get(actorId), actors.get(blockedActorId)];
      if (!blocker) throw networkFailure("NOT_FOUND", ["actorId"]);
      if (!blocked) throw networkFailure("NOT_FOUND", ["blockedActorId"]);
      await holdAskingAccount(await clientOf(manager), accountId);
      const { speaker } = await voicesOf(manager, accountId, [blocker.id]);
      if (!speaker.has(blocker.id)) throw networkFailure("NOT_ALLOWED", ["actorId"]);
      await act(manager, blocker.id, blocked.id);
      return blocker.id;
    });
  }
}
