export {
  type DemoCultureAgreement,
  removeDemoCultureAgreements,
  upsertDemoCultureAgreement,
} from "./demo-agreement.repository.js";
