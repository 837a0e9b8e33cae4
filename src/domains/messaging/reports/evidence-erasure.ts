import type { TaskList } from "graphile-worker";
import type { DataSource } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { inOneStatement, inTransaction } from "../../../platform/database/transaction.js";
import type { JobSchedule } from "../../../platform/jobs/jobs.js";
import { removeAttachmentsOf } from "../../attachments/attachments.commands.js";
import {
  evidenceOfNoReport,
  forgetEvidence,
  holdEvidence,
  reportsToForget,
} from "./message-report.repository.js";

/**
 * Months that a report keeps what was written after it was decided: as long as the Digital Services Act (article 20) lets those
 * concerned complain of such a decision. Until it is decided it keeps all.
 */
const evidenceMonths = 6;

/** The job that takes the evidence of reports away that were decided long ago, each in a transaction of its own. */
export function evidenceJobs(dataSource: DataSource): TaskList {
  return {
    async eraseEvidence() {
      const due = await inOneStatement(dataSource, (client) => reportsToForget(client, evidenceMonths));
      for (const id of due)
        await inTransaction(dataSource, async (manager) => {
          const client = await clientOf(manager);
          const messages = await holdEvidence(client, id);
          await forgetEvidence(client, id);
          await removeAttachmentsOf(client, "Message", await evidenceOfNoReport(client, messages));
        });
    },
  };
}

/** Every night. */
export const evidenceSchedule: JobSchedule = { eraseEvidence: "27 3 * * *" };
