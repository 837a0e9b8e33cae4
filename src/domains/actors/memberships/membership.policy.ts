import type { Viewer } from "../../../platform/auth/viewer.js";
import type { MembershipRole } from "./membership.enums.js";

/** Owners, editors and administrators of the hub change a profile. */
export const mayEdit = (viewer: Viewer, role: MembershipRole | null): boolean =>
  viewer.isAdministrator || role === "OWNER" || role === "EDITOR";

/** Owners and administrators of the hub decide who the members are. */
export const mayManageMembers = (viewer: Viewer, role: MembershipRole | null): boolean =>
  viewer.isAdministrator || role === "OWNER";

/** Members see an actor's members; to everybody else they do not exist. */
export const maySeeMembers = (viewer: Viewer, role: MembershipRole | null): boolean =>
  viewer.isAdministrator || role !== null;
