import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { Cell } from "../measure/statistics.js";
import { serverTitles } from "../servers/server-names.js";

/** Writes the ratios at a number of clients as a chart (SVG), drawn by the benchmark's own packages. */
export async function writeChart(
  root: string,
  file: string,
  cells: readonly Cell[],
  clients: number,
  note: string,
): Promise<void> {
  const bars = cells
    .filter((cell) => cell.clients === clients && cell.server !== "limit")
    .map(({ question, viewer, server, ratio }) => ({
      question: `${question} ${viewer}`,
      server: serverTitles[server],
      ratio,
    }));
  if (bars.length === 0) return;
  const child = spawn(process.execPath, [join(root, "benchmark", "report", "draw-chart.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify({ bars, note }));
  const [svg, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve) => child.once("close", resolve)),
  ]);
  if (code !== 0) throw new Error("The chart could not be drawn.");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, svg);
}
