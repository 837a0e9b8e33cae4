import { type CsvProblem, readCsv } from "../csv/csv-reader.js";
import { type Refusal, RowRefused, refusalsOf } from "./refusals.js";
import { UnreadableFile } from "./unreadable-file.js";

/** A row of the file as it was read; `line` is the line where it starts, from 1. */
export type ReadRow<Draft> =
  | { readonly line: number; readonly draft: Draft; readonly refusal?: undefined }
  | { readonly line: number; readonly refusal: Refusal; readonly draft?: undefined };

/** Rows of one transaction. */
export const batchSize = 500;

/** How the rows of one kind of file are read. */
export interface RowReader<Layout, Draft> {
  /** Told once, of the header's names. @throws UnreadableFile */
  layoutOf(headers: readonly string[]): Layout;
  /** @throws RowRefused */
  readRow(record: Readonly<Record<string, string>>, layout: Layout): Draft;
}

/**
 * Reads a CSV file in batches of 500 rows, in memory that does not grow with the file. A row that cannot be read is
 * answered as refused.
 * @throws UnreadableFile when there is no header, or no row under it can be read
 */
export async function* readCsvRows<Layout, Draft>(
  path: string,
  { layoutOf, readRow }: RowReader<Layout, Draft>,
): AsyncGenerator<ReadRow<Draft>[]> {
  let layout: Layout | undefined;
  let batch: ReadRow<Draft>[] = [];
  for await (const { line, record, problem } of readCsv(path)) {
    if (problem) batch.push({ line, refusal: refusalOf(problem) });
    else {
      layout ??= layoutOf(Object.keys(record));
      batch.push(rowOrRefusal(line, record, layout, readRow));
    }
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  const [first] = batch;
  if (layout === undefined && first?.refusal) {
    throw new UnreadableFile(
      `No row can be read; line ${first.line}: ${ofRecords.messageOf(first.refusal)}.`,
    );
  }
  if (batch.length > 0) yield batch;
}

/** Without a layout only records themselves have been refused. */
const ofRecords = refusalsOf({});

function refusalOf(problem: CsvProblem): Refusal {
  if (problem.code === "EMPTY_FILE") throw new UnreadableFile("The file is empty.");
  if (problem.code === "DUPLICATE_HEADER")
    throw new UnreadableFile(`Two columns are called "${problem.name}".`);
  const { code, ...values } = problem;
  return ofRecords.refusal(code, values);
}

function rowOrRefusal<Layout, Draft>(
  line: number,
  record: Readonly<Record<string, string>>,
  layout: Layout,
  readRow: RowReader<Layout, Draft>["readRow"],
): ReadRow<Draft> {
  try {
    return { line, draft: readRow(record, layout) };
  } catch (error) {
    if (error instanceof RowRefused) return { line, refusal: error.refusal };
    throw error;
  }
}
