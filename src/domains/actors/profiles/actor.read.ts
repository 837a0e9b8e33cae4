import { type SQL, sql } from "../../../platform/database/sql.js";
import {
  column,
  everyone,
  expression,
  list,
  named,
  type ReadDeclaration,
  timestampColumn,
  valueList,
} from "../../../platform/read/declaration.js";
import type { RowScope } from "../../../platform/read/scope.js";
import { typeNameOfKind } from "./actor.enums.js";
import { defaultVisibility, isInsider, ProfileField, sees } from "./field-visibility.js";

/** A row of the actor's table that has an owner. */
export const isClaimed = (actorId: SQL): SQL =>
  sql`EXISTS (SELECT 1 FROM membership AS owner WHERE owner.actor_id = ${actorId} AND owner.role = 'OWNER' AND owner.ended_on IS NULL)`;

const visibleWith = (...fields: readonly ProfileField[]) => ({ visibleWhen: sees(...fields) });

/** A text array. */
const texts = (name: string, field: ProfileField) =>
  valueList(({ row }) => sql`to_json(${row}.${sql.identifier(name)})`, visibleWith(field));

/** The text in the language asked for; without one the reader's, else the other. */
const localised = (danish: string, english: string) => (scope: RowScope) => {
  const da = sql`${scope.row}.${sql.identifier(danish)}`;
  const en = sql`${scope.row}.${sql.identifier(english)}`;
  if (scope.args.has("language"))
    return sql`CASE ${scope.args.sql("language", "text")} WHEN 'EN' THEN ${en} ELSE ${da} END`;
  return sql`CASE ${scope.language} WHEN 'EN' THEN coalesce(${en}, ${da}) ELSE coalesce(${da}, ${en}) END`;
};

const accessibility = (respect: "physical" | "economic" | "digital") => {
  const name = `${respect}_accessibility`;
  const note = localised(`${name}_note_da`, `${name}_note_en`);
  return expression(
    (scope) => sql`json_build_object('answer', ${scope.row}.${sql.identifier(name)}, 'note', ${note(scope)})`,
    visibleWith("ACCESSIBILITY"),
  );
};

const municipality = named(
  "Municipality",
  ({ parent }) => sql`${parent}.municipality_id`,
  visibleWith("MUNICIPALITY"),
);

/** All profile fields with who sees them, as the actor set it or by default. */
const fieldVisibilities = valueList(
  ({ row }) => {
    const defaults = Object.fromEntries(
      Object.keys(ProfileField).map((field) => [field, defaultVisibility(field as ProfileField)]),
    );
    return sql`(SELECT json_agg(json_build_object('field', entry.key, 'visibility', entry.value) ORDER BY entry.key COLLATE "C")
      FROM jsonb_each_text(${sql.value(JSON.stringify(defaults))}::jsonb || ${row}.field_visibility) AS entry)`;
  },
  { visibleWhen: (scope) => isInsider(scope, sql`${scope.row}.id`) },
);

export const actorRead: ReadDeclaration = {
  type: "Actor",
  table: "actor",
  key: "id",
  idPrefix: "actor",
  visibleTo: everyone,
  fields: {
    id: column("public_id"),
    kind: column("kind"),
    slug: column("slug"),
    name: column("name"),
    formerNames: texts("former_names", "FORMER_NAMES"),
    about: expression(localised("about_da", "about_en"), visibleWith("ABOUT")),
    municipality,
    location: expression(
      ({
        row,
      }) => sql`CASE WHEN ${row}.published_latitude IS NOT NULL THEN json_build_object('latitude', ${row}.published_latitude,
        'longitude', ${row}.published_longitude,
        'precision', CASE WHEN ${row}.latitude IS NULL THEN 'MUNICIPALITY' ELSE ${row}.location_precision END) END`,
      // The point shows the municipality, so it is seen only where that is.
      visibleWith("LOCATION", "MUNICIPALITY"),
    ),
    genres: list("Genre", {
      through: ({ target }) => sql`JOIN actor_genre AS link ON link.genre_id = ${target}.id`,
      where: ({ parent }) => sql`link.actor_id = ${parent}.id`,
      orders: { SLUG: [{ by: ({ target }) => sql`${target}.slug`, type: "text", collation: "C" }] },
      ...visibleWith("GENRES"),
    }),
    links: list("ContactLink", {
      where: ({ parent, target }) => sql`${target}.actor_id = ${parent}.id`,
      orders: { POSITION: [{ by: ({ target }) => sql`${target}.position`, type: "integer" }] },
      ...visibleWith("LINKS"),
    }),
    externalIds: list("ExternalId", {
      // An OpenStreetMap id leads to a point, so it is seen only where the exact point is.
      where: (
        scope,
      ) => sql`${scope.target}.actor_id = ${scope.parent}.id AND (${scope.target}.scheme <> 'OPENSTREETMAP'
        OR ${isInsider(scope, sql`${scope.parent}.id`)}
        OR (${scope.parent}.location_precision = 'EXACT' AND ${sees("LOCATION", "MUNICIPALITY")({ ...scope, row: scope.parent })}))`,
      orders: {
        SCHEME: [
          { by: ({ target }) => sql`${target}.scheme`, type: "text", collation: "C" },
          { by: ({ target }) => sql`${target}.value`, type: "text", collation: "C" },
        ],
      },
      ...visibleWith("EXTERNAL_IDS"),
    }),
    offers: texts("offers", "OFFERS"),
    seeks: texts("seeks", "SEEKS"),
    physicalAccessibility: accessibility("physical"),
    economicAccessibility: accessibility("economic"),
    digitalAccessibility: accessibility("digital"),
    claimed: expression(({ row }) => isClaimed(sql`${row}.id`)),
    isDemo: column("is_demo"),
    createdAt: timestampColumn("created_at"),
    updatedAt: timestampColumn("updated_at"),
    fieldVisibilities,
  },
  kinds: {
    typeName: ({ row }) =>
      sql`(CASE ${row}.kind ${sql.join(
        Object.entries(typeNameOfKind).map(
          ([kind, type]) => sql`WHEN ${sql.literal(kind)} THEN ${sql.literal(type)}`,
        ),
        " ",
      )} END)`,
    types: {
      MusicSchool: {
        instruments: list("Instrument", {
          through: ({ target }) => sql`JOIN actor_instrument AS link ON link.instrument_id = ${target}.id`,
          where: ({ parent }) => sql`link.actor_id = ${parent}.id`,
          orders: { SLUG: [{ by: ({ target }) => sql`${target}.slug`, type: "text", collation: "C" }] },
          ...visibleWith("INSTRUMENTS"),
        }),
      },
      Venue: {
        capacity: column("capacity", visibleWith("CAPACITY")),
        stage: expression(
          ({
            row,
          }) => sql`CASE WHEN coalesce(${row}.stage_width_cm, ${row}.stage_depth_cm) IS NOT NULL THEN json_build_object(
            'widthMetres', ${row}.stage_width_cm / 100.0::float8, 'depthMetres', ${row}.stage_depth_cm / 100.0::float8) END`,
          visibleWith("STAGE"),
        ),
        fundingClass: column("funding_class", visibleWith("FUNDING_CLASS")),
      },
      Festival: {
        editions: list("FestivalEdition", {
          where: ({ parent, target }) => sql`${target}.actor_id = ${parent}.id`,
          orders: {
            LATEST: [{ by: ({ target }) => sql`${target}.starts_on`, type: "date", descending: true }],
          },
          ...visibleWith("EDITIONS"),
        }),
      },
      RehearsalAssociation: {
        roomCount: column("room_count", visibleWith("ROOM_COUNT")),
        memberCount: column("member_count", visibleWith("MEMBER_COUNT")),
      },
      Artist: {
        form: column("artist_form", visibleWith("FORM")),
        lineUp: list("LineUpEntry", {
          where: ({ parent, target }) => sql`${target}.actor_id = ${parent}.id`,
          orders: { POSITION: [{ by: ({ target }) => sql`${target}.position`, type: "integer" }] },
          ...visibleWith("LINE_UP"),
        }),
      },
      CultureOffice: {
        servedMunicipalities: list("Municipality", {
          through: ({ target }) =>
            sql`JOIN actor_served_municipality AS link ON link.municipality_id = ${target}.id`,
          where: ({ parent }) => sql`link.actor_id = ${parent}.id`,
          orders: {
            NAME: [{ by: ({ target }) => sql`${target}.name`, type: "text", collation: "da-x-icu" }],
          },
          ...visibleWith("SERVED_MUNICIPALITIES"),
        }),
      },
      KnowledgePartner: { topics: texts("topics", "TOPICS") },
      Association: { memberCount: column("member_count", visibleWith("MEMBER_COUNT")) },
    },
  },
};

/** What hangs on an actor and is only reached through it, where the actor's field decides who sees it. */
const partOfActor = { key: "id", visibleTo: everyone } as const;

export const contactLinkRead: ReadDeclaration = {
  ...partOfActor,
  type: "ContactLink",
  table: "contact_link",
  fields: { url: column("url"), label: column("label") },
};

export const externalIdRead: ReadDeclaration = {
  ...partOfActor,
  type: "ExternalId",
  table: "external_id",
  fields: { scheme: column("scheme"), value: column("value"), url: column("url") },
};

export const festivalEditionRead: ReadDeclaration = {
  ...partOfActor,
  type: "FestivalEdition",
  table: "festival_edition",
  fields: { startsOn: column("starts_on"), endsOn: column("ends_on") },
};

export const lineUpEntryRead: ReadDeclaration = {
  ...partOfActor,
  type: "LineUpEntry",
  table: "line_up_entry",
  fields: {
    name: column("name"),
    role: column("role"),
    instrument: named("Instrument", ({ parent }) => sql`${parent}.instrument_id`),
  },
};
