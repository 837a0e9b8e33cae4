import type { Queryable } from "../../../platform/database/sql.js";
import { readCsvRows } from "../../../platform/file-import/csv-rows.js";
import { type RefusedRow, refusedRows } from "../../../platform/file-import/refused-rows.js";
import { municipalitiesByCode } from "../../places/places.queries.js";
import { genreIdBySlug } from "../../vocabularies/vocabularies.queries.js";
import type { ActorDraft } from "./actor-draft.js";
import { readActorRow } from "./actor-row.js";
import { addCounts, type ImportCounts, importBatch } from "./import-batch.js";
import type { Vocabulary } from "./import-changes.js";
import { type ImportLayout, readLayout } from "./import-columns.js";
import {
  createNotes,
  findPossibleDuplicates,
  type PossibleDuplicate,
  possibleDuplicates,
  refusedActors,
} from "./import-notes.repository.js";
import { readOpenStreetMapRow } from "./openstreetmap-row.js";
import type { ImportPlaces } from "./place-of-row.js";

export interface ImportOptions {
  /** Reports what an import would do and writes nothing. */
  readonly dryRun: boolean;
  readonly places: Pick<ImportPlaces, "municipalityCodeAt" | "municipalityCodeOfPostcode">;
  /** Told the number of rows behind after each batch. */
  readonly progress?: (rows: number) => void;
}

/** What an import did, or would do. */
export interface ImportReport extends ImportCounts {
  /** Rows of the file: the sum of the counts. */
  readonly rows: number;
  /** Headers that mean nothing here. */
  readonly ignoredColumns: readonly string[];
  /** How many rows may be the same actor as another one. They are taken all the same. */
  readonly possibleDuplicates: number;
  /** The rows that were not taken. Read while the connection lasts. */
  readonly listRefused: () => AsyncGenerator<RefusedRow>;
  /** The possible duplicates. Read while the connection lasts. */
  readonly listPossibleDuplicates: () => AsyncGenerator<PossibleDuplicate>;
}

/**
 * Imports actors from a CSV file, batch by batch, in memory that does not grow with the file. Broken off, it leaves
 * whole batches; run again, it completes them. An actor is recognised by slug or by an id of a register, never by name.
 * Imported actors belong to nobody until somebody claims them; those with an owner are never changed.
 *
 * @param on a connection of its own, on which nobody has imported before
 * @throws UnreadableFile when the file as a whole cannot be imported
 */
export async function importActors(
  on: Queryable,
  path: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const municipalities = await municipalitiesByCode(on);
  const codeOfName = new Map(
    [...municipalities.values()].map(({ name, code }) => [name.toLowerCase(), code]),
  );
  const vocabulary: Vocabulary = {
    municipalityIds: new Map([...municipalities.values()].map(({ code, id }) => [code, id])),
    genreIds: await genreIdBySlug(on),
  };
  const places: ImportPlaces = {
    ...options.places,
    isMunicipalityCode: (code) => municipalities.has(code),
    municipalityCodeOfName: (name) => codeOfName.get(name),
  };
  await createNotes(on);
  let counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, skipped: 0 };
  let rows = 0;
  let ignoredColumns: readonly string[] = [];
  const batches = readCsvRows(path, {
    layoutOf(headers) {
      const layout = readLayout(headers);
      ignoredColumns = layout.ignored;
      return layout;
    },
    readRow: (record, layout: ImportLayout) => draftOf(record, layout, places, vocabulary.genreIds),
  });
  for await (const batch of batches) {
    counts = addCounts(counts, await importBatch(on, batch, { vocabulary, dryRun: options.dryRun }));
    rows += batch.length;
    options.progress?.(rows);
  }
  return {
    ...counts,
    rows,
    ignoredColumns,
    possibleDuplicates: await findPossibleDuplicates(on),
    listRefused: () => refusedRows(on, refusedActors),
    listPossibleDuplicates: () => possibleDuplicates(on),
  };
}

function draftOf(
  record: Readonly<Record<string, string>>,
  layout: ImportLayout,
  places: ImportPlaces,
  genreIds: ReadonlyMap<string, string>,
): ActorDraft {
  if (layout.shape === "openstreetmap") return readOpenStreetMapRow(record, places);
  return readActorRow(record, { headers: layout.headers, places, isGenreSlug: (slug) => genreIds.has(slug) });
}
