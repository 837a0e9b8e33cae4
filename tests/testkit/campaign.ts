/**
 * How many rounds of a long campaign to run: all with `npm run campaigns`, the first tenth with `npm test`. The rounds are
 * seeded by their number, so that a failure comes again.
 */
export const campaignSize = (all: number): number =>
  process.env.SAMSPIL_CAMPAIGNS === "all" ? all : Math.ceil(all / 10);
