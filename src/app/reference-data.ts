import type { Pool } from "pg";
import { loadReferenceData as loadRelationshipKinds } from "../domains/network/relationships/reference-data.js";
import { loadReferenceData as loadNotificationKinds } from "../domains/notifications/reference-data.js";
import { loadReferenceData as loadPlaces } from "../domains/places/reference-data.js";
import { loadReferenceData as loadVocabularies } from "../domains/vocabularies/reference-data.js";
import { notificationKinds } from "./notification-kinds.js";

/**
 * Brings places, vocabularies, kinds of relationship and of notification up to date with this version; changes nothing when they are.
 */
export async function loadReferenceData(on: Pool): Promise<void> {
  await loadPlaces(on);
  await loadVocabularies(on);
  await loadRelationshipKinds(on);
  await loadNotificationKinds(on, notificationKinds);
}
