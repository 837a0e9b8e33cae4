import type { DomainModule } from "../../platform/module.js";
import { CultureAgreementEntity } from "./culture-agreement.entity.js";
import { CultureAgreementMemberEntity } from "./culture-agreement-member.entity.js";
import { MunicipalityEntity } from "./municipality.entity.js";
import { MunicipalityRegionEntity } from "./municipality-region.entity.js";
import {
  cultureAgreementRead,
  municipalityRead,
  placesRootReads,
  postcodeRead,
  regionRead,
} from "./places.read.js";
import { PlacesResolver } from "./places.resolver.js";
import { PostcodeEntity } from "./postcode.entity.js";
import { RegionEntity } from "./region.entity.js";

export const placesEntities = [
  RegionEntity,
  MunicipalityEntity,
  MunicipalityRegionEntity,
  PostcodeEntity,
  CultureAgreementEntity,
  CultureAgreementMemberEntity,
];

/** Municipalities, regions, postcodes and culture agreements. */
export function placesModule(): DomainModule {
  return {
    resolvers: [new PlacesResolver()],
    reads: [regionRead, municipalityRead, postcodeRead, cultureAgreementRead],
    rootReads: placesRootReads,
  };
}
