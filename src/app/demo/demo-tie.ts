import type { RelationshipKind } from "../../domains/network/network.commands.js";

/**
 * A confirmed relationship between two fictional actors, by their slugs without `demo-`. Days are ISO dates; a first day
 * that is null or absent is unknown, and the relationship ends on the day after its last.
 */
export type DemoTie = readonly [source: string, target: string, startedOn?: string | null, endedOn?: string];

/** A proposal between two fictional actors, by their slugs without `demo-`. */
export interface DemoProposal {
  readonly kind: RelationshipKind;
  readonly source: string;
  readonly target: string;
  /** The one of the two that proposed it. */
  readonly by: string;
  /** The day of the proposal. */
  readonly on: string;
  /** First day of the relationship; may be ahead. */
  readonly startedOn?: string;
}
