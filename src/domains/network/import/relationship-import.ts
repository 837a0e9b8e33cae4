import type { Queryable } from "../../../platform/database/sql.js";
import { readCsvRows } from "../../../platform/file-import/csv-rows.js";
import { type RefusedRow, refusedRows } from "../../../platform/file-import/refused-rows.js";
import { actorIdsByReference } from "../../actors/actors.queries.js";
import { importBatch } from "./relationship-batch.js";
import { readLayout } from "./relationship-columns.js";
import { addCounts, type RelationshipCounts } from "./relationship-counts.js";
import {
  createNotes,
  type DanglingEnd,
  danglingEnds,
  refusedRelationships,
} from "./relationship-notes.repository.js";
import { readRelationshipRow } from "./relationship-row.js";

export interface ImportOptions {
  /** Reports what an import would do and writes nothing. */
  readonly dryRun: boolean;
  /** Told the number of rows behind after each batch. */
  readonly progress?: (rows: number) => void;
}

/** What an import of an edge list did, or would do. */
export interface EdgeListReport {
  /** Rows of the file: the sum of the counts. */
  readonly rows: number;
  readonly counts: RelationshipCounts;
  /** Headers that mean nothing here. */
  readonly ignoredColumns: readonly string[];
  /** The rows that were not taken. Read while the connection lasts. */
  readonly listRefused: () => AsyncGenerator<RefusedRow>;
  /** The ends that name no actor. Read while the connection lasts. */
  readonly listDangling: () => AsyncGenerator<DanglingEnd>;
}

/**
 * Imports relationships from a CSV edge list, batch by batch, in memory that does not grow with the file. Broken off, it
 * leaves whole batches; run again, it completes them. It creates no actors and changes nothing that is stored. Where an
 * end has an owner, the relationship is a proposal that its owner answers.
 *
 * @param on a connection of its own, on which nobody has imported relationships before
 * @throws UnreadableFile when the file as a whole cannot be imported
 */
export async function importEdgeList(
  on: Queryable,
  path: string,
  { dryRun, progress }: ImportOptions,
): Promise<EdgeListReport> {
  await createNotes(on);
  let counts: RelationshipCounts = new Map();
  let rows = 0;
  let ignoredColumns: readonly string[] = [];
  const batches = readCsvRows(path, {
    layoutOf(headers) {
      const layout = readLayout(headers);
      ignoredColumns = layout.ignored;
      return layout.headers;
    },
    readRow: readRelationshipRow,
  });
  for await (const batch of batches) {
    counts = addCounts(counts, await importBatch(on, batch, { dryRun, actorIdsOf: actorIdsByReference }));
    rows += batch.length;
    progress?.(rows);
  }
  return {
    rows,
    counts,
    ignoredColumns,
    listRefused: () => refusedRows(on, refusedRelationships),
    listDangling: () => danglingEnds(on),
  };
}
