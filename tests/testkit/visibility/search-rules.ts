import type { ProfileField } from "../../../src/domains/actors/profiles/field-visibility.js";
import { asStored, publishedPoint } from "./actor-rules.js";
import { type Arguments, about, everybody, type Judge, Like, Listing, type Rule, rules } from "./judge.js";
import type { HubActor, HubGenre, HubInstrument, HubMunicipality } from "./world.js";

/** What kinds of actor are called, in both languages. */
const wordsOfKinds: Readonly<Record<HubActor["kind"], string>> = {
  MUSIC_SCHOOL: "musikskole music school",
  VENUE: "spillested venue",
  FESTIVAL: "festival",
  REHEARSAL_ASSOCIATION: "øvelokaleforening rehearsal association",
  ARTIST: "artist",
  CULTURE_OFFICE: "kulturforvaltning culture office",
  KNOWLEDGE_PARTNER: "videnpartner knowledge partner",
  ASSOCIATION: "forening association",
};
const wordsOfForms: Readonly<Record<string, string>> = { BAND: "band", DUO: "duo", SOLO: "solist solo" };

/** Lower-case words without accents; æ, ø and å as a query may write them. */
export const wordsOf = (...texts: readonly (string | null)[]): string[] =>
  texts.flatMap((text) =>
    (text ?? "")
      .toLowerCase()
      .replaceAll("æ", "ae")
      .replaceAll(/ø|oe/g, "o")
      .replaceAll(/å|aa/g, "a")
      .normalize("NFD")
      .replaceAll(/[\u0300-\u036f]/g, "")
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== ""),
  );

/** The words by which the viewer finds an actor: those of everything that is searched and that it shows to the viewer. */
function searchedWords(actor: HubActor, judge: Judge): ReadonlySet<string> {
  const { id, kind } = actor;
  const labels = (ids: readonly string[]) =>
    ids.flatMap((each) => {
      const { labelDa, labelEn } = judge.row<HubGenre | HubInstrument>(each) ?? {};
      return [labelDa ?? "", labelEn ?? ""];
    });
  const namesOf = (ids: readonly (string | null)[]) =>
    ids.flatMap((each) => judge.row<HubMunicipality>(each)?.name ?? []);
  const texts = {
    ABOUT: [actor.aboutDa, actor.aboutEn],
    OFFERS: actor.offers,
    SEEKS: actor.seeks,
    TOPICS: actor.topics,
    FORMER_NAMES: actor.formerNames,
    GENRES: labels(actor.genreIds),
    INSTRUMENTS: labels(actor.instrumentIds),
    SERVED_MUNICIPALITIES: namesOf(actor.servedMunicipalityIds),
    MUNICIPALITY: namesOf([actor.municipalityId]),
    FORM: [wordsOfForms[actor.artistForm ?? ""] ?? null],
    // It names people: only the network finds somebody by it, also where everybody reads it.
    LINE_UP: judge.isNear(id) ? actor.lineUp.map(({ name }) => name) : [],
  } satisfies { readonly [field in ProfileField]?: readonly (string | null)[] };
  const shown = Object.entries(texts).flatMap(([field, own]): readonly (string | null)[] =>
    judge.shows(id, field as ProfileField) ? own : [],
  );
  return new Set(wordsOf(actor.name, wordsOfKinds[kind], ...shown));
}

/** What a judge was asked before. */
const known = new WeakMap<Judge, Map<string, ReadonlySet<string>>>();
function wordsFoundBy(judge: Judge, actor: HubActor): ReadonlySet<string> {
  const words = known.get(judge) ?? new Map<string, ReadonlySet<string>>();
  known.set(judge, words);
  const found = words.get(actor.id) ?? searchedWords(actor, judge);
  words.set(actor.id, found);
  return found;
}

/** Whether a word begins as the query's does, give or take one typing error where those count. */
export function meets(word: string, asked: string, withTypo: boolean): boolean {
  if (word.startsWith(asked)) return true;
  if (!withTypo || asked.length < 4) return false;
  return [-1, 0, 1].some((more) => isOneTypo(asked, word.slice(0, asked.length + more)));
}

/** Whether one letter was inserted, left out, replaced or swapped with its neighbour. */
function isOneTypo(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [rest, otherRest] = [one.slice(start), other.slice(start)];
  return (
    rest === otherRest ||
    rest.slice(1) === otherRest.slice(1) ||
    rest.slice(1) === otherRest ||
    rest === otherRest.slice(1) ||
    (rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2))
  );
}

type Place = { readonly latitude: number | null; readonly longitude: number | null };

/** Kilometres along the great circle (haversine). */
function distance(one: Place, other: Place): number {
  const radians = (degrees: number | null) => ((degrees ?? 0) * Math.PI) / 180;
  const half = (from: number | null, to: number | null) => Math.sin((radians(to) - radians(from)) / 2) ** 2;
  const chord =
    half(one.latitude, other.latitude) +
    Math.cos(radians(one.latitude)) *
      Math.cos(radians(other.latitude)) *
      half(one.longitude, other.longitude);
  return 2 * 6371.0088 * Math.atan2(Math.sqrt(chord), Math.sqrt(1 - chord));
}

interface Hit {
  readonly id: string;
  readonly actor: HubActor;
  readonly distanceKm: number | null;
  readonly isByWords: boolean;
}
interface Filter {
  readonly actorKinds?: readonly string[] | null;
  readonly municipalityCodes?: readonly string[] | null;
  readonly genreSlugs?: readonly string[] | null;
  readonly near?: (Place & { readonly withinKm?: number | null }) | null;
}

/** What is found. The rules leave open which of several hits meets a query best. */
export const search: Rule<unknown> = (_, judge, args: Arguments) => {
  const filter = (args.filter ?? {}) as Filter;
  const words = wordsOf(String(args.query));
  const isBlank = String(args.query).trim() === "";
  const allowed = judge.world.actors.flatMap((actor) => {
    const point = judge.shows(actor.id, "LOCATION", "MUNICIPALITY") ? publishedPoint(actor, judge) : null;
    const distanceKm = filter.near && point ? distance(filter.near, point) : null;
    const hit: Hit = { id: actor.publicId, actor, distanceKm, isByWords: !isBlank };
    return passes(hit, filter, judge) ? [hit] : [];
  });
  const found = (withTypo: boolean) =>
    allowed.filter(({ actor }) => {
      const own = [...wordsFoundBy(judge, actor)];
      return words.every((asked) => own.some((word) => meets(word, asked, withTypo)));
    });
  let hits = allowed;
  // Typing errors count only where nothing is found without.
  if (!isBlank) hits = found(false);
  if (hits.length === 0 && !isBlank) hits = found(true);
  if (!isBlank && words.length === 0) hits = [];
  const isByDistance = args.orderBy === "DISTANCE";
  return Listing.of(
    hits,
    [
      ...(isByDistance ? [{ by: ({ distanceKm }: Hit) => distanceKm ?? Number.MAX_VALUE }] : []),
      { by: ({ actor }: Hit) => actor.name, isDanish: true },
    ],
    {
      facts: { facets: hits },
      order: `${args.orderBy} ${args.query}`,
      isUnordered: !isBlank && !isByDistance,
    },
  );
};

function passes({ actor, distanceKm }: Hit, filter: Filter, judge: Judge): boolean {
  const { actorKinds, municipalityCodes, genreSlugs, near } = filter;
  if (actorKinds && !actorKinds.includes(actor.kind)) return false;
  if (municipalityCodes && !municipalityCodes.includes(shownMunicipality(actor, judge)?.code ?? ""))
    return false;
  if (genreSlugs && !shownGenres(actor, judge).some(({ slug }) => genreSlugs.includes(slug))) return false;
  return near?.withinKm == null || (distanceKm !== null && distanceKm <= near.withinKm);
}

/** The municipality and the genres that an actor shows to the viewer. */
export const shownMunicipality = (actor: HubActor, judge: Judge): HubMunicipality | null =>
  judge.shows(actor.id, "MUNICIPALITY") ? judge.row(actor.municipalityId) : null;
export const shownGenres = (actor: HubActor, judge: Judge): HubGenre[] =>
  judge.shows(actor.id, "GENRES") ? actor.genreIds.flatMap((id) => judge.row<HubGenre>(id) ?? []) : [];

/** The values with how many hits have each, the most frequent first, equally frequent ones by key. */
function counted<Value>(values: readonly Value[], keyOf: (value: Value) => string) {
  const counts = new Map<string, { value: Value; count: number }>();
  for (const value of values)
    counts.set(keyOf(value), { value, count: (counts.get(keyOf(value))?.count ?? 0) + 1 });
  return [...counts]
    .sort(([key, one], [otherKey, other]) => other.count - one.count || (key < otherKey ? -1 : 1))
    .map(([, entry]) => entry);
}

/** A text with its hits marked, of words that the viewer may find the actor by. */
function highlightOf({ actor, isByWords }: Hit, judge: Judge): Like | null {
  if (!isByWords) return null;
  const allowed = wordsFoundBy(judge, actor);
  return new Like(`words of ${actor.publicId} that the viewer sees, one of them marked`, (html) => {
    if (typeof html !== "string" || !html.includes("<mark>")) return false;
    const text = html.replaceAll(/<\/?mark>/g, "").replaceAll(/&(amp|lt|gt|quot);/g, " ");
    return wordsOf(text).every((word) => allowed.has(word));
  });
}

/** Hits, and what all of them are. */
export const searchRules = {
  SearchHit: rules<Hit>(everybody, {
    node: ({ actor }) => actor,
    distanceKm: ({ distanceKm }) => (distanceKm === null ? null : about(distanceKm)),
    highlight: highlightOf,
  }),
  SearchFacets: rules<readonly Hit[]>(everybody, {
    actorKinds: (hits) =>
      counted(
        hits.map(({ actor }) => actor.kind),
        (kind) => kind,
      ).map(({ value, count }) => ({ kind: value, count })),
    municipalities: (hits, judge) =>
      counted(
        hits.flatMap(({ actor }) => shownMunicipality(actor, judge) ?? []),
        ({ id }) => id,
      ).map(({ value, count }) => ({ municipality: value, count })),
    genres: (hits, judge) =>
      counted(
        hits.flatMap(({ actor }) => shownGenres(actor, judge)),
        ({ id }) => id,
      ).map(({ value, count }) => ({ genre: value, count })),
  }),
  ActorKindFacet: rules(everybody, asStored("kind", "count")),
  MunicipalityFacet: rules(everybody, asStored("municipality", "count")),
  GenreFacet: rules(everybody, asStored("genre", "count")),
};
