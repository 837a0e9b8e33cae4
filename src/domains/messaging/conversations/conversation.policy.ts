/** The kind of an actor; null for an account as itself. */
type Kind = string | null;

/** Everything but artists: schools, venues, associations and the like, which are there to be written to. */
const isOrganisation = (kind: Kind): boolean => kind !== null && kind !== "ARTIST";

/**
 * Whether somebody who is not related to an actor may write to it once: an organisation to anybody, anybody to an organisation.
 * Artists and people are met through relationships, or an unknown adult could write to any young band.
 */
export const mayIntroduceItself = (as: Kind, to: Kind): boolean => isOrganisation(as) || isOrganisation(to);
