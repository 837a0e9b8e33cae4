import { setTimeout as sleep } from "node:timers/promises";
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** Says that whoever reads must not come back: signed out, shut out, or asking for what is not there. */
export const finalCodes: ReadonlySet<unknown> = new Set([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "BAD_USER_INPUT",
]);

/** Waits before the next attempt, longer each time and never as long as everybody else. */
export const pauseBefore = (attempt: number, signal: AbortSignal): Promise<void> =>
  sleep(Math.random() * Math.min(10_000, 100 * 2 ** attempt), undefined, { signal }).catch(() => undefined);

/** Connects when somebody subscribes, and notices within `pingMs` and `answerMs` when nobody is there any more. */
export function connect(url: string, token: string, pingMs = 10_000, answerMs = 5_000): Client {
  let unanswered: NodeJS.Timeout | undefined;
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    // Its own attempts send the first cursor again, and get again what came after that.
    retryAttempts: 0,
    keepAlive: pingMs,
    on: {
      ping(isReceived) {
        if (!isReceived) unanswered = setTimeout(() => client.terminate(), answerMs);
      },
      pong(isReceived) {
        if (isReceived) clearTimeout(unanswered);
      },
      closed: () => clearTimeout(unanswered),
    },
  });
  return client;
}

/** A stream that can be gone on with. */
export interface Stream<Data> {
  readonly query: string;
  /** The variables that ask for what comes after what was taken last. */
  variables(): Record<string, unknown>;
  /** Takes an event, and keeps its cursor with what it says. */
  take(data: Data): void;
}

/** Follows a stream until `signal` or until the server says that it is over for this reader; answers why. */
export async function follow<Data extends Record<string, unknown>>(
  client: Client,
  { query, variables, take }: Stream<Data>,
  signal: AbortSignal,
): Promise<unknown> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      for await (const { data, errors } of client.iterate<Data>({ query, variables: variables() })) {
        const code = errors?.[0]?.extensions?.code;
        if (finalCodes.has(code)) return code;
        if (errors) break;
        if (data) take(data);
        attempt = 0;
      }
    } catch (error) {
      // The close or error event of a socket is a reason to come back. A list of errors refuses the operation.
      if (Array.isArray(error) && error[0]?.extensions?.code !== "THROTTLED") throw error;
      if (error instanceof Object && "code" in error && error.code === 4403) return "UNAUTHENTICATED";
    }
    await pauseBefore(attempt, signal);
  }
  return undefined;
}
