import { refusalsOf } from "../../../platform/file-import/refusals.js";

/** Why a row of a file of relationships is not taken. */
export const relationshipRefusals = refusalsOf({
  UNKNOWN_KIND: "{value} is no kind of relationship; kinds are {kinds}",
  INCOMPLETE_DATE:
    "{column} {value} is no day; a year or month alone is not taken, since the day would be invented: leave it empty",
  INVALID_DATE: "{column} {value} is no day from 1000-01-01 to 2999-12-31, written YYYY-MM-DD",
  ENDS_BEFORE_START: "it ends on {end}, before it starts on {start}",
  TO_ITSELF: "source and target are the same actor",
  PAIR_NOT_ALLOWED: "{kind} does not stand between {source} and {target}",
  REPEATED: "line {line} says the same",
  OVERLAPS: "line {line} says the same of a period that overlaps this one",
  BOTH_CLAIMED: "both actors have an owner, and enter what is between them themselves",
  BLOCKED: "one of the two has blocked the other",
});
