import {
  type commonErrorCodes,
  commonMessages,
  type MessageCatalogue,
  type Problem,
  UserFailure,
} from "../../platform/errors/user-failure.js";
import { userErrorType } from "../../platform/graphql/user-error.type.js";

/** What only the network can fail with, described for the schema. */
const ownCodes = {
  SAME_ACTOR: "Both ids name one actor; nobody has a relationship to itself or blocks itself.",
  DISALLOWED_PAIR:
    "This kind of relationship cannot stand between these kinds of actor; `relationshipRules` lists what can.",
  END_BEFORE_START: "The relationship would end before it starts.",
  DAY_OUT_OF_RANGE: "The day is out of the years 1000 to 2999.",
  DUPLICATE:
    "The two have a relationship of this kind, proposed or confirmed, in a period that shares days with this one.",
  ACTOR_BLOCKED: "The actor that proposes has blocked the other.",
  ALREADY_ANSWERED: "The proposal is answered already, in another way.",
  NOT_CONFIRMED: "The relationship is not confirmed, so it cannot end.",
  ALREADY_ENDED: "The relationship has ended already.",
  END_TOO_EARLY: "One side ends a relationship as of today or a day to come, or at most 366 days back.",
  IDEMPOTENCY_MISMATCH: "The idempotency key was used with another input.",
} as const;

export type NetworkErrorCode = keyof typeof commonErrorCodes | keyof typeof ownCodes;

export const NetworkUserErrorType = userErrorType("Network", ownCodes);

/** What the codes say to people. */
export const networkErrorMessages: MessageCatalogue<NetworkErrorCode> = {
  ...commonMessages,
  SAME_ACTOR: {
    DA: "Det er den samme aktør to gange. Vælg en anden.",
    EN: "This is the same actor twice. Choose another.",
  },
  DISALLOWED_PAIR: {
    DA: "Den slags relation kan ikke stå mellem {source} og {target}.",
    EN: "That kind of relationship cannot stand between {source} and {target}.",
  },
  END_BEFORE_START: {
    DA: "Relationen kan ikke slutte før den begynder.",
    EN: "The relationship cannot end before it starts.",
  },
  DAY_OUT_OF_RANGE: {
    DA: "Dagen skal ligge i årene {min} til {max}.",
    EN: "The day must lie in the years {min} to {max}.",
  },
  DUPLICATE: {
    DA: "De to har allerede en relation af den slags i det tidsrum, foreslået eller bekræftet.",
    EN: "The two already have a relationship of that kind in that period, proposed or confirmed.",
  },
  ACTOR_BLOCKED: {
    DA: "I har blokeret den anden aktør. Ophæv blokeringen først.",
    EN: "You have blocked the other actor. Unblock it first.",
  },
  ALREADY_ANSWERED: { DA: "Forslaget er allerede besvaret.", EN: "The proposal is answered already." },
  NOT_CONFIRMED: {
    DA: "Relationen er ikke bekræftet, så den kan ikke afsluttes.",
    EN: "The relationship is not confirmed, so it cannot end.",
  },
  END_TOO_EARLY: {
    DA: "Relationen kan højst afsluttes {limit} dage tilbage i tiden.",
    EN: "The relationship can be ended at most {limit} days back in time.",
  },
  ALREADY_ENDED: { DA: "Relationen er allerede slut.", EN: "The relationship has ended already." },
  IDEMPOTENCY_MISMATCH: {
    DA: "Nøglen er brugt til noget andet.",
    EN: "The key was used for something else.",
  },
};

/** An expected failure of the domain, with its code checked by the compiler. */
export function networkFailure(
  code: NetworkErrorCode,
  field?: readonly string[],
  values?: Problem["values"],
): UserFailure<NetworkErrorCode> {
  return new UserFailure([{ code, field, values }]);
}
