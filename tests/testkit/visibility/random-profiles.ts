import type { ProfileField } from "../../../src/domains/actors/profiles/field-visibility.js";
import { publicIdOf, type RowIds } from "../../../src/platform/ids/ids.js";
import type { NetworkActor, Visibility } from "../network/network-model.js";
import type { Draw } from "../network/random-network.js";
import { actorTypes, ownProfileFields, type Precision, sharedProfileFields } from "./world.js";

export type Kind = NetworkActor["kind"];
export const actorKinds = Object.keys(actorTypes) as Kind[];

/** The rows of one actor, as the tables take them. */
export interface ProfileRows {
  readonly id: string;
  readonly publicId: string;
  readonly kind: Kind;
  readonly rows: Readonly<Record<string, readonly object[]>>;
}

/** What profiles refer to: primary keys of reference data. */
export interface Vocabulary {
  readonly municipalities: readonly string[];
  readonly genres: readonly string[];
  readonly instruments: readonly string[];
}

/** The levels of visibility that each profile field takes among the four actors of a kind. */
const levels: readonly Visibility[] = ["PUBLIC", "SIGNED_IN", "NETWORK", "MEMBERS"];
const usualLevel = (field: ProfileField): Visibility => (field === "LINE_UP" ? "NETWORK" : "PUBLIC");

/** A word that stands nowhere else, and that neither folding nor a typing error makes another one's. */
export function distinctWord(draw: Draw): string {
  return Array.from({ length: 5 }, () => draw.from([..."bdfgklmnprtvz"]) + draw.from([..."aiu"])).join("");
}

/** The ids of a new row, the same for the same seed. */
export function drawnIds(draw: Draw, prefix: string): RowIds {
  const id = draw.uuid();
  return { id, publicId: publicIdOf(prefix, id) };
}

/** Names begin so that Danish order is not that of bytes. */
const firstNames = ["Ærø", "Øst", "Åby", "Aarup", "Zoo", "alfa", "Beta", "Émil", "Czar", "Ællinge"];

/**
 * Four actors of each kind, every field filled with texts of its own. Within a kind every profile field has each level
 * once; the level that is the default is set by some and left out by others.
 */
export function randomProfiles(draw: Draw, vocabulary: Vocabulary): ProfileRows[] {
  return actorKinds.flatMap((kind) => {
    const turns = new Map<ProfileField, number>();
    return levels.map((_, place) => {
      const visibility = Object.fromEntries(
        [...sharedProfileFields, ...ownProfileFields[kind]].flatMap((field) => {
          const turn = turns.get(field) ?? draw.below(4);
          turns.set(field, turn);
          const level = levels[(turn + place) % 4];
          return level === usualLevel(field) && draw.happens(0.5) ? [] : [[field, level]];
        }),
      );
      return profile(draw, kind, visibility, vocabulary);
    });
  });
}

function profile(draw: Draw, kind: Kind, visibility: object, vocabulary: Vocabulary): ProfileRows {
  const ids = drawnIds(draw, "actor");
  const word = () => distinctWord(draw);
  const texts = (count: number) => Array.from({ length: count }, () => `${word()} ${word()}`);
  const some = (items: readonly string[], count: number) =>
    [...new Set(Array.from({ length: count }, () => draw.from(items)))].map((item) => item);
  const orNull = <Value>(value: Value) => (draw.happens(0.8) ? value : null);
  const precision = draw.from<Precision>(["EXACT", "EXACT", "NEAR", "NEAR", "MUNICIPALITY"]);
  const degrees = (from: number, to: number) =>
    Number((from + draw.below(1e6) * ((to - from) / 1e6)).toFixed(7));
  const slug = `${kind.toLowerCase().replaceAll("_", "-")}-${word()}`;
  const former = `former-${word()}`;
  const accessibility = Object.fromEntries(
    ["physical", "economic", "digital"].flatMap((respect) => [
      [`${respect}_accessibility`, draw.from(["YES", "PARTLY", "NO", "UNKNOWN"])],
      [`${respect}_accessibility_note_da`, orNull(`Bemærk ${word()}`)],
      [`${respect}_accessibility_note_en`, orNull(`Mind ${word()}`)],
    ]),
  );
  const actor = {
    id: ids.id,
    public_id: ids.publicId,
    kind,
    slug,
    name: `${draw.from(firstNames)} ${word()}`,
    former_names: [`Før ${word()}`, word()],
    about_da: orNull(`Om <b>${word()}</b> & mere`),
    about_en: orNull(`About ${word()}`),
    municipality_id: draw.happens(0.9) ? draw.from(vocabulary.municipalities) : null,
    latitude: precision === "MUNICIPALITY" ? null : degrees(54.6, 57.7),
    longitude: precision === "MUNICIPALITY" ? null : degrees(8.1, 12.6),
    location_precision: precision,
    offers: texts(2),
    seeks: texts(2),
    ...accessibility,
    field_visibility: visibility,
    capacity: kind === "VENUE" ? 1 + draw.below(5000) : null,
    stage_width_cm: kind === "VENUE" ? 50 + draw.below(2000) : null,
    stage_depth_cm: kind === "VENUE" ? orNull(50 + draw.below(2000)) : null,
    funding_class: kind === "VENUE" ? draw.from(["REGIONAL", "FEE_SUPPORTED", "GENRE", "NONE"]) : null,
    room_count: kind === "REHEARSAL_ASSOCIATION" ? draw.below(40) : null,
    member_count: ["REHEARSAL_ASSOCIATION", "ASSOCIATION"].includes(kind) ? draw.below(9000) : null,
    artist_form: kind === "ARTIST" ? draw.from(["SOLO", "DUO", "BAND"]) : null,
    topics: kind === "KNOWLEDGE_PARTNER" ? texts(2) : [],
    is_demo: draw.happens(0.2),
    created_at: new Date(Date.UTC(2024, draw.below(24), 1 + draw.below(28), 12, 0, 0, draw.below(1000))),
    updated_at: new Date(Date.UTC(2026, draw.below(6), 1 + draw.below(28), 12, 0, 0, draw.below(1000))),
  };
  const of = (rows: readonly object[]) => rows.map((row) => ({ actor_id: ids.id, ...row }));
  const uuid = () => ({ id: draw.uuid() });
  return {
    ...ids,
    kind,
    rows: {
      actor: [actor],
      actor_slug: of([{ slug }, { slug: former }]),
      actor_genre: of(some(vocabulary.genres, 3).map((genre_id) => ({ genre_id }))),
      actor_instrument: of(
        kind === "MUSIC_SCHOOL"
          ? some(vocabulary.instruments, 3).map((instrument_id) => ({ instrument_id }))
          : [],
      ),
      actor_served_municipality: of(
        kind === "CULTURE_OFFICE"
          ? some(vocabulary.municipalities, 3).map((municipality_id) => ({ municipality_id }))
          : [],
      ),
      contact_link: of(
        [0, 1].map((position) => ({
          ...uuid(),
          position,
          url: `https://example.org/${word()}`,
          label: orNull(word()),
        })),
      ),
      external_id: of([
        {
          ...uuid(),
          scheme: "OPENSTREETMAP",
          value: `node/${draw.below(1e9)}`,
          url: `https://osm.example/${word()}`,
        },
        {
          ...uuid(),
          scheme: "WIKIDATA",
          value: `Q${draw.below(1e9)}`,
          url: `https://wiki.example/${word()}`,
        },
      ]),
      festival_edition: of(
        kind === "FESTIVAL"
          ? [2023, 2024].map((year) => ({
              ...uuid(),
              starts_on: `${year}-0${1 + draw.below(6)}-01`,
              ends_on: `${year}-0${7 + draw.below(3)}-01`,
            }))
          : [],
      ),
      line_up_entry: of(
        kind === "ARTIST"
          ? [0, 1].map((position) => ({
              ...uuid(),
              position,
              name: `Ida ${word()}`,
              role: orNull(`rolle ${word()}`),
              instrument_id: orNull(draw.from(vocabulary.instruments)),
            }))
          : [],
      ),
    },
  };
}
