/** Who asks. Rules about what may be read and done take a viewer, never a session or a request. */
export interface Viewer {
  /** The signed-in account's uuid; null for a stranger. */
  readonly accountId: string | null;
  /** True for administrators of the whole hub. */
  readonly isAdministrator: boolean;
}

/** Somebody who has not signed in. */
export const stranger: Viewer = { accountId: null, isAdministrator: false };
