import { isDeepStrictEqual } from "node:util";
import type { ActorKind, ArtistForm, LocationPrecision } from "../profiles/actor.enums.js";
import type { ActorDraft, ActorExternalId } from "./actor-draft.js";

/** An actor as it is stored, as far as an import may change it. */
export interface StoredActor {
  readonly id: string;
  readonly slug: string;
  readonly kind: ActorKind;
  /** Whether it has an owner; then an import leaves it alone. */
  readonly claimed: boolean;
  readonly profile: ImportedProfile;
  readonly genreIds: readonly string[];
  /** In order. */
  readonly links: readonly StoredLink[];
  /** `CVR 12345674`, `WIKIDATA Q1`. */
  readonly externalIds: readonly string[];
}

export interface StoredLink {
  readonly url: string;
  readonly label: string | null;
}

/** The columns of the actor's own row that an import writes. */
export interface ImportedProfile {
  readonly name: string;
  readonly formerNames: readonly string[];
  readonly aboutDa: string | null;
  readonly aboutEn: string | null;
  readonly municipalityId: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly locationPrecision: LocationPrecision;
  readonly artistForm: ArtistForm | null;
}

/** What is written for one actor; an absent part stays as it is. */
export interface ActorChanges {
  readonly profile?: ImportedProfile;
  /** All genres. */
  readonly genreIds?: readonly string[];
  /** All links, in order. */
  readonly links?: readonly StoredLink[];
  /** Only those that are added. */
  readonly externalIds?: readonly ActorExternalId[];
}

/** Finds the row that a code or slug names. */
export interface Vocabulary {
  readonly municipalityIds: ReadonlyMap<string, string>;
  readonly genreIds: ReadonlyMap<string, string>;
}

/** Most former names of an actor, as in the API. */
const mostFormerNames = 20;

/** What an actor holds before its first row is read. */
export const emptyProfile: ImportedProfile = {
  name: "",
  formerNames: [],
  aboutDa: null,
  aboutEn: null,
  municipalityId: null,
  latitude: null,
  longitude: null,
  locationPrecision: "MUNICIPALITY",
  artistForm: null,
};

/** The profile after a row is read into it: what the row leaves empty stays, a changed name joins the former ones. */
export function profileAfter(
  before: ImportedProfile,
  draft: ActorDraft,
  vocabulary: Vocabulary,
): ImportedProfile {
  const { name, aboutDa, aboutEn, municipalityCode, point } = draft;
  const renamed = before.name !== "" && before.name !== name;
  return {
    name,
    formerNames: renamed
      ? [...new Set([before.name, ...before.formerNames])].slice(0, mostFormerNames)
      : before.formerNames,
    aboutDa: aboutDa ?? before.aboutDa,
    aboutEn: aboutEn ?? before.aboutEn,
    municipalityId:
      municipalityCode === null ? before.municipalityId : idOf(vocabulary.municipalityIds, municipalityCode),
    latitude: point ? point.latitude : before.latitude,
    longitude: point ? point.longitude : before.longitude,
    locationPrecision: point?.precision ?? before.locationPrecision,
    artistForm: draft.artistForm ?? before.artistForm,
  };
}

/** What a row changes on a stored actor; null when nothing. */
export function changesTo(
  stored: StoredActor,
  draft: ActorDraft,
  vocabulary: Vocabulary,
): ActorChanges | null {
  const profile = profileAfter(stored.profile, draft, vocabulary);
  const genreIds = draft.genreSlugs.map((slug) => idOf(vocabulary.genreIds, slug));
  const labels = new Map(stored.links.map(({ url, label }) => [url, label]));
  const links = draft.links.map((url) => ({ url, label: labels.get(url) ?? null }));
  const externalIds = draft.externalIds.filter(
    ({ scheme, value }) => !stored.externalIds.includes(`${scheme} ${value}`),
  );
  const changes: ActorChanges = {
    ...(isDeepStrictEqual(profile, stored.profile) ? {} : { profile }),
    ...(genreIds.length === 0 || isDeepStrictEqual([...genreIds].sort(), [...stored.genreIds].sort())
      ? {}
      : { genreIds }),
    ...(links.length === 0 || isDeepStrictEqual(links, stored.links) ? {} : { links }),
    ...(externalIds.length === 0 ? {} : { externalIds }),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

/** What is written for a new actor. */
export function changesForNew(
  draft: ActorDraft,
  vocabulary: Vocabulary,
): ActorChanges & { readonly profile: ImportedProfile } {
  return {
    profile: profileAfter(emptyProfile, draft, vocabulary),
    genreIds: draft.genreSlugs.map((slug) => idOf(vocabulary.genreIds, slug)),
    links: draft.links.map((url) => ({ url, label: null })),
    externalIds: draft.externalIds,
  };
}

/** Codes and slugs were checked when the row was read. */
function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`${key} is not in the vocabulary`);
  return id;
}
