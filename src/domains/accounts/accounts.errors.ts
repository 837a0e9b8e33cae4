import {
  type commonErrorCodes,
  commonMessages,
  type MessageCatalogue,
  UserFailure,
} from "../../platform/errors/user-failure.js";
import { userErrorType } from "../../platform/graphql/user-error.type.js";

/** What only accounts can fail with, described for the schema. */
const ownCodes = {
  SIGN_IN_AGAIN: "The sign-in is more than an hour old; sign in again and repeat.",
} as const;

export type AccountsErrorCode = keyof typeof commonErrorCodes | keyof typeof ownCodes;

export const AccountsUserErrorType = userErrorType("Accounts", ownCodes);

/** What the codes say to people. */
export const accountsErrorMessages: MessageCatalogue<AccountsErrorCode> = {
  ...commonMessages,
  SIGN_IN_AGAIN: {
    DA: "Du loggede ind for mere end en time siden. Log ind igen, og prøv så en gang til.",
    EN: "You signed in more than an hour ago. Sign in again, then try once more.",
  },
};

/** An expected failure of the domain, with its code checked by the compiler. */
export function accountsFailure(
  code: AccountsErrorCode,
  field?: readonly string[],
): UserFailure<AccountsErrorCode> {
  return new UserFailure([{ code, field }]);
}
