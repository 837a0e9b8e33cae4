import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/**
 * Groups of instruments as music schools teach them (Danmarks Statistik, SKOLM02A, with the bowed, plucked and
 * electronic ones apart); ROLE holds what is not played, such as songwriting and sound engineering.
 */
export const instrumentFamilies = [
  "VOICE",
  "BOWED_STRINGS",
  "PLUCKED_STRINGS",
  "WOODWIND",
  "BRASS",
  "PERCUSSION",
  "KEYBOARD",
  "ELECTRONIC",
  "ROLE",
] as const;

export type InstrumentFamily = (typeof instrumentFamilies)[number];

/** A genre as the data file states it. */
export interface GenreFact {
  readonly slug: string;
  readonly labelDa: string;
  readonly labelEn: string;
  /** The slug of the wider genre; null at the top. */
  readonly parentSlug: string | null;
  readonly musicbrainzId: string | null;
}

/** An instrument, voice or role as the data file states it. */
export interface InstrumentFact {
  readonly slug: string;
  readonly labelDa: string;
  readonly labelEn: string;
  readonly family: InstrumentFamily;
  readonly wikidataId: string | null;
}

/** The vocabularies that stand in `data/`; sources and licences are in `data/SOURCE.md`. */
export interface VocabulariesData {
  readonly genres: readonly GenreFact[];
  readonly instruments: readonly InstrumentFact[];
}

/** Reads the data files. A few milliseconds; nothing is kept. */
export function readVocabulariesData(): VocabulariesData {
  return {
    genres: rowsOf("genres.csv").map((row) => ({
      slug: value(row, "slug"),
      labelDa: value(row, "label_da"),
      labelEn: value(row, "label_en"),
      parentSlug: row.parent_slug || null,
      musicbrainzId: row.musicbrainz_id || null,
    })),
    instruments: rowsOf("instruments.csv").map((row) => ({
      slug: value(row, "slug"),
      labelDa: value(row, "label_da"),
      labelEn: value(row, "label_en"),
      family: familyOf(value(row, "family")),
      wikidataId: row.wikidata_id || null,
    })),
  };
}

type CsvRow = Readonly<Record<string, string>>;

function rowsOf(name: string): CsvRow[] {
  return parse<CsvRow>(readFileSync(new URL(`./data/${name}`, import.meta.url), "utf8"), { columns: true });
}

function value(row: CsvRow, column: string): string {
  const found = row[column];
  if (!found) throw new Error(`The reference data lack "${column}" in ${JSON.stringify(row)}`);
  return found;
}

function familyOf(name: string): InstrumentFamily {
  const family = instrumentFamilies.find((known) => known === name);
  if (!family) throw new Error(`The reference data name the unknown instrument family "${name}"`);
  return family;
}
