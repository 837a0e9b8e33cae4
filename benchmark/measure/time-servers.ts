import type { ClientBase } from "pg";
import type { LoadProcess } from "../load/load-process.js";
import { forgetWritten, untilCalm } from "../questions/compare-answers.js";
import { type QuestionName, type QuestionRequest, type ViewerName, writes } from "../questions/requests.js";
import type { RunningServer } from "../servers/running-server.js";
import { cpuSecondsOf, cpuSecondsOfTree, parentOf } from "./process-usage.js";
import type { Timing } from "./statistics.js";

/** Seconds that a server is asked before each timing, and before the first one of a question: V8 still compiles after two. */
const warmUpSeconds = 1;
const firstWarmUpSeconds = 4;

export interface TimedQuestion {
  readonly question: QuestionName;
  readonly viewer: ViewerName;
  readonly requests: readonly QuestionRequest[];
}

export interface TimingPlan {
  readonly clients: number;
  readonly seconds: number;
  readonly rounds: number;
  /** Told every timing when it is done. */
  readonly told: (timing: Timing) => void;
}

/** Asks all servers a question, one after the other in each round; who begins moves on by one with the round. */
export async function timeServers(
  client: ClientBase,
  load: LoadProcess,
  servers: readonly RunningServer[],
  timed: TimedQuestion,
  plan: TimingPlan,
): Promise<void> {
  const postmaster = await postmasterOf(client);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (let place = 0; place < servers.length; place += 1) {
      const server = servers[(place + round) % servers.length];
      if (server) plan.told(await timeServer(client, load, server, timed, plan, round, postmaster));
    }
  }
}

async function timeServer(
  client: ClientBase,
  load: LoadProcess,
  server: RunningServer,
  { question, viewer, requests }: TimedQuestion,
  { clients, seconds }: TimingPlan,
  round: number,
  postmaster: number | undefined,
): Promise<Timing> {
  const isWritten = writes(question);
  // What writes is asked once: what the warm-up wrote is not written again.
  const share = firstWarmUpSeconds / (firstWarmUpSeconds + seconds);
  const firstTimed = isWritten ? Math.floor(requests.length * share) : 0;
  const warmUp = isWritten ? requests.slice(0, firstTimed) : requests;
  const send = async (seconds: number, asked: readonly QuestionRequest[]) => {
    const lists = forConnections(asked, clients, isWritten).map((own) =>
      own.map((request) => server.request(question, request)),
    );
    const result = await load.send({ url: server.url, clients, seconds, requests: lists });
    if (result.failed > 0) {
      const title = `${server.name} failed ${result.failed} of ${result.requests} requests of ${question} with ${clients} clients`;
      throw new Error([title, ...result.faults, server.log().slice(-2000)].join("\n"));
    }
    return result;
  };
  await send(round === 0 ? firstWarmUpSeconds : warmUpSeconds, warmUp);
  const before = usage(server.processId, postmaster);
  const result = await send(seconds, requests.slice(firstTimed));
  const after = usage(server.processId, postmaster);
  if (result.requests === 0)
    throw new Error(`${server.name} answered no request of ${question} within ${seconds} s`);
  // What a server still finishes must not be counted as the next one's.
  await untilCalm(client);
  if (isWritten) {
    await forgetWritten(client);
    // The next server finds the tables as this one did.
    await client.query(
      "VACUUM (ANALYZE) relationship, relationship_end, conversation, message, live_stream, live_entry",
    );
  }
  const perRequest = (earlier: number | null, later: number | null) =>
    earlier === null || later === null ? null : ((later - earlier) * 1000) / result.requests;
  return {
    question,
    viewer,
    clients,
    round,
    server: server.name,
    requestsPerSecond: result.requests / result.seconds,
    mean: result.mean,
    p50: result.p50 ?? Number.NaN,
    p99: result.p99 ?? Number.NaN,
    serverCpu: perRequest(before.server, after.server),
    databaseCpu: perRequest(before.database, after.database),
  };
}

/** What is asked once is dealt out; else each connection goes through all, beginning at another place. */
function forConnections(
  requests: readonly QuestionRequest[],
  clients: number,
  once: boolean,
): (readonly QuestionRequest[])[] {
  return Array.from({ length: clients }, (_, connection) => {
    if (once) return requests.filter((_, place) => place % clients === connection);
    const first = Math.floor((requests.length / clients) * connection);
    return [...requests.slice(first), ...requests.slice(0, first)];
  });
}

const usage = (server: number, postmaster: number | undefined) => ({
  server: cpuSecondsOf(server),
  database: postmaster === undefined ? null : cpuSecondsOfTree(postmaster),
});

async function postmasterOf(client: ClientBase): Promise<number | undefined> {
  const { rows } = await client.query<{ id: number }>("SELECT pg_backend_pid() AS id");
  return rows[0] && parentOf(rows[0].id);
}
