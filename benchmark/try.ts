import { startEmbeddedPostgres } from "../src/platform/database/embedded/start-embedded-postgres.js";
import { openRegionDatabase } from "./region/region-database.js";
const root = new URL("..", import.meta.url).pathname;
const pg = await startEmbeddedPostgres({ dataDir: root + "benchmark/data", progress: console.log });
console.time("open");
const db = await openRegionDatabase({ serverUrl: pg.url, root, actors: Number(process.argv[2] ?? 20000), dataDir: root + "benchmark/data", progress: (t) => console.timeLog("open", t) });
console.timeEnd("open");
console.log(db.url);
if (process.argv[3]) { await new Promise((r) => process.once("SIGTERM", r)); }
await pg.stop();
