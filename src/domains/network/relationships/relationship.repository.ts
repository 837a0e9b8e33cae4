import type { EntityManager } from "typeorm";
import type { Viewer } from "../../../platform/auth/viewer.js";
import { type Queryable, runSqlForOne, sql } from "../../../platform/database/sql.js";
import { viewerSql } from "../../../platform/read/scope.js";
import { actorsSpokenForBy } from "../../actors/actors.queries.js";
import { seesRelationship } from "../network.queries.js";
import { RelationshipEntity } from "./relationship.entity.js";

/** A relationship with the API ids of its ends, not yet locked. */
export interface NamedRelationship {
  readonly id: string;
  readonly sourcePublicId: string;
  readonly targetPublicId: string;
}

/** Finds a relationship by its API id. */
export function findRelationship(on: Queryable, publicId: string): Promise<NamedRelationship | undefined> {
  return runSqlForOne<NamedRelationship & Record<string, unknown>>(
    on,
    sql`SELECT relationship.id, source.public_id AS "sourcePublicId", target.public_id AS "targetPublicId"
      FROM relationship JOIN actor AS source ON source.id = source_id JOIN actor AS target ON target.id = target_id
      WHERE relationship.public_id = ${sql.value(publicId)}`,
  );
}

/** Locks a relationship until the transaction ends. Its actors are held first, as everybody does. */
export function lockRelationship(manager: EntityManager, id: string): Promise<RelationshipEntity | null> {
  return manager.findOne(RelationshipEntity, { where: { id }, lock: { mode: "pessimistic_write" } });
}

/** Whether a viewer sees a relationship: the rule by which it is read. */
export async function isSeenBy(on: Queryable, id: string, viewer: Viewer): Promise<boolean> {
  const seen = await runSqlForOne(
    on,
    sql`SELECT 1 AS one FROM relationship WHERE id = ${sql.value(id)}::uuid
      AND ${seesRelationship(viewerSql(viewer, {}), sql.identifier("relationship"))}`,
  );
  return seen !== undefined;
}

/**
 * How many relationships the actors that an account speaks for have proposed since an instant; until the transaction ends it
 * proposes no others elsewhere.
 */
export async function countProposalsSince(on: Queryable, accountId: string, since: Date): Promise<number> {
  const account = sql`${sql.value(accountId)}::uuid`;
  await runSqlForOne(
    on,
    sql`SELECT pg_advisory_xact_lock(hashtextextended('proposals of ' || ${account}::text, 0))`,
  );
  const found = await runSqlForOne<{ count: number }>(
    on,
    sql`SELECT count(*)::int AS count FROM relationship
      WHERE proposed_by = ANY (${actorsSpokenForBy(account)}) AND created_at > ${sql.value(since.toISOString())}::timestamptz`,
  );
  return found?.count ?? 0;
}
