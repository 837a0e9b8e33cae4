import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between two that speak over TCP, such as a hub and its database, and does to their connections what networks do. */
export interface InterruptibleProxy {
  /** The address by way of the proxy. */
  readonly url: string;
  /** How many connections there are. */
  readonly connections: number;
  /** Breaks all connections and refuses new ones. */
  interrupt(): void;
  /** Lets connections through again, and passes on what `silence` kept back. */
  restore(): void;
  /** Breaks all connections, and lets new ones through. */
  cut(): void;
  /** Passes nothing on in either direction and tells nobody, on the connections that there are and on those that come. */
  silence(): void;
  /** Lets new connections through again, and leaves those that are silent so for good. */
  forget(): void;
  /** Keeps back what is answered on the connections that there are. */
  holdAnswers(): void;
  /** Passes on what was kept back. */
  passAnswers(): void;
  /** Leads new connections to another port. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

/** Two ends that are joined. */
interface Joined {
  readonly asking: Socket;
  readonly answering: Socket;
}

/** Starts a proxy in front of an address such as a database's. */
export async function proxyTo(address: string): Promise<InterruptibleProxy> {
  const target = new URL(address);
  let port = Number(target.port);
  const joined = new Set<Joined>();
  /** Those of whom nothing is passed on, in either direction. */
  const silent = new Set<Joined>();
  let isAway = false;
  let isSilent = false;
  const server = createServer((asking) => {
    if (isAway) {
      asking.destroy();
      return;
    }
    const answering = connect({ host: target.hostname, port });
    const both = { asking, answering };
    joined.add(both);
    for (const [from, to] of [
      [asking, answering],
      [answering, asking],
    ] as const) {
      from.on("error", () => to.destroy());
      from.on("close", () => {
        joined.delete(both);
        silent.delete(both);
        to.destroy();
      });
    }
    if (isSilent) hush(both);
    else join(both);
  });
  function join({ asking, answering }: Joined): void {
    asking.pipe(answering);
    answering.pipe(asking);
  }
  function hush(both: Joined): void {
    silent.add(both);
    both.asking.unpipe(both.answering).pause();
    both.answering.unpipe(both.asking).pause();
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(address);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const { asking, answering } of joined) {
      asking.destroy();
      answering.destroy();
    }
  };
  return {
    url: url.href,
    get connections() {
      return joined.size;
    },
    cut,
    interrupt() {
      isAway = true;
      cut();
    },
    restore() {
      isAway = false;
      isSilent = false;
      for (const both of silent) join(both);
      silent.clear();
    },
    silence() {
      isSilent = true;
      for (const both of joined) hush(both);
    },
    forget() {
      isSilent = false;
    },
    holdAnswers() {
      for (const { asking, answering } of joined) answering.unpipe(asking).pause();
    },
    passAnswers() {
      for (const { asking, answering } of joined) answering.pipe(asking);
    },
    leadTo(another) {
      port = another;
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
