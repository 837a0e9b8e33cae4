import { type EntityManager, IsNull, MoreThan } from "typeorm";
import { type Queryable, runSql, runSqlForOne, sql } from "../../../platform/database/sql.js";
import { newIds } from "../../../platform/ids/ids.js";
import { InvitationEntity } from "./invitation.entity.js";
import { MembershipEntity } from "./membership.entity.js";
import type { MembershipRole } from "./membership.enums.js";

/** The role in which an account acts for an actor now. Take it under the actor's lock before acting on it. */
export async function currentRole(
  manager: EntityManager,
  actorId: string,
  accountId: string,
): Promise<MembershipRole | null> {
  return (await currentMembership(manager, actorId, accountId))?.role ?? null;
}

/** The membership that an account has of an actor now. */
export function currentMembership(
  manager: EntityManager,
  actorId: string,
  accountId: string,
): Promise<MembershipEntity | null> {
  return manager.findOne(MembershipEntity, { where: { actorId, accountId, endedOn: IsNull() } });
}

/** Who acts for an actor now. */
export function currentMembers(manager: EntityManager, actorId: string): Promise<MembershipEntity[]> {
  return manager.find(MembershipEntity, { where: { actorId, endedOn: IsNull() } });
}

/** How many owners an actor has now. */
export function countOwners(manager: EntityManager, actorId: string): Promise<number> {
  return manager.count(MembershipEntity, { where: { actorId, role: "OWNER", endedOn: IsNull() } });
}

/** How many invitations an account has made since an instant; until the transaction ends it makes no others elsewhere. */
export async function countInvitationsSince(
  manager: EntityManager,
  accountId: string,
  since: Date,
): Promise<number> {
  await manager.query("SELECT pg_advisory_xact_lock(hashtextextended('invitations of ' || $1, 0))", [
    accountId,
  ]);
  return manager.count(InvitationEntity, { where: { invitedBy: accountId, createdAt: MoreThan(since) } });
}

/** Begins a membership on a day and answers its key. The caller holds the account (`holdActiveAccount`). */
export async function beginMembership(
  manager: EntityManager,
  membership: Pick<MembershipEntity, "actorId" | "accountId" | "role" | "startedOn">,
): Promise<string> {
  const ids = newIds("membership");
  await manager.insert(MembershipEntity, { ...ids, ...membership, endedOn: null });
  return ids.id;
}

/** Locks the actors that an account acts for now, in one order for everybody. */
export async function lockActorsOf(on: Queryable, accountId: string): Promise<void> {
  await runSql(
    on,
    sql`SELECT id FROM actor WHERE id IN (
        SELECT actor_id FROM membership WHERE account_id = ${sql.value(accountId)}::uuid AND ended_on IS NULL)
      ORDER BY id FOR NO KEY UPDATE`,
  );
}

/** Ends all memberships of an account, last owner or not: an actor without an owner can be claimed. */
export async function endAllMemberships(on: Queryable, accountId: string, endedOn: string): Promise<void> {
  await runSql(
    on,
    sql`UPDATE membership SET ended_on = greatest(started_on, ${sql.value(endedOn)}::date)
      WHERE account_id = ${sql.value(accountId)}::uuid AND ended_on IS NULL`,
  );
}

/**
 * Takes back what an account has asked for or been offered and nobody has answered. Its address goes with it, also from
 * invitations that were answered. Each row is written once: writing it again would check its references anew, and wait for
 * somebody who holds the actor and waits for the account.
 */
export async function withdrawOpenRequests(on: Queryable, accountId: string, email: string): Promise<void> {
  await runSql(
    on,
    sql`UPDATE invitation SET email = 'deleted-' || ${sql.value(accountId)}::text || '@deleted.invalid',
        status = CASE status WHEN 'PENDING' THEN 'WITHDRAWN' ELSE status END, answered_at = coalesce(answered_at, now())
      WHERE email = ${sql.value(email)}`,
  );
  await runSql(
    on,
    sql`UPDATE actor_claim SET status = 'WITHDRAWN', decided_at = now()
      WHERE status = 'PENDING' AND account_id = ${sql.value(accountId)}::uuid`,
  );
}

/** Whether an actor has an owner now. */
export async function hasOwner(on: Queryable, actorId: string): Promise<boolean> {
  const row = await runSqlForOne(
    on,
    sql`SELECT 1 AS one FROM membership WHERE actor_id = ${sql.value(actorId)}::uuid AND role = 'OWNER' AND ended_on IS NULL LIMIT 1`,
  );
  return row !== undefined;
}
