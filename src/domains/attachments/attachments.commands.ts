import type { Queryable } from "../../platform/database/sql.js";
import { removeFilesAfterCommit } from "../../platform/files/file-removal.js";
import { findAndLock, hang, removeHungOn } from "./attachment.repository.js";
import { mostOnOneRow } from "./attachment-limits.js";

export { mostOnOneRow };

/** Which row attachments hang on. */
export interface HungOn {
  /** The GraphQL type of the row, one of `AttachmentHosts`. */
  readonly type: string;
  /** Its primary key. */
  readonly id: string;
}

/** Why attachments cannot be hung, and which of them is the reason. */
export interface HangingProblem {
  /**
   * `TOO_MANY`: more than 10. `NOT_FOUND`: not there, or another's. `NOT_READY`: its bytes have not arrived. `TAKEN`: it hangs
   * on something already, or stands in the list twice.
   */
  readonly code: "TOO_MANY" | "NOT_FOUND" | "NOT_READY" | "TAKEN";
  /** Its place in `attachmentIds`; null when there are too many. */
  readonly index: number | null;
}

/**
 * Hangs an account's own attachments on a row that the caller's transaction has written, in the order given; all or none.
 * A row gets its attachments once. Of two that hang the same attachment one finds it taken. Who may write the row is the
 * caller's to check, and the account held.
 * @param attachmentIds ids of the API; at most 10
 * @returns undefined when they hang, else why none does; the caller then breaks its transaction off
 */
export async function hangAttachments(
  on: Queryable,
  { accountId, attachmentIds, ...host }: HungOn & { accountId: string; attachmentIds: readonly string[] },
): Promise<HangingProblem | undefined> {
  if (attachmentIds.length === 0) return undefined;
  if (attachmentIds.length > mostOnOneRow) return { code: "TOO_MANY", index: null };
  const twice = attachmentIds.findIndex((id, index) => attachmentIds.indexOf(id) < index);
  if (twice >= 0) return { code: "TAKEN", index: twice };
  const found = await findAndLock(on, accountId, attachmentIds);
  for (const [index, publicId] of attachmentIds.entries()) {
    const attachment = found.get(publicId);
    if (!attachment) return { code: "NOT_FOUND", index };
    if (attachment.isHung) return { code: "TAKEN", index };
    if (attachment.state !== "READY") return { code: "NOT_READY", index };
  }
  await hang(on, accountId, host, attachmentIds);
  return undefined;
}

/**
 * Removes what hangs on rows, in the caller's transaction; the bytes go by a job after commit. Rows that are deleted by
 * themselves take theirs along by the trigger `remove_what_hangs`.
 */
export async function removeAttachmentsOf(
  on: Queryable,
  type: string,
  ids: readonly string[],
): Promise<void> {
  if ((await removeHungOn(on, type, ids)) > 0) await removeFilesAfterCommit(on);
}
