/** Most genres that an actor stands for. */
export const mostGenres = 20;

/** Most links of an actor. */
export const mostLinks = 20;

/** Most former names of an actor; a further change of name lets go of the oldest. */
export const mostFormerNames = 20;

/** Longest text about an actor in one language, in characters. */
export const longestAbout = 10_000;
/** Most slugs that an actor has and had: each stays taken for good. */
export const mostSlugs = 20;
