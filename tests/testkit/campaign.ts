/**
 * How many rounds of a long campaign to run: all with `npm run campaigns`, the first tenth (or as many as said) with `npm test`.
 * The rounds are seeded by their number, so that a failure comes again.
 */
export const campaignSize = (all: number, first = Math.ceil(all / 10)): number =>
  process.env.SAMSPIL_CAMPAIGNS === "all" ? all : first;
