import { quoted } from "../../../platform/file-import/refusals.js";
import {
  findTextProblem,
  isVisible,
  normaliseText,
  type TextRules,
} from "../../../platform/text/text-rules.js";
import { readExternalId } from "../external-id.js";
import { type ActorKind, type ExternalIdScheme, LocationPrecision } from "../profiles/actor.enums.js";
import { longestAbout, mostGenres, mostLinks } from "../profiles/profile-limits.js";
import { longestSlug, slugFromName, slugPattern } from "../profiles/slug.js";
import { longestWebAddress, readWebAddress } from "../web-address.js";
import { type ActorDraft, type ActorExternalId, identityKeys } from "./actor-draft.js";
import { type ColumnName, readKind } from "./import-columns.js";
import { refuse } from "./import-refusals.js";
import { type ImportPlaces, municipalityOfRow, readPoint } from "./place-of-row.js";

/** What the rows of Samspil's own layout are checked against. */
export interface RowContext {
  readonly headers: ReadonlyMap<ColumnName, string>;
  readonly places: ImportPlaces;
  isGenreSlug(slug: string): boolean;
}

/** The rules of each column's text: those of the API. Numbers and ids have formats of their own. */
const line: TextRules = { maxLength: 200, singleLine: true };
const formatted: TextRules = { ...line, allowNumbersLikeCpr: true };
const textRules: Readonly<Record<ColumnName, TextRules>> = {
  kind: line,
  name: line,
  slug: formatted,
  municipality_code: formatted,
  municipality: line,
  postcode: formatted,
  latitude: formatted,
  longitude: formatted,
  location_precision: line,
  about_da: { maxLength: longestAbout },
  about_en: { maxLength: longestAbout },
  genres: { maxLength: 2000, singleLine: true },
  links: { maxLength: mostLinks * (longestWebAddress + 1), singleLine: true },
  cvr: formatted,
  musicbrainz: formatted,
  wikidata: formatted,
  openstreetmap: formatted,
};

const schemeColumns: readonly (readonly [ColumnName, ExternalIdScheme])[] = [
  ["cvr", "CVR"],
  ["musicbrainz", "MUSICBRAINZ"],
  ["wikidata", "WIKIDATA"],
  ["openstreetmap", "OPENSTREETMAP"],
];

/**
 * Reads a row of Samspil's own layout. The first thing that is wrong refuses it.
 * @throws RowRefused
 */
export function readActorRow(record: Readonly<Record<string, string>>, context: RowContext): ActorDraft {
  const cells = new Map<ColumnName, string>();
  for (const [column, header] of context.headers) cells.set(column, readText(column, record[header] ?? ""));
  const cell = (column: ColumnName) => cells.get(column) ?? "";
  const name = readName(cell("name"));
  if (cell("kind") === "") throw refuse("MISSING", { column: "kind" });
  const kind = readKind(cell("kind"));
  if (!kind) throw refuse("UNKNOWN_KIND", { value: quoted(cell("kind")) });
  const slug = cell("slug") || null;
  if (slug !== null && !(slugPattern.test(slug) && slug.length <= longestSlug)) {
    throw refuse("INVALID_SLUG", { value: quoted(slug), limit: longestSlug });
  }
  const externalIds = schemeColumns.flatMap(([column, scheme]) => readId(scheme, cell(column)));
  if (identityKeys({ slug, externalIds }).length === 0) {
    throw refuse("NOT_RECOGNISABLE", { suggestion: quoted(slugFromName(name) || "actor") });
  }
  const point = readPoint(cell("latitude"), cell("longitude"));
  return {
    kind,
    name,
    slug,
    artistForm: null,
    municipalityCode: municipalityOfRow(context.places, {
      code: cell("municipality_code"),
      name: cell("municipality"),
      postcode: cell("postcode"),
      point,
    }),
    point: point && { ...point, precision: readPrecision(cell("location_precision"), kind) },
    aboutDa: cell("about_da") || null,
    aboutEn: cell("about_en") || null,
    genreSlugs: readGenres(cell("genres"), context),
    links: readLinks(cell("links")),
    externalIds,
  };
}

/** The name of an actor: one line with something to see in it. */
export function readName(text: string): string {
  const name = readText("name", text);
  if (name === "") throw refuse("MISSING", { column: "name" });
  if (!isVisible(name)) throw refuse("INVALID_TEXT", { column: "name" });
  return name;
}

function readText(column: ColumnName, text: string): string {
  const normalised = normaliseText(text);
  const problem = findTextProblem(normalised, textRules[column]);
  if (problem) throw refuse(problem.code, { column, limit: problem.limit ?? 0 });
  return normalised;
}

function readId(scheme: ExternalIdScheme, text: string): ActorExternalId[] {
  if (text === "") return [];
  const id = readExternalId(scheme, text);
  if (!id) throw refuse("INVALID_ID", { value: quoted(text), scheme });
  return [{ scheme, ...id }];
}

function readPrecision(text: string, kind: ActorKind): LocationPrecision | null {
  if (text === "") return null;
  const precision = Object.values(LocationPrecision).find((value) => value === text.toUpperCase());
  if (!precision) throw refuse("UNKNOWN_PRECISION", { value: quoted(text) });
  if (precision === "EXACT" && kind === "ARTIST") throw refuse("EXACT_LOCATION_OF_ARTIST");
  return precision;
}

function readGenres(text: string, context: RowContext): string[] {
  const slugs = readList("genres", text.toLowerCase(), mostGenres);
  const unknown = slugs.find((slug) => !context.isGenreSlug(slug));
  if (unknown !== undefined) throw refuse("UNKNOWN_GENRE", { value: quoted(unknown) });
  return slugs;
}

function readLinks(text: string): string[] {
  return readList("links", text, mostLinks).map((written) => {
    const address = readWebAddress(written);
    if (!address) throw refuse("INVALID_LINK", { value: quoted(written) });
    return address;
  });
}

/** The parts between `|`, without empty ones, each once. */
function readList(column: ColumnName, text: string, limit: number): string[] {
  const parts = new Set(
    text
      .split("|")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );
  if (parts.size > limit) throw refuse("TOO_MANY", { column, limit });
  return [...parts];
}
