import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";
import { MayUse } from "../../platform/access/access.js";
import { currentAccount } from "../../platform/graphql/current-account.js";
import type { RequestContext } from "../../platform/graphql/request-context.js";
import { RowRef } from "../../platform/read/row-ref.js";
import {
  DeleteAccountInput,
  DeleteAccountPayload,
  ReinstateAccountInput,
  ReinstateAccountPayload,
  SuspendAccountInput,
  SuspendAccountPayload,
} from "./account.input.js";
import type { AccountService } from "./account.service.js";
import { AccountType } from "./account.type.js";

const account = (key: string) => ({ account: new RowRef("Account", key) });

@Resolver()
export class AccountResolver {
  constructor(private readonly accounts: AccountService) {}

  @MayUse("ANYONE")
  @Query(() => AccountType, {
    nullable: true,
    description: "The account that asks; null for who has not signed in.",
  })
  viewer(@Ctx() { reads }: RequestContext, @Info() info: GraphQLResolveInfo): Promise<unknown> {
    return reads.root({}, info);
  }

  @MayUse("ADMINISTRATOR")
  @Mutation(() => SuspendAccountPayload, {
    description: "Keeps an account from signing in and ends its sessions at once.",
  })
  async suspendAccount(
    @Arg("input", () => SuspendAccountInput) input: SuspendAccountInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<object> {
    return account(await this.accounts.suspend(viewer, input.accountId));
  }

  @MayUse("ADMINISTRATOR")
  @Mutation(() => ReinstateAccountPayload, { description: "Lets a suspended account sign in again." })
  async reinstateAccount(
    @Arg("input", () => ReinstateAccountInput) input: ReinstateAccountInput,
  ): Promise<object> {
    return account(await this.accounts.reinstate(input.accountId));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => DeleteAccountPayload, {
    description:
      "Deletes the account that asks: its name, address, birth date, sign-ins and sessions go; what it wrote stays.",
  })
  async deleteAccount(
    @Arg("input", () => DeleteAccountInput) input: DeleteAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return account(await this.accounts.delete(currentAccount(context), context.signedInAt, input.accountId));
  }
}
