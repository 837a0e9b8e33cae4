import type { Pool } from "pg";
import { loadReferenceData as loadNetwork } from "../domains/network/relationships/reference-data.js";
import { loadReferenceData as loadPlaces } from "../domains/places/reference-data.js";
import { loadReferenceData as loadVocabularies } from "../domains/vocabularies/reference-data.js";

/** Brings places and vocabularies up to date with the data files of this version; changes nothing when they are. */
export async function loadReferenceData(on: Pool): Promise<void> {
  await loadPlaces(on);
  await loadVocabularies(on);
  await loadNetwork(on);
}
