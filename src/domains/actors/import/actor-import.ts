import { type CsvProblem, readCsv } from "../../../platform/csv/csv-reader.js";
import type { Queryable } from "../../../platform/database/sql.js";
import { municipalitiesByCode } from "../../places/places.queries.js";
import { genreIdBySlug } from "../../vocabularies/vocabularies.queries.js";
import type { ActorDraft } from "./actor-draft.js";
import { readActorRow } from "./actor-row.js";
import { addCounts, type ImportCounts, importBatch, type ReadRow } from "./import-batch.js";
import type { Vocabulary } from "./import-changes.js";
import { type ImportLayout, readLayout, UnreadableFile } from "./import-columns.js";
import {
  createNotes,
  findPossibleDuplicates,
  type PossibleDuplicate,
  possibleDuplicates,
  type RefusedRow,
  refusedRows,
} from "./import-notes.repository.js";
import { RowRefused, refusalMessage } from "./import-refusals.js";
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

/** Rows of one transaction. */
const batchSize = 500;

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
  for await (const batch of readBatches(path, places, vocabulary, (layout) => {
    ignoredColumns = layout.ignored;
  })) {
    counts = addCounts(counts, await importBatch(on, batch, { vocabulary, dryRun: options.dryRun }));
    rows += batch.length;
    options.progress?.(rows);
  }
  return {
    ...counts,
    rows,
    ignoredColumns,
    possibleDuplicates: await findPossibleDuplicates(on),
    listRefused: () => refusedRows(on),
    listPossibleDuplicates: () => possibleDuplicates(on),
  };
}

async function* readBatches(
  path: string,
  places: ImportPlaces,
  vocabulary: Vocabulary,
  found: (layout: ImportLayout) => void,
): AsyncGenerator<ReadRow[]> {
  let layout: ImportLayout | undefined;
  let batch: ReadRow[] = [];
  for await (const { line, record, problem } of readCsv(path)) {
    if (problem) batch.push({ line, refusal: refusalOf(problem) });
    else {
      if (!layout) {
        layout = readLayout(Object.keys(record));
        found(layout);
      }
      batch.push(readRow(line, record, layout, places, vocabulary));
    }
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  const [first] = batch;
  if (!layout && first?.refusal)
    throw new UnreadableFile(`No row can be read; line ${first.line}: ${refusalMessage(first.refusal)}.`);
  if (batch.length > 0) yield batch;
}

function refusalOf(problem: CsvProblem) {
  if (problem.code === "EMPTY_FILE") throw new UnreadableFile("The file is empty.");
  if (problem.code === "DUPLICATE_HEADER")
    throw new UnreadableFile(`Two columns are called "${problem.name}".`);
  const { code, ...values } = problem;
  return { code, values };
}

function readRow(
  line: number,
  record: Readonly<Record<string, string>>,
  layout: ImportLayout,
  places: ImportPlaces,
  { genreIds }: Vocabulary,
): ReadRow {
  try {
    return { line, draft: draftOf(record, layout, places, genreIds) };
  } catch (error) {
    if (error instanceof RowRefused) return { line, refusal: error.refusal };
    throw error;
  }
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
