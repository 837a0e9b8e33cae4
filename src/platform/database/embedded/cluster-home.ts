import { createHash, randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PostgresBinaries } from "./binaries.js";
import { EmbeddedPostgresError } from "./embedded-error.js";
import { runProgram, type SystemUser } from "./run-program.js";
import { canUse, isRoot } from "./system-user.js";

/** The folder that holds one database cluster and what belongs to it. It appears finished or not at all. */
export interface ClusterHome {
  readonly folder: string;
  /** PGDATA. */
  readonly cluster: string;
  /** Holds the password of both database roles; readable by its owner only. */
  readonly passwordFile: string;
  readonly logFile: string;
}

/** PostgreSQL's administrator in the cluster. The product itself signs in as a role with fewer rights. */
export const administratorRole = "postgres";

/** Where root keeps what the database's user must reach when DATA_DIR lies in a folder closed to that user. */
export const systemFolder = process.platform === "darwin" ? "/usr/local/var/samspil" : "/var/lib/samspil";

/** The paths inside a home. */
export function homeAt(folder: string): ClusterHome {
  return {
    folder,
    cluster: join(folder, "cluster"),
    passwordFile: join(folder, "password"),
    logFile: join(folder, "server.log"),
  };
}

const locationFile = (dataDir: string) => join(dataDir, "postgres.location");

/**
 * The folder in which homes lie: DATA_DIR, or, for root and a DATA_DIR that the database's user cannot reach,
 * one below the system folder whose path DATA_DIR/postgres.location then holds.
 */
export async function folderOfHomes(
  dataDir: string,
  user: SystemUser | undefined,
  progress: (text: string) => void,
): Promise<string> {
  const elsewhere = await readFile(locationFile(dataDir), "utf8").catch(() => undefined);
  if (elsewhere !== undefined) {
    if (isRoot()) return elsewhere.trim();
    throw new EmbeddedPostgresError(
      `The database of ${dataDir} was made by root and lies in ${elsewhere.trim()}: start as root, or set DATA_DIR to another folder.`,
    );
  }
  if (!user || (await canUse(user, dataDir, "x"))) return dataDir;

  // Only DATA_DIR itself may be in the way (mode 0700): let the database's group pass through it, and nobody else.
  const { uid, gid, mode } = await stat(dataDir);
  if (uid === 0) {
    await chown(dataDir, 0, user.gid);
    await chmod(dataDir, (mode & 0o777) | 0o010);
    if (await canUse(user, dataDir, "x")) return dataDir;
    await chown(dataDir, 0, gid);
    await chmod(dataDir, mode & 0o777);
  }
  const other = join(systemFolder, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  await mkdir(other, { recursive: true, mode: 0o755 }).catch((error: Error) => {
    throw new EmbeddedPostgresError(`The database's user cannot reach ${dataDir}, and ${error.message}`);
  });
  progress(`The database's user cannot reach ${dataDir}: the database lies in ${other}.`);
  await writeFile(locationFile(dataDir), `${other}\n`);
  return other;
}

/**
 * Refuses to start empty beside the data of another major version.
 * @throws EmbeddedPostgresError naming the folder that holds it.
 */
export async function refuseOtherVersion(homes: string, majorVersion: number): Promise<void> {
  const names = await readdir(homes);
  const other = names.find((name) => /^postgres-\d+$/.test(name));
  if (other && !names.includes(`postgres-${majorVersion}`)) {
    throw new EmbeddedPostgresError(
      `${join(homes, other)} holds data of another PostgreSQL than the embedded ${majorVersion}: dump it with that version and restore it, or set DATA_DIR to another folder.`,
    );
  }
}

/**
 * Makes a cluster beside the goal and renames it when it is finished. A crash on the way leaves a folder that is
 * never used; of two processes at once one wins and the other takes the winner's.
 */
export async function makeHome(
  folder: string,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  durable: boolean,
): Promise<void> {
  await removeUnfinished(folder);
  const unfinished = homeAt(`${folder}.unfinished-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(unfinished.folder, { mode: 0o700 });
    await writeFile(unfinished.passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
    if (user) {
      await chown(unfinished.folder, user.uid, user.gid);
      await chown(unfinished.passwordFile, user.uid, user.gid);
    }
    const made = await runProgram(binaries.initdb, initdbArguments(unfinished, binaries, durable), user);
    if (made.code !== 0) {
      throw new EmbeddedPostgresError(
        `The database cluster cannot be made in ${folder}: ${lastLineOf(made.output)}`,
      );
    }
    await rename(unfinished.folder, folder);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    const finishedByOther = await stat(homeAt(folder).cluster).catch(() => undefined);
    if (!finishedByOther) {
      throw new EmbeddedPostgresError(
        `The database cannot be made in ${folder}: ${(error as Error).message}`,
      );
    }
  } finally {
    await rm(unfinished.folder, { recursive: true, force: true });
  }
}

function initdbArguments(home: ClusterHome, binaries: PostgresBinaries, durable: boolean): string[] {
  // The builtin provider (from 17) gives the same case rules on every system; before it, the C library's come closest.
  const locale =
    binaries.majorVersion >= 17
      ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
      : ["--locale=C.UTF-8"];
  return [
    `--pgdata=${home.cluster}`,
    `--username=${administratorRole}`,
    `--pwfile=${home.passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    ...locale,
    "--data-checksums",
    ...(durable ? [] : ["--no-sync"]),
  ];
}

/** Removes what processes that are gone left half made. */
async function removeUnfinished(folder: string): Promise<void> {
  const parent = join(folder, "..");
  for (const name of await readdir(parent)) {
    const unfinished = /^postgres-\d+\.unfinished-(\d+)-/.exec(name);
    if (unfinished && !isAlive(Number(unfinished[1]))) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The last line that says something, for a one-line error. */
export function lastLineOf(output: string): string {
  return (
    output
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .at(-1) ?? "no reason given"
  );
}
