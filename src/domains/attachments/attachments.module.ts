import type { DataSource } from "typeorm";
import type { DomainModule } from "../../platform/module.js";
import { AttachmentEntity } from "./attachment.entity.js";
import { attachmentRead } from "./attachment.read.js";
import { AttachmentResolver } from "./attachment.resolver.js";
import { AttachmentService } from "./attachment.service.js";
import { clearAttachmentsJob } from "./attachment-jobs.js";
import type { AttachmentLinks } from "./attachment-links.js";
import { attachmentsErrorMessages } from "./attachments.errors.js";
import type { AttachmentHosts } from "./attachments.queries.js";

export const attachmentsEntities = [AttachmentEntity];

/**
 * Files that hang on rows of domains downstream. Their bytes come and go in `AttachmentTransfers`.
 * @param hosts what they hang on, and who reads what hangs there
 */
export function attachmentsModule(
  dataSource: DataSource,
  links: AttachmentLinks,
  hosts: AttachmentHosts,
): DomainModule {
  return {
    resolvers: [new AttachmentResolver(new AttachmentService(dataSource))],
    reads: [attachmentRead(links, hosts)],
    rootReads: {},
    errorMessages: { AttachmentsUserError: attachmentsErrorMessages },
    schedule: { [clearAttachmentsJob]: "*/30 * * * *" },
  };
}
