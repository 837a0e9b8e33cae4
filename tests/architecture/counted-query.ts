import { setTimeout as sleep } from "node:timers/promises";
import { type QueryAnswer, runQuery, type TestHub } from "../testkit/hub.js";

/** An answer of /graphql and how many statements its reads ran. */
export interface CountedAnswer<Data> {
  readonly body: QueryAnswer<Data>["body"];
  /** Of the batched way. */
  readonly statements: number;
  /** Of the compiled way; those of the batched way where there is none. */
  readonly compiled: number;
}

/** How long the log's line about a request may take, in milliseconds. */
const logMs = 5_000;

/** Sends one operation and finds its number of statements in the server's log. */
export async function runCounted<Data = Record<string, unknown>>(
  hub: TestHub,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  token: string,
): Promise<CountedAnswer<Data>> {
  // The log may be long, and what was written before is not about this request.
  const before = hub.log().length;
  const { body, headers } = await runQuery<Data>(hub, query, variables, { token });
  const requestId = headers.get("x-request-id") ?? "";
  const deadline = Date.now() + logMs;
  for (;;) {
    const line = lineAbout(requestId, hub.log().slice(before));
    if (typeof line?.statements === "number")
      return { body, statements: line.batchedStatements ?? line.statements, compiled: line.statements };
    if (line || Date.now() > deadline) {
      throw new Error(`The log does not count the statements of ${query}: ${JSON.stringify({ line, body })}`);
    }
    await sleep(2);
  }
}

/** The log's line about a finished request, sought from the end. */
function lineAbout(
  requestId: string,
  log: string,
): { readonly statements?: unknown; readonly batchedStatements?: number } | undefined {
  const at = log.lastIndexOf(requestId);
  if (at < 0) return undefined;
  const end = log.indexOf("\n", at);
  if (end < 0) return undefined;
  const line = JSON.parse(log.slice(log.lastIndexOf("\n", at) + 1, end)) as Record<string, unknown>;
  return line.msg === "request" ? line : undefined;
}
