import type { SQL } from "../../platform/database/sql.js";
import type { LiveEntry } from "../../platform/live/live-entries.js";

/** An event of the inbox without its cursor: the name of its type, which implements `InboxEvent`, and its fields. */
export interface ToldEvent extends Readonly<Record<string, unknown>> {
  readonly __typename: string;
}

/** A domain whose doings accounts are told of in their inbox. */
export interface InboxSource {
  /** The kinds of entries of the live log that it tells of. */
  readonly kinds: readonly string[];
  /**
   * Who follows which streams, as of `LiveAudience`. Nothing for a domain that appends to the streams of accounts alone, which each
   * account follows.
   */
  readonly follows?: SQL;
  /**
   * What an entry comes to for an account that follows its stream, as it stands now. Permission is asked here: whatever the account may
   * not see is left out, or told as having gone.
   */
  tell(entry: LiveEntry, accountId: string): ToldEvent | Promise<ToldEvent>;
}
