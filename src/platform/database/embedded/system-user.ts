import { stat } from "node:fs/promises";
import { EmbeddedPostgresError } from "./embedded-error.js";
import { runProgram, type SystemUser } from "./run-program.js";

/** Whether we are root, whom PostgreSQL refuses to run as. (On Windows pg_ctl gives its rights away by itself.) */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The user to run PostgreSQL as when we are root: the owner of the folder given, unless that is root; else postgres,
 * else nobody.
 * Undefined when we are an ordinary user: the database then runs as ourselves.
 * @throws EmbeddedPostgresError when the machine has neither user.
 */
export async function databaseUser(folder: string): Promise<SystemUser | undefined> {
  if (!isRoot()) return undefined;
  const owner = await stat(folder).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = await Promise.all([runProgram("id", ["-u", name]), runProgram("id", ["-g", name])]);
    if (uid.code === 0 && gid.code === 0 && Number(uid.output) > 0 && gid.output !== "") {
      return { uid: Number(uid.output), gid: Number(gid.output) };
    }
  }
  throw new EmbeddedPostgresError(
    "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody: start as an ordinary user or set DATABASE_URL.",
  );
}

/**
 * Whether the user can use a path: "x" enter the folder, "r" read the file. Asked by a process of that user,
 * since permissions of every folder above, groups and access lists all count.
 */
export async function canUse(user: SystemUser, path: string, how: "x" | "r"): Promise<boolean> {
  return (await runProgram("/bin/sh", ["-c", `test -${how} "$1"`, "sh", path], user)).code === 0;
}
