import { quoted, type Refusal, RowRefused } from "../../../platform/file-import/refusals.js";
import { findTextProblem, normaliseText } from "../../../platform/text/text-rules.js";
import { readActorReference } from "../../actors/actors.queries.js";
import { relationshipKindNames } from "../relationships/relationship-kinds.js";
import { type RelationshipColumn, readRelationshipKind } from "./relationship-columns.js";
import type { EndReference, RefusedDraft, RelationshipDraft } from "./relationship-draft.js";
import { relationshipRefusals } from "./relationship-refusals.js";

const { refuse } = relationshipRefusals;

/** Longest cell that is read, in characters, as in the import of actors. */
const longestCell = 200;

/**
 * Reads a row of an edge list. The first thing that is wrong refuses it, with its kind where that could be read.
 * @throws RowRefused
 */
export function readRelationshipRow(
  record: Readonly<Record<string, string>>,
  headers: ReadonlyMap<RelationshipColumn, string>,
): RelationshipDraft | RefusedDraft {
  const cell = (column: RelationshipColumn) => readText(column, record[headers.get(column) ?? ""] ?? "");
  const kindText = cell("kind");
  if (kindText === "") throw refuse("MISSING", { column: "kind" });
  const kind = readRelationshipKind(kindText);
  if (!kind)
    throw refuse("UNKNOWN_KIND", { value: quoted(kindText), kinds: relationshipKindNames.join(", ") });
  try {
    return {
      kind,
      source: readEnd("source", cell("source")),
      target: readEnd("target", cell("target")),
      startedOn: readDay("started_on", cell("started_on")),
      endedOn: readDay("ended_on", cell("ended_on")),
    };
  } catch (error) {
    if (error instanceof RowRefused) return { kind, refusal: error.refusal };
    throw error;
  }
}

function readText(column: RelationshipColumn, text: string): string {
  const normalised = normaliseText(text);
  // The ids of registers are long numbers; what stands elsewhere is looked through.
  const isId = /^(wikidata|musicbrainz|openstreetmap):|^actor_/i.test(normalised);
  const rules = { maxLength: longestCell, singleLine: true, allowNumbersLikeCpr: isId };
  const problem = findTextProblem(normalised, rules);
  if (problem) throw refuse(problem.code, { column, limit: problem.limit ?? 0 });
  return normalised;
}

function readEnd(column: "source" | "target", text: string): EndReference {
  if (text === "") throw refuse("MISSING", { column });
  return { said: quoted(text), key: readActorReference(text) };
}

function readDay(column: "started_on" | "ended_on", text: string): string | null {
  if (text === "") return null;
  const values: Refusal["values"] = { column, value: quoted(text) };
  if (/^\d{4}(-\d{2})?$/.test(text)) throw refuse("INCOMPLETE_DATE", values);
  if (!isDay(text)) throw refuse("INVALID_DATE", values);
  return text;
}

/** Whether a text is a day of the calendar from 1000-01-01 to 2999-12-31, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  // 31 April is read as 1 May.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
