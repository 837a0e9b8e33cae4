import { type SQL, sql } from "../../../platform/database/sql.js";
import {
  column,
  connection,
  count,
  expression,
  type FieldReads,
  type FilterRead,
  named,
  type ReadDeclaration,
  timestampColumn,
} from "../../../platform/read/declaration.js";
import type { RelationScope } from "../../../platform/read/scope.js";
import { dayAsked, holdsOn, isParty, seesRelationship, today } from "../network.queries.js";
import type { RelationshipStatus } from "./relationship.enums.js";
import { phraseBetween } from "./relationship-phrase.js";

const actorIn = (name: "source_id" | "target_id" | "proposed_by", visibility = {}) =>
  named("Actor", ({ parent }) => sql`${parent}.${sql.identifier(name)}`, visibility);

export const relationshipRead: ReadDeclaration = {
  type: "Relationship",
  table: "relationship",
  key: "id",
  idPrefix: "relationship",
  visibleTo: ({ viewer, row }) => seesRelationship(viewer, row),
  fields: {
    id: column("public_id"),
    kind: column("kind"),
    source: actorIn("source_id"),
    target: actorIn("target_id"),
    status: expression(
      ({ row, viewer }) =>
        sql`CASE WHEN ${row}.status = 'CONFIRMED' AND ${row}.ended_on <= ${today({ viewer })} THEN 'ENDED' ELSE ${row}.status END`,
    ),
    startedOn: column("started_on"),
    endedOn: column("ended_on"),
    phrase: expression(
      (scope) => {
        const reader = sql`(SELECT reader.id FROM actor AS reader WHERE reader.public_id = ${scope.args.sql("from", "text")})`;
        const fromSource = sql`CASE ${reader} WHEN ${scope.row}.source_id THEN true WHEN ${scope.row}.target_id THEN false END`;
        return phraseBetween(scope, sql`${scope.row}.kind`, fromSource);
      },
      { refusal: "from: give the id of the relationship's source or target." },
    ),
    proposedBy: actorIn("proposed_by", {
      visibleWhen: ({ viewer, row }: PartyScope) => isParty(viewer, row),
    }),
    createdAt: timestampColumn("created_at"),
  },
};
type PartyScope = Parameters<ReadDeclaration["visibleTo"]>[0];

/** A relationship as the actor in question has it. */
const asEnd = ({ target }: Pick<RelationScope, "target">) =>
  sql`JOIN relationship_end AS own ON own.relationship_id = ${target}.id`;
const ofActor = ({ parent }: Pick<RelationScope, "parent">) => sql`own.actor_id = ${parent}.id`;

/** Only relationships of some kinds; `row` has the kind. */
const onlyKinds = (row: (scope: RelationScope) => SQL): readonly FilterRead[] => [
  {
    argument: "kinds",
    discloses: ["kind"],
    where: (scope) => sql`${row(scope)}.kind = ANY (${scope.args.sql("kinds", "text[]")})`,
  },
];

/** Which relationships have a status on a day. */
const withStatus: Readonly<Record<RelationshipStatus, (day: SQL) => SQL>> = {
  CONFIRMED: (day) => holdsOn(sql`own`, day),
  ENDED: (day) => sql`(own.status = 'CONFIRMED' AND own.ended_on <= ${day})`,
  PROPOSED: () => sql`own.status = 'PROPOSED'`,
  DECLINED: () => sql`own.status = 'DECLINED'`,
};

/** What relationships add to actors. */
export const actorRelationshipReads: FieldReads = {
  relationships: connection("Relationship", {
    through: asEnd,
    where: (scope) => {
      const status = (scope.args.choice("status") ?? "CONFIRMED") as RelationshipStatus;
      return sql`${ofActor(scope)} AND ${withStatus[status](dayAsked(scope))}`;
    },
    filters: onlyKinds(() => sql`own`),
    orders: { LATEST: [{ by: () => sql`own.listed_on`, type: "date", descending: true }] },
  }),
  relationshipCount: count("Relationship", {
    // The actor's ends alone tell all that is asked, without a look at each relationship.
    rows: ({ parent }) => sql`SELECT own.kind, 'CONFIRMED' AS status, own.started_on, own.ended_on,
        own.actor_id AS source_id, own.other_id AS target_id, own.own_level AS source_level, own.other_level AS target_level
      FROM relationship_end AS own WHERE own.actor_id = ${parent}.id AND own.status = 'CONFIRMED'`,
    where: (scope) => holdsOn(scope.target, dayAsked(scope)),
    filters: onlyKinds(({ target }) => target),
  }),
};
