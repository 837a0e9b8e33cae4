import { type RelationshipKind, relationshipKindNames } from "../relationships/relationship-kinds.js";
import type { Decision } from "./relationship-decision.js";

/** How many rows came to what. */
export interface OutcomeCounts {
  /** Entered, since nobody owns either end. */
  readonly confirmed: number;
  /** Entered as a proposal to the end that has an owner. */
  readonly proposed: number;
  /** Stored already. */
  readonly unchanged: number;
  readonly refused: number;
  /** With an end that names no actor. */
  readonly dangling: number;
}

/** The counts by kind, and under `null` of the rows whose kind could not be read. Kinds without rows are left out. */
export type RelationshipCounts = ReadonlyMap<RelationshipKind | null, OutcomeCounts>;

const noCounts: OutcomeCounts = { confirmed: 0, proposed: 0, unchanged: 0, refused: 0, dangling: 0 };

/** Counts what became of rows. */
export function countDecisions(decisions: readonly Decision[]): RelationshipCounts {
  const counts = new Map<RelationshipKind | null, OutcomeCounts>();
  for (const decision of decisions) {
    const before = counts.get(decision.kind) ?? noCounts;
    const outcome = outcomeOf(decision);
    counts.set(decision.kind, { ...before, [outcome]: before[outcome] + 1 });
  }
  return counts;
}

function outcomeOf(decision: Decision): keyof OutcomeCounts {
  if (decision.outcome !== "created") return decision.outcome;
  return decision.status === "CONFIRMED" ? "confirmed" : "proposed";
}

/** The sum of two counts. */
export function addCounts(one: RelationshipCounts, other: RelationshipCounts): RelationshipCounts {
  const kinds = [...relationshipKindNames, null].filter((kind) => one.has(kind) || other.has(kind));
  return new Map(kinds.map((kind) => [kind, addOutcomes(one.get(kind) ?? noCounts, other.get(kind))]));
}

/** All kinds together. */
export function totalOf(counts: RelationshipCounts): OutcomeCounts {
  return [...counts.values()].reduce(addOutcomes, noCounts);
}

function addOutcomes(one: OutcomeCounts, other: OutcomeCounts = noCounts): OutcomeCounts {
  return {
    confirmed: one.confirmed + other.confirmed,
    proposed: one.proposed + other.proposed,
    unchanged: one.unchanged + other.unchanged,
    refused: one.refused + other.refused,
    dangling: one.dangling + other.dangling,
  };
}
