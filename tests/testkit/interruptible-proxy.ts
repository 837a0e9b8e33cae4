import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between a hub and its database and can take the database away. */
export interface InterruptibleProxy {
  /** The database's address by way of the proxy. */
  readonly url: string;
  /** Breaks all connections and refuses new ones. */
  interrupt(): void;
  /** Lets connections through again. */
  restore(): void;
  /** Keeps back what the database answers on the connections that there are. */
  holdAnswers(): void;
  /** Passes on what was kept back. */
  passAnswers(): void;
  close(): Promise<void>;
}

/** Starts a proxy in front of a database. */
export async function proxyTo(databaseUrl: string): Promise<InterruptibleProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  /** What answers, and whom. */
  const answering = new Map<Socket, Socket>();
  let isAway = false;
  const server = createServer((client) => {
    if (isAway) {
      client.destroy();
      return;
    }
    const database = connect({ host: target.hostname, port: Number(target.port) });
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
    answering.set(database, client);
    database.on("close", () => answering.delete(database));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    interrupt() {
      isAway = true;
      breakAll();
    },
    restore() {
      isAway = false;
    },
    holdAnswers() {
      for (const [database, client] of answering) database.unpipe(client).pause();
    },
    passAnswers() {
      for (const [database, client] of answering) database.pipe(client);
    },
    async close() {
      breakAll();
      server.close();
      await once(server, "close");
    },
  };
}
