import { mkdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { isAbsolute, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { defaultBinariesPackage, findBinaries, type PostgresBinaries } from "./binaries.js";
import {
  administratorRole,
  type ClusterHome,
  folderOfHomes,
  homeAt,
  isAlive,
  lastLineOf,
  makeHome,
  refuseOtherVersion,
  systemFolder,
} from "./cluster-home.js";
import { EmbeddedPostgresError } from "./embedded-error.js";
import { type HeldLock, holdLock } from "./held-lock.js";
import { runProgram, type SystemUser } from "./run-program.js";
import { databaseUser } from "./system-user.js";

/** A running embedded database that this process uses. */
export interface EmbeddedPostgres {
  /** postgres://... of the product's own database, with its password. */
  readonly url: string;
  /** False when a running cluster was found and joined. */
  readonly startedHere: boolean;
  /** Leaves the cluster; the last process to leave stops it (fast), whoever started it. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The data folder; the cluster lies in `postgres-<major version>` inside. */
  readonly dataDir: string;
  /** Told one line for whatever takes a while. */
  readonly progress?: (text: string) => void;
  /** False gives up safety against a crash of the machine for speed: for tests only. Default true. */
  readonly durable?: boolean;
  /** The npm package with PostgreSQL's programs. Default: the one for this machine. */
  readonly binaries?: string;
}

/** The database and the role that owns it: no superuser, so that what works here works on an ordinary server. */
const productName = "samspil";
/** How long failing attempts to start are repeated, in milliseconds. */
const patienceMs = 15_000;
/** How long a server that says it is recovering may take, in milliseconds. */
const recoveryMs = 300_000;
/** A log larger than this many bytes is put aside at the next start. */
const largestLog = 5_000_000;

/** Keys of session-level advisory locks in the maintenance database. */
const usersOfCluster = 1;
const setupOfCluster = 2;

/**
 * Starts the embedded PostgreSQL of a data folder, or joins it when it runs: the orphan of a killed process, or one
 * that another process of ours uses. Makes cluster, role and database where they are missing.
 * @throws EmbeddedPostgresError, one line, when it does not succeed within 15 s (recovery after a crash: 5 minutes).
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable = true, progress = () => undefined } = options;
  await mkdir(options.dataDir, { recursive: true }).catch((error: Error) => {
    throw new EmbeddedPostgresError(`DATA_DIR=${options.dataDir} cannot be made: ${error.message}`);
  });
  const dataDir = await realpath(options.dataDir);
  const packageName = options.binaries ?? defaultBinariesPackage();
  const firstUser = await databaseUser(dataDir);
  const homes = await folderOfHomes(dataDir, firstUser, progress);
  const copiesFolder = firstUser ? systemFolder : homes;
  const binaries = await findBinaries({ packageName, user: firstUser, copiesFolder, progress });
  await refuseOtherVersion(homes, binaries.majorVersion);
  const home = homeAt(join(homes, `postgres-${binaries.majorVersion}`));
  if (!(await stat(home.folder).catch(() => undefined))) {
    progress(`Making a PostgreSQL ${binaries.majorVersion} database in ${home.folder} ...`);
    await makeHome(home.folder, binaries, firstUser, durable);
  }
  const user = await databaseUser(home.folder);
  const password = await readFile(home.passwordFile, "utf8").catch((error: Error) => {
    throw new EmbeddedPostgresError(`The database in ${home.folder} cannot be used: ${error.message}`);
  });

  const { port, lock, startedHere } = await startOrJoin({
    home,
    binaries,
    user,
    durable,
    password,
    progress,
  });
  try {
    await setUp(lock.client(), password);
  } catch (error) {
    await leave(lock, { home, binaries, user });
    throw error;
  }
  let stopping: Promise<void> | undefined;
  return {
    url: urlOf(productName, password, port, productName),
    startedHere,
    stop() {
      stopping ??= leave(lock, { home, binaries, user });
      return stopping;
    },
  };
}

interface Cluster {
  readonly home: ClusterHome;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
}

async function startOrJoin(
  cluster: Cluster & { durable: boolean; password: string; progress: (text: string) => void },
): Promise<{ port: number; lock: HeldLock; startedHere: boolean }> {
  const { home, password, progress } = cluster;
  const began = Date.now();
  let deadline = began + patienceMs;
  let startedHere = false;
  let reason = "no reason given";
  do {
    const running = await readPostmasterFile(home);
    if (running === undefined) {
      const saySlow = setTimeout(progress, 1000, "Starting the database ...");
      const started = await start(cluster);
      clearTimeout(saySlow);
      startedHere = started.ok;
      if (!started.ok) {
        reason = started.reason;
        await sleep(200);
      }
      continue;
    }
    try {
      const lock = await holdLock({
        url: urlOf(administratorRole, password, running.port, "postgres"),
        attempt: `pg_try_advisory_lock_shared(${usersOfCluster})`,
      });
      if (lock) {
        if (await isOurs(lock.client(), home)) return { port: running.port, lock, startedHere };
        await lock.release();
        reason = `another PostgreSQL answers on port ${running.port}`;
      } else {
        reason = "its last user is just stopping it";
      }
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      reason = message;
      if (code === "28P01") {
        throw new EmbeddedPostgresError(`The password in ${home.passwordFile} does not fit its database.`);
      }
      // 57P03: the server is starting, recovering or stopping, and says so.
      if (code === "57P03") deadline = Math.min(Date.now() + patienceMs, began + recoveryMs);
      if (code !== "57P03" && !(await isPostgres(running.processId))) {
        // The machine was restarted and gave the number to another program.
        await rm(join(home.cluster, "postmaster.pid"), { force: true });
      }
    }
    await sleep(100);
  } while (Date.now() < deadline);
  throw new EmbeddedPostgresError(
    `The database in ${home.folder} does not start: ${reason} (log: ${home.logFile})`,
  );
}

/**
 * Memory in which the database keeps what it reads, in MB: a quarter of what there is, as PostgreSQL's manual advises, taken up only
 * as far as there is data to keep. At most 1 GB, since the hub shares the machine; the default is 128 MB.
 * Source: https://www.postgresql.org/docs/18/runtime-config-resource.html
 */
function sharedBuffersMb(): number {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.max(128, Math.min(1024, Math.floor(memory / 4 / 1_048_576)));
}

async function start(
  cluster: Cluster & { durable: boolean },
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const { home, binaries, user } = cluster;
  const log = await stat(home.logFile).catch(() => undefined);
  if (log && log.size > largestLog) await rename(home.logFile, `${home.logFile}.1`);
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    timezone: "UTC",
    // Statements and row values would put personal data into the log.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    ...(cluster.durable
      ? { shared_buffers: `${sharedBuffersMb()}MB` }
      : { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" }),
  };
  const serverOptions = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const logStart = log && log.size <= largestLog ? log.size : 0;
  const result = await runProgram(
    binaries.pgCtl,
    [
      "start",
      "--wait",
      `--timeout=${Math.round(recoveryMs / 1000)}`,
      `--pgdata=${home.cluster}`,
      `--log=${home.logFile}`,
      `--options=-p ${await freePort()} ${serverOptions.join(" ")}`,
    ],
    user,
  );
  if (result.code === 0) return { ok: true };
  const written = await readFile(home.logFile, "utf8").catch(() => "");
  const fatal = written
    .slice(logStart)
    .split("\n")
    .filter((line) => /FATAL|PANIC|error/i.test(line));
  return { ok: false, reason: lastLineOf(fatal.join("\n") || result.output) };
}

/** Makes the product's role and database. Two processes at once take turns. */
async function setUp(client: Client, password: string): Promise<void> {
  const isThere = async () => {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [productName]);
    return found.rowCount === 1;
  };
  if (await isThere()) return;
  await client.query("SELECT pg_advisory_lock($1)", [setupOfCluster]);
  try {
    if (await isThere()) return;
    const roles = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [productName]);
    const role = client.escapeIdentifier(productName);
    // Utility statements take no parameters.
    const secret = client.escapeLiteral(password);
    if (roles.rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN CREATEDB PASSWORD ${secret}`);
    await client.query(`CREATE DATABASE ${role} OWNER ${role}`);
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [setupOfCluster]);
  }
}

/** Gives up the shared lock and stops the cluster if nobody else holds it. Of two leaving at once, one stops it. */
async function leave(lock: HeldLock, cluster: Cluster): Promise<void> {
  let isLast = false;
  try {
    const client = lock.client();
    await client.query("SELECT pg_advisory_unlock_shared($1)", [usersOfCluster]);
    const answer = await client.query<{ last: boolean }>("SELECT pg_try_advisory_lock($1) AS last", [
      usersOfCluster,
    ]);
    isLast = answer.rows[0]?.last === true;
  } catch {
    // The connection is gone, and with it the lock: without knowing who else is there, nothing is stopped.
  }
  if (isLast) {
    const { binaries, home, user } = cluster;
    const stopped = runProgram(
      binaries.pgCtl,
      ["stop", "--mode=fast", "--wait", "--timeout=60", `--pgdata=${home.cluster}`],
      user,
    );
    // Our own session ends with the server; release keeps it from being taken up again.
    const [result] = await Promise.all([stopped, lock.release()]);
    if (result.code !== 0 && (await readPostmasterFile(home))) {
      throw new EmbeddedPostgresError(
        `The database in ${home.folder} does not stop: ${lastLineOf(result.output)}`,
      );
    }
  } else {
    await lock.release();
  }
}

/** What the running server wrote about itself; undefined when none runs. */
async function readPostmasterFile(
  home: ClusterHome,
): Promise<{ processId: number; port: number } | undefined> {
  const text = await readFile(join(home.cluster, "postmaster.pid"), "utf8").catch(() => "");
  // Lines: process id, data directory, start time, port, ... (PostgreSQL, pidfile.h).
  const [processId, , , port] = text.split("\n").map(Number);
  if (!processId || !isAlive(processId)) return undefined;
  return { processId, port: port ?? 0 };
}

/** Whether the process is a PostgreSQL server, as far as this system tells. */
async function isPostgres(processId: number): Promise<boolean> {
  if (process.platform === "win32") return true;
  const asked = await runProgram("ps", ["-p", String(processId), "-o", "comm="]);
  const name =
    asked.code === null
      ? await readFile(`/proc/${processId}/comm`, "utf8").catch(() => "postgres")
      : asked.output;
  return name.includes("postgres");
}

/** Another server may have got the port of one that is gone. */
async function isOurs(client: Client, home: ClusterHome): Promise<boolean> {
  const answer = await client.query<{ data_directory: string }>("SHOW data_directory");
  const served = answer.rows[0]?.data_directory ?? "";
  return isAbsolute(served) && (await realOf(served)) === (await realOf(home.cluster));
}

async function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function urlOf(role: string, password: string, port: number, database: string): string {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** A port that was free a moment ago; whoever loses it tries another. */
function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolvePort(typeof address === "object" && address ? address.port : 0));
    });
  });
}
