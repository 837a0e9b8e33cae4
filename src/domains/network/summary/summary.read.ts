import { type SQL, sql } from "../../../platform/database/sql.js";
import {
  column,
  computedRows,
  everyone,
  type FieldReads,
  list,
  named,
  type OrderKey,
  one,
  type ReadDeclaration,
  type RootReads,
} from "../../../platform/read/declaration.js";
import type { ReadScope } from "../../../platform/read/scope.js";
import { dayAsked } from "../network.queries.js";
import { findBrokers } from "./brokers.js";
import { type CountedPart, countedActors, figures, visibleTies } from "./summary.queries.js";

const figureColumns = {
  actor_count: "integer",
  relationship_count: "integer",
  cross_municipal_share: "double precision",
  isolated_actor_count: "integer",
} as const;
const figureFields: FieldReads = {
  actorCount: column("actor_count"),
  relationshipCount: column("relationship_count"),
  crossMunicipalShare: column("cross_municipal_share"),
  isolatedActorCount: column("isolated_actor_count"),
};

/** A filter as a `text[]` again: no filter is NULL, an empty one lets nothing through. */
const listOf = (filter: SQL) =>
  sql`(CASE WHEN ${filter} IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(${filter})) END)`;

/** The part of the network that a summary's row stands for: its day and filter travel with it. */
const partOf = (row: SQL): CountedPart => ({
  day: sql`${row}.as_of`,
  municipalityCodes: listOf(sql`${row}.municipality_codes`),
  kinds: listOf(sql`${row}.kinds`),
});

const changeOf = (name: keyof typeof figureColumns) =>
  sql`${sql.identifier("now", name)} - ${sql.identifier("before", name)} AS ${sql.identifier(name)}`;

const changes = () =>
  sql.join((Object.keys(figureColumns) as (keyof typeof figureColumns)[]).map(changeOf), ", ");

/** The figures of each group, with `growth` as JSON since the day that the list is asked with, else NULL. */
function grownFigures(scope: ReadScope, part: CountedPart, by: SQL): SQL {
  if (!scope.args.has("since"))
    return sql`SELECT part.*, NULL::jsonb AS growth FROM (${figures(scope, part, by)}) AS part`;
  const before = { ...part, day: scope.args.sql("since", "date") };
  // The same actors pass the filter on both days, so the groups are the same.
  return sql`SELECT now.*, (SELECT to_jsonb(change) FROM (SELECT ${changes()}) AS change) AS growth
    FROM (${figures(scope, part, by)}) AS now JOIN (${figures(scope, before, by)}) AS before
      ON before.grouping IS NOT DISTINCT FROM now.grouping`;
}

/** What has changed, of a group that carries it along. */
const carriedGrowth = one("NetworkGrowth", {
  rows: ({ parent }) =>
    sql`SELECT change.* FROM jsonb_to_record(${parent}.growth) AS change(actor_count integer, relationship_count integer,
      cross_municipal_share double precision, isolated_actor_count integer) WHERE ${parent}.growth IS NOT NULL`,
});

const byPlace: OrderKey = { by: ({ target }) => sql`${target}.place`, type: "integer" };

export const networkSummaryRead: ReadDeclaration = {
  type: "NetworkSummary",
  columns: { as_of: "date", municipality_codes: "jsonb", kinds: "jsonb", ...figureColumns },
  visibleTo: everyone,
  fields: {
    asOf: column("as_of"),
    ...figureFields,
    growth: one("NetworkGrowth", {
      rows: (scope) => {
        const part = partOf(scope.parent);
        const before = { ...part, day: scope.args.sql("since", "date") };
        return sql`SELECT ${changes()}
          FROM (${figures(scope, part)}) AS now, (${figures(scope, before)}) AS before`;
      },
    }),
    brokers: computedRows("NetworkBroker", {
      needs: {
        ties: (scope) =>
          sql`(SELECT coalesce(json_agg(json_build_array(pair.one, pair.other)), '[]') FROM (
            SELECT DISTINCT least(tie.source_id, tie.target_id) AS one, greatest(tie.source_id, tie.target_id) AS other
            FROM (${visibleTies(scope, sql`${scope.row}.as_of`)}) AS tie) AS pair)`,
        counted: (scope) =>
          sql`(SELECT coalesce(json_agg(actor.id), '[]') FROM (${countedActors(scope, partOf(scope.row))}) AS actor WHERE actor.is_counted)`,
      },
      compute: ({ ties, counted }, { first }) =>
        findBrokers(ties as [string, string][], new Set(counted as string[]), first as number | null),
    }),
    byMunicipality: list("NetworkMunicipalitySummary", {
      rows: (scope) =>
        sql`SELECT part.*, part.grouping AS municipality_id, row_number() OVER (ORDER BY place.name COLLATE "da-x-icu" NULLS LAST)::integer AS place
          FROM (${grownFigures(scope, partOf(scope.parent), sql`actor.municipality_id`)}) AS part
          LEFT JOIN municipality AS place ON place.id = part.grouping`,
      orders: { NAME: [byPlace] },
    }),
    byKind: list("NetworkKindSummary", {
      rows: (scope) =>
        sql`SELECT part.*, part.grouping AS kind FROM (${grownFigures(scope, partOf(scope.parent), sql`actor.kind`)}) AS part`,
      orders: { KIND: [{ by: ({ target }) => sql`${target}.kind`, type: "text", collation: "C" }] },
    }),
  },
};

export const networkGrowthRead: ReadDeclaration = {
  type: "NetworkGrowth",
  columns: figureColumns,
  visibleTo: everyone,
  fields: figureFields,
};

export const networkMunicipalitySummaryRead: ReadDeclaration = {
  type: "NetworkMunicipalitySummary",
  columns: { municipality_id: "uuid", place: "integer", growth: "jsonb", ...figureColumns },
  visibleTo: everyone,
  fields: {
    municipality: named("Municipality", ({ parent }) => sql`${parent}.municipality_id`),
    ...figureFields,
    growth: carriedGrowth,
  },
};

export const networkKindSummaryRead: ReadDeclaration = {
  type: "NetworkKindSummary",
  columns: { kind: "text", growth: "jsonb", ...figureColumns },
  visibleTo: everyone,
  fields: { kind: column("kind"), ...figureFields, growth: carriedGrowth },
};

export const networkBrokerRead: ReadDeclaration = {
  type: "NetworkBroker",
  columns: { actor_id: "uuid", betweenness: "double precision" },
  visibleTo: everyone,
  fields: {
    actor: named("Actor", ({ parent }) => sql`${parent}.actor_id`),
    betweenness: column("betweenness"),
  },
};

const asked = (scope: ReadScope): CountedPart => ({
  day: dayAsked(scope),
  municipalityCodes: scope.args.sql("municipalityCodes", "text[]"),
  kinds: scope.args.sql("kinds", "text[]"),
});

export const summaryRootReads: RootReads = {
  networkSummary: one("NetworkSummary", {
    rows: (scope) => {
      const part = asked(scope);
      return sql`SELECT ${part.day} AS as_of, to_jsonb(${part.municipalityCodes}) AS municipality_codes,
        to_jsonb(${part.kinds}) AS kinds, figures.* FROM (${figures(scope, part)}) AS figures`;
    },
  }),
};
