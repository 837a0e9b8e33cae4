import { setTimeout as sleep } from "node:timers/promises";
import type { InterruptibleProxy } from "../../testkit/interruptible-proxy.js";
import type { Draw } from "../../testkit/network/random-network.js";
import type { KillableDatabase } from "./database.js";
import type { FaultyServer } from "./server.js";

/** The longest that a fault lasts, in milliseconds. */
const lastsMs = 1_500;
/** Milliseconds between two faults, at least and more than that. */
const pauseMs = 100;
const pauseMoreMs = 600;

/** Does something to the servers or the database, tells what, and lets it heal. */
type Fault = (tell: (what: string) => void) => Promise<void>;

/** What faults are done to. */
export interface FaultTargets {
  readonly servers: readonly FaultyServer[];
  readonly database: KillableDatabase;
  readonly draw: Draw;
  readonly say: (line: string) => void;
}

/** Injects faults of every kind, in an order that is drawn, several at a time where they do not undo each other. */
export class FaultInjector {
  /** How many of each kind have happened. */
  readonly injected: ReadonlyMap<string, number>;
  private readonly counts: Map<string, number>;
  private readonly kinds: Readonly<Record<string, { readonly on: () => string; readonly fault: Fault }>>;
  private readonly healing = new Map<string, Promise<void>>();
  private bag: string[] = [];
  private server: FaultyServer;
  private readonly startedAt = performance.now();

  constructor(private readonly targets: FaultTargets) {
    const { draw, database, servers } = targets;
    this.server = draw.from(servers);
    const ofServer = (kind: "process" | "clients" | "database") => () => {
      this.server = draw.from(servers);
      return `${kind} ${this.server.name}`;
    };
    const onDatabase = () => "database";
    this.kinds = {
      "server killed": {
        on: ofServer("process"),
        fault: (tell) => this.restart(tell, async (server) => server.kill()),
      },
      "server stopped": {
        on: ofServer("process"),
        fault: (tell) => this.restart(tell, async (server) => void (await server.terminate())),
      },
      "database killed": {
        on: onDatabase,
        fault: async (tell) => {
          tell("kill -9 of PostgreSQL");
          await database.kill();
          await this.last();
          await database.startAgain();
          for (const server of servers) server.database.leadTo(database.port);
        },
      },
      "database process killed": {
        on: onDatabase,
        fault: async (tell) => {
          tell("kill -9 of a PostgreSQL process that serves a connection");
          await database.killBackend();
        },
      },
      "clients cut": {
        on: ofServer("clients"),
        fault: (tell) => this.cut(tell, this.server.clients, "clients"),
      },
      "clients silent": {
        on: ofServer("clients"),
        fault: (tell) => this.silence(tell, this.server.clients, "clients"),
      },
      "database cut": {
        on: ofServer("database"),
        fault: (tell) => this.cut(tell, this.server.database, "the database"),
      },
      "database silent": {
        on: ofServer("database"),
        fault: (tell) => this.silence(tell, this.server.database, "the database"),
      },
      "listeners ended": {
        on: onDatabase,
        fault: async (tell) => {
          tell("the connections that listen are ended");
          await database.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'samspil-announcements'",
          );
        },
      },
      "wake-ups lost": {
        on: onDatabase,
        fault: async (tell) => {
          tell("nothing is announced");
          await database.query("ALTER TABLE live_entry DISABLE TRIGGER live_entry_announced");
          await this.last();
          await database.query("ALTER TABLE live_entry ENABLE TRIGGER live_entry_announced");
        },
      },
    };
    this.counts = new Map(Object.keys(this.kinds).map((kind) => [kind, 0]));
    this.injected = this.counts;
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Whether each kind has happened. */
  get hasAll(): boolean {
    return [...this.counts.values()].every((count) => count > 0);
  }

  /** Injects faults until told to stop; resolves when all have healed. */
  async run(isEnough: () => boolean): Promise<void> {
    const { draw } = this.targets;
    while (!isEnough()) {
      const kind = this.next();
      const { on, fault } = this.kinds[kind] ?? {};
      if (!on || !fault) throw new Error(`There is no fault ${kind}`);
      const target = on();
      await this.healing.get(target);
      if (isEnough()) break;
      const healed = fault((what) => this.note(kind, what));
      // One that fails is heard of by whoever waits for it.
      healed.catch(() => undefined);
      this.healing.set(target, healed);
      await sleep(pauseMs + draw.below(pauseMoreMs));
    }
    await Promise.all(this.healing.values());
    await Promise.all(this.targets.servers.map((server) => server.untilReady()));
  }

  /** Each kind once, in an order that is drawn, then again. */
  private next(): string {
    const { draw } = this.targets;
    if (this.bag.length === 0) this.bag = Object.keys(this.kinds);
    const [kind = ""] = this.bag.splice(draw.below(this.bag.length), 1);
    return kind;
  }

  private note(kind: string, what: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const seconds = ((performance.now() - this.startedAt) / 1_000).toFixed(1).padStart(6);
    this.targets.say(`${seconds} s  ${kind.padEnd(24)} ${what}`);
  }

  private last(): Promise<void> {
    return sleep(this.targets.draw.below(lastsMs));
  }

  private async restart(
    tell: (what: string) => void,
    end: (server: FaultyServer) => Promise<void>,
  ): Promise<void> {
    const { server } = this;
    await server.untilReady();
    tell(`server ${server.name}`);
    await end(server);
    await server.untilReady();
  }

  private async cut(tell: (what: string) => void, proxy: InterruptibleProxy, to: string): Promise<void> {
    const { name } = this.server;
    tell(`${await untilConnected(proxy)} connections between server ${name} and ${to}`);
    proxy.cut();
  }

  /** Silent connections wake up again, or never do: then whoever waits at them has to notice. */
  private async silence(tell: (what: string) => void, proxy: InterruptibleProxy, to: string): Promise<void> {
    const { name } = this.server;
    const isForGood = this.targets.draw.happens(0.5);
    const connections = await untilConnected(proxy);
    tell(`${connections} connections between server ${name} and ${to}${isForGood ? ", for good" : ""}`);
    proxy.silence();
    await this.last();
    if (isForGood) proxy.forget();
    else proxy.restore();
  }
}

/** Waits until there is something to break. */
async function untilConnected(proxy: InterruptibleProxy): Promise<number> {
  while (proxy.connections === 0) await sleep(20);
  return proxy.connections;
}
