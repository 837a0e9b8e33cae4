import type { ReadRow } from "../../../platform/file-import/csv-rows.js";
import type { Refusal } from "../../../platform/file-import/refusals.js";
import type { RelationshipKind } from "../relationships/relationship-kinds.js";

/** What one row of a file says of a relationship, checked. */
export interface RelationshipDraft {
  readonly kind: RelationshipKind;
  readonly source: EndReference;
  readonly target: EndReference;
  /** `YYYY-MM-DD`; null: unknown. */
  readonly startedOn: string | null;
  /** The first day on which it is over; null: it goes on, or nobody knows. */
  readonly endedOn: string | null;
}

/** How a file names one end. */
export interface EndReference {
  /** As the report repeats it. */
  readonly said: string;
  /** What the end is found by; null when it can name no actor. */
  readonly key: string | null;
}

/** A row that is refused although its kind could be read. */
export interface RefusedDraft {
  readonly kind: RelationshipKind;
  readonly refusal: Refusal;
}

/** A row of the file as it was read. */
export type RelationshipRow = ReadRow<RelationshipDraft | RefusedDraft>;

export type End = "source" | "target";
