import type { EntityManager } from "typeorm";
import { type Queryable, runSql, runSqlForOne, sql } from "../../platform/database/sql.js";
import type { ViewerSql } from "../../platform/read/scope.js";
import { AttachmentEntity } from "./attachment.entity.js";
import { type AttachmentHosts, seesAttachment } from "./attachments.queries.js";

/**
 * Counts bytes that an account announces towards its day. False, with nothing counted, when they are more than it may
 * announce. Until the transaction ends, the account announces nothing else.
 */
export async function takeAllowance(
  on: Queryable,
  accountId: string,
  byteSize: number,
  bytesPerDay: number,
): Promise<boolean> {
  const taken = await runSqlForOne(
    on,
    sql`INSERT INTO attachment_allowance AS taken (account_id, day, announced_bytes)
      VALUES (${sql.value(accountId)}::uuid, today_in_denmark(), ${sql.value(byteSize)}::bigint)
      ON CONFLICT (account_id) DO UPDATE SET day = excluded.day, announced_bytes = excluded.announced_bytes
        + CASE WHEN taken.day = excluded.day THEN taken.announced_bytes ELSE 0 END
      WHERE taken.day <> excluded.day OR taken.announced_bytes + excluded.announced_bytes <= ${sql.value(bytesPerDay)}::bigint
      RETURNING 1 AS one`,
  );
  return taken !== undefined;
}

/** How many attachments of an account hang on nothing. */
export function countUnhung(manager: EntityManager, accountId: string): Promise<number> {
  return manager
    .createQueryBuilder(AttachmentEntity, "attachment")
    .where("owner_account_id = :accountId AND hung_on_type IS NULL", { accountId })
    .getCount();
}

/** Whether an attachment is still there. */
export function attachmentExists(manager: EntityManager, id: string): Promise<boolean> {
  return manager.existsBy(AttachmentEntity, { id });
}

/** An attachment whose link came back with bytes. */
export interface UploadTarget {
  readonly id: string;
  readonly fileName: string;
  readonly byteSize: number;
  readonly state: AttachmentEntity["state"];
}

/** The attachment of an upload link, as long as its owner may act. */
export function findUploadTarget(on: Queryable, publicId: string): Promise<UploadTarget | undefined> {
  return runSqlForOne<UploadTarget & Record<string, unknown>>(
    on,
    sql`SELECT id, file_name AS "fileName", byte_size AS "byteSize", state FROM attachment
      WHERE public_id = ${sql.value(publicId)} AND EXISTS (SELECT FROM account
        WHERE account.id = owner_account_id AND deleted_at IS NULL AND suspended_at IS NULL)`,
  );
}

/** What is stored of an attachment. */
export interface StoredContent {
  readonly storageKey: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly width: number | null;
  readonly height: number | null;
}

/** Makes an awaited attachment ready. False when it is ready already, or gone. */
export async function makeReady(
  manager: EntityManager,
  id: string,
  content: StoredContent,
): Promise<boolean> {
  const { affected } = await manager.update(
    AttachmentEntity,
    { id, state: "AWAITED" },
    { ...content, state: "READY" },
  );
  return affected === 1;
}

/** A stored attachment, for sending. */
export interface StoredAttachment extends StoredContent {
  readonly publicId: string;
  readonly fileName: string;
}

/** The attachment with an id of the API, if it is ready and the viewer sees it: the rule by which it is read. */
export function findSeen(
  on: Queryable,
  publicId: string,
  hosts: AttachmentHosts,
  viewer: ViewerSql,
): Promise<StoredAttachment | undefined> {
  const row = sql.identifier("attachment");
  return runSqlForOne<StoredAttachment & Record<string, unknown>>(
    on,
    sql`SELECT public_id AS "publicId", file_name AS "fileName", storage_key AS "storageKey",
        content_type AS "contentType", byte_size AS "byteSize", width, height
      FROM attachment WHERE public_id = ${sql.value(publicId)} AND state = 'READY' AND ${seesAttachment(hosts, { viewer, row })}`,
  );
}

/** An attachment that is locked. */
export interface LockedAttachment {
  readonly publicId: string;
  readonly state: AttachmentEntity["state"];
  readonly isHung: boolean;
}

/** An account's own attachments by the ids of the API, locked until the transaction ends, in one order for everybody. */
export async function findAndLock(
  on: Queryable,
  accountId: string,
  publicIds: readonly string[],
): Promise<ReadonlyMap<string, LockedAttachment>> {
  const rows = await runSql<LockedAttachment & Record<string, unknown>>(
    on,
    sql`SELECT public_id AS "publicId", state, hung_on_type IS NOT NULL AS "isHung" FROM attachment
      WHERE owner_account_id = ${sql.value(accountId)}::uuid AND public_id = ANY (${sql.value(publicIds)}::text[])
      ORDER BY id FOR UPDATE`,
  );
  return new Map(rows.map((row) => [row.publicId, row]));
}

/** Hangs an account's attachments, which the caller has locked and looked at, on a row. */
export async function hang(
  on: Queryable,
  accountId: string,
  host: { readonly type: string; readonly id: string },
  publicIds: readonly string[],
): Promise<void> {
  await runSql(
    on,
    sql`UPDATE attachment SET hung_on_type = ${sql.value(host.type)}, hung_on_id = ${sql.value(host.id)}::uuid,
        hung_position = asked.place - 1
      FROM unnest(${sql.value(publicIds)}::text[]) WITH ORDINALITY AS asked(public_id, place)
      WHERE attachment.public_id = asked.public_id AND owner_account_id = ${sql.value(accountId)}::uuid
        AND state = 'READY' AND hung_on_type IS NULL`,
  );
}

/** Deletes what hangs on rows of a type; answers how much that was. */
export async function removeHungOn(on: Queryable, type: string, ids: readonly string[]): Promise<number> {
  const removed = await runSql(
    on,
    sql`DELETE FROM attachment WHERE hung_on_type = ${sql.value(type)} AND hung_on_id = ANY (${sql.value(ids)}::uuid[])
      RETURNING 1 AS one`,
  );
  return removed.length;
}

/** Deletes what an account has not hung on anything. */
export async function removeUnhungOf(on: Queryable, accountId: string): Promise<number> {
  const removed = await runSql(
    on,
    sql`DELETE FROM attachment WHERE owner_account_id = ${sql.value(accountId)}::uuid AND hung_on_type IS NULL RETURNING 1 AS one`,
  );
  return removed.length;
}

/** Deletes what was announced so many hours ago and hangs on nothing. */
export async function removeOldUnhung(on: Queryable, hours: number): Promise<void> {
  await runSql(
    on,
    sql`DELETE FROM attachment WHERE hung_on_type IS NULL AND created_at < now() - make_interval(hours => ${sql.value(hours)}::int)`,
  );
}
