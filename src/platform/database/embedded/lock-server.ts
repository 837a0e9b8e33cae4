import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedPostgresError } from "./embedded-error.js";
import { type HeldLock, holdLock } from "./held-lock.js";

/** Advisory lock key of "the one server on this embedded database": the ASCII codes of "Samspil!". */
const serverLock = "pg_try_advisory_lock(x'53616d7370696c21'::bigint)";
/** A server that is just leaving gets this long, in milliseconds. */
const patienceMs = 2000;

/**
 * Makes this process the only server on an embedded database. Tools (import, demo, admin) do not call it.
 * A killed server's lock is free at once.
 * @param dataDir named in the refusal.
 * @param onTaken called when the database restarted and another server was faster to take the lock again.
 * @throws EmbeddedPostgresError, one line, when another server holds the lock for more than 2 s.
 */
export async function lockServer(
  url: string,
  dataDir: string,
  onTaken?: () => void,
): Promise<Pick<HeldLock, "release">> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const held = await holdLock({ url, attempt: serverLock, onTaken });
    if (held) return held;
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `Another Samspil server uses DATA_DIR=${dataDir}: stop it first, or set DATA_DIR to another folder.`,
      );
    }
    await sleep(100);
  }
}
