import { type EntityManager, In, IsNull } from "typeorm";
import { MembershipEntity } from "./memberships/membership.entity.js";
import { mayEdit } from "./memberships/membership.policy.js";
import { ActorEntity } from "./profiles/actor.entity.js";

export {
  actorsByKey as actorIdsByReference,
  type KnownActor,
  knownActors,
} from "./import/actor-import.repository.js";
export { readActorReference } from "./import/actor-reference.js";
export {
  actorsActedFor,
  actorsOfAccount,
  actorsSpokenFor,
  isPublic,
  networkCircle,
  sees,
} from "./profiles/field-visibility.js";

/** What other domains may know of an actor they act on. */
export type HeldActor = Pick<ActorEntity, "id" | "publicId" | "kind" | "name">;

/**
 * Finds actors by their API ids and holds them until the transaction ends, in one order for everybody: against changes of
 * their members and profiles (`share`), or also against others who hold them (`exclusive`). Missing ones are absent. Rows that
 * name them can be written meanwhile: whoever writes one holds other things by then, and would wait for us out of order.
 */
export async function holdActors(
  manager: EntityManager,
  publicIds: readonly string[],
  mode: "share" | "exclusive",
): Promise<ReadonlyMap<string, HeldActor>> {
  const found = await manager.find(ActorEntity, {
    select: { id: true, publicId: true, kind: true, name: true },
    where: { publicId: In([...publicIds]) },
    order: { id: "ASC" },
    lock: { mode: mode === "share" ? "pessimistic_read" : "for_no_key_update" },
  });
  return new Map(found.map((actor) => [actor.publicId, actor]));
}

/** Which of the actors an account acts for now, and whether it may speak for them: owners and editors may. */
export async function voicesOf(
  manager: EntityManager,
  accountId: string,
  actorIds: readonly string[],
): Promise<{ readonly member: ReadonlySet<string>; readonly speaker: ReadonlySet<string> }> {
  const memberships = await manager.find(MembershipEntity, {
    where: { accountId, actorId: In([...actorIds]), endedOn: IsNull() },
  });
  const speaks = memberships.filter(({ role }) => mayEdit({ accountId, isAdministrator: false }, role));
  return {
    member: new Set(memberships.map(({ actorId }) => actorId)),
    speaker: new Set(speaks.map(({ actorId }) => actorId)),
  };
}
