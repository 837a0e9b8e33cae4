import { join } from "node:path";
import type { DataSource } from "typeorm";
import { stranger, type Viewer } from "../../../platform/auth/viewer.js";
import { clientOf } from "../../../platform/database/data-source.js";
import type { Queryable } from "../../../platform/database/sql.js";
import { inOneStatement, inTransaction } from "../../../platform/database/transaction.js";
import { expectFile, giveUpFile, keepFile } from "../../../platform/files/file-removal.js";
import { type FileStore, newStorageKey } from "../../../platform/files/file-store.js";
import type { FileTransfers, OpenFile, UploadedBytes } from "../../../platform/files/file-transfers.js";
import { type IncomingFiles, takeIn, WrongByteCount } from "../../../platform/files/incoming-files.js";
import type { ViewerSql } from "../../../platform/read/scope.js";
import { viewerOf } from "../../accounts/accounts.queries.js";
import {
  attachmentExists,
  findSeen,
  findUploadTarget,
  makeReady,
  type StoredContent,
  type UploadTarget,
} from "../attachment.repository.js";
import type { AttachmentLinks } from "../attachment-links.js";
import { fileRefusal } from "../attachments.errors.js";
import type { AttachmentHosts } from "../attachments.queries.js";
import { makeImageAnew } from "../content/new-image.js";
import { recognisedKind } from "../content/recognised-kind.js";

/** What the transfers work with. */
export interface AttachmentTransfersOptions {
  readonly dataSource: DataSource;
  readonly files: FileStore;
  readonly incoming: IncomingFiles;
  readonly links: AttachmentLinks;
  /** The same that the module was given. */
  readonly hosts: AttachmentHosts;
  /** A viewer as the hub's declarations ask about it. */
  readonly viewerInSql: (viewer: Viewer) => ViewerSql;
}

/** A file that is ready to be stored. */
interface AcceptedFile extends Omit<StoredContent, "storageKey"> {
  readonly path: string;
}

/** How the bytes of attachments come and go. Whoever has a link has no other credential. */
export class AttachmentTransfers implements FileTransfers {
  constructor(private readonly options: AttachmentTransfersOptions) {}

  async receive(token: string, bytes: UploadedBytes): Promise<number> {
    const { links, incoming } = this.options;
    const publicId = links.readUpload(token);
    const target =
      publicId === undefined ? undefined : await this.run((client) => findUploadTarget(client, publicId));
    if (!target) throw fileRefusal("NOT_FOUND");
    if (target.state === "READY") throw fileRefusal("ALREADY_UPLOADED");
    if (bytes.length !== undefined && bytes.length !== target.byteSize) throw fileRefusal("SIZE_MISMATCH");
    await incoming.during(async (folder) => {
      const path = join(folder, "sent");
      await takeIn(bytes.stream(), path, target.byteSize).catch((error: unknown) => {
        throw error instanceof WrongByteCount ? fileRefusal("SIZE_MISMATCH") : error;
      });
      await this.store(target, await accept(target, path, join(folder, "new")));
    });
    return target.byteSize;
  }

  async open(token: string): Promise<OpenFile> {
    const { links, hosts, viewerInSql, files } = this.options;
    const claims = links.readDownload(token);
    if (!claims) throw fileRefusal("NOT_FOUND");
    const { accountId } = claims;
    // As it is now: who may no longer act sees nothing.
    const viewer = accountId === null ? stranger : await this.run((client) => viewerOf(client, accountId));
    if (!viewer) throw fileRefusal("NOT_FOUND");
    const found = await this.run((client) => findSeen(client, claims.publicId, hosts, viewerInSql(viewer)));
    if (!found) throw fileRefusal("NOT_FOUND");
    const { publicId, fileName, contentType, byteSize, width, storageKey } = found;
    return {
      fileName,
      contentType,
      byteSize,
      // Pictures have sides, and were made anew.
      isShown: width !== null,
      version: publicId,
      read: () => files.read(storageKey),
    };
  }

  /**
   * Stores a file under a key of its own and makes the attachment ready with it. Of two that come at once one is kept, and
   * the bytes of the other are removed; so are those of a process that dies here.
   */
  private async store(target: UploadTarget, { path, ...content }: AcceptedFile): Promise<void> {
    const { dataSource, files } = this.options;
    const storageKey = newStorageKey();
    await this.run((client) => expectFile(client, storageKey));
    try {
      await files.put(storageKey, path);
      await inTransaction(dataSource, async (manager) => {
        if (!(await makeReady(manager, target.id, { ...content, storageKey })))
          throw fileRefusal((await attachmentExists(manager, target.id)) ? "ALREADY_UPLOADED" : "NOT_FOUND");
        await keepFile(await clientOf(manager), storageKey);
      });
    } catch (error) {
      // When that fails too, the file goes in an hour.
      await inTransaction(dataSource, async (manager) =>
        giveUpFile(await clientOf(manager), storageKey),
      ).catch(() => undefined);
      throw error;
    }
  }

  private run<Result>(work: (client: Queryable) => Promise<Result>): Promise<Result> {
    return inOneStatement(this.options.dataSource, work);
  }
}

/** What is stored of a file that arrived whole. @throws FileRefusal */
async function accept(
  { fileName, byteSize }: UploadTarget,
  path: string,
  newPath: string,
): Promise<AcceptedFile> {
  const { contentType, family } = await recognisedKind(path, fileName);
  if (family !== "image") return { path, contentType, byteSize, width: null, height: null };
  return { path: newPath, contentType, ...(await makeImageAnew(contentType, path, newPath)) };
}
