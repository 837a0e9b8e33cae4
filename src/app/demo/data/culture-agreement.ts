import type { DemoCultureAgreement } from "../../../domains/places/places.commands.js";

const from = "2024-01-01";
const to = "2028-01-01";

/** A fictional agreement of 13 municipalities: one joined later, one left, one left and came back. */
export const demoCultureAgreement: DemoCultureAgreement = {
  slug: "demo-musikegnen-2024-2027",
  name: "Musikegnen 2024–2027 (demo)",
  validFrom: from,
  validTo: to,
  members: [
    { municipalityCode: "0101", validFrom: from, validTo: to },
    { municipalityCode: "0151", validFrom: from, validTo: to },
    { municipalityCode: "0159", validFrom: from, validTo: to },
    { municipalityCode: "0163", validFrom: from, validTo: to },
    { municipalityCode: "0175", validFrom: from, validTo: to },
    { municipalityCode: "0217", validFrom: from, validTo: to },
    { municipalityCode: "0219", validFrom: from, validTo: to },
    { municipalityCode: "0250", validFrom: from, validTo: to },
    { municipalityCode: "0259", validFrom: from, validTo: to },
    { municipalityCode: "0260", validFrom: from, validTo: "2025-01-01" },
    { municipalityCode: "0260", validFrom: "2026-01-01", validTo: to },
    { municipalityCode: "0265", validFrom: from, validTo: to },
    { municipalityCode: "0270", validFrom: "2025-07-01", validTo: to },
    { municipalityCode: "0350", validFrom: from, validTo: "2026-01-01" },
  ],
};
