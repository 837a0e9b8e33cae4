import type { EntityManager } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { agesAtAct } from "../../accounts/accounts.queries.js";
import type { MembershipRole } from "../memberships/membership.enums.js";
import { currentMembers } from "../memberships/membership.repository.js";
import { ActorEntity } from "./actor.entity.js";
import type { ActorKind } from "./actor.enums.js";

/** An age under which a person is a minor (myndighedsloven, § 1). */
const ageOfMajority = 18;

/**
 * Whether somebody's place is an actor's place: everybody in an artist, and who owns an actor of another kind. Where a
 * venue or school is, on the other hand, says nothing of who else works there.
 */
const isAtHomeIn = (kind: ActorKind, role: MembershipRole): boolean => kind === "ARTIST" || role === "OWNER";

/**
 * Whether an actor that shows more than its municipality, or its relationships to more than its network, would show where a
 * minor is: one who acts, or is at home in it.
 */
export async function wouldShowMinor(
  manager: EntityManager,
  actor: { readonly id?: string; readonly kind: ActorKind },
  actingAccountId: string,
): Promise<boolean> {
  const members = actor.id === undefined ? [] : await currentMembers(manager, actor.id);
  const atHome = members.filter(({ role }) => isAtHomeIn(actor.kind, role)).map(({ accountId }) => accountId);
  return anyMinor(manager, [actingAccountId, ...atHome]);
}

/**
 * When a minor becomes at home in an actor, the actor shows no more than its municipality from then on, and its relationships,
 * which tell where and with whom it plays, to its network at most.
 */
export async function coverJoiningMinor(
  manager: EntityManager,
  actor: ActorEntity,
  joining: { readonly accountId: string; readonly role: MembershipRole },
): Promise<void> {
  if (!isAtHomeIn(actor.kind, joining.role)) return;
  if (!(await isMinor(manager, joining.accountId))) return;
  await manager.update(
    ActorEntity,
    { id: actor.id },
    {
      locationPrecision: "MUNICIPALITY",
      fieldVisibility: coveringRelationships(actor.fieldVisibility),
      updatedAt: () => "now()",
    },
  );
}

/** Whether a choice of visibility shows an actor's relationships to more than its network. */
export const showsRelationships = ({ RELATIONSHIPS }: ActorEntity["fieldVisibility"]): boolean =>
  RELATIONSHIPS === "PUBLIC" || RELATIONSHIPS === "SIGNED_IN";

/** The choice of visibility of an actor in which a minor is at home. */
export const coveringRelationships = (
  chosen: ActorEntity["fieldVisibility"],
): ActorEntity["fieldVisibility"] => ({
  ...chosen,
  RELATIONSHIPS: chosen.RELATIONSHIPS === "MEMBERS" ? "MEMBERS" : "NETWORK",
});

/** Whether an account's holder is a minor now. */
export function isMinor(manager: EntityManager, accountId: string): Promise<boolean> {
  return anyMinor(manager, [accountId]);
}

/** An unknown age counts as adult. */
async function anyMinor(manager: EntityManager, accountIds: readonly string[]): Promise<boolean> {
  const ages = await agesAtAct(await clientOf(manager), accountIds, new Date());
  return [...ages.values()].some((age) => age < ageOfMajority);
}
