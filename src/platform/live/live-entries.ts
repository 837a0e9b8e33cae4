import type { QueryResultRow } from "pg";
import { type Queryable, runSql, runSqlForOne, type SQL, sql } from "../database/sql.js";

/** That something happened to a subject. What it says is read from the subject when it is delivered, by whoever may see it. */
export interface LiveEntry {
  /** What it happened in, a uuid: such as a conversation's or an account's. */
  readonly streamId: string;
  /** Its place in the stream: 1, 2, 3 and so on without gaps. */
  readonly sequence: number;
  /** What happened, in capitals, such as MESSAGE_ADDED. */
  readonly kind: string;
  /** What it happened to, a uuid, such as a message's; null when the stream says it all. */
  readonly subjectId: string | null;
  readonly writtenAt: Date;
  /** Its place among all entries: whoever has seen it has seen everything before it. */
  readonly position: bigint;
}

/** An entry that is to be written. */
export interface NewLiveEntry {
  /** A uuid; a stream begins with its first entry. */
  readonly streamId: string;
  /** 1 to 60 capitals and underscores. */
  readonly kind: string;
  /** A uuid; default null. */
  readonly subjectId?: string | null;
}

/** Who follows which streams, as a domain knows it. */
export interface LiveAudience {
  /** For the log and its errors, such as `inbox`. */
  readonly name: string;
  /**
   * A SELECT of all pairs `reader_id`, `stream_id` (uuids) as they are now; never run whole, but with a condition on either column, each
   * of which needs an index. So it is a join or UNION ALL, without DISTINCT, grouping or limit; a pair may come twice.
   */
  readonly follows: SQL;
}

/** Which entries a follower wants: those of one stream, or of all streams that a reader of an audience follows at the time. */
export type LiveInterest =
  | { readonly streamId: string }
  | { readonly audience: LiveAudience; readonly readerId: string };

/** Some of the entries after a position that somebody wants, the first ones, in their order. */
export interface LivePage {
  readonly entries: readonly LiveEntry[];
  /** Of everything up to here the wanted entries have been given. */
  readonly upTo: bigint;
  /** Whether there may be more after that. */
  readonly isFull: boolean;
  /** The last position that there was, and the last whose entry is no longer kept. */
  readonly head: bigint;
  readonly forgotten: bigint;
}

/** Days for which an entry is kept at least. */
export const keptDays = 90;
/** Entries forgotten in one transaction, for which stamping waits: some 10 ms. */
const forgottenAtOnce = 1_000;

/**
 * Appends an entry in the caller's transaction and answers its sequence. Whoever else appends to the stream waits until the
 * transaction ends, so append last; to several streams in one order for everybody, or some will deadlock and be run again.
 */
export async function appendLive(
  on: Queryable,
  { streamId, kind, subjectId = null }: NewLiveEntry,
): Promise<number> {
  const [row] = await runSql<{ sequence: number }>(
    on,
    sql`SELECT append_live(${sql.value(streamId)}::uuid, ${sql.value(kind)}, ${sql.value(subjectId)}::uuid) AS sequence`,
  );
  if (!row) throw new Error("append_live answered nothing");
  return row.sequence;
}

/** Keeps others from appending to a stream until the caller's transaction ends. A stream that has not begun is nobody's to hold. */
export async function holdStream(on: Queryable, streamId: string): Promise<void> {
  await runSql(on, sql`SELECT FROM live_stream WHERE id = ${sql.value(streamId)}::uuid FOR NO KEY UPDATE`);
}

/** Gives positions to what has none; answers how many and the last position. Its own transaction, committed when this is answered. */
export async function stampLive(
  on: Queryable,
  atMost: number,
): Promise<{ readonly stamped: number; readonly head: bigint }> {
  const [row] = await runSql<{ stamped: number; head: string }>(
    on,
    sql`SELECT stamped, head FROM stamp_live(${sql.value(atMost)}::integer)`,
  );
  if (!row) throw new Error("stamp_live answered nothing");
  return { stamped: row.stamped, head: BigInt(row.head) };
}

/** The entries after a position, the first ones, whomever they concern. */
export async function readLive(on: Queryable, after: bigint, atMost: number): Promise<LiveEntry[]> {
  const rows = await runSql<EntryRow>(
    on,
    sql`SELECT ${entryColumns} FROM live_entry AS entry
      WHERE entry.position > ${sql.value(String(after))}::bigint ORDER BY entry.position LIMIT ${sql.value(atMost)}::integer`,
  );
  return rows.map(entryOf);
}

/** The entries after a position that somebody wants, the first ones. */
export async function readLivePage(
  on: Queryable,
  interest: LiveInterest,
  after: bigint,
  atMost: number,
): Promise<LivePage> {
  const ofStream = (streamId: SQL) => sql`SELECT entry.* FROM live_entry AS entry
    WHERE entry.stream_id = ${streamId} AND entry.position > ${sql.value(String(after))}::bigint
    ORDER BY entry.position LIMIT ${sql.value(atMost)}::integer`;
  // Of each stream the first ones: what it costs follows from the reader's streams, not from what happened in all others.
  const wanted =
    "streamId" in interest
      ? ofStream(sql`${sql.value(interest.streamId)}::uuid`)
      : sql`SELECT entry.* FROM (
          SELECT DISTINCT pair.stream_id FROM (${interest.audience.follows}) AS pair
          WHERE pair.reader_id = ${sql.value(interest.readerId)}::uuid
        ) AS followed CROSS JOIN LATERAL (${ofStream(sql`followed.stream_id`)}) AS entry
        ORDER BY entry.position LIMIT ${sql.value(atMost)}::integer`;
  const rows = await runSql<HeadRow & (EntryRow | NoEntryRow)>(
    on,
    sql`SELECT head.position AS head, head.forgotten, ${entryColumns}
      FROM live_head AS head LEFT JOIN (${wanted}) AS entry ON true ORDER BY entry.position`,
  );
  const [first] = rows;
  if (!first) throw new Error("live_head has no row");
  const head = BigInt(first.head);
  const entries = rows.flatMap((row) => (row.position === null ? [] : [entryOf(row)]));
  const isFull = entries.length === atMost;
  return {
    entries,
    isFull,
    upTo: (isFull && entries.at(-1)?.position) || head,
    head,
    forgotten: BigInt(first.forgotten),
  };
}

/** Where a stream's sequence stands among all entries. */
export interface StreamPlace {
  readonly lastSequence: number;
  /** Whether what comes after the sequence, if anything does, is still kept. */
  readonly isKept: boolean;
  /** A position that all of the stream's later entries come after, and none of the earlier ones. */
  readonly position: bigint;
}

/** Finds the position behind a stream's sequence, 0 or more. */
export async function placeInStream(on: Queryable, streamId: string, sequence: number): Promise<StreamPlace> {
  const row = await runSqlForOne<{ lastSequence: number; hasNext: boolean; position: string }>(
    on,
    // What has no position yet comes after all that have one.
    sql`SELECT coalesce(stream.last_sequence, 0) AS "lastSequence", next.sequence IS NOT NULL AS "hasNext",
        coalesce(next.position - 1, head.position) AS position
      FROM live_head AS head
      LEFT JOIN live_stream AS stream ON stream.id = ${sql.value(streamId)}::uuid
      LEFT JOIN live_entry AS next ON next.stream_id = stream.id AND next.sequence = ${sql.value(sequence)}::bigint + 1`,
  );
  if (!row) throw new Error("live_head has no row");
  const { lastSequence, hasNext, position } = row;
  return { lastSequence, isKept: hasNext || sequence >= lastSequence, position: BigInt(position) };
}

/** Who follows each of some streams, by stream. */
export async function readersOfStreams(
  on: Queryable,
  { follows }: LiveAudience,
  streamIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await runSql<{ streamId: string; readerId: string }>(
    on,
    sql`SELECT pair.stream_id AS "streamId", pair.reader_id AS "readerId" FROM (${follows}) AS pair
      WHERE pair.stream_id = ANY (${sql.value(streamIds)}::uuid[])`,
  );
  const readers = new Map<string, Set<string>>();
  for (const { streamId, readerId } of rows) {
    const ofStream = readers.get(streamId);
    if (ofStream) ofStream.add(readerId);
    else readers.set(streamId, new Set([readerId]));
  }
  return readers;
}

/** Removes what is older than the days for which entries are kept, bit by bit, each a transaction of its own. */
export async function forgetLive(on: Queryable): Promise<void> {
  for (;;) {
    const [row] = await runSql<{ forgot: number }>(
      on,
      sql`SELECT forget_live(make_interval(days => ${sql.value(keptDays)}::integer), ${sql.value(forgottenAtOnce)}::integer) AS forgot`,
    );
    if (!row || row.forgot === 0) return;
  }
}

interface EntryRow extends QueryResultRow {
  readonly streamId: string;
  readonly sequence: number;
  readonly kind: string;
  readonly subjectId: string | null;
  readonly writtenAt: Date;
  readonly position: string;
}
interface NoEntryRow extends QueryResultRow {
  readonly position: null;
}
interface HeadRow {
  readonly head: string;
  readonly forgotten: string;
}

const entryColumns = sql`entry.stream_id AS "streamId", entry.sequence, entry.kind, entry.subject_id AS "subjectId",
  entry.written_at AS "writtenAt", entry.position`;

function entryOf({ streamId, sequence, kind, subjectId, writtenAt, position }: EntryRow): LiveEntry {
  return { streamId, sequence, kind, subjectId, writtenAt, position: BigInt(position) };
}
