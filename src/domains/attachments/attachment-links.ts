import { createTokenSigner } from "../../platform/files/signed-token.js";
import { downloadLinkMs, uploadLinkMs } from "./attachment-limits.js";

/** What a download link holds: the attachment's id and the account that it was made for, null for a stranger. */
export interface DownloadClaims {
  readonly publicId: string;
  readonly accountId: string | null;
}

/** Makes and reads the signed links under which bytes come and go. */
export interface AttachmentLinks {
  /** Where to send an attachment's bytes, for 15 minutes. */
  uploadUrl(publicId: string): string;
  /** The attachment's id; undefined when the link is not ours or has expired. */
  readUpload(token: string): string | undefined;
  /** Where an attachment's bytes are for an account, for 5 minutes. */
  downloadUrl(claims: DownloadClaims): string;
  /** What the link holds; undefined when it is not ours or has expired. */
  readDownload(token: string): DownloadClaims | undefined;
}

/** Download links end with a minute, so that those of one minute are the same and a reader's cache knows the file again. */
const downloadStepMs = 60_000;

/**
 * @param secret the hub's; each kind of link has a key of its own derived from it
 * @param publicUrl where people reach the hub, without a slash at the end; asked for each link, since it is known once the server listens
 */
export function createAttachmentLinks(secret: string, publicUrl: () => string): AttachmentLinks {
  const uploads = createTokenSigner(secret, "attachment upload");
  const downloads = createTokenSigner(secret, "attachment download");

  return {
    uploadUrl(publicId) {
      const token = uploads.sign([publicId], new Date(Date.now() + uploadLinkMs));
      return `${publicUrl()}/files/uploads/${token}`;
    },
    readUpload: (token) => uploads.verify(token, new Date())?.[0],

    downloadUrl({ publicId, accountId }) {
      const end = Math.ceil((Date.now() + downloadLinkMs) / downloadStepMs) * downloadStepMs;
      return `${publicUrl()}/files/${downloads.sign([publicId, accountId ?? ""], new Date(end))}`;
    },
    readDownload(token) {
      const [publicId, accountId] = downloads.verify(token, new Date()) ?? [];
      return publicId === undefined ? undefined : { publicId, accountId: accountId || null };
    },
  };
}
