import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../platform/config/config.js";

/** The secret that signs sessions: AUTH_SECRET, else one made once and kept in DATA_DIR, readable by its owner only. */
export async function authSecret(config: Config): Promise<string> {
  if (config.AUTH_SECRET) return config.AUTH_SECRET;
  const path = join(config.DATA_DIR, "auth-secret");
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept.length >= 32) return kept;
  await mkdir(config.DATA_DIR, { recursive: true });
  // Written whole under another name and then linked: two starting processes agree on the first.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, randomBytes(48).toString("base64url"), { mode: 0o600 });
  await link(draft, path).catch(() => undefined);
  await unlink(draft);
  return readFile(path, "utf8");
}
