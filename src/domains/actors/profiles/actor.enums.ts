import { registerEnumType } from "type-graphql";

/** The kinds of actor. Each is a GraphQL type of its own. */
export const ActorKind = {
  MUSIC_SCHOOL: "MUSIC_SCHOOL",
  VENUE: "VENUE",
  FESTIVAL: "FESTIVAL",
  REHEARSAL_ASSOCIATION: "REHEARSAL_ASSOCIATION",
  ARTIST: "ARTIST",
  CULTURE_OFFICE: "CULTURE_OFFICE",
  KNOWLEDGE_PARTNER: "KNOWLEDGE_PARTNER",
  ASSOCIATION: "ASSOCIATION",
} as const;
export type ActorKind = keyof typeof ActorKind;

/** The GraphQL type of each kind. */
export const typeNameOfKind: Readonly<Record<ActorKind, string>> = {
  MUSIC_SCHOOL: "MusicSchool",
  VENUE: "Venue",
  FESTIVAL: "Festival",
  REHEARSAL_ASSOCIATION: "RehearsalAssociation",
  ARTIST: "Artist",
  CULTURE_OFFICE: "CultureOffice",
  KNOWLEDGE_PARTNER: "KnowledgePartner",
  ASSOCIATION: "Association",
};

export const ActorOrder = {
  NAME_ASC: "NAME_ASC",
  NAME_DESC: "NAME_DESC",
  CREATED_AT_ASC: "CREATED_AT_ASC",
  CREATED_AT_DESC: "CREATED_AT_DESC",
} as const;

export const LocationPrecision = { EXACT: "EXACT", NEAR: "NEAR", MUNICIPALITY: "MUNICIPALITY" } as const;
export type LocationPrecision = keyof typeof LocationPrecision;

export const AccessibilityAnswer = { YES: "YES", PARTLY: "PARTLY", NO: "NO", UNKNOWN: "UNKNOWN" } as const;
export type AccessibilityAnswer = keyof typeof AccessibilityAnswer;

export const ExternalIdScheme = {
  CVR: "CVR",
  MUSICBRAINZ: "MUSICBRAINZ",
  WIKIDATA: "WIKIDATA",
  OPENSTREETMAP: "OPENSTREETMAP",
} as const;
export type ExternalIdScheme = keyof typeof ExternalIdScheme;

export const VenueFundingClass = {
  REGIONAL: "REGIONAL",
  FEE_SUPPORTED: "FEE_SUPPORTED",
  GENRE: "GENRE",
  NONE: "NONE",
} as const;
export type VenueFundingClass = keyof typeof VenueFundingClass;

export const ArtistForm = { SOLO: "SOLO", DUO: "DUO", BAND: "BAND" } as const;
export type ArtistForm = keyof typeof ArtistForm;

registerEnumType(ActorKind, {
  name: "ActorKind",
  description: "What kind of music actor (musikaktør) it is.",
  valuesConfig: {
    MUSIC_SCHOOL: { description: "Music school (musikskole)." },
    VENUE: { description: "Venue (spillested)." },
    FESTIVAL: { description: "Festival." },
    REHEARSAL_ASSOCIATION: { description: "Rehearsal association (øvelokaleforening)." },
    ARTIST: { description: "Artist: solo, duo or band (solist, duo, band)." },
    CULTURE_OFFICE: { description: "Municipal culture office (kulturforvaltning)." },
    KNOWLEDGE_PARTNER: { description: "Knowledge partner (videnpartner)." },
    ASSOCIATION: { description: "Association (forening)." },
  },
});
registerEnumType(ActorOrder, {
  name: "ActorOrder",
  description: "The order of a list of actors.",
  valuesConfig: {
    NAME_ASC: { description: "By name in Danish order: Æ, Ø, Å last, Aa as Å. The default." },
    NAME_DESC: { description: "By name, reversed." },
    CREATED_AT_ASC: { description: "The oldest entry first." },
    CREATED_AT_DESC: { description: "The newest entry first." },
  },
});
registerEnumType(LocationPrecision, {
  name: "LocationPrecision",
  description: "How exactly an actor shows where it is. Nothing finer ever leaves the API.",
  valuesConfig: {
    EXACT: { description: "The point itself." },
    NEAR: { description: "The middle of a fixed cell of about 2 by 2 km that holds the point." },
    MUNICIPALITY: { description: "The centre of the municipality. The default." },
  },
});
registerEnumType(AccessibilityAnswer, {
  name: "AccessibilityAnswer",
  description: "Whether an actor is accessible in one respect.",
  valuesConfig: {
    YES: { description: "Yes." },
    PARTLY: { description: "In part; the note says how." },
    NO: { description: "No." },
    UNKNOWN: { description: "Nobody has said. Never to be read as no. The default." },
  },
});
registerEnumType(ExternalIdScheme, {
  name: "ExternalIdScheme",
  description: "A register outside Samspil.",
  valuesConfig: {
    CVR: { description: "The Danish business register: 8 digits with a check." },
    MUSICBRAINZ: { description: "MusicBrainz: a UUID." },
    WIKIDATA: { description: "Wikidata: Q and a number." },
    OPENSTREETMAP: { description: "OpenStreetMap: `node/`, `way/` or `relation/` and a number." },
  },
});
registerEnumType(VenueFundingClass, {
  name: "VenueFundingClass",
  description: "How a venue is supported by the state (spillestedstype).",
  valuesConfig: {
    REGIONAL: { description: "Regional venue (regionalt spillested)." },
    FEE_SUPPORTED: { description: "Supported with musicians' fees (honorarstøttet spillested)." },
    GENRE: { description: "Genre venue (genrespillested)." },
    NONE: { description: "None of these." },
  },
});
registerEnumType(ArtistForm, {
  name: "ArtistForm",
  description: "How many play.",
  valuesConfig: {
    SOLO: { description: "One (solist)." },
    DUO: { description: "Two (duo)." },
    BAND: { description: "Three or more (band)." },
  },
});
