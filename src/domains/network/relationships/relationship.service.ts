import type { DataSource, EntityManager } from "typeorm";
import type { Viewer } from "../../../platform/auth/viewer.js";
import { clientOf } from "../../../platform/database/data-source.js";
import { brokenConstraint } from "../../../platform/database/errors.js";
import type { Queryable } from "../../../platform/database/sql.js";
import { inOneStatement, inTransaction, type SendBehind } from "../../../platform/database/transaction.js";
import { throttled, unauthenticated } from "../../../platform/errors/technical-errors.js";
import { registerWrite } from "../../../platform/idempotency/idempotency.js";
import { newIds } from "../../../platform/ids/ids.js";
import { dayInDenmark } from "../../../platform/time/day.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { type HeldActor, holdActors, voicesOf } from "../../actors/actors.queries.js";
import { wordOfKind } from "../actor-kind-words.js";
import { networkFailure } from "../network.errors.js";
import { RelationshipEntity } from "./relationship.entity.js";
import type { EndRelationshipInput, ProposeRelationshipInput } from "./relationship.input.js";
import { isPartyTo, mayConfirm, mayEnd, maySpeakFor, type Voices } from "./relationship.policy.js";
import {
  findRelationship,
  isSeenBy,
  lockRelationship,
  type Proposal,
  propose,
} from "./relationship.repository.js";

/** How many relationships an account's actors propose in 24 hours: enough to enter a season, too few to bother a region with. */
const proposalsPerDay = 100;
/** Days that one side alone can date an end back: for who enters it late, not for who wants it never to have been. */
const mostDaysBack = 366;
/** Milliseconds. */
const day = 86_400_000;
/** The years a relationship may lie in, as the database holds too. */
const years = { min: 1000, max: 2999 } as const;

/**
 * Relationships from the claim to the end. Every method is one transaction that holds the two actors first, so that their
 * members, visibility and blocks stand still, then the relationship; it answers the relationship's primary key.
 */
export class RelationshipService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Claims a relationship for the end that the account speaks for; who speaks for both has confirmed it with that. What answers it
   * is sent behind, unless it has an idempotency key.
   * @throws THROTTLED after 100 proposals of the actors that the account acts for, in 24 hours
   */
  async propose(accountId: string, input: ProposeRelationshipInput, sendBehind: SendBehind): Promise<string> {
    const { kind, sourceId, targetId, startedOn = null, endedOn = null } = input;
    if (sourceId === targetId) throw networkFailure("SAME_ACTOR", ["targetId"]);
    checkDay(startedOn, ["startedOn"]);
    checkDay(endedOn, ["endedOn"]);
    if (startedOn !== null && endedOn !== null && endedOn < startedOn)
      throw networkFailure("END_BEFORE_START", ["endedOn"]);
    const proposal = {
      ...newIds("relationship"),
      accountId,
      kind,
      sourceId,
      targetId,
      startedOn,
      endedOn,
      atMost: proposalsPerDay,
    };
    try {
      return await (input.idempotencyKey
        ? this.proposeOnce(proposal, input, input.idempotencyKey)
        : inOneStatement(this.dataSource, (client) => this.make(client, proposal, sendBehind)));
    } catch (error) {
      const broken = brokenConstraint(error);
      if (broken === "relationship_exists_once") throw networkFailure("DUPLICATE", ["targetId"]);
      if (broken === "relationship_pair_is_allowed") throw await this.disallowedPair(proposal);
      throw error;
    }
  }

  /** Makes a proposal under its key: what was made under it before is answered again. */
  private proposeOnce(proposal: Proposal, input: ProposeRelationshipInput, key: string): Promise<string> {
    const { accountId, sourceId, targetId } = proposal;
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const actors = await holdActors(manager, [sourceId, targetId], "share");
      found(actors, sourceId, "sourceId");
      found(actors, targetId, "targetId");
      await holdAskingAccount(client, accountId);
      const registered = await registerWrite(client, {
        accountId,
        operation: "proposeRelationship",
        key,
        input,
        resultId: proposal.id,
      });
      if (registered.outcome === "mismatch") throw networkFailure("IDEMPOTENCY_MISMATCH", ["idempotencyKey"]);
      return registered.outcome === "repeated" ? registered.resultId : this.make(client, proposal);
    });
  }

  private async make(client: Queryable, proposal: Proposal, sendBehind?: SendBehind): Promise<string> {
    const proposed = propose(client, proposal);
    sendBehind?.(client, proposal.id);
    const { outcome, otherIsTarget } = await proposed;
    const other = otherIsTarget ? "targetId" : "sourceId";
    switch (outcome) {
      case "PROPOSED":
      case "CONFIRMED":
        return proposal.id;
      case "NO_SOURCE":
        throw networkFailure("NOT_FOUND", ["sourceId"]);
      case "NO_TARGET":
        throw networkFailure("NOT_FOUND", ["targetId"]);
      case "NO_ACCOUNT":
        throw unauthenticated();
      case "SPEAKS_FOR_NEITHER":
        throw networkFailure("NOT_ALLOWED", ["sourceId"]);
      case "BLOCKED":
        throw networkFailure("NOT_ALLOWED", [other]);
      case "BLOCKS_OTHER":
        throw networkFailure("ACTOR_BLOCKED", [other]);
      case "TOO_MANY":
        throw throttled(`The actors of an account propose at most ${proposalsPerDay} relationships a day.`);
    }
  }

  /** The failure of a pair of kinds, in words; an actor's kind never changes. */
  private disallowedPair({ sourceId, targetId }: Proposal): Promise<Error> {
    return inTransaction(this.dataSource, async (manager) => {
      const actors = await holdActors(manager, [sourceId, targetId], "share");
      const words = {
        source: wordOfKind[found(actors, sourceId, "sourceId").kind],
        target: wordOfKind[found(actors, targetId, "targetId").kind],
      };
      return networkFailure("DISALLOWED_PAIR", ["kind"], words);
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
    const ofRelationship = inTransaction(this.dataSource, async (manager) => {
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
    return ofRelationship.catch((error: unknown) => {
      if (brokenConstraint(error) === "relationship_exists_once")
        throw networkFailure("DUPLICATE", ["endedOn"]);
      throw error;
    });
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
