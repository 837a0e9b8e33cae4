import type { Queryable } from "../../../platform/database/sql.js";
import { normaliseText } from "../../../platform/text/text-rules.js";
import { municipalityIdByCode } from "../../places/places.queries.js";
import { genreIdBySlug, instrumentIdBySlug } from "../../vocabularies/vocabularies.queries.js";
import { actorsFailure } from "../actors.errors.js";
import { readExternalId } from "../external-id.js";
import type { ActorEntity } from "./actor.entity.js";
import type { ActorKind } from "./actor.enums.js";
import type { AccessibilityStatementInput, ProfileInput } from "./actor.input.js";
import type { ProfileLists } from "./actor.repository.js";

/** An input turned into what is written. */
export interface ProfileChanges {
  /** The columns of the actor that change; absent ones stay. */
  readonly columns: Partial<ActorEntity>;
  readonly lists: ProfileLists;
}

/** The object of the input that belongs to each kind. */
const objectOfKind: Readonly<Record<ActorKind, keyof ProfileInput>> = {
  MUSIC_SCHOOL: "musicSchool",
  VENUE: "venue",
  FESTIVAL: "festival",
  REHEARSAL_ASSOCIATION: "rehearsalAssociation",
  ARTIST: "artist",
  CULTURE_OFFICE: "cultureOffice",
  KNOWLEDGE_PARTNER: "knowledgePartner",
  ASSOCIATION: "association",
};

/**
 * Reads a profile input for an actor of a kind.
 * @param visibility what the actor has set so far
 * @throws UserFailure for an object of another kind, unknown codes and slugs, addresses, ids and editions that cannot be
 */
export async function readProfile(
  on: Queryable,
  kind: ActorKind,
  input: ProfileInput,
  visibility: ActorEntity["fieldVisibility"],
): Promise<ProfileChanges> {
  for (const [otherKind, name] of Object.entries(objectOfKind)) {
    if (otherKind !== kind && input[name]) throw actorsFailure("WRONG_KIND", [name]);
  }
  const municipality = await identifier(on, municipalityIdByCode, "UNKNOWN_MUNICIPALITY", "code");
  const instrument = await identifier(on, instrumentIdBySlug, "UNKNOWN_INSTRUMENT", "slug");
  const genre = await identifier(on, genreIdBySlug, "UNKNOWN_GENRE", "slug");
  const columns: Partial<ActorEntity> = {
    aboutDa: text(input.aboutDa),
    aboutEn: text(input.aboutEn),
    municipalityId: mapped(input.municipalityCode, (code) => municipality(code, ["municipalityCode"])),
    offers: texts(input.offers),
    seeks: texts(input.seeks),
    ...location(input),
    ...accessibility("physical", input.physicalAccessibility),
    ...accessibility("economic", input.economicAccessibility),
    ...accessibility("digital", input.digitalAccessibility),
    capacity: within(input.venue, "capacity"),
    stageWidthCm: mapped(within(input.venue, "stageWidthMetres"), centimetres),
    stageDepthCm: mapped(within(input.venue, "stageDepthMetres"), centimetres),
    fundingClass: within(input.venue, "fundingClass"),
    roomCount: within(input.rehearsalAssociation, "roomCount"),
    memberCount: within(
      kind === "ASSOCIATION" ? input.association : input.rehearsalAssociation,
      "memberCount",
    ),
    artistForm: within(input.artist, "form"),
    topics: texts(within(input.knowledgePartner, "topics")),
  };
  if (input.fieldVisibilities) {
    columns.fieldVisibility = {
      ...visibility,
      ...Object.fromEntries(input.fieldVisibilities.map(({ field, visibility: seenBy }) => [field, seenBy])),
    };
  }
  return {
    columns: Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)),
    lists: {
      genreIds: all(input.genreSlugs, (slug, index) => genre(slug, ["genreSlugs", String(index)])),
      instrumentIds: all(within(input.musicSchool, "instrumentSlugs"), (slug, index) =>
        instrument(slug, ["musicSchool", "instrumentSlugs", String(index)]),
      ),
      servedMunicipalityIds: all(within(input.cultureOffice, "servedMunicipalityCodes"), (code, index) =>
        municipality(code, ["cultureOffice", "servedMunicipalityCodes", String(index)]),
      ),
      links: mappedList(input.links, (link, index) => ({
        url: webAddress(link.url, ["links", String(index), "url"]),
        label: text(link.label) ?? null,
      })),
      externalIds: externalIds(input),
      editions: editions(input),
      lineUp: mappedList(within(input.artist, "lineUp"), (entry, index) => ({
        name: required(entry.name, ["artist", "lineUp", String(index), "name"]),
        role: text(entry.role) ?? null,
        instrumentId:
          mapped(entry.instrumentSlug, (slug) =>
            instrument(slug, ["artist", "lineUp", String(index), "instrumentSlug"]),
          ) ?? null,
      })),
    },
  };
}

/** A single-line text without surrounding space that must not be empty. */
export function required(value: string, field: readonly string[]): string {
  const normalised = normaliseText(value);
  // A name of invisible characters only would be no name.
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(normalised))
    throw actorsFailure("INVALID_VALUE", field, { reason: "∅" });
  return normalised;
}

/** Texts without surrounding space and without empty ones; undefined stays, null empties. */
export function texts(values: readonly string[] | null | undefined): string[] | undefined {
  return values === null ? [] : values?.map(normaliseText).filter((value) => value !== "");
}

function text(value: string | null | undefined): string | null | undefined {
  return typeof value === "string" ? normaliseText(value) || null : value;
}

/** A field of the object that belongs to one kind: null for the object empties all of its fields. */
function within<Part extends object, Name extends keyof Part>(
  part: Part | null | undefined,
  name: Name,
): Part[Name] | null | undefined {
  return part === null ? null : part?.[name];
}

function mapped<From, To>(value: From | null | undefined, to: (value: From) => To): To | null | undefined {
  return value === null || value === undefined ? (value as null | undefined) : to(value);
}

function mappedList<From, To>(
  values: readonly From[] | null | undefined,
  to: (value: From, index: number) => To,
): To[] | undefined {
  return values === null ? [] : values?.map(to);
}

/** Each code once, as the row it names. */
function all(
  codes: readonly string[] | null | undefined,
  find: (code: string, index: number) => string,
): string[] | undefined {
  const rows = mappedList(codes, find);
  return rows && [...new Set(rows)];
}

async function identifier(
  on: Queryable,
  load: (on: Queryable) => Promise<ReadonlyMap<string, string>>,
  unknown: "UNKNOWN_MUNICIPALITY" | "UNKNOWN_GENRE" | "UNKNOWN_INSTRUMENT",
  name: "code" | "slug",
): Promise<(code: string, field: readonly string[]) => string> {
  const ids = await load(on);
  return (code, field) => {
    const id = ids.get(code);
    if (!id) throw actorsFailure(unknown, field, { [name]: code });
    return id;
  };
}

const centimetres = (metres: number): number => Math.round(metres * 100);

function location({ location: given }: ProfileInput): Partial<ActorEntity> {
  if (given === undefined) return {};
  if (given === null) return { latitude: null, longitude: null, locationPrecision: "MUNICIPALITY" };
  return { latitude: given.latitude, longitude: given.longitude, locationPrecision: given.precision };
}

function accessibility(
  respect: "physical" | "economic" | "digital",
  given: AccessibilityStatementInput | null | undefined,
): Partial<ActorEntity> {
  if (given === undefined) return {};
  return {
    [`${respect}Accessibility`]: given?.answer ?? "UNKNOWN",
    [`${respect}AccessibilityNoteDa`]: text(given?.noteDa) ?? null,
    [`${respect}AccessibilityNoteEn`]: text(given?.noteEn) ?? null,
  };
}

function webAddress(value: string, field: readonly string[]): string {
  const address = URL.canParse(value.trim()) ? new URL(value.trim()) : undefined;
  const usable =
    address &&
    (address.protocol === "https:" || address.protocol === "http:") &&
    !address.username &&
    !address.password;
  if (!usable || address.href.length > 2000)
    throw actorsFailure("INVALID_VALUE", field, { reason: "http(s)://…" });
  return address.href;
}

function externalIds({ externalIds: given }: ProfileInput): ProfileLists["externalIds"] {
  const read = mappedList(given, ({ scheme, value }, index) => {
    const id = readExternalId(scheme, value);
    if (!id)
      throw actorsFailure("INVALID_VALUE", ["externalIds", String(index), "value"], { reason: scheme });
    return { scheme, ...id };
  });
  return read && [...new Map(read.map((id) => [`${id.scheme} ${id.value}`, id])).values()];
}

function editions({ festival }: ProfileInput): ProfileLists["editions"] {
  const given = within(festival, "editions");
  return mappedList(given, ({ startsOn, endsOn }, index) => {
    const days = (Date.parse(endsOn) - Date.parse(startsOn)) / 86_400_000;
    const overlaps = given
      ?.slice(0, index)
      .some((earlier) => earlier.startsOn <= endsOn && startsOn <= earlier.endsOn);
    const possible = startsOn >= "1900-01-01" && startsOn <= "2999-12-31" && days >= 0 && days <= 366;
    if (!possible || overlaps)
      throw actorsFailure("INVALID_VALUE", ["festival", "editions", String(index)], {
        reason: `${startsOn}–${endsOn}`,
      });
    return { startsOn, endsOn };
  });
}
