import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { readText } from "./csv-encoding.js";
import {
  delimiterCandidates,
  detectDelimiter,
  maxRecordLength,
  type RawRecord,
  RecordSplitter,
  splitFields,
} from "./csv-records.js";

/** Why a record, or the whole file, cannot be read. */
export type CsvProblem =
  /** The header names columns that this record does not fill, or this record has more than those. */
  | { readonly code: "WRONG_FIELD_COUNT"; readonly expected: number; readonly found: number }
  /** `"a"b`: a quoted field goes on after its closing quote. */
  | { readonly code: "TEXT_AFTER_QUOTE" }
  /** A field's quote is still open where the file ends. */
  | { readonly code: "UNTERMINATED_QUOTE" }
  /** The record is longer than `limit` UTF-16 code units; reading goes on at the next line break. */
  | { readonly code: "RECORD_TOO_LARGE"; readonly limit: number }
  /** Two columns have the same name; nothing of the file is read. */
  | { readonly code: "DUPLICATE_HEADER"; readonly name: string }
  /** The file has no header. */
  | { readonly code: "EMPTY_FILE" };

/** One record by the header's names, or what is wrong with it; `line` is the line where it starts, from 1. */
export type CsvItem =
  | { readonly line: number; readonly record: Readonly<Record<string, string>>; readonly problem?: undefined }
  | { readonly line: number; readonly problem: CsvProblem; readonly record?: undefined };

/**
 * Reads a CSV file (RFC 4180) record by record, in bounded memory. The delimiter `,` `;` or tab is told from the
 * header, the encoding from the whole file (see `readText`). Blank lines and columns without a name are left out;
 * names are trimmed, values are not. A record that cannot be read is answered as a problem and reading goes on;
 * without a usable header the only answer is one problem.
 *
 * @param source A path, or bytes that are first kept in a temporary file, since they are read twice.
 */
export async function* readCsv(source: string | AsyncIterable<Uint8Array>): AsyncGenerator<CsvItem> {
  if (typeof source === "string") {
    yield* readFile(source);
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), "samspil-csv-"));
  try {
    const path = join(directory, "input.csv");
    await pipeline(source, createWriteStream(path, { mode: 0o600 }));
    yield* readFile(path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function* readFile(path: string): AsyncGenerator<CsvItem> {
  let header: Header | undefined;
  const splitter = new RecordSplitter(delimiterCandidates);
  for await (const raw of recordsOf(path, splitter)) {
    if (header) {
      yield readRecord(raw, header);
      continue;
    }
    const read = readHeader(raw);
    if ("problem" in read) {
      yield { line: raw.line, problem: read.problem };
      return;
    }
    header = read;
    splitter.delimiters = header.delimiter;
  }
  if (!header) yield { line: 1, problem: { code: "EMPTY_FILE" } };
}

async function* recordsOf(path: string, splitter: RecordSplitter): AsyncGenerator<RawRecord> {
  for await (const piece of readText(path)) {
    for (const raw of splitter.push(piece)) if (!isBlank(raw)) yield raw;
  }
  for (const raw of splitter.end()) if (!isBlank(raw)) yield raw;
}

const isBlank = (raw: RawRecord) => !raw.problem && raw.text.trim() === "";

interface Header {
  readonly delimiter: string;
  readonly names: readonly string[];
}

function readHeader(raw: RawRecord): Header | { readonly problem: CsvProblem } {
  const delimiter = detectDelimiter(raw.text);
  const fields = fieldsOf(raw, delimiter);
  if ("problem" in fields) return fields;
  const names = fields.values.map((name) => name.trim());
  const repeated = names.find((name, place) => name !== "" && names.indexOf(name) !== place);
  return repeated === undefined
    ? { delimiter, names }
    : { problem: { code: "DUPLICATE_HEADER", name: repeated } };
}

function readRecord(raw: RawRecord, { delimiter, names }: Header): CsvItem {
  const { line } = raw;
  const fields = fieldsOf(raw, delimiter);
  if ("problem" in fields) return { line, problem: fields.problem };
  const { values } = fields;
  if (values.length !== names.length) {
    return { line, problem: { code: "WRONG_FIELD_COUNT", expected: names.length, found: values.length } };
  }
  const named = names
    .map((name, place) => [name, values[place] ?? ""] as const)
    .filter(([name]) => name !== "");
  return { line, record: Object.fromEntries(named) };
}

function fieldsOf(
  raw: RawRecord,
  delimiter: string,
): { readonly values: string[] } | { readonly problem: CsvProblem } {
  if (raw.problem === "RECORD_TOO_LARGE") return { problem: { code: raw.problem, limit: maxRecordLength } };
  if (raw.problem) return { problem: { code: raw.problem } };
  const values = splitFields(raw.text, delimiter);
  return values ? { values } : { problem: { code: "TEXT_AFTER_QUOTE" } };
}
