import { type SQL, sql } from "../../platform/database/sql.js";
import {
  column,
  connection,
  everyone,
  expression,
  list,
  named,
  type OrderKey,
  one,
  type ReadDeclaration,
  type RelationRead,
  type RootReads,
  reference,
} from "../../platform/read/declaration.js";
import { argumentAt, type ReadScope } from "../../platform/read/scope.js";
import {
  foundDocuments,
  type SearchQuestion,
  searchedDocuments,
  searchFacets,
} from "../../platform/search/searched-documents.js";
import { nearnessOf } from "../network/network.queries.js";
import { isMunicipalityOf } from "../places/places.queries.js";
import { isGenreOf } from "../vocabularies/vocabularies.queries.js";

/** What the arguments of the search ask. Which of them are given shapes the statement, their values do not. */
function questionOf({ args, viewer }: ReadScope): SearchQuestion {
  const number = (path: string) => args.sql(path, "double precision");
  return {
    query: args.isBlank("query") ? undefined : args.sql("query", "text"),
    viewer: viewer.kind === "STRANGER" ? undefined : nearnessOf(viewer),
    filter: {
      actorKinds: args.has("filter.actorKinds") ? args.sql("filter.actorKinds", "text[]") : undefined,
      isInMunicipality: args.has("filter.municipalityCodes")
        ? (id) => isMunicipalityOf(id, args.sql("filter.municipalityCodes", "text[]"))
        : undefined,
      isOfGenre: args.has("filter.genreSlugs")
        ? (id) => isGenreOf(id, args.sql("filter.genreSlugs", "text[]"))
        : undefined,
    },
    near: args.has("filter.near")
      ? {
          latitude: number("filter.near.latitude"),
          longitude: number("filter.near.longitude"),
          withinKm: args.has("filter.near.withinKm") ? number("filter.near.withinKm") : undefined,
        }
      : undefined,
  };
}

/** Kilometres farther than any two points of the Earth are apart: what shows no place comes last. */
const beyondEverything = sql`40000::double precision`;

const byTitle: OrderKey = { by: ({ target }) => sql`${target}.title`, type: "text", collation: "da-x-icu" };
const orders: RelationRead["orders"] = {
  RELEVANCE: [
    { by: ({ target }) => sql`${target}.rank`, type: "double precision", descending: true },
    byTitle,
  ],
  DISTANCE: [
    {
      by: ({ target }) => sql`coalesce(${target}.distance_km, ${beyondEverything})`,
      type: "double precision",
    },
    byTitle,
  ],
};

/** The types that have documents in `search_document`. */
const searchedTypes = ["Actor"] as const;

export const searchHitRead: ReadDeclaration = {
  type: "SearchHit",
  columns: {
    id: "uuid",
    node_type: "text",
    node_id: "uuid",
    title: "text",
    rank: "double precision",
    distance_km: "double precision",
    query: "text",
    pattern: "text",
    pattern_with_typo: "text",
  },
  key: "id",
  visibleTo: everyone,
  fields: {
    node: reference({
      types: searchedTypes,
      typeName: ({ row }) => sql`${row}.node_type`,
      key: ({ row }) => sql`${row}.node_id`,
    }),
    highlight: expression(
      ({
        row,
      }) => sql`(SELECT search_highlight(document.title, document.body, ${row}.query, ${row}.pattern, ${row}.pattern_with_typo)
        FROM search_document AS document WHERE document.id = ${row}.id)`,
    ),
    distanceKm: column("distance_km"),
  },
};

/** A facet's values with their counts, most frequent first, as JSON. */
const facetValues = (facet: string) =>
  sql`coalesce(jsonb_agg(jsonb_build_object('value', facet.value, 'count', facet.count)) FILTER (WHERE facet.facet = ${sql.literal(facet)}), '[]')`;

export const searchFacetsRead: ReadDeclaration = {
  type: "SearchFacets",
  columns: { actor_kinds: "jsonb", municipalities: "jsonb", genres: "jsonb" },
  visibleTo: everyone,
  fields: {
    actorKinds: facetList("ActorKindFacet", "actor_kinds"),
    municipalities: facetList("MunicipalityFacet", "municipalities"),
    genres: facetList("GenreFacet", "genres"),
  },
};

function facetList(target: string, name: string): RelationRead {
  return list(target, {
    rows: ({ parent }) => sql`SELECT facet.value, facet.count, facet.place FROM ROWS FROM (
      jsonb_to_recordset(${parent}.${sql.identifier(name)}) AS (value text, count integer)) WITH ORDINALITY AS facet(value, count, place)`,
    orders: { FREQUENCY: [{ by: ({ target: row }) => sql`${row}.place`, type: "integer" }] },
  });
}

const facetColumns = { value: "text", count: "integer", place: "integer" } as const;
const value = ({ parent }: { parent: SQL }) => sql`${parent}.value::uuid`;

export const actorKindFacetRead: ReadDeclaration = {
  type: "ActorKindFacet",
  columns: facetColumns,
  visibleTo: everyone,
  fields: { kind: column("value"), count: column("count") },
};
export const municipalityFacetRead: ReadDeclaration = {
  type: "MunicipalityFacet",
  columns: facetColumns,
  visibleTo: everyone,
  fields: { municipality: named("Municipality", value), count: column("count") },
};
export const genreFacetRead: ReadDeclaration = {
  type: "GenreFacet",
  columns: facetColumns,
  visibleTo: everyone,
  fields: { genre: named("Genre", value), count: column("count") },
};

/** The documents that a question asks for, beside what somebody typed. */
function hitsOf(scope: ReadScope, documents: (question: SearchQuestion) => SQL): SQL {
  const question = questionOf(scope);
  return sql`SELECT hit.*, ${question.query ?? sql`NULL::text`} AS query FROM (${documents(question)}) AS hit`;
}

export const searchRootReads: RootReads = {
  search: connection("SearchHit", {
    // Only by relevance are hits ranked. The nearest may be any of them.
    rows: (scope) =>
      hitsOf(scope, scope.args.choice("orderBy") === "DISTANCE" ? foundDocuments : searchedDocuments),
    allRows: (scope) => hitsOf(scope, foundDocuments),
    orders,
    refuses: (args) =>
      args.orderBy === "DISTANCE" && argumentAt(args, "filter.near") === null
        ? "orderBy: DISTANCE needs the filter near."
        : undefined,
    facts: {
      facets: one("SearchFacets", {
        rows: (
          scope,
        ) => sql`SELECT ${facetValues("actorKind")} AS actor_kinds, ${facetValues("municipality")} AS municipalities,
          ${facetValues("genre")} AS genres FROM (${searchFacets(questionOf(scope))}) AS facet`,
      }),
    },
  }),
};
