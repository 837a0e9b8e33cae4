import { stableIds } from "../../../platform/ids/ids.js";
import { demoActorId } from "../../actors/actors.commands.js";
import type { RelationshipKind } from "../relationships/relationship-kinds.js";

/** A relationship between two fictional actors, named by their slugs. */
export interface DemoRelationship {
  readonly kind: RelationshipKind;
  readonly source: string;
  readonly target: string;
  readonly status: "PROPOSED" | "CONFIRMED" | "DECLINED";
  /** The one of the two that proposed it. */
  readonly proposedBy: string;
  /** First day (ISO date); null: unknown. Tells apart the periods of one relationship, whose ids are made from it. */
  readonly startedOn: string | null;
  /** The day after the last; null: not known to end. */
  readonly endedOn: string | null;
  /** The day it was proposed, at 09:00 UTC. An answer came the same day at 15:00 UTC. */
  readonly createdOn: string;
}

/** The row of a demo relationship, ready for `jsonb_populate_recordset`, without what the database derives. */
export function demoRelationshipRow(relationship: DemoRelationship) {
  const { kind, source, target, status, proposedBy, startedOn, endedOn, createdOn } = relationship;
  const { id, publicId } = stableIds("relationship", `demo:${kind}:${source}:${target}:${startedOn ?? ""}`);
  return {
    id,
    public_id: publicId,
    kind,
    source_id: demoActorId(source),
    target_id: demoActorId(target),
    status,
    proposed_by: demoActorId(proposedBy),
    started_on: startedOn,
    ended_on: endedOn,
    created_at: `${createdOn}T09:00:00Z`,
    answered_at: status === "PROPOSED" ? null : `${createdOn}T15:00:00Z`,
  };
}
