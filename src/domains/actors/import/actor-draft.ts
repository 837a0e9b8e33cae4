import type { ExternalId } from "../external-id.js";
import type { ActorKind, ArtistForm, ExternalIdScheme, LocationPrecision } from "../profiles/actor.enums.js";

/** What one row of a file says of an actor, checked. Null and empty lists: it says nothing, and what is stored stays. */
export interface ActorDraft {
  readonly kind: ActorKind;
  readonly name: string;
  readonly slug: string | null;
  /** Of artists only. */
  readonly artistForm: ArtistForm | null;
  readonly municipalityCode: string | null;
  readonly point: ActorPoint | null;
  readonly aboutDa: string | null;
  readonly aboutEn: string | null;
  readonly genreSlugs: readonly string[];
  readonly links: readonly string[];
  readonly externalIds: readonly ActorExternalId[];
}

/** Where an actor is, degrees (WGS 84). */
export interface ActorPoint {
  readonly latitude: number;
  readonly longitude: number;
  /** How exactly it is shown; null: as before, for a new actor by municipality. */
  readonly precision: LocationPrecision | null;
}

export interface ActorExternalId extends ExternalId {
  readonly scheme: ExternalIdScheme;
}

/** Names one actor and no other, inside a file and in the hub: `SLUG toenderhus`, `WIKIDATA Q1234`, `ID actor_01h…`. */
export type IdentityKey = string;

export const slugKey = (slug: string): IdentityKey => `SLUG ${slug}`;

/** The keys by which a row's actor is recognised. A company number is none: several actors may stand behind it. */
export function identityKeys({ slug, externalIds }: Pick<ActorDraft, "slug" | "externalIds">): IdentityKey[] {
  const ids = externalIds
    .filter(({ scheme }) => scheme !== "CVR")
    .map(({ scheme, value }) => `${scheme} ${value}`);
  return slug === null ? ids : [slugKey(slug), ...ids];
}
