import type { Queryable } from "../../../platform/database/sql.js";
import type { LiveLog } from "../../../platform/live/live-log.js";

/** What live updates of messaging run on. */
export interface MessagingLive {
  readonly log: Pick<LiveLog, "follow">;
  /** For what is asked of readers. */
  readonly database: Queryable;
  /** Told when it could not be asked whether readers may go on; they are asked about again at once. */
  readonly lookFailed: (error: unknown) => void;
}

function notRunning(): never {
  throw new Error("Live updates do not run here");
}

/** For whoever makes the schema without running it. */
export const notLive: MessagingLive = {
  log: { follow: notRunning },
  database: { query: notRunning },
  lookFailed: notRunning,
};
