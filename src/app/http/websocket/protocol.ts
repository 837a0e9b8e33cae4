import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import { makeServer } from "graphql-ws";
import type { WebSocket } from "ws";
import { throttled } from "../../../platform/errors/technical-errors.js";
import type { OperationRequest } from "../../../platform/limits/operation-gate.js";
import type { Log } from "../../../platform/log/log.js";
import { operationFrom, parsedJson } from "../graphql-request.js";
import { HttpRefusal } from "../http-refusal.js";
import type { CallerHeaders, Judgement, OperationScope } from "../operation.js";
import type { OperationRunner } from "../operation-runner.js";
import { INTERNAL_MESSAGE, publicError } from "../public-errors.js";
import { withRequestId } from "../responses.js";
import type { ClientSocket } from "./client-socket.js";
import type { SocketLimits } from "./socket-limits.js";
import { SocketOperation } from "./socket-operation.js";
import { closeCodes } from "./socket-outlet.js";

/** The messages that a client may send; graphql-ws would fail at those that only servers send. */
const clientMessages: ReadonlySet<unknown> = new Set([
  "connection_init",
  "ping",
  "pong",
  "subscribe",
  "complete",
]);

/** What the protocol is spoken with. */
export interface ProtocolOptions {
  readonly schema: GraphQLSchema;
  readonly runner: OperationRunner;
  readonly limits: SocketLimits;
  readonly log: Log;
}

/** Speaks graphql-transport-ws on an open socket until it closes. */
export type Protocol = (socket: WebSocket, client: ClientSocket) => void;

/**
 * Makes the protocol. graphql-ws reads messages, keeps the order of beginning, and the ids apart; operations are judged and run by the
 * runner, as over HTTP.
 */
export function createProtocol({ schema, runner, limits, log }: ProtocolOptions): Protocol {
  /** The errors of refused operations as the client sees them, by those that stand for them in graphql-ws. */
  const refusals = new WeakMap<object, readonly GraphQLFormattedError[]>();

  function refused(
    errors: readonly GraphQLFormattedError[],
    { requestId }: OperationScope,
  ): readonly GraphQLError[] {
    const standIns = errors.map(({ message }) => new GraphQLError(message));
    refusals.set(standIns, withRequestId(errors, requestId));
    return standIns;
  }

  function record({ requestId, facts }: OperationScope, startedAt: number): void {
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    log.info({ requestId, route: "/graphql", ms, ...facts }, "operation");
  }

  const run = ({ contextValue }: { readonly contextValue?: unknown }): SocketOperation => {
    if (contextValue instanceof SocketOperation) return contextValue;
    throw new Error("An operation was begun that nobody has judged");
  };

  const server = makeServer<Record<string, unknown>, ClientSocket>({
    connectionInitWaitTimeout: limits.initTimeoutMs,

    async onConnect({ connectionParams, extra: client }) {
      const caller = callerIn(connectionParams, client.headers);
      return caller !== null && (await client.present(caller));
    },

    onSubscribe({ extra: client }, id, payload) {
      const scope = client.scope();
      const startedAt = performance.now();
      const asked = askedIn(payload, client, limits.maxOperations);
      const { judged, refusal }: Judgement =
        "message" in asked ? { refusal: runner.refuse(asked, scope) } : runner.judge(asked, scope);
      if (!judged) {
        record(scope, startedAt);
        return refused(refusal.result.errors ?? [], scope);
      }
      const operation: SocketOperation = new SocketOperation(runner, judged, id, client.outlet, () => {
        client.ended(operation);
        record(scope, startedAt);
      });
      client.began(operation);
      const { document, operation: chosen } = judged.admitted;
      return { schema, document, operationName: chosen.name?.value, contextValue: operation };
    },

    execute: run,
    subscribe: run,

    onError({ extra: client }, _id, _payload, errors) {
      const known = refusals.get(errors);
      if (known) return known;
      const { requestId } = client.scope();
      for (const error of errors) log.error({ requestId, err: error }, "An operation on a socket failed");
      return withRequestId(errors.map(publicError), requestId);
    },
  });

  return (socket, client) => {
    const { outlet } = client;
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => outlet.send(text),
        close: (code = closeCodes.internalError, reason = "") => outlet.close(code, reason),
        onMessage: (act) =>
          void socket.on("message", (data, isBinary) => {
            // What was sent before the client heard that the socket closes.
            if (!outlet.isOpen) return;
            const text = String(data);
            const type = isBinary ? undefined : typeOf(text);
            if (!clientMessages.has(type)) outlet.close(closeCodes.badRequest, "Invalid message received");
            // Answered to nobody, the client asks another server.
            else if (type !== "subscribe" || !client.isLeaving) act(text).catch(failed);
          }),
      },
      client,
    );
    function failed(error: unknown): void {
      log.error({ err: error }, "A message could not be handled");
      outlet.close(closeCodes.internalError, INTERNAL_MESSAGE);
    }
    socket.on("close", (code, reason) => void closed(code, String(reason)).catch(failed));
  };
}

/** The type of a message; undefined for what is none. */
function typeOf(text: string): unknown {
  try {
    const message = parsedJson(text, "The message");
    return typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
  } catch (error) {
    if (error instanceof HttpRefusal) return undefined;
    throw error;
  }
}

/** The operation of a `subscribe` message, or the error that refuses it before it is judged. */
function askedIn(
  payload: object,
  client: ClientSocket,
  maxOperations: number,
): OperationRequest | GraphQLFormattedError {
  if (client.isFull)
    return publicError(throttled(`At most ${maxOperations} operations may be under way on one socket.`));
  try {
    return operationFrom({ ...payload });
  } catch (error) {
    if (!(error instanceof HttpRefusal)) throw error;
    return { message: error.message, extensions: { code: error.code } };
  }
}

/**
 * Who asks: what the client says as it begins (`authorization`, in any spelling), else what came with the handshake. Null for what cannot
 * be a credential, which is never overlooked.
 */
function callerIn(
  params: Readonly<Record<string, unknown>> | undefined,
  handshake: CallerHeaders,
): CallerHeaders | null {
  const given = Object.entries(params ?? {}).filter(
    ([name, value]) => name.toLowerCase() === "authorization" && value !== null && value !== undefined,
  );
  const [first, another] = given;
  if (!first) return handshake;
  const [, authorization] = first;
  if (another || typeof authorization !== "string") return null;
  return { authorization, "accept-language": handshake["accept-language"] };
}
