import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigError } from "../../platform/config/config.js";

/** The port when none is set. */
export const PREFERRED_PORT = 4000;
/** Ports tried from the preferred one on when none is set. */
const TRIED_PORTS = 100;

/** Where the server listens. */
export interface ListeningAt {
  /** The address to open, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly port: number;
  /** True when no port was set and the preferred one was taken, which people should be told. */
  readonly preferredPortTaken: boolean;
}

/**
 * Listens on the port that is set (0: any free one); with none set on 4000 or the next free one.
 * @throws ConfigError naming the variable when the port or the address cannot be used.
 */
export async function listenOn(server: Server, host: string, port: number | undefined): Promise<ListeningAt> {
  const tried = port === undefined ? TRIED_PORTS : 1;
  const first = port ?? PREFERRED_PORT;
  for (let candidate = first; candidate < first + tried; candidate += 1) {
    const problem = await tryToListen(server, host, candidate);
    if (problem === null) {
      const listening = boundPort(server);
      return {
        url: `http://${urlHost(host)}:${listening}`,
        port: listening,
        preferredPortTaken: port === undefined && listening !== PREFERRED_PORT,
      };
    }
    if (problem.code !== "EADDRINUSE") throw unusable(problem.code, host, candidate);
  }
  throw port === undefined
    ? new ConfigError(
        `All ports from ${PREFERRED_PORT} to ${PREFERRED_PORT + TRIED_PORTS - 1} are taken on ${host}; set PORT to a free one, or to 0 for any.`,
      )
    : new ConfigError(
        `PORT="${port}" is not accepted: another program listens on ${host}:${port}; set another PORT, or 0 for any free one.`,
      );
}

function tryToListen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off("listening", onListening);
      resolve(error);
    };
    const onListening = () => {
      server.off("error", onError);
      resolve(null);
    };
    server.once("error", onError).once("listening", onListening).listen({ host, port, exclusive: true });
  });
}

function unusable(code: string | undefined, host: string, port: number): ConfigError {
  if (code === "EACCES")
    return new ConfigError(`PORT="${port}" is not accepted: this user may not listen on it.`);
  return new ConfigError(
    `HOST="${host}" is not accepted: it is no address of this machine (${code ?? "unknown reason"}).`,
  );
}

function boundPort(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP port.");
  return address.port;
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
