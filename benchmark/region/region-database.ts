import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { loadRegion, type ReferenceRows, readReferenceRows } from "./load-region.js";
import { generateRegion, generatorVersion, type Region } from "./region.js";

/** The region in its database. */
export interface RegionDatabase {
  readonly url: string;
  readonly region: Region;
  readonly reference: ReferenceRows;
}

export interface RegionDatabaseOptions {
  /** A database of the server that the region's own is made in. */
  readonly serverUrl: string;
  readonly root: string;
  readonly actors: number;
  /** For what the hub's command writes beside the database. */
  readonly dataDir: string;
  readonly progress: (text: string) => void;
}

/**
 * Opens the database of a region of this size, loading it where it is missing. It is kept between runs; a change of the
 * generator or of the schema makes it anew.
 */
export async function openRegionDatabase(options: RegionDatabaseOptions): Promise<RegionDatabase> {
  const { serverUrl, root, actors, progress } = options;
  const name = `samspil_bench_${actors}`;
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  const mark = markOf(root, actors);
  const server = new Client({ connectionString: serverUrl });
  await server.connect();
  try {
    const found = await server.query<{ mark: string | null }>(
      "SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1",
      [name],
    );
    const isLoaded = found.rows[0]?.mark === mark;
    if (!isLoaded) {
      await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await server.query(`CREATE DATABASE ${name}`);
      await migrateHub(root, url, options.dataDir);
    }
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const reference = await readReferenceRows(client);
      const region = generateRegion({
        actors,
        municipalities: reference.municipalities.length,
        genres: reference.genres.length,
      });
      if (!isLoaded) {
        progress(`Loading a region of ${actors} actors and ${region.relationships.length} relationships ...`);
        await loadRegion(client, region, reference, progress);
        await server.query(`COMMENT ON DATABASE ${name} IS '${mark}'`);
      }
      return { url, region, reference };
    } finally {
      await client.end();
    }
  } finally {
    await server.end();
  }
}

/** Changes with whatever the loaded rows depend on. */
function markOf(root: string, actors: number): string {
  const hash = createHash("sha256").update(`${generatorVersion} ${actors}`);
  const folder = join(root, "migrations");
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return `region ${hash.digest("hex").slice(0, 16)}`;
}

function migrateHub(root: string, url: string, dataDir: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, "dist", "src", "main.js"), "migrate"], {
    env: { PATH: process.env.PATH, DATABASE_URL: url, DATA_DIR: dataDir, LOG_LEVEL: "warn" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error("The hub did not bring the database's schema up to date.")),
    );
  });
}
