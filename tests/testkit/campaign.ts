/** Of the rounds that `npm test` runs, one in so many is run again on PostgreSQL 15, where only what the SQL does can differ. */
const onOlderServer = 4;

/**
 * How many rounds of a long campaign to run: all with `npm run campaigns`, the first tenth (or as many as said) with `npm test`, of
 * those a quarter again on PostgreSQL 15. The rounds are seeded by their number, so that a failure comes again.
 */
export function campaignSize(all: number, first = Math.ceil(all / 10)): number {
  if (process.env.SAMSPIL_CAMPAIGNS === "all") return all;
  return process.env.SAMSPIL_TEST_POSTGRES === "15" ? Math.ceil(first / onOlderServer) : first;
}
