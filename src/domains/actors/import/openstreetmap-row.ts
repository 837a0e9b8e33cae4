import { quoted } from "../../../platform/file-import/refusals.js";
import { readExternalId } from "../external-id.js";
import type { ActorKind } from "../profiles/actor.enums.js";
import type { ActorDraft } from "./actor-draft.js";
import { readName } from "./actor-row.js";
import { refuse } from "./import-refusals.js";
import { type ImportPlaces, municipalityOfPoint, readPoint } from "./place-of-row.js";

/** How OpenStreetMap's tags become kinds. */
interface TagRule {
  readonly tag: string;
  /** The rule holds only for names like this, where the tag alone does not say music. */
  readonly named?: RegExp;
  readonly kind: ActorKind;
  readonly because: string;
}

/**
 * The tags that are taken, the first that fits. A node names a place and not the association that runs it, so a house
 * where people meet, play and listen is a venue (spillested) whoever its host is.
 */
const tagRules: readonly TagRule[] = [
  { tag: "amenity=music_venue", kind: "VENUE", because: "a place for concerts" },
  { tag: "amenity=nightclub", kind: "VENUE", because: "DJs and bands play there" },
  {
    tag: "amenity=theatre",
    kind: "VENUE",
    because: "a stage before an audience; concert halls are tagged so too",
  },
  { tag: "amenity=arts_centre", kind: "VENUE", because: "a culture house (kulturhus) with changing events" },
  { tag: "amenity=events_venue", kind: "VENUE", because: "rooms let for events: inns, halls, banquet rooms" },
  {
    tag: "amenity=conference_centre",
    kind: "VENUE",
    because: "halls let for events; community houses are tagged so too",
  },
  {
    tag: "amenity=community_centre",
    kind: "VENUE",
    because: "community house (medborgerhus, forsamlingshus), a stage of the parish",
  },
  { tag: "leisure=bandstand", kind: "VENUE", because: "a stage out of doors" },
  {
    tag: "amenity=school",
    named: /musikskole|kulturskole|\bMGK\b/i,
    kind: "MUSIC_SCHOOL",
    because: "its name says so; the tag is any school's",
  },
  {
    tag: "amenity=school",
    named: /konservatori/i,
    kind: "KNOWLEDGE_PARTNER",
    because: "a conservatory trains and researches; it is no music school",
  },
];

/**
 * Reads a row of an extract of OpenStreetMap nodes. The municipality is the one whose polygon holds the point; places
 * open to the public (venues) show the point itself, others a cell of about 2 by 2 km.
 * @throws RowRefused
 */
export function readOpenStreetMapRow(
  record: Readonly<Record<string, string>>,
  places: ImportPlaces,
): ActorDraft {
  const cell = (column: string) => (record[column] ?? "").trim();
  const name = readName(cell("name"));
  const nodeId = cell("osm_node_id");
  if (nodeId === "") throw refuse("MISSING", { column: "osm_node_id" });
  const id = readExternalId("OPENSTREETMAP", `node/${nodeId}`);
  if (!id) throw refuse("INVALID_ID", { value: quoted(nodeId), scheme: "OPENSTREETMAP" });
  const tag = `${cell("osm_key")}=${cell("osm_value")}`;
  if (cell("osm_key") === "shop") throw refuse("SHOP", { tag: quoted(tag) });
  const rule = tagRules.find((candidate) => candidate.tag === tag && (candidate.named?.test(name) ?? true));
  if (!rule) throw refuse("NO_ACTOR", { tag: quoted(tag) });
  const point = readPoint(cell("lat"), cell("lon"));
  if (!point) throw refuse("MISSING", { column: "lat, lon" });
  return {
    kind: rule.kind,
    name,
    slug: null,
    artistForm: null,
    municipalityCode: municipalityOfPoint(places, point),
    point: { ...point, precision: rule.kind === "VENUE" ? "EXACT" : "NEAR" },
    aboutDa: null,
    aboutEn: null,
    genreSlugs: [],
    links: [],
    externalIds: [{ scheme: "OPENSTREETMAP", ...id }],
  };
}
