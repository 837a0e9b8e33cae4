import type { Pool } from "pg";
import { loadReferenceData as loadRelationshipKinds } from "../domains/network/relationships/reference-data.js";
import { loadReferenceData as loadPlaces } from "../domains/places/reference-data.js";
import { loadReferenceData as loadVocabularies } from "../domains/vocabularies/reference-data.js";

/**
 * Brings places, vocabularies and kinds of relationship up to date with this version; changes nothing when they are.
 */
export async function loadReferenceData(on: Pool): Promise<void> {
  await loadPlaces(on);
  await loadVocabularies(on);
  await loadRelationshipKinds(on);
}
