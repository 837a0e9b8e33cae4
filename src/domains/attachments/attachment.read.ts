import { sql } from "../../platform/database/sql.js";
import { column, computed, expression, type ReadDeclaration } from "../../platform/read/declaration.js";
import type { RowScope } from "../../platform/read/scope.js";
import type { AttachmentLinks } from "./attachment-links.js";
import { type AttachmentHosts, seesAttachment } from "./attachments.queries.js";

const publicId = ({ row }: RowScope) => sql`${row}.public_id`;
const isReady = ({ row }: RowScope) => sql`${row}.state = 'READY'`;

/** How attachments are read. Links are signed in the server: the database does not know the secret. */
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
    isReady: expression(isReady),
    uploadUrl: computed({ publicId, isReady }, (values) =>
      values.isReady ? null : links.uploadUrl(String(values.publicId)),
    ),
    downloadUrl: computed(
      { publicId, isReady, accountId: ({ viewer }) => sql`${viewer.accountId}::text` },
      ({ publicId: id, isReady: ready, accountId }) =>
        ready
          ? links.downloadUrl({
              publicId: String(id),
              accountId: accountId === null ? null : String(accountId),
            })
          : null,
    ),
  },
});
