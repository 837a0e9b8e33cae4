import type { Queryable } from "../../../platform/database/sql.js";
import type { LiveLog } from "../../../platform/live/live-log.js";

/** What live updates of messaging run on. */
export interface MessagingLive {
  readonly log: Pick<LiveLog, "follow">;
  /** For what is asked of readers. */
  readonly database: Queryable;
}

function notRunning(): never {
  throw new Error("Live updates do not run here");
}

/** For whoever makes the schema without running it. */
export const notLive: MessagingLive = { log: { follow: notRunning }, database: { query: notRunning } };
