import type { TaskList } from "graphile-worker";
import type { DataSource } from "typeorm";
import { inOneStatement } from "../../platform/database/transaction.js";
import { removeDueFiles, removeFilesJob } from "../../platform/files/file-removal.js";
import type { FileStore } from "../../platform/files/file-store.js";
import type { IncomingFiles } from "../../platform/files/incoming-files.js";
import { removeOldUnhung } from "./attachment.repository.js";
import { unhungHours } from "./attachment-limits.js";

/** The name of the job that removes what hangs on nothing, and what processes that died have left. */
export const clearAttachmentsJob = "clearAttachments";

/** The jobs that take bytes away: after an act that deleted their rows, and every half hour whatever was missed. */
export function attachmentJobs(dataSource: DataSource, files: FileStore, incoming: IncomingFiles): TaskList {
  return {
    [removeFilesJob]: () => removeDueFiles(dataSource, files),
    async [clearAttachmentsJob]() {
      await inOneStatement(dataSource, (client) => removeOldUnhung(client, unhungHours));
      await removeDueFiles(dataSource, files);
      await incoming.clear();
    },
  };
}
