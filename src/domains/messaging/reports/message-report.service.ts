import type { DataSource } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { throttled } from "../../../platform/errors/technical-errors.js";
import { newIds } from "../../../platform/ids/ids.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { holdForRemoval, holdMessage, removeContent } from "../messages/message.repository.js";
import { filled } from "../messages/message.service.js";
import { messagingFailure } from "../messaging.errors.js";
import type { DecideMessageReportInput, ReportMessageInput } from "./message-report.input.js";
import { countReports, decideReport, holdReport, keepReport } from "./message-report.repository.js";

/** Reports that an account makes in 24 hours: enough for the worst day, too few to bury the queue. */
const reportsPerDay = 50;

/** Reports of messages. Every method is one transaction and answers the report's primary key. */
export class MessageReportService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Reports a message that the account reads; the same account's second report of it changes nothing.
   * @throws THROTTLED after 50 reports of the account in 24 hours
   */
  report(accountId: string, { messageId, reason, note: written }: ReportMessageInput): Promise<string> {
    const note = written == null ? null : filled(written, "note");
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      await holdAskingAccount(client, accountId);
      const message = await holdMessage(client, accountId, messageId, "keep");
      if (!message) throw messagingFailure("NOT_FOUND", ["messageId"]);
      if (message.accountId === accountId) throw messagingFailure("NOT_ALLOWED", ["messageId"]);
      if ((await countReports(client, accountId)) >= reportsPerDay)
        throw throttled(`An account makes at most ${reportsPerDay} reports a day.`);
      return keepReport(client, {
        ...newIds("report"),
        reporterId: accountId,
        messageId: message.id,
        reason,
        note,
      });
    });
  }

  /** Decides a report; the message of one that is right is deleted. One that is decided stays so. */
  decide(administratorId: string, { messageReportId, isUpheld }: DecideMessageReportInput): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      await holdAskingAccount(client, administratorId);
      const report = await holdReport(client, administratorId, messageReportId);
      if (!report) throw messagingFailure("NOT_FOUND", ["messageReportId"]);
      if (report.status !== "OPEN") throw messagingFailure("REPORT_DECIDED", ["messageReportId"]);
      await decideReport(client, report.id, isUpheld ? "UPHELD" : "DISMISSED", administratorId);
      if (isUpheld) {
        await holdForRemoval(client, report.messageId);
        await removeContent(client, report.messageId);
      }
      return report.id;
    });
  }
}
