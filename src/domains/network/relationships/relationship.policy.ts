import type { Viewer } from "../../../platform/auth/viewer.js";
import type { RelationshipEntity } from "./relationship.entity.js";

/** For which actors an account may act now (`voicesOf`). */
export interface Voices {
  /** The actors it acts for in any role. */
  readonly member: ReadonlySet<string>;
  /** Those it may speak for. */
  readonly speaker: ReadonlySet<string>;
}

type Ends = Pick<RelationshipEntity, "sourceId" | "targetId" | "proposedBy">;

/** Both parties see a relationship, whatever its status. */
export const isPartyTo = ({ member }: Voices, { sourceId, targetId }: Ends): boolean =>
  member.has(sourceId) || member.has(targetId);

/** Who speaks for either end declines, takes back and ends. */
export const maySpeakFor = ({ speaker }: Voices, { sourceId, targetId }: Ends): boolean =>
  speaker.has(sourceId) || speaker.has(targetId);

/** Who speaks for the end that did not propose it confirms. */
export const mayConfirm = ({ speaker }: Voices, { sourceId, targetId, proposedBy }: Ends): boolean =>
  speaker.has(proposedBy === sourceId ? targetId : sourceId);

/** Administrators of the hub may end what everybody can see, and nothing more: they are no party. */
export const mayEnd = (viewer: Viewer, voices: Voices, ends: Ends): boolean =>
  viewer.isAdministrator || maySpeakFor(voices, ends);
