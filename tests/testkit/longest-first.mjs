import Sequencer from "@jest/test-sequencer";

/** The files that take longest, the longest first. On a fresh clone Jest knows no times and takes the largest file first. */
const longest = [
  "faults/live-faults",
  "architecture/statement-counts",
  "large/actor-files",
  "api/reads/visibility",
  "faults/silent-database",
  "faults/hub-lifecycle",
  "api/network/graph",
  "api/messaging/slow-readers",
  "faults/embedded-postgres",
  "api/reads/differential",
  "architecture/error-codes",
  "unit/search-plans",
  "large/relationship-files",
  "api/accounts/authentication-limits",
  "unit/live-log-faults",
  "api/network/import",
  "unit/text-filter",
  "api/network/known-networks",
  "api/demo/demo-region",
  "api/actors/import",
  "api/accounts/authentication",
  "api/messaging/live-clients",
  "api/search/search",
  "unit/network-graph",
  "api/attachments/removal",
].map((name) => `/tests/${name}.test.ts`);

const placeOf = ({ path }) => {
  const place = longest.findIndex((end) => path.replaceAll("\\", "/").endsWith(end));
  return place < 0 ? longest.length : place;
};

/** Long files first, so that no worker begins one when the others have nothing left to do. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other));
  }
}
