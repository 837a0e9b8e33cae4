import type { EntityManager } from "typeorm";
import type { Viewer } from "../../../platform/auth/viewer.js";
import { type Queryable, runSqlForOne, sql } from "../../../platform/database/sql.js";
import type { RowIds } from "../../../platform/ids/ids.js";
import { viewerSql } from "../../../platform/read/scope.js";
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

/** What is claimed, and by which account. */
export interface Proposal extends RowIds {
  readonly accountId: string;
  readonly kind: string;
  /** The API ids of its ends. */
  readonly sourceId: string;
  readonly targetId: string;
  readonly startedOn: string | null;
  readonly endedOn: string | null;
  /** Proposals of the account's actors in 24 hours, this one included. */
  readonly atMost: number;
}

/** What came of a proposal; `otherIsTarget` tells at which end the account does not speak, once that is known. */
export interface ProposalOutcome {
  readonly outcome:
    | "PROPOSED"
    | "CONFIRMED"
    | "NO_SOURCE"
    | "NO_TARGET"
    | "NO_ACCOUNT"
    | "SPEAKS_FOR_NEITHER"
    | "BLOCKED"
    | "BLOCKS_OTHER"
    | "TOO_MANY";
  readonly otherIsTarget: boolean | null;
}

/** Makes a proposal in one statement (`propose_relationship`, which says what it checks and locks). */
export async function propose(on: Queryable, proposal: Proposal): Promise<ProposalOutcome> {
  const { accountId, id, publicId, kind, sourceId, targetId, startedOn, endedOn, atMost } = proposal;
  const { rows } = await on.query<ProposalOutcome & Record<string, unknown>>({
    name: "propose_relationship",
    text: `SELECT outcome, other_is_target AS "otherIsTarget" FROM propose_relationship($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [accountId, id, publicId, kind, sourceId, targetId, startedOn, endedOn, atMost],
  });
  const [made] = rows;
  if (!made) throw new Error("A proposal came to nothing");
  return made;
}
