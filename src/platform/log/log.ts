import { type DestinationStream, destination, type Logger, pino } from "pino";
import { describeError } from "./described-error.js";

/** The structured log: one JSON object a line, no personal data. */
export type Log = Logger;

/** Where a log goes and from which level on. */
export interface LogOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Standard error unless given, so that what `npm start` tells people stays readable. */
  readonly destination?: DestinationStream;
}

/**
 * Makes the log. Errors belong under `err`, where they are written without values, addresses or query text.
 * Lines are written asynchronously and flushed when the process leaves.
 */
export function createLog({ level, destination: stream }: LogOptions): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    stream ?? destination({ dest: 2, sync: false }),
  );
}
