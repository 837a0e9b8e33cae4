import type { DataSource, EntityManager } from "typeorm";
import type { Viewer } from "../../../platform/auth/viewer.js";
import { clientOf } from "../../../platform/database/data-source.js";
import { brokenConstraint } from "../../../platform/database/errors.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { throttled } from "../../../platform/errors/technical-errors.js";
import { registerWrite } from "../../../platform/idempotency/idempotency.js";
import { newIds } from "../../../platform/ids/ids.js";
import { dayInDenmark } from "../../../platform/time/day.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { type HeldActor, holdActors, voicesOf } from "../../actors/actors.queries.js";
import { wordOfKind } from "../actor-kind-words.js";
import { blocksAccount, blocksActor } from "../blocks/block.repository.js";
import { networkFailure } from "../network.errors.js";
import { RelationshipEntity } from "./relationship.entity.js";
import type { EndRelationshipInput, ProposeRelationshipInput } from "./relationship.input.js";
import { isPartyTo, mayConfirm, mayEnd, maySpeakFor, type Voices } from "./relationship.policy.js";
import {
  countProposalsSince,
  findRelationship,
  isSeenBy,
  lockRelationship,
} from "./relationship.repository.js";

/** How many relationships an account's actors propose in 24 hours: enough to enter a season, too few to bother a region with. */
const proposalsPerDay = 100;
/** Milliseconds. */
const day = 86_400_000;
/** Days that one side alone can date an end back: for who enters it late, not for who wants it never to have been. */
const mostDaysBack = 366;
/** The years a relationship may lie in, as the database holds too. */
const years = { min: 1000, max: 2999 } as const;

/**
 * Relationships from the claim to the end. Every method is one transaction that holds the two actors first, so that their
 * members, visibility and blocks stand still, then the relationship; it answers the relationship's primary key.
 */
export class RelationshipService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Claims a relationship for the end that the account speaks for; who speaks for both has confirmed it with that.
   * @throws THROTTLED after 100 proposals of the actors that the account acts for, in 24 hours
   */
  async propose(accountId: string, input: ProposeRelationshipInput): Promise<string> {
    const { kind, sourceId, targetId, startedOn = null, endedOn = null } = input;
    if (sourceId === targetId) throw networkFailure("SAME_ACTOR", ["targetId"]);
    checkDay(startedOn, ["startedOn"]);
    checkDay(endedOn, ["endedOn"]);
    if (startedOn !== null && endedOn !== null && endedOn < startedOn)
      throw networkFailure("END_BEFORE_START", ["endedOn"]);
    return this.write(["targetId"], async (manager) => {
      const client = await clientOf(manager);
      const actors = await holdActors(manager, [sourceId, targetId], "share");
      const source = found(actors, sourceId, "sourceId");
      const target = found(actors, targetId, "targetId");
      await holdAskingAccount(client, accountId);
      const ids = newIds("relationship");
      if (input.idempotencyKey) {
        const registered = await registerWrite(client, {
          accountId,
          operation: "proposeRelationship",
          key: input.idempotencyKey,
          input,
          resultId: ids.id,
        });
        if (registered.outcome === "mismatch")
          throw networkFailure("IDEMPOTENCY_MISMATCH", ["idempotencyKey"]);
        if (registered.outcome === "repeated") return registered.resultId;
      }
      const { speaker } = await voicesOf(manager, accountId, [source.id, target.id]);
      if (speaker.size === 0) throw networkFailure("NOT_ALLOWED", ["sourceId"]);
      const [proposer, other] = speaker.has(source.id) ? [source, target] : [target, source];
      await this.refuseBlocked(
        manager,
        accountId,
        proposer,
        other,
        other === target ? "targetId" : "sourceId",
      );
      const now = new Date();
      if ((await countProposalsSince(client, accountId, new Date(now.getTime() - day))) >= proposalsPerDay)
        throw throttled(`The actors of an account propose at most ${proposalsPerDay} relationships a day.`);
      const isConfirmed = speaker.size === 2;
      try {
        await manager.insert(RelationshipEntity, {
          ...ids,
          kind,
          sourceId: source.id,
          targetId: target.id,
          status: isConfirmed ? "CONFIRMED" : "PROPOSED",
          proposedBy: proposer.id,
          startedOn,
          endedOn,
          answeredAt: isConfirmed ? now : null,
        });
      } catch (error) {
        if (brokenConstraint(error) !== "relationship_pair_is_allowed") throw error;
        const words = { source: wordOfKind[source.kind], target: wordOfKind[target.kind] };
        throw networkFailure("DISALLOWED_PAIR", ["kind"], words);
      }
      return ids.id;
    });
  }

  /** Confirms a proposal for the end that did not make it. What is confirmed already stays so. */
  async confirm(viewer: Viewer, accountId: string, relationshipId: string): Promise<string> {
    return this.onRelationship(viewer, accountId, relationshipId, async (manager, relationship, voices) => {
      if (!mayConfirm(voices, relationship)) throw networkFailure("NOT_ALLOWED", ["relationshipId"]);
      if (relationship.status === "DECLINED") throw networkFailure("ALREADY_ANSWERED", ["relationshipId"]);
      if (relationship.status === "PROPOSED")
        await manager.update(
          RelationshipEntity,
          { id: relationship.id },
          { status: "CONFIRMED", answeredAt: new Date() },
        );
    });
  }

  /** Declines a proposal, or takes it back as the end that made it. What is declined already stays so. */
  async decline(viewer: Viewer, accountId: string, relationshipId: string): Promise<string> {
    return this.onRelationship(viewer, accountId, relationshipId, async (manager, relationship, voices) => {
      if (!maySpeakFor(voices, relationship)) throw networkFailure("NOT_ALLOWED", ["relationshipId"]);
      if (relationship.status === "CONFIRMED") throw networkFailure("ALREADY_ANSWERED", ["relationshipId"]);
      if (relationship.status === "PROPOSED")
        await manager.update(
          RelationshipEntity,
          { id: relationship.id },
          { status: "DECLINED", answeredAt: new Date() },
        );
    });
  }

  /** Ends a confirmed relationship on a day, today by default. */
  async end(viewer: Viewer, accountId: string, input: EndRelationshipInput): Promise<string> {
    const today = dayInDenmark(new Date());
    const endedOn = input.endedOn ?? today;
    checkDay(endedOn, ["endedOn"]);
    return this.onRelationship(
      viewer,
      accountId,
      input.relationshipId,
      async (manager, relationship, voices) => {
        if (!mayEnd(viewer, voices, relationship)) throw networkFailure("NOT_ALLOWED", ["relationshipId"]);
        if (relationship.status !== "CONFIRMED") throw networkFailure("NOT_CONFIRMED", ["relationshipId"]);
        if (relationship.endedOn !== null && relationship.endedOn <= today)
          throw networkFailure("ALREADY_ENDED", ["relationshipId"]);
        if (endedOn < dayInDenmark(new Date(Date.now() - mostDaysBack * day)))
          throw networkFailure("END_TOO_EARLY", ["endedOn"], { limit: mostDaysBack });
        if (relationship.startedOn !== null && endedOn < relationship.startedOn)
          throw networkFailure("END_BEFORE_START", ["endedOn"]);
        await manager.update(RelationshipEntity, { id: relationship.id }, { endedOn });
      },
    );
  }

  /** Acts on a relationship that the account may see; to everybody else it does not exist. */
  private onRelationship(
    viewer: Viewer,
    accountId: string,
    relationshipId: string,
    act: (manager: EntityManager, relationship: RelationshipEntity, voices: Voices) => Promise<void>,
  ): Promise<string> {
    return this.write(["endedOn"], async (manager) => {
      const client = await clientOf(manager);
      const named = await findRelationship(client, relationshipId);
      if (!named) throw networkFailure("NOT_FOUND", ["relationshipId"]);
      await holdActors(manager, [named.sourcePublicId, named.targetPublicId], "share");
      await holdAskingAccount(client, accountId);
      const relationship = await lockRelationship(manager, named.id);
      if (!relationship) throw networkFailure("NOT_FOUND", ["relationshipId"]);
      const voices = await voicesOf(manager, accountId, [relationship.sourceId, relationship.targetId]);
      if (!isPartyTo(voices, relationship) && !(await isSeenBy(client, relationship.id, viewer)))
        throw networkFailure("NOT_FOUND", ["relationshipId"]);
      await act(manager, relationship, voices);
      return relationship.id;
    });
  }

  /** Whoever acts for a blocked actor may not, through no other actor either, and is told no more than that. */
  private async refuseBlocked(
    manager: EntityManager,
    accountId: string,
    proposer: HeldActor,
    other: HeldActor,
    field: string,
  ): Promise<void> {
    if (await blocksAccount(manager, other.id, accountId)) throw networkFailure("NOT_ALLOWED", [field]);
    if (await blocksActor(manager, proposer.id, other.id)) throw networkFailure("ACTOR_BLOCKED", [field]);
  }

  private async write(
    duplicateField: readonly string[],
    work: (manager: EntityManager) => Promise<string>,
  ): Promise<string> {
    try {
      return await inTransaction(this.dataSource, work);
    } catch (error) {
      if (brokenConstraint(error) === "relationship_exists_once")
        throw networkFailure("DUPLICATE", duplicateField);
      throw error;
    }
  }
}

function found(actors: ReadonlyMap<string, HeldActor>, publicId: string, field: string): HeldActor {
  const actor = actors.get(publicId);
  if (!actor) throw networkFailure("NOT_FOUND", [field]);
  return actor;
}

function checkDay(date: string | null, field: readonly string[]): void {
  const year = Number(date?.slice(0, 4));
  if (date !== null && (year < years.min || year > years.max))
    throw networkFailure("DAY_OUT_OF_RANGE", field, years);
}
