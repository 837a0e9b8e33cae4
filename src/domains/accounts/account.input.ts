import { Field, ID, InputType, ObjectType } from "type-graphql";
import { AccountType } from "./account.type.js";
import { AccountsUserErrorType } from "./accounts.errors.js";

@InputType({
  description:
    "Keeps an account from signing in and ends its sessions at once. For administrators of the hub.",
})
export class SuspendAccountInput {
  @Field(() => ID, { description: "The account; not one's own." })
  accountId!: string;
}

@InputType({ description: "Lets a suspended account sign in again. For administrators of the hub." })
export class ReinstateAccountInput {
  @Field(() => ID, { description: "The account." })
  accountId!: string;
}

@InputType({ description: "Deletes one's own account for good. The sign-in must be less than an hour old." })
export class DeleteAccountInput {
  @Field(() => ID, { description: "One's own account, named so that nobody deletes by mistake." })
  accountId!: string;
}

/** Makes the payload type of a mutation that acts on an account. */
function accountPayload(name: string, account: string) {
  @ObjectType(name, { description: "What came of it." })
  class PayloadType {
    @Field(() => AccountType, { nullable: true, description: account })
    account!: unknown;
    @Field(() => [AccountsUserErrorType], { description: "What to mend; empty when it was done." })
    userErrors!: unknown[];
  }
  return PayloadType;
}

export const SuspendAccountPayload = accountPayload("SuspendAccountPayload", "The suspended account.");
export const ReinstateAccountPayload = accountPayload("ReinstateAccountPayload", "The reinstated account.");
export const DeleteAccountPayload = accountPayload(
  "DeleteAccountPayload",
  "What is left of the account: its id and when it was deleted.",
);
