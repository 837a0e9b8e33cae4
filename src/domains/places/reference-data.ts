import { type Queryable, runSqlForOne, sql } from "../../platform/database/sql.js";
import { stableIds } from "../../platform/ids/ids.js";
import { type MunicipalityFact, type PlacesData, type RegionFact, readPlacesData } from "./places-data.js";

/** How many rows a load wrote: created or brought up to date. */
export interface ReferenceDataLoad {
  readonly written: number;
}

/** A municipality's time in a region, `[validFrom, validTo)`. */
export interface RegionMembership {
  readonly municipalityCode: string;
  readonly regionKey: string;
  readonly validFrom: string;
  readonly validTo: string | null;
}

/**
 * Brings regions, municipalities, postcodes and culture agreements up to the data files: creates what is missing,
 * changes what differs, deletes nothing. One statement, hence all or nothing, also on a pool.
 */
export async function loadReferenceData(queryable: Queryable): Promise<ReferenceDataLoad> {
  const data = readPlacesData();
  const rows = placeRows(data);
  const written = await runSqlForOne<{ count: number }>(
    queryable,
    sql`
    WITH written_region AS (
      INSERT INTO region AS kept (id, public_id, code, code_is_provisional, name, exists_from, exists_to)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(rows.regions))}::jsonb) AS given
        (id uuid, public_id text, code text, code_is_provisional boolean, name text, exists_from date, exists_to date)
      ON CONFLICT (id) DO UPDATE SET code = excluded.code, code_is_provisional = excluded.code_is_provisional,
        name = excluded.name, exists_from = excluded.exists_from, exists_to = excluded.exists_to
      WHERE (kept.code, kept.code_is_provisional, kept.name, kept.exists_from, kept.exists_to) IS DISTINCT FROM
        (excluded.code, excluded.code_is_provisional, excluded.name, excluded.exists_from, excluded.exists_to)
      RETURNING 1
    ), written_municipality AS (
      INSERT INTO municipality AS kept (id, public_id, code, name, latitude, longitude, outside_municipal_division)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(rows.municipalities))}::jsonb) AS given
        (id uuid, public_id text, code text, name text, latitude double precision, longitude double precision,
         outside_municipal_division boolean)
      ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, latitude = excluded.latitude,
        longitude = excluded.longitude, outside_municipal_division = excluded.outside_municipal_division
      WHERE (kept.code, kept.name, kept.latitude, kept.longitude, kept.outside_municipal_division) IS DISTINCT FROM
        (excluded.code, excluded.name, excluded.latitude, excluded.longitude, excluded.outside_municipal_division)
      RETURNING 1
    ), written_membership AS (
      -- The earlier period first, so that it is shortened before the next one begins.
      INSERT INTO municipality_region AS kept (municipality_id, valid_from, valid_to, region_id)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(rows.regionMemberships))}::jsonb) AS given
        (municipality_id uuid, valid_from date, valid_to date, region_id uuid)
      ORDER BY given.valid_from
      ON CONFLICT (municipality_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to, region_id = excluded.region_id
      WHERE (kept.valid_to, kept.region_id) IS DISTINCT FROM (excluded.valid_to, excluded.region_id)
      RETURNING 1
    ), written_postcode AS (
      INSERT INTO postcode AS kept (id, public_id, code, place_name, municipality_id, latitude, longitude)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(rows.postcodes))}::jsonb) AS given
        (id uuid, public_id text, code text, place_name text, municipality_id uuid, latitude double precision,
         longitude double precision)
      ON CONFLICT (id) DO UPDATE SET code = excluded.code, place_name = excluded.place_name,
        municipality_id = excluded.municipality_id, latitude = excluded.latitude, longitude = excluded.longitude
      WHERE (kept.code, kept.place_name, kept.municipality_id, kept.latitude, kept.longitude) IS DISTINCT FROM
        (excluded.code, excluded.place_name, excluded.municipality_id, excluded.latitude, excluded.longitude)
      RETURNING 1
    ), written_agreement AS (
      INSERT INTO culture_agreement AS kept (id, public_id, slug, name, valid_from, valid_to, source_url)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(rows.cultureAgreements))}::jsonb) AS given
        (id uuid, public_id text, slug text, name text, valid_from date, valid_to date, source_url text)
      ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to, source_url = excluded.source_url
      WHERE (kept.slug, kept.name, kept.valid_from, kept.valid_to, kept.source_url) IS DISTINCT FROM
        (excluded.slug, excluded.name, excluded.valid_from, excluded.valid_to, excluded.source_url)
      RETURNING 1
    ), written_agreement_member AS (
      INSERT INTO culture_agreement_member AS kept (culture_agreement_id, municipality_id, valid_from, valid_to)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(rows.agreementMembers))}::jsonb) AS given
        (culture_agreement_id uuid, municipality_id uuid, valid_from date, valid_to date)
      ORDER BY given.valid_from
      ON CONFLICT (culture_agreement_id, municipality_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to
      WHERE kept.valid_to IS DISTINCT FROM excluded.valid_to
      RETURNING 1
    )
    SELECT ((SELECT count(*) FROM written_region) + (SELECT count(*) FROM written_municipality)
      + (SELECT count(*) FROM written_membership) + (SELECT count(*) FROM written_postcode)
      + (SELECT count(*) FROM written_agreement) + (SELECT count(*) FROM written_agreement_member))::integer AS count`,
  );
  return { written: written?.count ?? 0 };
}

/**
 * The dated regions of every municipality, from the beginning of its region on. When a region ends in another,
 * its municipalities belong to that other one from the same day.
 */
export function regionMemberships(
  regions: readonly RegionFact[],
  municipalities: readonly MunicipalityFact[],
): RegionMembership[] {
  const byKey = new Map(regions.map((region) => [region.key, region]));
  const byCode = new Map(regions.map((region) => [region.code, region]));
  return municipalities.flatMap(({ code, regionCode }) => {
    const memberships: RegionMembership[] = [];
    let region = byCode.get(regionCode);
    if (!region) throw new Error(`Municipality ${code} names the unknown region ${regionCode}`);
    while (region) {
      memberships.push({
        municipalityCode: code,
        regionKey: region.key,
        validFrom: region.existsFrom,
        validTo: region.existsTo,
      });
      region = region.mergedInto === undefined ? undefined : byKey.get(region.mergedInto);
    }
    return memberships;
  });
}

/** The id of a municipality on every machine, from its four-digit code. */
const municipalityId = (code: string): string => stableIds("municipality", code).id;

function placeRows(data: PlacesData) {
  return {
    regions: data.regions.map((region) => ({
      ...idColumns("region", region.key),
      code: region.code,
      code_is_provisional: region.codeIsProvisional ?? false,
      name: region.name,
      exists_from: region.existsFrom,
      exists_to: region.existsTo,
    })),
    municipalities: data.municipalities.map((municipality) => ({
      ...idColumns("municipality", municipality.code),
      code: municipality.code,
      name: municipality.name,
      latitude: municipality.latitude,
      longitude: municipality.longitude,
      outside_municipal_division: municipality.outsideMunicipalDivision,
    })),
    regionMemberships: regionMemberships(data.regions, data.municipalities).map((membership) => ({
      municipality_id: municipalityId(membership.municipalityCode),
      valid_from: membership.validFrom,
      valid_to: membership.validTo,
      region_id: stableIds("region", membership.regionKey).id,
    })),
    postcodes: data.postcodes.map((postcode) => ({
      ...idColumns("postcode", postcode.code),
      code: postcode.code,
      place_name: postcode.placeName,
      municipality_id: municipalityId(postcode.municipalityCode),
      latitude: postcode.latitude,
      longitude: postcode.longitude,
    })),
    cultureAgreements: data.cultureAgreements.map((agreement) => ({
      ...idColumns("agreement", agreement.slug),
      slug: agreement.slug,
      name: agreement.name,
      valid_from: agreement.validFrom,
      valid_to: agreement.validTo,
      source_url: agreement.sourceUrl,
    })),
    agreementMembers: data.cultureAgreements.flatMap((agreement) =>
      agreement.memberCodes.map((code) => ({
        culture_agreement_id: stableIds("agreement", agreement.slug).id,
        municipality_id: municipalityId(code),
        valid_from: agreement.validFrom,
        valid_to: agreement.validTo,
      })),
    ),
  };
}

function idColumns(prefix: string, key: string): { readonly id: string; readonly public_id: string } {
  const { id, publicId } = stableIds(prefix, key);
  return { id, public_id: publicId };
}
