import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Different operation names that get a time series of their own; later ones are counted as `other`. */
const MAX_OPERATION_NAMES = 100;
/** Upper bounds of the duration buckets, in seconds. */
const DURATION_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Codes that WebSockets are closed with here, and the usual ones of clients; others are the client's choice. */
const knownCloses: ReadonlySet<number> = new Set([
  ...[1000, 1001, 1002, 1005, 1006, 1007, 1009, 1013],
  ...[4400, 4401, 4403, 4406, 4408, 4409, 4429, 4500],
]);

/** What a connection pool tells of itself; node-postgres' Pool has this shape. */
export interface ObservedPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** One HTTP request that has been answered, or whose client went away. */
export interface FinishedRequest {
  /** The route's pattern, never the path that was sent. */
  readonly route: string;
  readonly method: string;
  /** The status sent; 499 when the client left before an answer. */
  readonly status: number;
  readonly seconds: number;
}

/** One GraphQL operation that was answered. */
export interface FinishedOperation {
  readonly name: string | null;
  readonly type: "query" | "mutation" | "subscription" | "unknown";
  /** `ok`, `errors` (ran, with errors beside or instead of data) or `refused` (never ran). */
  readonly outcome: "ok" | "errors" | "refused";
  readonly seconds: number;
  /** `extensions.code` of every error. */
  readonly errorCodes: readonly string[];
  /** The limit that refused it, if one did. */
  readonly limit?: string;
}

/** What is measured, in Prometheus' terms. Every label has a bounded set of values. */
export interface Metrics {
  /** For measurements of other parts, named `samspil_...`. */
  readonly registry: Registry;
  requestStarted(): void;
  requestFinished(request: FinishedRequest): void;
  operationFinished(operation: FinishedOperation): void;
  /** Counts a query by the way in which it was read, with the reason why it was not compiled. */
  readAnswered(way: "compiled" | "batched", reason?: string): void;
  /** Counts an event of a subscription that was resolved, for one reader or once for all who ask the same. */
  eventResolved(way: "own" | "shared"): void;
  /** Counts a message that was handed to a WebSocket; needs no `this`. */
  frameSent(): void;
  socketOpened(): void;
  /** @param code with which it closed; 1006 when the connection broke */
  socketClosed(code: number): void;
  /** Shows a pool's connections, read whenever the metrics are. */
  watchPool(name: string, pool: ObservedPool): void;
  /** The exposition text and its media type. */
  expose(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/** Makes the measurements, Node's own (event loop, memory, garbage collection) included, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const requests = new Counter({
    name: "samspil_http_requests_total",
    help: "HTTP requests answered, by route, method and status",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const requestSeconds = new Histogram({
    name: "samspil_http_request_duration_seconds",
    help: "Time from a request's head to the end of its response",
    labelNames: ["route"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const inFlight = new Gauge({
    name: "samspil_http_requests_in_flight",
    help: "HTTP requests not yet answered",
    registers,
  });
  const operations = new Counter({
    name: "samspil_graphql_operations_total",
    help: `GraphQL operations by name (the first ${MAX_OPERATION_NAMES} names that ran), type and outcome`,
    labelNames: ["operation", "type", "outcome"],
    registers,
  });
  const operationSeconds = new Histogram({
    name: "samspil_graphql_operation_duration_seconds",
    help: "Time from a parsed request to its result",
    labelNames: ["operation"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const errors = new Counter({
    name: "samspil_graphql_errors_total",
    help: "GraphQL errors by code",
    labelNames: ["code"],
    registers,
  });
  const refusals = new Counter({
    name: "samspil_graphql_limit_refusals_total",
    help: "GraphQL operations refused by a limit, by its name",
    labelNames: ["limit"],
    registers,
  });
  const reads = new Counter({
    name: "samspil_graphql_reads_total",
    help: "GraphQL queries by the way they were read: compiled to one statement, or batched and why",
    labelNames: ["way", "reason"],
    registers,
  });
  const eventsResolved = new Counter({
    name: "samspil_subscription_events_resolved_total",
    help: "Events of subscriptions resolved, for one reader (own) or once for all who ask the same (shared)",
    labelNames: ["way"],
    registers,
  });
  let framesToCount = 0;
  new Counter({
    name: "samspil_websocket_messages_sent_total",
    help: "Messages handed to WebSockets",
    registers,
    // Counted by the thousand in one turn of the event loop.
    collect() {
      this.inc(framesToCount);
      framesToCount = 0;
    },
  });
  const sockets = new Gauge({
    name: "samspil_websocket_sockets",
    help: "WebSockets open",
    registers,
  });
  const socketCloses = new Counter({
    name: "samspil_websocket_closes_total",
    help: "WebSockets closed, by code",
    labelNames: ["code"],
    registers,
  });
  const poolConnections = new Gauge({
    name: "samspil_database_pool_connections",
    help: "Database connections by pool and state; waiting counts callers without one",
    labelNames: ["pool", "state"],
    registers,
    collect() {
      for (const [pool, { totalCount, idleCount, waitingCount }] of pools) {
        poolConnections.set({ pool, state: "busy" }, totalCount - idleCount);
        poolConnections.set({ pool, state: "idle" }, idleCount);
        poolConnections.set({ pool, state: "waiting" }, waitingCount);
      }
    },
  });

  const pools = new Map<string, ObservedPool>();
  const operationNames = new Set<string>();
  /** Names are the client's own, so only those that ran get a series, and only so many. */
  function operationLabel({ name, outcome }: FinishedOperation): string {
    if (name === null) return "anonymous";
    if (operationNames.has(name)) return name;
    if (outcome !== "ok" || name.length > 64 || operationNames.size >= MAX_OPERATION_NAMES) return "other";
    operationNames.add(name);
    return name;
  }

  return {
    registry,
    requestStarted: () => inFlight.inc(),
    requestFinished({ route, method, status, seconds }) {
      inFlight.dec();
      requests.inc({ route, method, status });
      requestSeconds.observe({ route }, seconds);
    },
    operationFinished(finished) {
      const operation = operationLabel(finished);
      operations.inc({ operation, type: finished.type, outcome: finished.outcome });
      operationSeconds.observe({ operation }, finished.seconds);
      for (const code of finished.errorCodes) errors.inc({ code });
      if (finished.limit !== undefined) refusals.inc({ limit: finished.limit });
    },
    readAnswered: (way, reason = "") => reads.inc({ way, reason }),
    eventResolved: (way) => eventsResolved.inc({ way }),
    frameSent() {
      framesToCount += 1;
    },
    socketOpened: () => sockets.inc(),
    socketClosed(code) {
      sockets.dec();
      socketCloses.inc({ code: knownCloses.has(code) ? code : "other" });
    },
    watchPool: (name, pool) => void pools.set(name, pool),
    expose: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}
