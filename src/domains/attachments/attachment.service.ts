import type { DataSource } from "typeorm";
import { clientOf } from "../../platform/database/data-source.js";
import { inTransaction } from "../../platform/database/transaction.js";
import { throttled } from "../../platform/errors/technical-errors.js";
import { registerWrite } from "../../platform/idempotency/idempotency.js";
import { newIds } from "../../platform/ids/ids.js";
import { holdAskingAccount } from "../accounts/accounts.queries.js";
import { AttachmentEntity } from "./attachment.entity.js";
import type { StartUploadInput } from "./attachment.input.js";
import { attachmentExists, countUnhung, takeAllowance } from "./attachment.repository.js";
import { bytesPerDay, mostUnhung } from "./attachment-limits.js";
import { attachmentsFailure } from "./attachments.errors.js";
import { readFileName } from "./content/file-name.js";

/** Announces files. Every method is one transaction and answers the attachment's primary key. */
export class AttachmentService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Announces a file. The same idempotency key and input answer the same attachment.
   * @throws THROTTLED with 50 attachments that hang on nothing, or after 500 MB in a day
   */
  start(accountId: string, input: StartUploadInput): Promise<string> {
    const fileName = readFileName(input.fileName);
    return inTransaction(this.dataSource, async (manager) => {
      const client = await clientOf(manager);
      const ids = newIds("attachment");
      await holdAskingAccount(client, accountId);
      if (input.idempotencyKey) {
        const registered = await registerWrite(client, {
          accountId,
          operation: "startUpload",
          key: input.idempotencyKey,
          input,
          resultId: ids.id,
        });
        if (registered.outcome === "mismatch")
          throw attachmentsFailure("IDEMPOTENCY_MISMATCH", ["idempotencyKey"]);
        if (registered.outcome === "repeated") {
          // What hung on nothing for a day is gone.
          if (await attachmentExists(manager, registered.resultId)) return registered.resultId;
          throw attachmentsFailure("NOT_FOUND", ["idempotencyKey"]);
        }
      }
      if (!(await takeAllowance(client, accountId, input.byteSize, bytesPerDay)))
        throw throttled(`An account announces at most ${bytesPerDay} bytes of attachments a day.`);
      if ((await countUnhung(manager, accountId)) >= mostUnhung)
        throw throttled(`An account has at most ${mostUnhung} attachments that hang on nothing.`);
      await manager.insert(AttachmentEntity, {
        ...ids,
        ownerAccountId: accountId,
        fileName,
        byteSize: input.byteSize,
      });
      return ids.id;
    });
  }
}
