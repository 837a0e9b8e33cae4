import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { type FanOutTiming, measureFanOut } from "./fan-out/measure-fan-out.js";
import { startLoadProcess } from "./load/load-process.js";
import { peakMegabytesOf } from "./measure/process-usage.js";
import type { Timing } from "./measure/statistics.js";
import { timeServers } from "./measure/time-servers.js";
import type { BenchOptions } from "./options.js";
import { compareAnswers, compareWholeAnswers, forgetWritten } from "./questions/compare-answers.js";
import { requestsOf, viewersOf } from "./questions/requests.js";
import { openRegionDatabase } from "./region/region-database.js";
import { type RunningServer, startServer } from "./servers/running-server.js";
import type { ServerName } from "./servers/server-names.js";
import { prepareBenchSchema } from "./servers/sql/bench-schema.mjs";

export interface TableResult {
  readonly actors: number;
  readonly relationships: number;
  /** What it was measured on and with, in one line. */
  readonly machine: string;
  readonly timings: readonly Timing[];
  readonly fanOut: readonly FanOutTiming[];
  readonly peakMegabytes: ReadonlyMap<ServerName, number | null>;
}

export interface Surroundings {
  readonly root: string;
  readonly dataDir: string;
  readonly serverUrl: string;
  readonly progress: (text: string) => void;
  /** What is to be stopped when the run ends or is broken off. */
  readonly toStop: (() => Promise<void> | void)[];
}

/** Loads a region of a size, starts the servers, compares what they answer and times them. */
export async function runTable(
  options: BenchOptions,
  actors: number,
  { root, dataDir, serverUrl, progress, toStop }: Surroundings,
): Promise<TableResult> {
  const database = await openRegionDatabase({ serverUrl, root, actors, dataDir, progress });
  const client = new Client({ connectionString: database.url });
  await client.connect();
  // The server is stopped before it, so that the connection may break.
  client.on("error", () => undefined);
  await forgetWritten(client);
  await prepareBenchSchema(client);
  progress("Starting the servers ...");
  const servers: RunningServer[] = [];
  // Messages are told by servers of their own.
  for (const name of options.questions.length > 0 ? options.servers : []) {
    const server = await startServer(name, { root, databaseUrl: database.url, dataDir });
    toStop.push(() => server.stop());
    servers.push(server);
  }
  const load = startLoadProcess(root);
  toStop.push(() => load.stop());

  const codes = database.reference.municipalities.map(({ code }) => code);
  const questions = options.questions.flatMap((question) =>
    viewersOf(question)
      .filter((viewer, _, all) => all.length === 1 || options.viewers.includes(viewer))
      .map((viewer) => ({
        question,
        viewer,
        requests: requestsOf(question, viewer, database.region, codes),
      })),
  );
  progress("Comparing the answers ...");
  for (const { question, requests } of questions) {
    await compareAnswers(client, servers, question, requests);
    await compareWholeAnswers(client, servers, question, requests);
  }

  const timings: Timing[] = [];
  const { seconds, rounds } = options;
  for (const timed of questions) {
    for (const clients of options.clients) {
      const told = (timing: Timing) => {
        timings.push(timing);
        const { question, viewer, server, round, requestsPerSecond } = timing;
        progress(
          `${question} ${viewer}, ${clients} clients, round ${round + 1}: ${server} ${requestsPerSecond.toFixed(0)} requests/s`,
        );
      };
      await timeServers(client, load, servers, timed, { clients, seconds, rounds, told });
    }
  }
  const peakMegabytes = new Map(servers.map(({ name, processId }) => [name, peakMegabytesOf(processId)]));
  const { rows } = await client.query<{ version: string }>(
    "SELECT current_setting('server_version') AS version",
  );
  load.stop();
  for (const server of servers) await server.stop();
  const fanOut = await measureFanOut(client, database.region, {
    ...{ root, dataDir, toStop, told: progress, databaseUrl: database.url },
    ...{ servers: options.servers, sockets: options.sockets, seconds, rounds },
  });
  await client.end();
  return {
    actors,
    relationships: database.region.relationships.length,
    machine: machineLine(root, rows[0]?.version ?? "unknown"),
    timings,
    fanOut,
    peakMegabytes,
  };
}

function machineLine(root: string, postgres: string): string {
  const versions = ["mercurius", "postgraphile", "node"].map((name) => {
    const file = join(root, "benchmark", "node_modules", name, "package.json");
    return JSON.parse(readFileSync(file, "utf8")).version as string;
  });
  const [mercurius, postgraphile, newerNode] = versions;
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown CPU"}`,
    `Node.js ${process.versions.node}`,
    `PostgreSQL ${postgres}`,
    `Mercurius ${mercurius}`,
    `PostGraphile ${postgraphile} on Node.js ${newerNode}`,
  ].join("; ");
}
