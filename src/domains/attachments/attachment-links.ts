import { type SQL, sql } from "../../platform/database/sql.js";
import { createTokenSigner } from "../../platform/files/signed-token.js";
import { downloadLinkSeconds, uploadLinkSeconds } from "./attachment-limits.js";

/** What a download link holds: the attachment's id and the account that it was made for, null for a stranger. */
export interface DownloadClaims {
  readonly publicId: string;
  readonly accountId: string | null;
}

/**
 * Makes and reads the signed links under which bytes come and go. Links of one minute are the same, so that a reader's cache
 * knows a file again.
 */
export interface AttachmentLinks {
  /** Where to send the bytes of the attachment with an id of the API, for 15 minutes. */
  uploadUrl(publicId: SQL): SQL;
  /** The attachment's id; undefined when the link is not ours or has expired. */
  readUpload(token: string): string | undefined;
  /** Where an attachment's bytes are for an account (a uuid, NULL for a stranger), for 5 minutes. */
  downloadUrl(publicId: SQL, accountId: SQL): SQL;
  /** What the link holds; undefined when it is not ours or has expired. */
  readDownload(token: string): DownloadClaims | undefined;
}

/**
 * @param secret the hub's; each kind of link has a key of its own derived from it
 * @param publicUrl where people reach the hub, without a slash at the end; asked when the first link is made, since it is known
 *   once the server listens
 */
export function createAttachmentLinks(secret: string, publicUrl: () => string): AttachmentLinks {
  const uploads = createTokenSigner(secret, "attachment upload");
  const downloads = createTokenSigner(secret, "attachment download");
  const below = (path: string, token: SQL) => sql`${sql.value(`${publicUrl()}${path}`)}::text || ${token}`;

  return {
    uploadUrl: (publicId) => below("/files/uploads/", uploads.signed([publicId], uploadLinkSeconds)),
    readUpload: (token) => uploads.verify(token, new Date())?.[0],

    downloadUrl: (publicId, accountId) =>
      below(
        "/files/",
        downloads.signed([publicId, sql`coalesce(${accountId}::text, '')`], downloadLinkSeconds),
      ),
    readDownload(token) {
      const [publicId, accountId] = downloads.verify(token, new Date()) ?? [];
      return publicId === undefined ? undefined : { publicId, accountId: accountId || null };
    },
  };
}
