import type { QuestionName, ViewerName } from "../questions/requests.js";
import type { ServerName } from "../servers/server-names.js";

/** One server asked one question for some seconds. */
export interface Timing {
  readonly question: QuestionName;
  readonly viewer: ViewerName;
  readonly clients: number;
  readonly round: number;
  readonly server: ServerName;
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of CPU for each request; null where the system does not tell. */
  readonly serverCpu: number | null;
  readonly databaseCpu: number | null;
}

/** What the rounds of one server, question, viewer and number of clients come to: medians. */
export interface Cell extends Omit<Timing, "round"> {
  /** Requests per second relative to the limit's in the same round. */
  readonly ratio: number;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("Nothing has a median");
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function geometricMean(values: readonly number[]): number {
  if (values.length === 0) throw new Error("Nothing has a geometric mean");
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

const medianOrNull = (values: readonly (number | null)[]): number | null =>
  values.some((value) => value === null) ? null : median(values as readonly number[]);

/** The cells of timings, in the order in which each was first timed. */
export function cellsOf(timings: readonly Timing[]): Cell[] {
  const placeOf = ({ question, viewer, clients }: Timing) => `${question} ${viewer} ${clients}`;
  const limits = new Map<string, number>();
  for (const timing of timings) {
    if (timing.server === "limit") limits.set(`${placeOf(timing)} ${timing.round}`, timing.requestsPerSecond);
  }
  const groups = new Map<string, Timing[]>();
  for (const timing of timings) {
    const key = `${placeOf(timing)} ${timing.server}`;
    groups.set(key, [...(groups.get(key) ?? []), timing]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const of = (read: (timing: Timing) => number) => median(group.map(read));
    return {
      question: first.question,
      viewer: first.viewer,
      clients: first.clients,
      server: first.server,
      requestsPerSecond: of((timing) => timing.requestsPerSecond),
      mean: of((timing) => timing.mean),
      p50: of((timing) => timing.p50),
      p99: of((timing) => timing.p99),
      serverCpu: medianOrNull(group.map((timing) => timing.serverCpu)),
      databaseCpu: medianOrNull(group.map((timing) => timing.databaseCpu)),
      ratio: of(
        (timing) =>
          timing.requestsPerSecond / (limits.get(`${placeOf(timing)} ${timing.round}`) ?? Number.NaN),
      ),
    };
  });
}

/** The number of clients that the geometric means are taken at: 16, or the first that was timed. */
export const clientsOfMeans = (clients: readonly number[]): number =>
  clients.includes(16) ? 16 : (clients[0] ?? 16);

/** A server's ratios over all questions and viewers at a number of clients, as one. */
export function meanRatio(cells: readonly Cell[], server: ServerName, clients: number): number {
  return geometricMean(
    cells.filter((cell) => cell.server === server && cell.clients === clients).map(({ ratio }) => ratio),
  );
}

/** How much dearer a request is in a larger region. */
export interface Growth {
  readonly question: QuestionName;
  readonly viewer: ViewerName;
  readonly server: ServerName;
  /** Server's and database's CPU together, the larger region's by the smaller's; null where the system does not tell. */
  readonly cpu: number | null;
  /** Mean latency, likewise. */
  readonly latency: number;
}

export function growthOf(small: readonly Cell[], large: readonly Cell[], clients: number): Growth[] {
  return small.flatMap((before) => {
    const after = large.find(
      ({ question, viewer, clients: others, server }) =>
        question === before.question &&
        viewer === before.viewer &&
        server === before.server &&
        others === clients,
    );
    if (before.clients !== clients || !after) return [];
    const { question, viewer, server } = before;
    const costs = [before, after].map(({ serverCpu, databaseCpu }) =>
      serverCpu === null || databaseCpu === null ? null : serverCpu + databaseCpu,
    );
    const [earlier, later] = costs;
    const cpu = typeof earlier === "number" && typeof later === "number" ? later / earlier : null;
    return { question, viewer, server, cpu, latency: after.mean / before.mean };
  });
}
