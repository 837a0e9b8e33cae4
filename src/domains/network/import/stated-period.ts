import { relationshipKinds } from "../relationships/relationship-kinds.js";
import type { RelationshipDraft } from "./relationship-draft.js";
import type { StatedRelationship } from "./relationship-import.repository.js";

/** From the first day to the day before the end, `YYYY-MM-DD`; an unknown bound is open. */
export interface Period {
  readonly startedOn: string | null;
  readonly endedOn: string | null;
}

/** The relationship that a row states between two actors, by their primary keys. */
export function stateRelationship(
  line: number,
  { kind, startedOn, endedOn }: RelationshipDraft,
  sourceId: string,
  targetId: string,
): StatedRelationship {
  const isTurned = relationshipKinds[kind].isSymmetric && targetId < sourceId;
  const [firstId, secondId] = isTurned ? [targetId, sourceId] : [sourceId, targetId];
  return { line, kind, sourceId, targetId, firstId, secondId, startedOn, endedOn };
}

/** Whether a period ends before it starts, and so is none. */
export const isBackward = ({ startedOn, endedOn }: Period) =>
  startedOn !== null && endedOn !== null && endedOn < startedOn;

/** Whether two periods begin on the same day or share one, as the database asks it of what is stored. */
export function isSamePeriod(one: Period, other: Period): boolean {
  return one.startedOn === other.startedOn || overlap(one, other);
}

/** Whether two periods share a day. One that ends where it starts takes that day. */
function overlap(one: Period, other: Period): boolean {
  return startsBeforeEnd(one, other) && startsBeforeEnd(other, one);
}

const startsBeforeEnd = ({ startedOn }: Period, other: Period) =>
  startedOn === null ||
  other.endedOn === null ||
  (other.startedOn === other.endedOn ? startedOn <= other.endedOn : startedOn < other.endedOn);
