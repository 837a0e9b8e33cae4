import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Knows the server's connections and what runs on them, so that it can stop without breaking a running request. */
export interface Connections {
  /** True once the server is stopping. */
  readonly draining: boolean;
  /** Notes a running request until its response ends or its client leaves. */
  add(response: ServerResponse): void;
  /** Whether a request on the socket waits for its response. */
  isBusy(socket: Socket): boolean;
  /** Leaves a socket to what takes it over for another protocol. */
  release(socket: Socket): void;
  /** True when a response on the socket has begun, so that nothing else may be written to it. */
  isAnswering(socket: Socket): boolean;
  /**
   * Stops accepting, closes connections without a running request at once and the others after their response,
   * which says `connection: close`; cuts what still runs after `maxMs`. Resolves when every connection is gone.
   */
  drain(maxMs: number): Promise<void>;
}

/** Watches a server's connections. To be called before it listens. */
export function watchConnections(server: Server): Connections {
  const running = new Map<Socket, Set<ServerResponse>>();
  let draining = false;

  server.on("connection", (socket: Socket) => {
    // One that was to be upgraded and was not comes in again.
    if (running.has(socket)) return;
    running.set(socket, new Set());
    socket.once("close", () => running.delete(socket));
  });

  return {
    get draining() {
      return draining;
    },

    add(response) {
      const { socket } = response;
      if (socket === null) return;
      const responses = running.get(socket);
      responses?.add(response);
      if (draining) response.shouldKeepAlive = false;
      response.once("close", () => {
        responses?.delete(response);
        if (draining && responses?.size === 0) socket.end();
      });
    },

    isBusy: (socket) => (running.get(socket)?.size ?? 0) > 0,

    release: (socket) => void running.delete(socket),

    isAnswering: (socket) => [...(running.get(socket) ?? [])].some((response) => response.headersSent),

    async drain(maxMs) {
      draining = true;
      const closed = new Promise<void>((resolve) => {
        // Reports an error when the server never listened, which is as good as closed.
        server.close(() => resolve());
      });
      for (const [socket, responses] of running) {
        if (responses.size === 0) socket.destroy();
        for (const response of responses) response.shouldKeepAlive = false;
      }
      const cut = setTimeout(() => server.closeAllConnections(), maxMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
