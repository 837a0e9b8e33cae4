/** Bounds of the HTTP layer. Tests lower some; the product runs with `httpLimits`. */
export interface HttpLimits {
  /** Bytes of a GraphQL request's body; more is refused while it is being read. */
  readonly maxBodyBytes: number;
  /** Bytes of a request's line and headers together. */
  readonly maxHeaderBytes: number;
  /** Headers of a request; Node ignores those beyond. */
  readonly maxHeaders: number;
  /** Milliseconds that the headers may take to arrive. */
  readonly headersTimeoutMs: number;
  /** Milliseconds that headers and body together may take to arrive. */
  readonly requestTimeoutMs: number;
  /** The same for a file: 25 MB over a telephone's weak connection. */
  readonly uploadTimeoutMs: number;
  /** Milliseconds that a connection may wait for its next request. */
  readonly keepAliveTimeoutMs: number;
  /** Milliseconds without a byte in either direction after which a connection is given up. */
  readonly idleSocketTimeoutMs: number;
  /** Milliseconds between two looks for connections past these bounds. */
  readonly timeoutCheckMs: number;
  /** Milliseconds that running requests get to finish when the server closes. */
  readonly drainMs: number;
  /** Milliseconds that the readiness check may take before it counts as failed. */
  readonly readinessMs: number;
}

/** The bounds in force. */
export const httpLimits: HttpLimits = {
  maxBodyBytes: 1_048_576,
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  uploadTimeoutMs: 300_000,
  keepAliveTimeoutMs: 5_000,
  idleSocketTimeoutMs: 60_000,
  timeoutCheckMs: 1_000,
  drainMs: 10_000,
  readinessMs: 5_000,
};
