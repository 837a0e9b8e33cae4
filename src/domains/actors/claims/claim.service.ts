import type { DataSource, EntityManager } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { newIds } from "../../../platform/ids/ids.js";
import { normaliseText } from "../../../platform/text/text-rules.js";
import { dayInDenmark } from "../../../platform/time/day.js";
import { holdActiveAccount, holdAskingAccount } from "../../accounts/accounts.queries.js";
import { actorsFailure } from "../actors.errors.js";
import { MembershipEntity } from "../memberships/membership.entity.js";
import { beginMembership, currentMembership, hasOwner } from "../memberships/membership.repository.js";
import type { ActorEntity } from "../profiles/actor.entity.js";
import { lockActor, lockActorByKey } from "../profiles/actor.repository.js";
import { coverJoiningMinor } from "../profiles/minors.js";
import { ActorClaimEntity } from "./claim.entity.js";
import type { ClaimActorInput } from "./claim.input.js";

/** Claims of unclaimed actors. The actor is locked first, so that one claim at most is approved. */
export class ActorClaimService {
  constructor(private readonly dataSource: DataSource) {}

  /** Claims an unclaimed actor; claiming it again answers the pending claim. */
  async claim(accountId: string, input: ClaimActorInput): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const actor = await lockActor(manager, input.actorId);
      if (!actor) throw actorsFailure("NOT_FOUND", ["actorId"]);
      if (await hasOwner(client, actor.id)) throw actorsFailure("ALREADY_CLAIMED", ["actorId"]);
      const pending = await manager.findOne(ActorClaimEntity, {
        where: { actorId: actor.id, accountId, status: "PENDING" },
      });
      if (pending) return pending.id;
      await holdAskingAccount(client, accountId);
      const ids = newIds("claim");
      const message = input.message ? normaliseText(input.message) || null : null;
      await manager.insert(ActorClaimEntity, { ...ids, actorId: actor.id, accountId, message });
      return ids.id;
    });
  }

  /** Makes the claimant owner; the other pending claims of the actor are rejected. */
  async approve(administratorId: string, claimId: string): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const { actor, claim } = await this.lockPending(manager, claimId);
      const client = await clientOf(manager);
      if (await hasOwner(client, claim.actorId)) throw actorsFailure("ALREADY_CLAIMED", ["claimId"]);
      if (!(await holdActiveAccount(client, claim.accountId)))
        throw actorsFailure("CLAIM_CLOSED", ["claimId"]);
      const decision = { decidedBy: administratorId, decidedAt: new Date() };
      await manager.update(ActorClaimEntity, { id: claim.id }, { status: "APPROVED", ...decision });
      await manager.update(
        ActorClaimEntity,
        { actorId: claim.actorId, status: "PENDING" },
        { status: "REJECTED", ...decision },
      );
      const startedOn = dayInDenmark(new Date());
      // Somebody who already edits the actor changes role: one membership ends and another begins.
      const present = await currentMembership(manager, claim.actorId, claim.accountId);
      if (present) await manager.update(MembershipEntity, { id: present.id }, { endedOn: startedOn });
      await coverJoiningMinor(manager, actor, { accountId: claim.accountId, role: "OWNER" });
      await beginMembership(manager, {
        actorId: claim.actorId,
        accountId: claim.accountId,
        role: "OWNER",
        startedOn,
      });
      return claim.id;
    });
  }

  /** Turns a pending claim down. */
  async reject(administratorId: string, claimId: string): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const { claim } = await this.lockPending(manager, claimId);
      await manager.update(
        ActorClaimEntity,
        { id: claim.id },
        { status: "REJECTED", decidedBy: administratorId, decidedAt: new Date() },
      );
      return claim.id;
    });
  }

  private async lockPending(
    manager: EntityManager,
    claimId: string,
  ): Promise<{ actor: ActorEntity; claim: ActorClaimEntity }> {
    const named = await manager.findOne(ActorClaimEntity, { where: { publicId: claimId } });
    if (!named) throw actorsFailure("NOT_FOUND", ["claimId"]);
    const actor = await lockActorByKey(manager, named.actorId);
    const claim = await manager.findOneByOrFail(ActorClaimEntity, { id: named.id });
    if (claim.status !== "PENDING") throw actorsFailure("CLAIM_CLOSED", ["claimId"]);
    return { actor, claim };
  }
}
