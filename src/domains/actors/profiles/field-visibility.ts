import { registerEnumType } from "type-graphql";
import { type SQL, sql } from "../../../platform/database/sql.js";
import type { ReadScope, RowScope, ViewerSql } from "../../../platform/read/scope.js";

/** Who sees a profile field, from the widest circle to the narrowest. */
export const FieldVisibility = {
  PUBLIC: "PUBLIC",
  SIGNED_IN: "SIGNED_IN",
  NETWORK: "NETWORK",
  MEMBERS: "MEMBERS",
} as const;
export type FieldVisibility = keyof typeof FieldVisibility;

/** The profile fields that have a visibility. Name, kind and slug are how an actor is told from another, and public. */
export const ProfileField = {
  FORMER_NAMES: "FORMER_NAMES",
  ABOUT: "ABOUT",
  MUNICIPALITY: "MUNICIPALITY",
  LOCATION: "LOCATION",
  GENRES: "GENRES",
  LINKS: "LINKS",
  EXTERNAL_IDS: "EXTERNAL_IDS",
  OFFERS: "OFFERS",
  SEEKS: "SEEKS",
  ACCESSIBILITY: "ACCESSIBILITY",
  INSTRUMENTS: "INSTRUMENTS",
  CAPACITY: "CAPACITY",
  STAGE: "STAGE",
  FUNDING_CLASS: "FUNDING_CLASS",
  EDITIONS: "EDITIONS",
  ROOM_COUNT: "ROOM_COUNT",
  MEMBER_COUNT: "MEMBER_COUNT",
  FORM: "FORM",
  LINE_UP: "LINE_UP",
  SERVED_MUNICIPALITIES: "SERVED_MUNICIPALITIES",
  TOPICS: "TOPICS",
  RELATIONSHIPS: "RELATIONSHIPS",
} as const;
export type ProfileField = keyof typeof ProfileField;

/** The line-up names people, who may be minors: only the network sees it until the actor opens it. */
const narrowerDefaults: Partial<Record<ProfileField, FieldVisibility>> = { LINE_UP: "NETWORK" };

/** The visibility of a field that the actor has not set. */
export const defaultVisibility = (field: ProfileField): FieldVisibility =>
  narrowerDefaults[field] ?? "PUBLIC";

registerEnumType(FieldVisibility, {
  name: "FieldVisibility",
  description: "Who sees a profile field.",
  valuesConfig: {
    PUBLIC: { description: "Everyone, also without an account." },
    SIGNED_IN: { description: "Everyone who is signed in." },
    NETWORK: {
      description:
        "Whoever acts for an actor that has a confirmed relationship in effect today with this one, the actor's members, " +
        "and the hub's administrators. Not who acts for an actor that this one has blocked.",
    },
    MEMBERS: { description: "The actor's current members, and the hub's administrators." },
  },
});
registerEnumType(ProfileField, {
  name: "ProfileField",
  description:
    "A field of a profile whose visibility its actor decides: public by default, only LINE_UP is for the network. " +
    "Name, kind and slug are always public. Who does not see MUNICIPALITY does not see LOCATION either.",
  valuesConfig: {
    FORMER_NAMES: { description: "Names it had before." },
    ABOUT: { description: "The text about it, in both languages." },
    MUNICIPALITY: { description: "The municipality (kommune) it belongs to." },
    LOCATION: { description: "The point where it shows that it is." },
    GENRES: { description: "The genres it stands for." },
    LINKS: { description: "Where it is found on the web." },
    EXTERNAL_IDS: { description: "What it is called in other registers." },
    OFFERS: { description: "What it offers others." },
    SEEKS: { description: "What it looks for." },
    ACCESSIBILITY: { description: "All three accessibility statements (tilgængelighed)." },
    INSTRUMENTS: { description: "What a music school teaches." },
    CAPACITY: { description: "How many guests a venue holds." },
    STAGE: { description: "A venue's stage." },
    FUNDING_CLASS: { description: "How the state supports a venue." },
    EDITIONS: { description: "A festival's editions." },
    ROOM_COUNT: { description: "How many rehearsal rooms (øvelokaler) a rehearsal association has." },
    MEMBER_COUNT: { description: "How many members a rehearsal association or association has." },
    FORM: { description: "Whether an artist is a solo artist, duo or band." },
    LINE_UP: {
      description: "An artist's line-up (besætning); for the network by default, since it names people.",
    },
    SERVED_MUNICIPALITIES: { description: "The municipalities that a culture office works for." },
    TOPICS: { description: "What a knowledge partner knows about." },
    RELATIONSHIPS: {
      description:
        "Its confirmed relationships. Others see one only where both its ends show theirs; at most NETWORK where a minor is at home.",
    },
  },
});

/** The circle of viewers in an actor's network, which the domain of relationships draws. */
export const networkCircle = "NETWORK";

/** The actors that an account (a uuid, or NULL for a stranger) acts for now, as a `uuid[]`. */
export const actorsOfAccount = (accountId: SQL): SQL =>
  sql`ARRAY(SELECT mine.actor_id FROM membership AS mine WHERE mine.account_id = ${accountId} AND mine.ended_on IS NULL)`;

/** The actors that the viewer acts for now, as a `uuid[]`; empty for a stranger. */
export const actorsActedFor = (viewer: ViewerSql): SQL =>
  viewer.kind === "STRANGER"
    ? sql`'{}'::uuid[]`
    : sql`${viewer.once("actors acted for", () => actorsOfAccount(viewer.accountId))}::uuid[]`;

/** The actors that the viewer speaks for now, as an owner or editor, as a `uuid[]`; empty for a stranger. */
export const actorsSpokenFor = (viewer: ViewerSql): SQL =>
  viewer.kind === "STRANGER"
    ? sql`'{}'::uuid[]`
    : sql`${viewer.once(
        "actors spoken for",
        () =>
          sql`ARRAY(SELECT voice.actor_id FROM actor_speaker AS voice WHERE voice.account_id = ${viewer.accountId})`,
      )}::uuid[]`;

/** Whether the viewer is a current member of the actor, or administers the hub. */
export function isInsider({ viewer }: ReadScope, actorId: SQL): SQL {
  if (viewer.kind !== "MEMBER") return viewer.isAdministrator;
  return sql`(${actorId} = ANY (${actorsActedFor(viewer)}))`;
}

/** Who sees a profile field of an actor's row, as the actor set it or by default. */
const visibilityOf = (field: ProfileField, row: SQL): SQL =>
  sql`coalesce(${row}.field_visibility ->> ${sql.literal(field)}, ${sql.literal(defaultVisibility(field))})`;

/** Whether everybody sees a profile field of an actor's row. */
export const isPublic = (field: ProfileField, row: SQL): SQL => sql`(${visibilityOf(field, row)} = 'PUBLIC')`;

/** Whether the viewer sees all of these profile fields of an actor's row. */
export function sees(...fields: readonly ProfileField[]): (scope: RowScope) => SQL {
  return (scope) =>
    sql.join(
      fields.map((field) => seesField(field, scope)),
      " AND ",
    );
}

function seesField(field: ProfileField, { row, viewer, ...scope }: RowScope): SQL {
  if (viewer.kind === "ADMINISTRATOR") return viewer.isAdministrator;
  const visibility = visibilityOf(field, row);
  // PostgreSQL takes a CASE for as likely as not; an equality it would take for rare, and not read lists in their order.
  if (viewer.kind === "STRANGER") return sql`(CASE ${visibility} WHEN 'PUBLIC' THEN true ELSE false END)`;
  const actorId = sql`${row}.id`;
  return sql`(CASE ${visibility} WHEN 'PUBLIC' THEN true WHEN 'SIGNED_IN' THEN true
    ELSE ${isInsider({ viewer, ...scope }, actorId)} OR (${visibility} = 'NETWORK' AND ${viewer.isIn(networkCircle, actorId)}) END)`;
}
