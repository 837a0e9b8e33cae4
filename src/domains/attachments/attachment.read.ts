import { sql } from "../../platform/database/sql.js";
import { column, expression, type ReadDeclaration } from "../../platform/read/declaration.js";
import type { AttachmentLinks } from "./attachment-links.js";
import { type AttachmentHosts, seesAttachment } from "./attachments.queries.js";

/** How attachments are read. */
export const attachmentRead = (links: AttachmentLinks, hosts: AttachmentHosts): ReadDeclaration => ({
  type: "Attachment",
  table: "attachment",
  key: "id",
  idPrefix: "attachment",
  visibleTo: (scope) => seesAttachment(hosts, scope),
  fields: {
    id: column("public_id"),
    fileName: column("file_name"),
    contentType: column("content_type"),
    byteSize: column("byte_size"),
    width: column("width"),
    height: column("height"),
    isReady: expression(({ row }) => sql`${row}.state = 'READY'`),
    uploadUrl: expression(
      ({ row }) => sql`CASE WHEN ${row}.state = 'AWAITED' THEN ${links.uploadUrl(sql`${row}.public_id`)} END`,
    ),
    downloadUrl: expression(
      ({ row, viewer }) =>
        sql`CASE WHEN ${row}.state = 'READY' THEN ${links.downloadUrl(sql`${row}.public_id`, viewer.accountId)} END`,
    ),
  },
});
