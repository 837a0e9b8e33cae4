import { findColumns } from "../../../platform/file-import/columns.js";
import { UnreadableFile } from "../../../platform/file-import/unreadable-file.js";
import type { ActorKind } from "../profiles/actor.enums.js";

/** The columns of Samspil's own layout, each with the other headers that mean it. */
const columnHeaders = {
  kind: ["art", "aktørtype"],
  name: ["navn"],
  slug: ["kortnavn"],
  municipality_code: ["kommunekode", "kommunenr", "kommunenummer"],
  municipality: ["kommune", "kommunenavn"],
  postcode: ["postnr", "postnummer"],
  latitude: ["lat", "breddegrad"],
  longitude: ["lon", "lng", "længdegrad"],
  location_precision: ["stedpræcision"],
  about_da: ["om", "om_da", "beskrivelse"],
  about_en: ["om_en"],
  genres: ["genre", "genrer"],
  links: ["link", "hjemmeside", "website", "url"],
  cvr: ["cvr_nr", "cvr_nummer"],
  musicbrainz: ["musicbrainz_id", "mbid"],
  wikidata: ["wikidata_id"],
  openstreetmap: ["osm", "osm_id"],
} as const;

export type ColumnName = keyof typeof columnHeaders;

/** Every column of Samspil's own layout. */
export const columnNames = Object.keys(columnHeaders) as readonly ColumnName[];

/** The columns of an extract of OpenStreetMap nodes; `name_en` may stand there and is not kept. */
export const openStreetMapColumns = ["osm_node_id", "lat", "lon", "name", "osm_key", "osm_value"] as const;

/** How the rows of a file are read: which header stands for which column. */
export type ImportLayout =
  | { readonly shape: "openstreetmap"; readonly ignored: readonly string[] }
  | {
      readonly shape: "samspil";
      readonly headers: ReadonlyMap<ColumnName, string>;
      readonly ignored: readonly string[];
    };

/**
 * Tells the layout of a file from its headers.
 * @throws UnreadableFile without a kind and a name, or when two headers mean the same column
 */
export function readLayout(headers: readonly string[]): ImportLayout {
  if (openStreetMapColumns.every((name) => headers.includes(name))) {
    const known: readonly string[] = [...openStreetMapColumns, "name_en"];
    return { shape: "openstreetmap", ignored: headers.filter((header) => !known.includes(header)) };
  }
  const { headers: found, ignored } = findColumns(headers, columnHeaders);
  if (!found.has("kind") || !found.has("name")) {
    throw new UnreadableFile(
      `The header has no column "kind" or no column "name"; known columns are ${columnNames.join(", ")}.`,
    );
  }
  return { shape: "samspil", headers: found, ignored };
}

/** The kinds as people write them. */
const kindNames: Readonly<Record<ActorKind, readonly string[]>> = {
  MUSIC_SCHOOL: ["musikskole"],
  VENUE: ["spillested"],
  FESTIVAL: [],
  REHEARSAL_ASSOCIATION: ["øvelokaleforening"],
  ARTIST: ["kunstner", "musiker", "band"],
  CULTURE_OFFICE: ["kulturforvaltning"],
  KNOWLEDGE_PARTNER: ["videnpartner"],
  ASSOCIATION: ["forening"],
};

/** The kind that a text names in English or Danish, or undefined. */
export function readKind(written: string): ActorKind | undefined {
  const plain = written
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_-]+/g, "_");
  const kinds = Object.keys(kindNames) as ActorKind[];
  return kinds.find((kind) => kind.toLowerCase() === plain || kindNames[kind].includes(plain));
}
