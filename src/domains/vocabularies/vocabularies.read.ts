import { type SQL, sql } from "../../platform/database/sql.js";
import {
  column,
  everyone,
  expression,
  list,
  named,
  type ReadDeclaration,
  type RootReads,
} from "../../platform/read/declaration.js";
import type { RowScope } from "../../platform/read/scope.js";

/** The label in the language asked for, the reader's by default. */
const label = expression(
  ({ row, args, language }: RowScope): SQL =>
    sql`CASE coalesce(${args.sql("language", "text")}, ${language}) WHEN 'EN' THEN ${row}.label_en ELSE ${row}.label_da END`,
);

const bySlug = {
  SLUG: [{ by: ({ target }: { target: SQL }) => sql`${target}.slug`, type: "text", collation: "C" }],
} as const;

export const genreRead: ReadDeclaration = {
  type: "Genre",
  table: "genre",
  key: "id",
  idPrefix: "genre",
  visibleTo: everyone,
  fields: {
    id: column("public_id"),
    slug: column("slug"),
    label,
    musicbrainzId: column("musicbrainz_id"),
    parent: named("Genre", ({ parent }) => sql`${parent}.parent_id`),
  },
};

export const instrumentRead: ReadDeclaration = {
  type: "Instrument",
  table: "instrument",
  key: "id",
  idPrefix: "instrument",
  visibleTo: everyone,
  fields: { id: column("public_id"), slug: column("slug"), label, wikidataId: column("wikidata_id") },
};

export const vocabulariesRootReads: RootReads = {
  genres: list("Genre", { where: () => sql`true`, orders: bySlug }),
  instruments: list("Instrument", { where: () => sql`true`, orders: bySlug }),
};
