import { type FoundColumns, findColumns } from "../../../platform/file-import/columns.js";
import { UnreadableFile } from "../../../platform/file-import/unreadable-file.js";
import { exportColumns } from "../export/export-columns.js";
import {
  type RelationshipKind,
  relationshipKindNames,
  relationshipKinds,
} from "../relationships/relationship-kinds.js";

/** The columns of an edge list that are read, each with the other headers that mean it. */
const columnHeaders = {
  kind: ["art", "relation", "relationstype"],
  source: ["kilde", "fra"],
  target: ["mål", "til"],
  started_on: ["startdato", "start", "fra_dato"],
  ended_on: ["slutdato", "slut", "til_dato"],
} as const;

export type RelationshipColumn = keyof typeof columnHeaders;

/**
 * Finds the columns of an edge list. What else the export writes is known and not read: ends are found by what is in
 * `source` and `target` alone.
 * @throws UnreadableFile without a kind, a source and a target, or when two headers mean the same column
 */
export function readLayout(headers: readonly string[]): FoundColumns<RelationshipColumn> {
  const layout = findColumns(headers, columnHeaders);
  const missing = (["kind", "source", "target"] as const).filter((column) => !layout.headers.has(column));
  if (missing.length > 0) {
    const known = Object.keys(columnHeaders).join(", ");
    throw new UnreadableFile(
      `The header has no column ${missing.map((column) => `"${column}"`).join(", ")}; known columns are ${known}.`,
    );
  }
  const exported: readonly string[] = exportColumns;
  return { ...layout, ignored: layout.ignored.filter((header) => !exported.includes(header)) };
}

/** The kind that a text names: by its name (`MEMBER_OF`, `member of`) or its phrase in Danish or English. */
export function readRelationshipKind(written: string): RelationshipKind | undefined {
  const plain = plainWords(written);
  return relationshipKindNames.find((kind) => {
    const { phrase } = relationshipKinds[kind];
    return [kind, phrase.DA, phrase.EN].some((name) => plainWords(name) === plain);
  });
}

const plainWords = (text: string) =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
