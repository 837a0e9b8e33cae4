import type { FanOutCell } from "../fan-out/measure-fan-out.js";
import { type Cell, clientsOfMeans, type Growth, meanRatio } from "../measure/statistics.js";
import { peerNames, type ServerName, serverTitles } from "../servers/server-names.js";

/** A table of Markdown whose columns stand below each other. */
function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, place) =>
    Math.max(3, title.length, ...rows.map((row) => row[place]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, place) => (place < 3 ? cell.padEnd(widths[place] ?? 0) : cell.padStart(widths[place] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, place) => (place < 3 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

const rounded = (value: number | null, digits: number) => (value === null ? "-" : value.toFixed(digits));

/** Every figure but memory. */
export function figuresTable(cells: readonly Cell[]): string {
  return markdown(
    [
      "question",
      "server",
      "clients",
      "requests/s",
      "ratio",
      "p50 ms",
      "p99 ms",
      "server CPU ms",
      "database CPU ms",
    ],
    cells.map((cell) => [
      `${cell.question} ${cell.viewer}`,
      serverTitles[cell.server],
      String(cell.clients),
      rounded(cell.requestsPerSecond, 0),
      rounded(cell.ratio, 2),
      rounded(cell.p50, 2),
      rounded(cell.p99, 2),
      rounded(cell.serverCpu, 3),
      rounded(cell.databaseCpu, 3),
    ]),
  );
}

/** The ratios alone, a column for each server, at the clients of the geometric means. */
export function ratiosTable(
  cells: readonly Cell[],
  servers: readonly ServerName[],
  clients: readonly number[],
): string {
  const at = clientsOfMeans(clients);
  const compared = servers.filter((server) => server !== "limit");
  const asked = [...new Set(cells.map(({ question, viewer }) => `${question} ${viewer}`))];
  const cellOf = (name: string, server: ServerName) =>
    cells.find(
      (cell) => `${cell.question} ${cell.viewer}` === name && cell.server === server && cell.clients === at,
    );
  const rows = asked.map((name) => [
    name,
    String(at),
    rounded(cellOf(name, "limit")?.requestsPerSecond ?? null, 0),
    ...compared.map((server) => rounded(cellOf(name, server)?.ratio ?? null, 2)),
  ]);
  const means = compared.map((server) => rounded(meanRatio(cells, server, at), 2));
  return markdown(
    ["question", "clients", "limit requests/s", ...compared.map((server) => serverTitles[server])],
    [...rows, ["geometric mean", String(at), "", ...means]],
  );
}

/** What telling one message to many costs. */
export function fanOutTable(cells: readonly FanOutCell[]): string {
  return markdown(
    [
      "server",
      "sockets",
      "deliveries/s",
      "ratio",
      "ms until the last",
      "KB a connection",
      "server CPU us a delivery",
    ],
    cells.map((cell) => [
      serverTitles[cell.server],
      String(cell.sockets),
      rounded(cell.deliveriesPerSecond, 0),
      rounded(cell.ratio, 2),
      rounded(cell.untilLast, 0),
      rounded(cell.kilobytes, 1),
      rounded(cell.serverCpu, 1),
    ]),
  );
}

export function memoryTable(peaks: ReadonlyMap<ServerName, number | null>): string {
  const limit = peaks.get("limit") ?? null;
  return markdown(
    ["server", "peak memory MB", "of the limit's"],
    [...peaks].map(([server, peak]) => [
      serverTitles[server],
      rounded(peak, 0),
      rounded(peak !== null && limit !== null ? peak / limit : null, 2),
    ]),
  );
}

export function growthTable(growth: readonly Growth[], clients: number): string {
  return markdown(
    ["question", "server", "clients", "CPU per request, times", "latency, times"],
    growth.map(({ question, viewer, server, cpu, latency }) => [
      `${question} ${viewer}`,
      serverTitles[server],
      String(clients),
      rounded(cpu, 2),
      rounded(latency, 2),
    ]),
  );
}

/** The last line: Samspil's geometric mean and the better peer's. */
export function verdict(
  cells: readonly Cell[],
  servers: readonly ServerName[],
  clients: readonly number[],
): string {
  const at = clientsOfMeans(clients);
  const own = servers.includes("samspil") ? meanRatio(cells, "samspil", at).toFixed(2) : "-";
  const [best] = peerNames
    .filter((name) => servers.includes(name))
    .map((name) => ({ name, ratio: meanRatio(cells, name, at) }))
    .sort((one, other) => other.ratio - one.ratio);
  const peer = best ? `${serverTitles[best.name]} ${best.ratio.toFixed(2)}` : "none -";
  return `geometric mean ${own} of the limit; best peer ${peer}`;
}
