import { asStored } from "./actor-rules.js";
import { everybody, type Judge, Listing, ordered, type Rule, rules } from "./judge.js";
import type { HubAgreement, HubGenre, HubInstrument, HubMunicipality, HubRow, HubWorld } from "./world.js";

const publicId: Rule<HubRow> = (row) => row.publicId;
const byName = [{ by: ({ name }: { readonly name: string }) => name, isDanish: true }];

/** Whether a period holds on the day asked about. */
const holds =
  (asOf: unknown, { world }: Judge) =>
  ({ validFrom, validTo }: HubWorld["regionPeriods"][number] | HubWorld["agreementPeriods"][number]) => {
    const day = String(asOf ?? world.today);
    return validFrom <= day && (validTo === null || day < validTo);
  };

/** The region of a municipality on a day. */
export function regionOf(municipality: HubMunicipality, judge: Judge, asOf: unknown) {
  const period = judge.world.regionPeriods
    .filter(holds(asOf, judge))
    .find(({ municipalityId }) => municipalityId === municipality.id);
  return judge.row<HubWorld["regions"][number]>(period?.regionId ?? null);
}

/** The municipalities in Danish order. */
export const inDanishOrder = (municipalities: readonly HubMunicipality[]) => ordered(municipalities, byName);

/** Reference data, which everybody sees. */
export const placeRules = {
  Municipality: rules<HubMunicipality>(everybody, {
    id: publicId,
    ...asStored("code", "name", "latitude", "longitude"),
    isOutsideMunicipalDivision: ({ outsideMunicipalDivision }) => outsideMunicipalDivision,
    region: (municipality, judge, { asOf }) => regionOf(municipality, judge, asOf),
    postcodes: ({ id }, { world }) =>
      Listing.of(
        world.postcodes.filter(({ municipalityId }) => municipalityId === id),
        [{ by: ({ code }) => code }],
      ),
    cultureAgreements: ({ id }, judge, { asOf }) =>
      ordered(
        judge.world.agreementPeriods
          .filter(holds(asOf, judge))
          .filter(({ municipalityId }) => municipalityId === id)
          .flatMap(({ cultureAgreementId }) => judge.row<HubAgreement>(cultureAgreementId) ?? []),
        byName,
      ),
  }),
  Region: rules(everybody, {
    id: publicId as Rule<unknown>,
    ...asStored("code", "codeIsProvisional", "name"),
  }),
  Postcode: rules(everybody, { id: publicId as Rule<unknown>, ...asStored("code", "placeName") }),
  CultureAgreement: rules<HubAgreement>(everybody, {
    id: publicId,
    ...asStored("name", "isDemo"),
    municipalities: ({ id }, judge, { asOf }) =>
      inDanishOrder(
        judge.world.agreementPeriods
          .filter(holds(asOf, judge))
          .filter(({ cultureAgreementId }) => cultureAgreementId === id)
          .flatMap(({ municipalityId }) => judge.row<HubMunicipality>(municipalityId) ?? []),
      ),
  }),
  Genre: rules<HubGenre>(everybody, {
    id: publicId,
    ...asStored("slug", "musicbrainzId"),
    label: ({ labelDa, labelEn }, judge, { language }) => judge.localised(labelDa, labelEn, language),
    parent: ({ parentId }, judge) => judge.row(parentId),
  }),
  Instrument: rules<HubInstrument>(everybody, {
    id: publicId,
    ...asStored("slug", "wikidataId"),
    label: ({ labelDa, labelEn }, judge, { language }) => judge.localised(labelDa, labelEn, language),
  }),
};
