/** One record as it stands in the file, without the line break that ends it. */
export interface RawRecord {
  /** Number of the line where it starts, from 1. */
  readonly line: number;
  readonly text: string;
  /** TOO_LARGE: the text is left out; UNTERMINATED_QUOTE: the file ended inside a quoted field. */
  readonly problem?: "RECORD_TOO_LARGE" | "UNTERMINATED_QUOTE";
}

/** Longest record that is read, in UTF-16 code units; an actor's takes a few thousand. */
export const maxRecordLength = 262_144;

/** Cuts a text that arrives in pieces into records. Line breaks (LF, CRLF, CR) inside quotes belong to the record. */
export class RecordSplitter {
  private line = 1;
  private recordLine = 1;
  private held = "";
  private tooLarge = false;
  private quoted = false;
  /** The character before: a quote opens only where a field starts, and doubles one that has just closed. */
  private previous: "field start" | "closing quote" | "other" = "field start";
  private afterCarriageReturn = false;

  /** @param delimiters Characters that may end a field: the three candidates until the header has told which. */
  constructor(public delimiters: string) {}

  /** The records that end inside this piece. */
  *push(piece: string): Generator<RawRecord> {
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const character = piece[at] as string;
      if (character === "\n" && this.afterCarriageReturn) {
        this.afterCarriageReturn = false;
        // Outside quotes the carriage return has ended the record, and this is the rest of its line break.
        if (!this.quoted) start = at + 1;
        continue;
      }
      this.afterCarriageReturn = character === "\r";
      if (character === "\n" || character === "\r") {
        this.line += 1;
        if (this.quoted) this.hold(piece.slice(start, at + 1));
        else yield this.endRecord(piece.slice(start, at));
        start = at + 1;
      } else if (character === '"') {
        if (this.quoted) this.previous = "closing quote";
        this.quoted = !this.quoted && this.previous !== "other";
      } else if (!this.quoted) {
        this.previous = this.delimiters.includes(character) ? "field start" : "other";
      }
    }
    this.hold(piece.slice(start));
  }

  /** The record that the end of the file ends, if there is one. */
  *end(): Generator<RawRecord> {
    const unterminated = this.quoted;
    if (this.held === "" && !this.tooLarge) return;
    const record = this.endRecord("");
    yield unterminated && !record.problem ? { ...record, problem: "UNTERMINATED_QUOTE" } : record;
  }

  private hold(text: string): void {
    if (!this.tooLarge && this.held.length + text.length <= maxRecordLength) {
      this.held += text;
      return;
    }
    // A quote that nobody closed would swallow the file: reading goes on at the next line break instead.
    this.tooLarge = true;
    this.held = "";
    this.quoted = false;
    this.previous = "other";
  }

  private endRecord(rest: string): RawRecord {
    this.hold(rest);
    const record = {
      line: this.recordLine,
      text: this.held,
      problem: this.tooLarge ? "RECORD_TOO_LARGE" : undefined,
    } as const;
    this.recordLine = this.line;
    this.held = "";
    this.tooLarge = false;
    this.quoted = false;
    this.previous = "field start";
    return record;
  }
}

/**
 * A record's fields, quotes taken off (RFC 4180); null when text follows a closing quote. A quote inside an unquoted
 * field is an ordinary character, as in `12" vinyl`.
 */
export function splitFields(record: string, delimiter: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (record[at] === '"') {
      const close = closingQuote(record, at + 1);
      fields.push(record.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
      if (at < record.length && record[at] !== delimiter) return null;
    } else {
      const next = record.indexOf(delimiter, at);
      const end = next === -1 ? record.length : next;
      fields.push(record.slice(at, end));
      at = end;
    }
    if (at >= record.length) return fields;
    at += 1;
  }
}

function closingQuote(record: string, from: number): number {
  let at = record.indexOf('"', from);
  while (at !== -1 && record[at + 1] === '"') at = record.indexOf('"', at + 2);
  return at === -1 ? record.length : at;
}

/** The delimiters that are told apart, the one that Danish spreadsheets write first. */
export const delimiterCandidates = ";,\t";

/** The candidate that occurs most often outside quotes; a comma when there is none. */
export function detectDelimiter(header: string): string {
  const unquoted = header.replace(/"(?:[^"]|"")*"/g, "");
  let best = { delimiter: ",", count: 0 };
  for (const delimiter of delimiterCandidates) {
    const count = unquoted.split(delimiter).length - 1;
    if (count > best.count) best = { delimiter, count };
  }
  return best.delimiter;
}
