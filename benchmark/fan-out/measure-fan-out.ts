import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase } from "pg";
import { cpuSecondsOf, kilobytesOf } from "../measure/process-usage.js";
import { median } from "../measure/statistics.js";
import { forgetWritten } from "../questions/compare-answers.js";
import { hallFor } from "../region/conversations.js";
import { conversationIds } from "../region/entered-rows.js";
import { memberCount, type Region } from "../region/region.js";
import { type RunningServer, startServer } from "../servers/running-server.js";
import { type FanOutServer, fanOutServers, serverTitles } from "../servers/server-names.js";
import { ListenerProcesses } from "./listener-process.js";

/** One message told to so many sockets, by one server in one round. */
export interface FanOutTiming {
  readonly server: FanOutServer;
  readonly sockets: number;
  readonly round: number;
  readonly deliveriesPerSecond: number;
  /** Milliseconds from posting a message until the last has got it, while nothing else is under way. */
  readonly untilLast: number;
  /** Memory of the server's process for each socket with a subscription, in KB; null where the system does not tell. */
  readonly kilobytes: number | null;
  /** Microseconds of the server's CPU for each delivery; null where the system does not tell. */
  readonly serverCpu: number | null;
}

/** What the rounds come to: medians. */
export interface FanOutCell extends Omit<FanOutTiming, "round"> {
  /** Deliveries per second relative to the limit's in the same round. */
  readonly ratio: number;
}

export interface FanOutPlan {
  readonly root: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly servers: readonly string[];
  readonly sockets: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  readonly told: (text: string) => void;
  readonly toStop: (() => Promise<void> | void)[];
}

/** Processes of listeners: with one the reading would be what is measured. */
const listenerProcesses = 2;
/** Messages under way at a time, so that nobody waits for the next. */
const underWay = 4;
/** Messages that each listener's are compared of. */
const comparedMessages = 3;
/** Messages that are told one by one. */
const singleMessages = 5;
/** Sockets that are opened and closed before memory is looked at. */
const warmUpSockets = 300;
const warmUpMessages = 30;
/** Milliseconds in which a message reaches everybody, and after which a message is posted again to see who listens by now. */
const reachesWithinMs = 30_000;
const probeMs = 1_000;
/** Milliseconds in which a process comes to rest. */
const restMs = 1_000;

const query = `subscription Added($id: ID!) { messageAdded(conversationId: $id) { id sequence body sentAt sender { displayName } } }`;

/** Tells messages to thousands of sockets of each server, which is started anew for each number of them. */
export async function measureFanOut(
  client: ClientBase,
  region: Region,
  plan: FanOutPlan,
): Promise<FanOutTiming[]> {
  const timings: FanOutTiming[] = [];
  const servers = fanOutServers.filter((name) => plan.servers.includes(name));
  for (const sockets of plan.sockets) {
    for (let round = 0; round < plan.rounds; round += 1) {
      for (let place = 0; place < servers.length; place += 1) {
        const name = servers[(place + round) % servers.length];
        if (!name) continue;
        const timing = { ...(await timeFanOut(region, plan, name, sockets)), round };
        timings.push(timing);
        plan.told(
          `fan-out to ${sockets} sockets, round ${round + 1}: ${serverTitles[name]} ${timing.deliveriesPerSecond.toFixed(0)} deliveries/s`,
        );
        await forgetWritten(client);
      }
    }
  }
  return timings;
}

async function timeFanOut(
  region: Region,
  { root, databaseUrl, dataDir, seconds, toStop }: FanOutPlan,
  name: FanOutServer,
  sockets: number,
): Promise<Omit<FanOutTiming, "round">> {
  const server = await startServer(name === "limit" ? "limit-sockets" : name, { root, databaseUrl, dataDir });
  toStop.push(() => server.stop());
  const listeners = new ListenerProcesses(root, listenerProcesses);
  const early = new ListenerProcesses(root, listenerProcesses);
  toStop.push(() => listeners.stop());
  toStop.push(() => early.stop());
  try {
    const hall = hallFor(sockets);
    const post = poster(server, region, hall);
    const asked = Array.from({ length: sockets }, (_, listener) => ({
      id: `${listener.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`,
      params: server.connectionParams(memberCount + listener),
      variables: { id: conversationIds(region.conversations.length + hall).publicId },
    }));
    await early.open(server.url, query, asked.slice(0, warmUpSockets));
    await begun(early, post);
    for (let message = 0; message < warmUpMessages; message += 1) await post();
    early.stop();
    const before = await memoryAtRest(server);

    await listeners.open(server.url, query, asked);
    await begun(listeners, post);
    const after = await memoryAtRest(server);
    await compare(listeners, post);

    await listeners.count(false);
    const single: number[] = [];
    for (let message = 1; message <= singleMessages; message += 1) {
      const postedAt = performance.now();
      await post();
      await arrived(listeners, message);
      single.push(performance.now() - postedAt);
    }
    await listeners.count(false);
    // A second of warm-up, then what is timed.
    await postFor(listeners, post, 1);
    await listeners.count(false);
    const cpu = cpuSecondsOf(server.processId);
    const { messages, took } = await postFor(listeners, post, seconds);
    const used = (cpuSecondsOf(server.processId) ?? Number.NaN) - (cpu ?? Number.NaN);
    const deliveries = messages * sockets;
    return {
      server: name,
      sockets,
      deliveriesPerSecond: deliveries / took,
      untilLast: median(single),
      kilobytes: before === null || after === null ? null : (after - before) / sockets,
      serverCpu: Number.isNaN(used) ? null : (used * 1e6) / deliveries,
    };
  } catch (error) {
    throw new Error(
      `${name} did not tell ${sockets} sockets: ${(error as Error).stack}\n${server.log().slice(-2000)}`,
    );
  } finally {
    early.stop();
    listeners.stop();
    await server.stop();
  }
}

/** Posts a message to the hall; each one's text is another. */
function poster(server: RunningServer, region: Region, hall: number): () => Promise<void> {
  let place = 0;
  const { publicId: conversationId } = conversationIds(region.conversations.length + hall);
  return async () => {
    place += 1;
    const body = `Besked ${place}: så er der plads i øvelokalet igen på torsdag`;
    const input = { conversationId, body, clientMessageId: `hall-${Date.now()}-${place}` };
    const { path, headers, body: text } = server.request("M2", { member: memberCount, variables: { input } });
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: text });
    const answer = await response.text();
    if (!response.ok || answer.includes('"errors":[') || answer.includes('"code":"'))
      throw new Error(`A message was not posted: ${answer}`);
  };
}

/** Posts until every listener has heard one: a subscription is not acknowledged. Then waits for what is still on its way. */
async function begun(listeners: ListenerProcesses, post: () => Promise<void>): Promise<void> {
  await listeners.count(false);
  for (let probe = 0; probe < 60; probe += 1) {
    await post();
    if (await listeners.haveHeard(1, probeMs)) {
      await sleep(restMs);
      return;
    }
  }
  throw new Error("Not every subscription began");
}

async function arrived(listeners: ListenerProcesses, messages: number): Promise<void> {
  if (!(await listeners.haveHeard(messages, reachesWithinMs)))
    throw new Error(`A message did not reach everybody within ${reachesWithinMs / 1000} s`);
}

/** Posts for some seconds, a few messages under way at a time; answers how many reached everybody, and the seconds that took. */
async function postFor(
  listeners: ListenerProcesses,
  post: () => Promise<void>,
  seconds: number,
): Promise<{ readonly messages: number; readonly took: number }> {
  const startedAt = performance.now();
  let messages = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    await post();
    messages += 1;
    await arrived(listeners, messages - underWay + 1);
  }
  await arrived(listeners, messages);
  return { messages, took: (performance.now() - startedAt) / 1000 };
}

/** Every listener gets each message once, under its own id, and all of them the same. @throws with the first difference */
async function compare(listeners: ListenerProcesses, post: () => Promise<void>): Promise<void> {
  await listeners.count(true);
  for (let message = 1; message <= comparedMessages; message += 1) {
    await post();
    await arrived(listeners, message);
  }
  const heard = await listeners.kept();
  const told = heard.map(({ id, kept }) => JSON.stringify(kept.map((text) => payloadOf(text, id))));
  const other = told.find((each) => each !== told[0]);
  if (other !== undefined) throw new Error(`Listeners were told ${told[0]} and ${other}`);
  const messages = JSON.parse(told[0] ?? "[]") as {
    data: { messageAdded: { sequence: number; body: string } };
  }[];
  const numbers = messages.map(({ data }) => data.messageAdded.sequence);
  if (
    numbers.length !== comparedMessages ||
    numbers.some((each, place) => each !== (numbers[0] ?? 0) + place)
  )
    throw new Error(`Listeners were told messages ${numbers.join(", ")}`);
}

function payloadOf(text: string, id: string): unknown {
  const message = JSON.parse(text) as { id: string; type: string; payload: unknown };
  // The limit's frame is the same for all, whatever they call their subscriptions.
  if (message.type !== "next" || (message.id !== id && message.id !== "1"))
    throw new Error(`A listener was told ${text}`);
  return message.payload;
}

/** KB that a process holds when it has cleaned up. */
async function memoryAtRest(server: RunningServer): Promise<number | null> {
  await sleep(restMs);
  for (let time = 0; time < 3; time += 1) {
    server.collectGarbage();
    await sleep(restMs / 2);
  }
  return kilobytesOf(server.processId);
}

export function fanOutCells(timings: readonly FanOutTiming[]): FanOutCell[] {
  const groups = new Map<string, FanOutTiming[]>();
  for (const timing of timings) {
    const key = `${timing.sockets} ${timing.server}`;
    groups.set(key, [...(groups.get(key) ?? []), timing]);
  }
  const limitOf = ({ sockets, round }: FanOutTiming) =>
    timings.find((each) => each.server === "limit" && each.sockets === sockets && each.round === round)
      ?.deliveriesPerSecond ?? Number.NaN;
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const of = (read: (timing: FanOutTiming) => number | null) => {
      const values = group.map(read);
      return values.some((value) => value === null) ? null : median(values as number[]);
    };
    return {
      server: first.server,
      sockets: first.sockets,
      deliveriesPerSecond: median(group.map((timing) => timing.deliveriesPerSecond)),
      untilLast: median(group.map((timing) => timing.untilLast)),
      kilobytes: of((timing) => timing.kilobytes),
      serverCpu: of((timing) => timing.serverCpu),
      ratio: median(group.map((timing) => timing.deliveriesPerSecond / limitOf(timing))),
    };
  });
}
