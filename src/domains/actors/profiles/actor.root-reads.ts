import { sql } from "../../../platform/database/sql.js";
import {
  connection,
  type FilterRead,
  type OrderKey,
  one,
  type RootReads,
} from "../../../platform/read/declaration.js";
import { textFilter } from "../../../platform/text/text-filter.js";
import { municipalitiesOf } from "../../places/places.queries.js";
import { isGenreOf } from "../../vocabularies/vocabularies.queries.js";
import { isClaimed } from "./actor.read.js";
import { sees } from "./field-visibility.js";

const byName: OrderKey = { by: ({ target }) => sql`${target}.name`, type: "text", collation: "da-x-icu" };
const byCreation: OrderKey = { by: ({ target }) => sql`${target}.created_at`, type: "timestamptz" };

const filters: readonly FilterRead[] = [
  {
    argument: "filter.kinds",
    discloses: ["kind"],
    among: {
      column: "kind",
      values: ({ args }) => sql`SELECT DISTINCT unnest(${args.sql("filter.kinds", "text[]")})`,
      // Half of the kinds: more are most actors, which a list of all finds as soon.
      upTo: 4,
    },
  },
  {
    argument: "filter.municipalityCodes",
    discloses: ["municipality"],
    among: {
      column: "municipality_id",
      values: ({ args }) => municipalitiesOf(args.sql("filter.municipalityCodes", "text[]")),
      // More are so much of the country that a list of all finds as soon.
      upTo: 12,
    },
  },
  {
    argument: "filter.genreSlugs",
    discloses: ["genres"],
    among: {
      column: "id",
      values: ({ args }) => sql`SELECT DISTINCT stands_for.actor_id FROM actor_genre AS stands_for
        WHERE ${isGenreOf(sql`stands_for.genre_id`, args.sql("filter.genreSlugs", "text[]"))}`,
    },
  },
  {
    argument: "filter.claimed",
    discloses: ["claimed"],
    where: ({ target, args }) =>
      sql`${isClaimed(sql`${target}.id`)} = ${args.sql("filter.claimed", "boolean")}`,
  },
  {
    argument: "filter.text",
    discloses: ["name"],
    isAsked: ({ args }) => !args.isBlank("filter.text"),
    among: {
      column: "id",
      // Former names are found only by those who see them. OFFSET 0: first of all, by the indexes of names.
      values: (scope) => {
        const text = scope.args.sql("filter.text", "text");
        const row = sql.identifier("called");
        return sql`SELECT ${row}.id FROM actor AS ${row} WHERE ${textFilter(sql`${row}.folded_name`, text)} OR (
          ${textFilter(sql`${row}.folded_former_names`, text)} AND ${sees("FORMER_NAMES")({ ...scope, row })}) OFFSET 0`;
      },
    },
  },
];

export const actorRootReads: RootReads = {
  actor: one("Actor", {
    refuses: ({ id, slug }) =>
      (id == null) === (slug == null) ? "Give exactly one of id and slug." : undefined,
    where: ({ target, args }) =>
      args.has("id")
        ? sql`${target}.public_id = ${args.sql("id", "text")}`
        : sql`${target}.id = (SELECT named.actor_id FROM actor_slug AS named WHERE named.slug = ${args.sql("slug", "text")})`,
  }),
  actors: connection("Actor", {
    where: () => sql`true`,
    orders: {
      NAME_ASC: [byName],
      NAME_DESC: [{ ...byName, descending: true }],
      CREATED_AT_ASC: [byCreation],
      CREATED_AT_DESC: [{ ...byCreation, descending: true }],
    },
    filters,
  }),
};
