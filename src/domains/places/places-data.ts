import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/** A region as the data file states it. Dates are ISO `YYYY-MM-DD`, periods half-open. */
export interface RegionFact {
  /** Names the region whatever its code becomes; its id is made of it. */
  readonly key: string;
  readonly code: string;
  readonly codeIsProvisional?: boolean;
  readonly name: string;
  readonly existsFrom: string;
  readonly existsTo: string | null;
  /** The key of the region that takes over every municipality on the day this one ends. */
  readonly mergedInto?: string;
}

/** A municipality with the region of the source's own day. */
export interface MunicipalityFact {
  readonly code: string;
  readonly name: string;
  readonly regionCode: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly outsideMunicipalDivision: boolean;
}

/** A postcode; the point is null where the source's is known to be wrong. */
export interface PostcodeFact {
  readonly code: string;
  readonly placeName: string;
  readonly municipalityCode: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** A culture agreement whose parties took part for the whole period. */
export interface CultureAgreementFact {
  readonly slug: string;
  readonly name: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly sourceUrl: string;
  readonly memberCodes: readonly string[];
}

/** The reference data that stands in `data/`; sources and licences are in `data/SOURCE.md`. */
export interface PlacesData {
  readonly regions: readonly RegionFact[];
  readonly municipalities: readonly MunicipalityFact[];
  readonly postcodes: readonly PostcodeFact[];
  readonly cultureAgreements: readonly CultureAgreementFact[];
}

/** Reads the data files. About 10 ms; nothing is kept. */
export function readPlacesData(): PlacesData {
  const regions: RegionFact[] = JSON.parse(dataFile("regions.json"));
  const cultureAgreements: CultureAgreementFact[] = JSON.parse(dataFile("culture-agreements.json"));
  return {
    regions,
    cultureAgreements,
    municipalities: rowsOf("municipalities.csv").map((row) => ({
      code: value(row, "code"),
      name: value(row, "name"),
      regionCode: value(row, "region_code"),
      latitude: Number(value(row, "latitude")),
      longitude: Number(value(row, "longitude")),
      outsideMunicipalDivision: value(row, "outside_municipal_division") === "true",
    })),
    postcodes: rowsOf("postcodes.csv").map((row) => ({
      code: value(row, "code"),
      placeName: value(row, "place_name"),
      municipalityCode: value(row, "municipality_code"),
      latitude: row.latitude ? Number(row.latitude) : null,
      longitude: row.longitude ? Number(row.longitude) : null,
    })),
  };
}

/** The text of a file in `data/`, which the build copies beside the compiled code. */
export function dataFile(name: string): string {
  return readFileSync(new URL(`./data/${name}`, import.meta.url), "utf8");
}

type CsvRow = Readonly<Record<string, string>>;

function rowsOf(name: string): CsvRow[] {
  return parse<CsvRow>(dataFile(name), { columns: true });
}

function value(row: CsvRow, column: string): string {
  const found = row[column];
  if (!found) throw new Error(`The reference data lack "${column}" in ${JSON.stringify(row)}`);
  return found;
}
