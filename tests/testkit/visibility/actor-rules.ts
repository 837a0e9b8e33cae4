import type { ProfileField } from "../../../src/domains/actors/profiles/field-visibility.js";
import { compareTexts } from "../network/network-model.js";
import { everybody, type Judge, Listing, ordered, type Rule, rules } from "./judge.js";
import {
  actorTypes,
  type HubActor,
  type HubRow,
  type HubWorld,
  type LineUpEntry,
  ownProfileFields,
  type Precision,
  sharedProfileFields,
} from "./world.js";

type ActorRule = Rule<HubActor>;

/** A value that is null for who does not see all of the fields. */
const shown =
  (fields: readonly ProfileField[], value: ActorRule): ActorRule =>
  (actor, judge, args) =>
    judge.shows(actor.id, ...fields) ? value(actor, judge, args) : null;

/** A list that is empty for who does not see the field. */
const shownList =
  (field: ProfileField, value: ActorRule): ActorRule =>
  (actor, judge, args) =>
    judge.shows(actor.id, field) ? value(actor, judge, args) : [];

const sorted = <Item>(items: readonly Item[], ...by: ((item: Item) => string | number)[]): Item[] =>
  [...items].sort((one, other) => {
    for (const key of by) {
      const [first, second] = [key(one), key(other)];
      const order = typeof first === "number" ? first - Number(second) : compareTexts(first, String(second));
      if (order !== 0) return order;
    }
    return 0;
  });

const rowsAt = <Row extends HubRow>(judge: Judge, ids: readonly string[]): Row[] =>
  ids.map((id) => judge.row<Row>(id)).filter((row) => row !== null);

/** The names of municipalities, genres and instruments, each in its own order. */
const genresOf: ActorRule = ({ genreIds }, judge) =>
  sorted(rowsAt<HubWorld["genres"][number]>(judge, genreIds), ({ slug }) => slug);
const instrumentsOf: ActorRule = ({ instrumentIds }, judge) =>
  sorted(rowsAt<HubWorld["instruments"][number]>(judge, instrumentIds), ({ slug }) => slug);
const municipalitiesOf: ActorRule = ({ servedMunicipalityIds }, judge) =>
  ordered(rowsAt<HubWorld["municipalities"][number]>(judge, servedMunicipalityIds), [
    { by: ({ name }) => name, isDanish: true },
  ]);

/** Whether a minor's place is the actor's: everybody's in an artist, else that of who owns it. */
export function isHomeOfMinor(world: HubWorld, actor: HubActor): boolean {
  const birthdays = new Map(world.accounts.map(({ id, birthDate }) => [id, birthDate]));
  const majority = `${Number(world.today.slice(0, 4)) - 18}${world.today.slice(4)}`;
  return world.memberships.some(
    ({ actorId, accountId, role, isCurrent }) =>
      actorId === actor.id &&
      isCurrent &&
      (actor.kind === "ARTIST" || role === "OWNER") &&
      (birthdays.get(accountId) ?? "") > majority,
  );
}

/** How exactly an actor shows its point; whatever was chosen, no more than the municipality where a minor is. */
function precisionOf(actor: HubActor, { world }: Judge): Precision {
  if (actor.latitude === null || isHomeOfMinor(world, actor)) return "MUNICIPALITY";
  return actor.locationPrecision;
}

/** Where an actor shows that it is: the point itself, the middle of its cell, or the centre of its municipality. */
export function publishedPoint(actor: HubActor, judge: Judge) {
  const precision = precisionOf(actor, judge);
  const middleOf = (degrees: number | null, size: number) =>
    Number(((Math.floor((degrees ?? 0) / size) + 0.5) * size).toFixed(4));
  if (precision === "EXACT") return { latitude: actor.latitude, longitude: actor.longitude, precision };
  // Cells of 0.02 x 0.03 degrees are about 2 by 2 km in Denmark.
  if (precision === "NEAR")
    return {
      latitude: middleOf(actor.latitude, 0.02),
      longitude: middleOf(actor.longitude, 0.03),
      precision,
    };
  const centre = judge.row<HubWorld["municipalities"][number]>(actor.municipalityId);
  return centre && { latitude: centre.latitude, longitude: centre.longitude, precision };
}

/** An OpenStreetMap id leads to a point: who does not act for the actor sees it only where the exact point is seen. */
const externalIdsOf: ActorRule = (actor, judge) => {
  const leadsNowhereNew =
    judge.isInsider(actor.id) ||
    (judge.shows(actor.id, "LOCATION", "MUNICIPALITY") && precisionOf(actor, judge) === "EXACT");
  return sorted(
    actor.externalIds.filter(({ scheme }) => scheme !== "OPENSTREETMAP" || leadsNowhereNew),
    ({ scheme }) => scheme,
    ({ value }) => value,
  );
};

const accessibility = (respect: "physical" | "economic" | "digital"): ActorRule =>
  shown(["ACCESSIBILITY"], (actor, judge) => ({
    answer: actor[`${respect}Accessibility`],
    note: judge.localised(actor[`${respect}AccessibilityNoteDa`], actor[`${respect}AccessibilityNoteEn`]),
  }));

const allProfileFields = [
  ...new Set<ProfileField>([...sharedProfileFields, ...Object.values(ownProfileFields).flat()]),
].sort();

const actorFields: Readonly<Record<string, ActorRule>> = {
  id: ({ publicId }) => publicId,
  kind: ({ kind }) => kind,
  slug: ({ slug }) => slug,
  name: ({ name }) => name,
  isDemo: ({ isDemo }) => isDemo,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  claimed: ({ id }, { world }) =>
    world.memberships.some(({ actorId, role, isCurrent }) => actorId === id && role === "OWNER" && isCurrent),
  formerNames: shownList("FORMER_NAMES", ({ formerNames }) => formerNames),
  about: shown(["ABOUT"], ({ aboutDa, aboutEn }, judge, { language }) =>
    judge.localised(aboutDa, aboutEn, language),
  ),
  municipality: shown(["MUNICIPALITY"], ({ municipalityId }, judge) => judge.row(municipalityId)),
  // The point shows the municipality.
  location: shown(["LOCATION", "MUNICIPALITY"], publishedPoint),
  genres: shownList("GENRES", genresOf),
  links: shownList("LINKS", ({ links }) => sorted(links, ({ position }) => position)),
  externalIds: shownList("EXTERNAL_IDS", externalIdsOf),
  offers: shownList("OFFERS", ({ offers }) => offers),
  seeks: shownList("SEEKS", ({ seeks }) => seeks),
  physicalAccessibility: accessibility("physical"),
  economicAccessibility: accessibility("economic"),
  digitalAccessibility: accessibility("digital"),
  fieldVisibilities: ({ id, visibility }, judge) =>
    judge.isInsider(id)
      ? allProfileFields.map((field) => ({
          field,
          visibility: visibility[field] ?? (field === "LINE_UP" ? "NETWORK" : "PUBLIC"),
        }))
      : [],
  memberships: ({ id }, judge) =>
    Listing.of(judge.isInsider(id) ? judge.world.memberships.filter(({ actorId }) => actorId === id) : [], [
      { by: ({ startedOn }) => startedOn, descending: true },
    ]),
  invitations: ({ id }, judge) =>
    Listing.of(judge.isOwner(id) ? judge.world.invitations.filter(({ actorId }) => actorId === id) : [], [
      { by: ({ createdAt }) => createdAt, descending: true },
    ]),
  // An administrator of the hub is no member.
  blockedActors: ({ id }, judge) => {
    const blocked = judge.world.blocks.filter(({ blockerId }) => blockerId === id && judge.own.has(id));
    return Listing.of(
      rowsAt<HubActor>(
        judge,
        blocked.map(({ blockedId }) => blockedId),
      ),
      [{ by: ({ name }) => name, isDanish: true }],
    );
  },
};

const metres = (centimetres: number | null) => centimetres && centimetres / 100;

/** What only one kind has. */
const ownFields: Readonly<Record<keyof typeof ownProfileFields, Readonly<Record<string, ActorRule>>>> = {
  MUSIC_SCHOOL: { instruments: shownList("INSTRUMENTS", instrumentsOf) },
  VENUE: {
    capacity: shown(["CAPACITY"], ({ capacity }) => capacity),
    fundingClass: shown(["FUNDING_CLASS"], ({ fundingClass }) => fundingClass),
    stage: shown(["STAGE"], ({ stageWidthCm, stageDepthCm }) =>
      stageWidthCm === null && stageDepthCm === null
        ? null
        : { widthMetres: metres(stageWidthCm), depthMetres: metres(stageDepthCm) },
    ),
  },
  FESTIVAL: {
    editions: shownList("EDITIONS", ({ editions }) => sorted(editions, ({ startsOn }) => startsOn).reverse()),
  },
  REHEARSAL_ASSOCIATION: {
    roomCount: shown(["ROOM_COUNT"], ({ roomCount }) => roomCount),
    memberCount: shown(["MEMBER_COUNT"], ({ memberCount }) => memberCount),
  },
  ARTIST: {
    form: shown(["FORM"], ({ artistForm }) => artistForm),
    lineUp: shownList("LINE_UP", ({ lineUp }) => sorted(lineUp, ({ position }) => position)),
  },
  CULTURE_OFFICE: { servedMunicipalities: shownList("SERVED_MUNICIPALITIES", municipalitiesOf) },
  KNOWLEDGE_PARTNER: { topics: shownList("TOPICS", ({ topics }) => topics) },
  ASSOCIATION: { memberCount: shown(["MEMBER_COUNT"], ({ memberCount }) => memberCount) },
};

const itself =
  (name: string): Rule<unknown> =>
  (row) =>
    (row as Readonly<Record<string, unknown>>)[name];
/** Fields that are as they stand in the row. */
export const asStored = (...names: readonly string[]): Readonly<Record<string, Rule<unknown>>> =>
  Object.fromEntries(names.map((name) => [name, itself(name)]));

/** Every kind of actor, with what other domains add to it, and what hangs on an actor and is reached only through it. */
export const actorRules = (added: Readonly<Record<string, ActorRule>>) => ({
  ...Object.fromEntries(
    Object.entries(actorTypes).map(([kind, type]) => [
      type,
      rules<HubActor>(everybody, {
        ...actorFields,
        ...added,
        ...ownFields[kind as keyof typeof ownFields],
      }),
    ]),
  ),
  AccessibilityStatement: rules(everybody, asStored("answer", "note")),
  ActorLocation: rules(everybody, asStored("latitude", "longitude", "precision")),
  ContactLink: rules(everybody, asStored("url", "label")),
  ExternalId: rules(everybody, asStored("scheme", "value", "url")),
  FestivalEdition: rules(everybody, asStored("startsOn", "endsOn")),
  LineUpEntry: rules<LineUpEntry>(everybody, {
    ...asStored("name", "role"),
    instrument: ({ instrumentId }, judge) => judge.row(instrumentId),
  }),
  ProfileFieldVisibility: rules(everybody, asStored("field", "visibility")),
  VenueStage: rules(everybody, asStored("widthMetres", "depthMetres")),
});
