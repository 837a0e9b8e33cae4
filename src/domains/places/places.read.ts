import { type SQL, sql } from "../../platform/database/sql.js";
import {
  column,
  connection,
  everyone,
  list,
  type OrderKey,
  one,
  type ReadDeclaration,
  type RootReads,
} from "../../platform/read/declaration.js";
import type { ReadScope } from "../../platform/read/scope.js";

const danishName: OrderKey = { by: ({ target }) => sql`${target}.name`, type: "text", collation: "da-x-icu" };

/** The day asked about, today in Copenhagen by default. */
const dayOf = ({ args }: ReadScope): SQL =>
  sql`coalesce(${args.sql("asOf", "date")}, (now() AT TIME ZONE 'Europe/Copenhagen')::date)`;

/** Whether a period `[valid_from, valid_to)` holds on the day asked about. */
const holds = (period: SQL, scope: ReadScope): SQL =>
  sql`${period}.valid_from <= ${dayOf(scope)} AND (${period}.valid_to IS NULL OR ${dayOf(scope)} < ${period}.valid_to)`;

export const regionRead: ReadDeclaration = {
  type: "Region",
  table: "region",
  key: "id",
  idPrefix: "region",
  visibleTo: everyone,
  fields: {
    id: column("public_id"),
    code: column("code"),
    codeIsProvisional: column("code_is_provisional"),
    name: column("name"),
  },
};

export const municipalityRead: ReadDeclaration = {
  type: "Municipality",
  table: "municipality",
  key: "id",
  idPrefix: "municipality",
  visibleTo: everyone,
  fields: {
    id: column("public_id"),
    code: column("code"),
    name: column("name"),
    latitude: column("latitude"),
    longitude: column("longitude"),
    isOutsideMunicipalDivision: column("outside_municipal_division"),
    region: one("Region", {
      through: ({ target }) => sql`JOIN municipality_region AS period ON period.region_id = ${target}.id`,
      where: (scope) => sql`period.municipality_id = ${scope.parent}.id AND ${holds(sql`period`, scope)}`,
    }),
    postcodes: connection("Postcode", {
      where: ({ parent, target }) => sql`${target}.municipality_id = ${parent}.id`,
      orders: { CODE: [{ by: ({ target }) => sql`${target}.code`, type: "text", collation: "C" }] },
    }),
    cultureAgreements: list("CultureAgreement", {
      through: ({ target }) =>
        sql`JOIN culture_agreement_member AS period ON period.culture_agreement_id = ${target}.id`,
      where: (scope) => sql`period.municipality_id = ${scope.parent}.id AND ${holds(sql`period`, scope)}`,
      orders: { NAME: [danishName] },
    }),
  },
};

export const postcodeRead: ReadDeclaration = {
  type: "Postcode",
  table: "postcode",
  key: "id",
  idPrefix: "postcode",
  visibleTo: everyone,
  fields: { id: column("public_id"), code: column("code"), placeName: column("place_name") },
};

export const cultureAgreementRead: ReadDeclaration = {
  type: "CultureAgreement",
  table: "culture_agreement",
  key: "id",
  idPrefix: "agreement",
  visibleTo: everyone,
  fields: {
    id: column("public_id"),
    name: column("name"),
    isDemo: column("is_demo"),
    municipalities: list("Municipality", {
      through: ({ target }) =>
        sql`JOIN culture_agreement_member AS period ON period.municipality_id = ${target}.id`,
      where: (scope) =>
        sql`period.culture_agreement_id = ${scope.parent}.id AND ${holds(sql`period`, scope)}`,
      orders: { NAME: [danishName] },
    }),
  },
};

export const placesRootReads: RootReads = {
  municipality: one("Municipality", {
    where: ({ target, args }) => sql`${target}.code = ${args.sql("code", "text")}`,
  }),
  municipalities: list("Municipality", {
    where: () => sql`true`,
    orders: { NAME: [danishName] },
    filters: [
      {
        argument: "regionCode",
        discloses: [],
        where: (
          scope,
        ) => sql`EXISTS (SELECT 1 FROM municipality_region AS period JOIN region AS wanted ON wanted.id = period.region_id
          WHERE period.municipality_id = ${scope.target}.id AND wanted.code = ${scope.args.sql("regionCode", "text")} AND ${holds(sql`period`, scope)})`,
      },
    ],
  }),
};
