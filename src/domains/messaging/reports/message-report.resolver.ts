import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import { DecideMessageReportPayload, ReportMessagePayload } from "../payloads.type.js";
import { DecideMessageReportInput, ReportMessageInput } from "./message-report.input.js";
import type { MessageReportService } from "./message-report.service.js";
import { MessageReportConnection, MessageReportsArgs } from "./message-report.type.js";

@Resolver()
export class MessageReportResolver {
  constructor(private readonly reports: MessageReportService) {}

  @MayUse("ADMINISTRATOR")
  @Query(() => MessageReportConnection, { description: "The reports of messages, the oldest first." })
  messageReports(
    @Args(() => MessageReportsArgs) args: MessageReportsArgs,
    @Ctx() { reads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return reads.root({ ...args }, info);
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => ReportMessagePayload, {
    description:
      "Reports a message of somebody else to the administrators of the hub, who see it as it is now. The reported are not told. " +
      "An account makes at most 50 reports in 24 hours (then THROTTLED).",
  })
  async reportMessage(
    @Arg("input", () => ReportMessageInput) input: ReportMessageInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return report(await this.reports.report(currentAccount(context), input));
  }

  @MayUse("ADMINISTRATOR")
  @Mutation(() => DecideMessageReportPayload, { description: "Decides a report of a message." })
  async decideMessageReport(
    @Arg("input", () => DecideMessageReportInput) input: DecideMessageReportInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return report(await this.reports.decide(currentAccount(context), input));
  }
}

const report = (key: string) => ({ messageReport: new RowRef("MessageReport", key) });
