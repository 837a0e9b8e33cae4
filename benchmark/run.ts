/**
 * `npm run bench`: starts a PostgreSQL, loads the region, asks the servers the same questions, prints what they cost, stops
 * everything. src/start.mjs has installed and built the hub before.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/start-embedded-postgres.js";
import { fanOutCells } from "./fan-out/measure-fan-out.js";
import { cellsOf, clientsOfMeans, growthOf } from "./measure/statistics.js";
import { type BenchOptions, help, OptionError, readOptions } from "./options.js";
import { installPackages } from "./packages.js";
import { writeChart } from "./report/chart.js";
import {
  fanOutTable,
  figuresTable,
  growthTable,
  memoryTable,
  ratiosTable,
  verdict,
} from "./report/tables.js";
import { runTable, type TableResult } from "./run-table.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "benchmark");
/** The database, the chart, what Samspil keeps beside its database; not in git. */
const dataDir = join(folder, "data");

const say = (text: string) => process.stdout.write(`${text}\n`);
/** Progress goes to standard error: what is printed on standard output is the report. */
const progress = (text: string) => process.stderr.write(`${text}\n`);

/** What is to be stopped, the last first. */
const toStop: (() => Promise<void> | void)[] = [];
let stopping: Promise<void> | undefined;
function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of toStop.reverse()) {
      await Promise.resolve(stop()).catch((error: Error) => progress(`Stopping: ${error.message}`));
    }
  })();
  return stopping;
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    progress(`${signal}: stopping.`);
    void stopAll().then(() => process.exit(130));
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(help);
  else await run(options);
} catch (error) {
  // Whatever fails because everything is being stopped is no failure.
  if (!stopping)
    progress(
      error instanceof OptionError ? error.message : String(error instanceof Error ? error.stack : error),
    );
  process.exitCode = 1;
} finally {
  await stopAll();
}

async function run(options: BenchOptions): Promise<void> {
  await installPackages(folder, progress);
  await mkdir(dataDir, { recursive: true });
  const postgres = await startEmbeddedPostgres({ dataDir, progress });
  toStop.push(() => postgres.stop());
  const surroundings = { root, dataDir, serverUrl: postgres.url, progress, toStop };

  const small = await runTable(options, options.actors, surroundings);
  report(small, options);
  const cells = cellsOf(small.timings);
  const at = clientsOfMeans(options.clients);
  const chart = resolve(options.chart ?? join(dataDir, "chart.svg"));
  await writeChart(root, chart, cells, at, `${at} clients, ${small.machine.split(";")[0]}`);
  progress(`The chart is in ${options.chart ?? "benchmark/data/chart.svg"}.`);

  const larger = options.growth ? await runTable(options, options.actors * 10, surroundings) : undefined;
  const largeCells = larger ? cellsOf(larger.timings) : [];
  const growth = growthOf(cells, largeCells, at);
  if (larger) {
    report(larger, options);
    say(`\n## ${larger.actors} actors instead of ${small.actors}\n\n${growthTable(growth, at)}`);
  }
  if (options.json !== undefined) {
    const tables = [small, ...(larger ? [larger] : [])].map((table) => ({
      ...table,
      peakMegabytes: Object.fromEntries(table.peakMegabytes),
      cells: cellsOf(table.timings),
      fanOutCells: fanOutCells(table.fanOut),
    }));
    await writeFile(options.json, `${JSON.stringify({ options, tables, growth }, null, 2)}\n`);
  }
  if (cells.length > 0) say(`\n${verdict(cells, options.servers, options.clients)}`);
}

function report(
  { timings, fanOut, peakMegabytes, machine, actors, relationships }: TableResult,
  options: BenchOptions,
): void {
  const cells = cellsOf(timings);
  say(`\n## ${actors} actors, ${relationships} relationships\n`);
  say(`${machine}.`);
  say(
    `${options.rounds} rounds of ${options.seconds} s; medians. Ratios are requests/s relative to the limit.\n`,
  );
  if (cells.length > 0) {
    say(figuresTable(cells));
    say(`\n${ratiosTable(cells, options.servers, options.clients)}`);
    say(`\n${memoryTable(peakMegabytes)}`);
  }
  if (fanOut.length > 0) say(`\n${fanOutTable(fanOutCells(fanOut))}`);
}
