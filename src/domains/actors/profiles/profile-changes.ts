import type { Queryable } from "../../../platform/database/sql.js";
import { isVisible, normaliseText } from "../../../platform/text/text-rules.js";
import { municipalityIdByCode } from "../../places/places.queries.js";
import { genreIdBySlug, instrumentIdBySlug } from "../../vocabularies/vocabularies.queries.js";
import { actorsFailure } from "../actors.errors.js";
import { formOfExternalId, readExternalId } from "../external-id.js";
import { longestWebAddress, readWebAddress } from "../web-address.js";
import type { ActorEntity } from "./actor.entity.js";
import type { ActorKind } from "./actor.enums.js";
import type { AccessibilityStatementInput, FestivalEditionInput, ProfileInput } from "./actor.input.js";
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
        name: readName(entry.name, ["artist", "lineUp", String(index), "name"]),
        role: text(entry.role) ?? null,
        instrumentId:
          mapped(entry.instrumentSlug, (slug) =>
            instrument(slug, ["artist", "lineUp", String(index), "instrumentSlug"]),
          ) ?? null,
      })),
    },
  };
}

/** A name without surrounding space. @throws UserFailure NAME_MISSING when it shows nothing */
export function readName(value: string, field: readonly string[]): string {
  const normalised = normaliseText(value);
  if (!isVisible(normalised)) throw actorsFailure("NAME_MISSING", field);
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
  const address = readWebAddress(value);
  if (!address) throw actorsFailure("INVALID_WEB_ADDRESS", field, { limit: longestWebAddress });
  return address;
}

function externalIds({ externalIds: given }: ProfileInput): ProfileLists["externalIds"] {
  const read = mappedList(given, ({ scheme, value }, index) => {
    const id = readExternalId(scheme, value);
    if (!id)
      throw actorsFailure("INVALID_EXTERNAL_ID", ["externalIds", String(index), "value"], {
        form: formOfExternalId(scheme),
      });
    return { scheme, ...id };
  });
  return read && [...new Map(read.map((id) => [`${id.scheme} ${id.value}`, id])).values()];
}

/** Longest time from an edition's first day to its last, in days. */
const longestEdition = 366;

/** Why an edition cannot be, as the message says it. */
const editionRules = {
  order: { DA: "den slutter, før den begynder", EN: "it ends before it begins" },
  years: {
    DA: "den begynder ikke i et af årene 1900 til 2999",
    EN: "it does not begin in one of the years 1900 to 2999",
  },
  length: {
    DA: `der er mere end ${longestEdition} dage fra den første dag til den sidste`,
    EN: `its last day is more than ${longestEdition} days after its first`,
  },
  overlap: { DA: "den deler dage med en anden udgave", EN: "it shares days with another edition" },
} as const;

function editions({ festival }: ProfileInput): ProfileLists["editions"] {
  const given = within(festival, "editions");
  return mappedList(given, (edition, index) => {
    const rule = brokenEditionRule(edition, given?.slice(0, index) ?? []);
    if (rule) {
      const { startsOn, endsOn } = edition;
      throw actorsFailure("INVALID_EDITION", ["festival", "editions", String(index)], {
        startsOn,
        endsOn,
        rule: editionRules[rule],
      });
    }
    return { startsOn: edition.startsOn, endsOn: edition.endsOn };
  });
}

function brokenEditionRule(
  { startsOn, endsOn }: FestivalEditionInput,
  earlier: readonly FestivalEditionInput[],
): keyof typeof editionRules | null {
  if (endsOn < startsOn) return "order";
  if (startsOn < "1900-01-01" || startsOn > "2999-12-31") return "years";
  if ((Date.parse(endsOn) - Date.parse(startsOn)) / 86_400_000 > longestEdition) return "length";
  return earlier.some((other) => other.startsOn <= endsOn && startsOn <= other.endsOn) ? "overlap" : null;
}
