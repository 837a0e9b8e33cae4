import Sequencer from "@jest/test-sequencer";

/** The files that take longest, the longest first. On a fresh clone Jest knows no times and takes the largest file first. */
const longest = [
  "large/actor-files",
  "api/network/graph",
  "architecture/statement-counts",
  "large/relationship-files",
  "faults/hub-lifecycle",
  "api/accounts/authentication-limits",
  "api/accounts/authentication",
  "faults/embedded-postgres",
  "api/actors/import",
  "api/network/import",
  "api/network/known-networks",
  "api/actors/listing",
  "api/demo/demo-region",
  "unit/network-graph",
  "unit/text-rules",
  "unit/text-filter",
  "unit/search-plans",
  "api/actors/races",
  "unit/csv-reader",
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
