import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { type InterruptibleProxy, proxyTo } from "../../testkit/interruptible-proxy.js";
import { serverProgram } from "../../testkit/test-run.js";

/** Milliseconds in which a server starts, unless it ends by itself. */
const startMs = 15_000;
/** Milliseconds in which it ends after SIGTERM. */
const stopMs = 15_000;

/** The built server as a process that is started again whenever it ends, between proxies to its clients and to its database. */
export class FaultyServer {
  private child: ChildProcess | undefined;
  private log = "";
  private running: Promise<void> = Promise.resolve();
  private isWanted = true;
  /** Whether it is up. */
  private isReady = false;
  /** Whether its end was asked for. */
  private isMeantToEnd = false;
  /** Ends that nobody had asked for after it was ready, with what it wrote last. */
  readonly ownEnds: string[] = [];

  private constructor(
    readonly name: string,
    /** Where clients reach it. */
    readonly clients: InterruptibleProxy,
    /** Where it reaches the database. */
    readonly database: InterruptibleProxy,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Starts it and keeps it running. */
  static async start(
    name: string,
    databaseUrl: string,
    env: Readonly<Record<string, string>>,
  ): Promise<FaultyServer> {
    // Led to the server's port once that is known.
    const [clients, database] = await Promise.all([proxyTo("http://127.0.0.1:9"), proxyTo(databaseUrl)]);
    const server = new FaultyServer(name, clients, database, { ...env, DATABASE_URL: database.url });
    server.running = server.keepRunning();
    await server.untilReady();
    return server;
  }

  /** Where clients reach it, without a slash at the end. */
  get url(): string {
    return this.clients.url.replace(/\/$/, "");
  }

  /** kill -9, after which it starts again. */
  kill(): void {
    this.isMeantToEnd = true;
    this.isReady = false;
    this.child?.kill("SIGKILL");
  }

  /** SIGTERM; resolves when it has ended, and it starts again. False when it had to be killed. */
  async terminate(): Promise<boolean> {
    const { child } = this;
    if (!child || child.exitCode !== null) return true;
    this.isMeantToEnd = true;
    this.isReady = false;
    const ended = new Promise<boolean>((resolve) => child.once("close", () => resolve(true)));
    child.kill("SIGTERM");
    const inTime = await Promise.race([ended, sleep(stopMs, false, { ref: false })]);
    if (!inTime) child.kill("SIGKILL");
    return inTime;
  }

  async untilReady(): Promise<void> {
    const deadline = Date.now() + 3 * startMs;
    while (!this.isReady) {
      if (Date.now() > deadline) throw new Error(`Server ${this.name} does not start:\n${this.log}`);
      await sleep(20);
    }
  }

  /** Ends it for good, and its proxies. */
  async stop(): Promise<void> {
    this.isWanted = false;
    await this.terminate();
    await this.running;
    await Promise.all([this.clients.close(), this.database.close()]);
  }

  private async keepRunning(): Promise<void> {
    while (this.isWanted) {
      await this.runOnce();
      if (this.isWanted) await sleep(100);
    }
  }

  private async runOnce(): Promise<void> {
    this.isMeantToEnd = false;
    this.log = "";
    const child = spawn(process.execPath, [serverProgram, "serve"], {
      env: { PATH: process.env.PATH, NODE_ENV: "production", PORT: "0", ...this.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    // One whose database has fallen silent neither starts nor ends.
    const late = setTimeout(() => child.kill("SIGKILL"), startMs);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        // Enough to tell why it ended.
        this.log = (this.log + text).slice(-20_000);
        const port = /Samspil is ready at https?:\/\/[^\s/"]+:(\d+)/.exec(this.log)?.[1];
        if (port === undefined || this.isReady || this.isMeantToEnd) return;
        clearTimeout(late);
        this.clients.leadTo(Number(port));
        this.isReady = true;
      });
    await new Promise<void>((resolve) => child.once("close", () => resolve()));
    clearTimeout(late);
    if (this.isReady && !this.isMeantToEnd)
      this.ownEnds.push(
        `Server ${this.name} ended by itself (${child.exitCode ?? child.signalCode}):\n${this.log}`,
      );
    this.isReady = false;
  }
}
