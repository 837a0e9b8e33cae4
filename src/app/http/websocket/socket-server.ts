import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { GraphQLSchema } from "graphql";
import { handleProtocols } from "graphql-ws";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import { countedAddress } from "../../../platform/limits/counted-address.js";
import type { Log } from "../../../platform/log/log.js";
import type { Metrics } from "../../../platform/metrics/metrics.js";
import type { CrossSitePolicy } from "../cross-site.js";
import { HttpRefusal } from "../http-refusal.js";
import type { OperationRunner } from "../operation-runner.js";
import { ClientSocket } from "./client-socket.js";
import { createProtocol } from "./protocol.js";
import { Pulse } from "./pulse.js";
import { ReaderWatch } from "./reader-watch.js";
import type { SocketLimits } from "./socket-limits.js";
import { closeCodes } from "./socket-outlet.js";

/** What WebSockets are served with. */
export interface SocketServerOptions {
  readonly schema: GraphQLSchema;
  readonly runner: OperationRunner;
  readonly crossSite: CrossSitePolicy;
  readonly limits: SocketLimits;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Serves GraphQL over WebSocket (graphql-transport-ws). */
export interface SocketServer {
  /**
   * Makes a request's connection a WebSocket.
   * @throws HttpRefusal 403 for a page of another origin, 400 for a malformed handshake, 429 or 503 when there are too many
   */
  upgrade(request: IncomingMessage, head: Buffer, requestId: string, clientAddress: string): void;
  /** Closes every socket with 1001, once its queries and mutations are answered or `maxMs` are over. Resolves when all are gone. */
  drain(maxMs: number): Promise<void>;
}

/** Makes the server of WebSockets, which listens nowhere itself. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { runner, crossSite, limits, log, metrics } = options;
  const protocol = createProtocol(options);
  const clients = new Set<ClientSocket>();
  const pulse = new Pulse(limits.pingEveryMs);
  const watch = new ReaderWatch(clients, runner, limits);
  /** Open sockets by the address that they are counted by. */
  const ofAddress = new Map<string, number>();
  let emptied: () => void = () => undefined;
  // `closeTimeout` is not among the types of 8.18.
  const settings: ServerOptions & { readonly closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    // It keeps a compressor for each socket: memory, and what it sends together can be guessed from its length.
    perMessageDeflate: false,
    // Answered where it is noticed that a peer asks without reading.
    autoPong: false,
    // One message a turn of the event loop. graphql-ws takes what a message begins for another of the same id if that is completed and
    // begun anew before it has stood a few microtasks; and nobody has a turn all to himself.
    allowSynchronousEvents: false,
    maxPayload: limits.maxMessageBytes,
    closeTimeout: limits.closingMs,
    handleProtocols: (protocols) => handleProtocols(protocols),
  };
  const handshakes = new WebSocketServer(settings);
  // Emitted within handleUpgrade, so that it ends up with its caller.
  handshakes.on("wsClientError", (error) => {
    throw new HttpRefusal(400, "BAD_REQUEST", `${error.message}.`, { "sec-websocket-version": "13" });
  });

  function refuseExcess(address: string): void {
    const again = { "retry-after": "10" };
    if (clients.size >= limits.maxSockets)
      throw new HttpRefusal(503, "THROTTLED", "There are too many WebSockets; try again later.", again);
    if ((ofAddress.get(address) ?? 0) >= limits.maxSocketsPerAddress)
      throw new HttpRefusal(429, "THROTTLED", "There are too many WebSockets from your address.", again);
  }

  function opened(
    socket: WebSocket,
    request: IncomingMessage,
    requestId: string,
    clientAddress: string,
    address: string,
  ): void {
    const client = new ClientSocket(socket, request, clientAddress, runner, limits, metrics.frameSent);
    const openedAt = performance.now();
    clients.add(client);
    pulse.add(client);
    ofAddress.set(address, (ofAddress.get(address) ?? 0) + 1);
    metrics.socketOpened();
    watch.adjust();
    socket.on("close", (code) => {
      clients.delete(client);
      pulse.delete(client);
      const left = (ofAddress.get(address) ?? 1) - 1;
      if (left > 0) ofAddress.set(address, left);
      else ofAddress.delete(address);
      metrics.socketClosed(code);
      watch.adjust();
      const ms = Math.round(performance.now() - openedAt);
      log.info({ requestId, route: "/graphql", code, ms, operations: client.begun }, "socket");
      if (clients.size === 0) emptied();
    });
    protocol(socket, client);
  }

  return {
    upgrade(request, head, requestId, clientAddress) {
      crossSite.refuseForgery(request);
      const address = countedAddress(clientAddress);
      refuseExcess(address);
      handshakes.handleUpgrade(request, request.socket, head, (socket) =>
        opened(socket, request, requestId, clientAddress, address),
      );
    },

    async drain(maxMs) {
      if (clients.size === 0) return;
      const empty = new Promise<void>((resolve) => {
        emptied = resolve;
      });
      for (const client of clients) client.leave();
      const patience = new AbortController();
      const late = sleep(maxMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([empty, late]);
      patience.abort();
      for (const { outlet } of clients) outlet.close(closeCodes.goingAway, "The server is shutting down");
      // Those who do not answer are cut after `closingMs`.
      if (clients.size > 0) await empty;
    },
  };
}
