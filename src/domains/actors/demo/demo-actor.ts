import { stableIds } from "../../../platform/ids/ids.js";
import type { MembershipRole } from "../memberships/membership.enums.js";
import type {
  AccessibilityAnswer,
  ActorKind,
  ArtistForm,
  LocationPrecision,
  VenueFundingClass,
} from "../profiles/actor.enums.js";
import type { FieldVisibility, ProfileField } from "../profiles/field-visibility.js";

/** An answer with a note in Danish and one in English. */
export type DemoAccessibility = readonly [answer: AccessibilityAnswer, noteDa?: string, noteEn?: string];

/** A fictional actor. What is absent is empty; accessibility that is absent is unknown. */
export interface DemoActor {
  /** Begins with `demo-` and never changes: its ids are made from it. */
  readonly slug: string;
  readonly kind: ActorKind;
  readonly name: string;
  readonly formerNames?: readonly string[];
  readonly formerSlugs?: readonly string[];
  /** The day it joined the hub (ISO date); its entry was made then at 08:00 UTC. */
  readonly joined: string;
  readonly aboutDa: string;
  readonly aboutEn?: string;
  /** Four-digit code. */
  readonly municipality?: string;
  /** Degrees, WGS 84. */
  readonly point?: readonly [latitude: number, longitude: number];
  /** How exactly the point is shown. Default MUNICIPALITY. */
  readonly precision?: LocationPrecision;
  readonly genres?: readonly string[];
  readonly links?: readonly (readonly [url: string, label?: string])[];
  readonly offers?: readonly string[];
  readonly seeks?: readonly string[];
  readonly physical?: DemoAccessibility;
  readonly economic?: DemoAccessibility;
  readonly digital?: DemoAccessibility;
  readonly visibility?: Readonly<Partial<Record<ProfileField, FieldVisibility>>>;
  /** Only of a music school: slugs. */
  readonly instruments?: readonly string[];
  /** Only of a venue: guests. */
  readonly capacity?: number;
  /** Only of a venue, in metres. */
  readonly stage?: readonly [width: number, depth: number];
  /** Only of a venue. */
  readonly funding?: VenueFundingClass;
  /** Only of a festival: first and last days. */
  readonly editions?: readonly (readonly [startsOn: string, endsOn: string])[];
  /** Only of a rehearsal association. */
  readonly roomCount?: number;
  /** Only of a rehearsal association or an association. */
  readonly memberCount?: number;
  /** Only of an artist. */
  readonly form?: ArtistForm;
  /** Only of an artist. */
  readonly lineUp?: readonly (readonly [name: string, role: string, instrumentSlug?: string])[];
  /** Only of a culture office: four-digit codes. */
  readonly serves?: readonly string[];
  /** Only of a knowledge partner. */
  readonly topics?: readonly string[];
}

/** That a demo account acts for a demo actor. */
export interface DemoMembership {
  readonly actorSlug: string;
  readonly accountId: string;
  readonly role: MembershipRole;
  readonly startedOn: string;
  readonly endedOn: string | null;
}

/** The ids that codes and slugs stand for in this database. */
export interface VocabularyIds {
  readonly municipalities: ReadonlyMap<string, string>;
  readonly genres: ReadonlyMap<string, string>;
  readonly instruments: ReadonlyMap<string, string>;
}

/** The id of a demo actor, the same on every machine. */
export const demoActorId = (slug: string): string => stableIds("actor", `demo:${slug}`).id;

/** The rows of demo actors by table, ready for `jsonb_populate_recordset`. */
export function demoActorRows(actors: readonly DemoActor[], ids: VocabularyIds) {
  const each = <Row>(rows: (actor: DemoActor, actorId: string) => readonly Row[]) =>
    actors.flatMap((actor) => rows(actor, demoActorId(actor.slug)));
  const entryId = (actor: DemoActor, table: string, name: string | number) =>
    stableIds("entry", `demo:${actor.slug}:${table}:${name}`).id;
  return {
    actor: actors.map((actor) => actorRow(actor, ids)),
    actor_slug: each((actor, actor_id) =>
      [actor.slug, ...(actor.formerSlugs ?? [])].map((slug) => ({ slug, actor_id })),
    ),
    actor_genre: each((actor, actor_id) =>
      (actor.genres ?? []).map((slug) => ({ actor_id, genre_id: known(ids.genres, slug) })),
    ),
    actor_instrument: each((actor, actor_id) =>
      (actor.instruments ?? []).map((slug) => ({ actor_id, instrument_id: known(ids.instruments, slug) })),
    ),
    actor_served_municipality: each((actor, actor_id) =>
      (actor.serves ?? []).map((code) => ({ actor_id, municipality_id: known(ids.municipalities, code) })),
    ),
    contact_link: each((actor, actor_id) =>
      (actor.links ?? []).map(([url, label = null], position) => ({
        id: entryId(actor, "link", position),
        actor_id,
        position,
        url,
        label,
      })),
    ),
    external_id: [],
    festival_edition: each((actor, actor_id) =>
      (actor.editions ?? []).map(([starts_on, ends_on]) => ({
        id: entryId(actor, "edition", starts_on),
        actor_id,
        starts_on,
        ends_on,
      })),
    ),
    line_up_entry: each((actor, actor_id) =>
      (actor.lineUp ?? []).map(([name, role, instrument], position) => ({
        id: entryId(actor, "line-up", position),
        actor_id,
        position,
        name,
        role,
        instrument_id: instrument === undefined ? null : known(ids.instruments, instrument),
      })),
    ),
  };
}

function actorRow(actor: DemoActor, ids: VocabularyIds) {
  const { id, publicId } = stableIds("actor", `demo:${actor.slug}`);
  const joinedAt = `${actor.joined}T08:00:00Z`;
  return {
    id,
    public_id: publicId,
    kind: actor.kind,
    slug: actor.slug,
    name: actor.name,
    former_names: actor.formerNames ?? [],
    about_da: actor.aboutDa,
    about_en: actor.aboutEn ?? null,
    municipality_id: actor.municipality === undefined ? null : known(ids.municipalities, actor.municipality),
    latitude: actor.point?.[0] ?? null,
    longitude: actor.point?.[1] ?? null,
    location_precision: actor.precision ?? "MUNICIPALITY",
    offers: actor.offers ?? [],
    seeks: actor.seeks ?? [],
    ...accessibilityColumns("physical", actor.physical),
    ...accessibilityColumns("economic", actor.economic),
    ...accessibilityColumns("digital", actor.digital),
    field_visibility: actor.visibility ?? {},
    capacity: actor.capacity ?? null,
    stage_width_cm: actor.stage ? Math.round(actor.stage[0] * 100) : null,
    stage_depth_cm: actor.stage ? Math.round(actor.stage[1] * 100) : null,
    funding_class: actor.funding ?? null,
    room_count: actor.roomCount ?? null,
    member_count: actor.memberCount ?? null,
    artist_form: actor.form ?? null,
    topics: actor.topics ?? [],
    is_demo: true,
    created_by: null,
    created_at: joinedAt,
    updated_at: joinedAt,
  };
}

function accessibilityColumns(
  respect: "physical" | "economic" | "digital",
  [answer, noteDa, noteEn]: DemoAccessibility = ["UNKNOWN"],
) {
  return {
    [`${respect}_accessibility`]: answer,
    [`${respect}_accessibility_note_da`]: noteDa ?? null,
    [`${respect}_accessibility_note_en`]: noteEn ?? null,
  };
}

function known(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (!id) throw new Error(`The demo region names ${name}, which the reference data does not hold`);
  return id;
}
