import type { Refusal } from "../../../platform/file-import/refusals.js";
import type { KnownActor } from "../../actors/actors.queries.js";
import { wordOfKind } from "../actor-kind-words.js";
import { allowedPairs, type RelationshipKind } from "../relationships/relationship-kinds.js";
import type { RelationshipDraft, RelationshipRow } from "./relationship-draft.js";
import type { NewRelationship, StatedRelationship } from "./relationship-import.repository.js";
import type { DanglingEnd, EarlierStatement } from "./relationship-notes.repository.js";
import { relationshipRefusals } from "./relationship-refusals.js";
import { isBackward, isSamePeriod } from "./stated-period.js";

/** What becomes of a row. */
export type Decision =
  | {
      readonly outcome: "refused";
      readonly line: number;
      /** Null when it could not be read. */
      readonly kind: RelationshipKind | null;
      readonly refusal: Refusal;
    }
  | { readonly outcome: "dangling"; readonly kind: RelationshipKind; readonly ends: readonly DanglingEnd[] }
  | {
      readonly outcome: "unchanged";
      readonly kind: RelationshipKind;
      readonly stated: StatedRelationship;
    }
  | ({ readonly outcome: "created"; readonly kind: RelationshipKind } & Omit<
      NewRelationship,
      "id" | "publicId"
    >);

/** What the rows of a batch are decided by. */
export interface Known {
  /** By the key that names them. */
  readonly actors: ReadonlyMap<string, KnownActor>;
  /** By line, where both ends name an actor. */
  readonly stated: ReadonlyMap<number, StatedRelationship>;
  /** The lines whose relationship is stored. */
  readonly stored: ReadonlySet<number>;
  /** `BLOCKER BLOCKED`, by primary keys. */
  readonly blocks: ReadonlySet<string>;
  /** What earlier batches have stated between the same ends. */
  readonly earlier: readonly EarlierStatement[];
}

const { refusal } = relationshipRefusals;

const pairKey = (...parts: readonly string[]) => parts.join(" ");
const allowed = new Set(
  allowedPairs.map(({ kind, sourceKind, targetKind }) => pairKey(kind, sourceKind, targetKind)),
);

/** Decides the rows of a batch in their order. */
export function decide(rows: readonly RelationshipRow[], known: Known): Decision[] {
  const statements = new Map<string, EarlierStatement[]>();
  const remember = (statement: EarlierStatement) => {
    const key = statementKey(statement);
    statements.set(key, [...(statements.get(key) ?? []), statement]);
  };
  for (const statement of known.earlier) remember(statement);
  return rows.map((row) => {
    const { line, draft } = row;
    if (!draft) return { outcome: "refused", line, kind: null, refusal: row.refusal };
    if ("refusal" in draft) return { outcome: "refused", line, kind: draft.kind, refusal: draft.refusal };
    const decision = decideDraft(line, draft, known, (stated) => statements.get(statementKey(stated)) ?? []);
    if (decision.outcome === "created" || decision.outcome === "unchanged") remember(decision.stated);
    return decision;
  });
}

const statementKey = ({ kind, firstId, secondId }: EarlierStatement) => pairKey(kind, firstId, secondId);

function decideDraft(
  line: number,
  draft: RelationshipDraft,
  known: Known,
  earlierOf: (stated: StatedRelationship) => readonly EarlierStatement[],
): Decision {
  const { kind, startedOn, endedOn } = draft;
  const refuse = (...given: Parameters<typeof refusal>): Decision => ({
    outcome: "refused",
    line,
    kind,
    refusal: refusal(...given),
  });
  if (isBackward(draft)) return refuse("ENDS_BEFORE_START", { start: startedOn ?? "", end: endedOn ?? "" });
  const source = known.actors.get(draft.source.key ?? "");
  const target = known.actors.get(draft.target.key ?? "");
  const stated = known.stated.get(line);
  if (!source || !target || !stated) {
    const ends: DanglingEnd[] = [];
    if (!source) ends.push({ line, end: "source", said: draft.source.said });
    if (!target) ends.push({ line, end: "target", said: draft.target.said });
    return { outcome: "dangling", kind, ends };
  }
  if (source.id === target.id) return refuse("TO_ITSELF");
  if (!allowed.has(pairKey(kind, source.kind, target.kind)))
    return refuse("PAIR_NOT_ALLOWED", {
      kind,
      source: wordOfKind[source.kind].EN,
      target: wordOfKind[target.kind].EN,
    });
  const same = earlierOf(stated).find((earlier) => isSamePeriod(earlier, stated));
  if (same) {
    const isRepeated = same.startedOn === startedOn && same.endedOn === endedOn;
    return refuse(isRepeated ? "REPEATED" : "OVERLAPS", { line: same.line });
  }
  if (known.stored.has(line)) return { outcome: "unchanged", kind, stated };
  if (source.claimed && target.claimed) return refuse("BOTH_CLAIMED");
  if ([pairKey(source.id, target.id), pairKey(target.id, source.id)].some((pair) => known.blocks.has(pair)))
    return refuse("BLOCKED");
  // Whoever has an owner is asked; nobody is there to ask for the others.
  const asking = source.claimed ? target : target.claimed ? source : null;
  return {
    outcome: "created",
    kind,
    stated,
    status: asking ? "PROPOSED" : "CONFIRMED",
    proposedBy: asking?.id ?? null,
  };
}
