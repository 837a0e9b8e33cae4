/** Draws the ratios as grouped bars: reads JSON `{ bars, note }` from standard input, writes SVG to standard output. */
import { text } from "node:stream/consumers";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const { bars, note } = JSON.parse(await text(process.stdin));
const { document } = parseHTML("<html><body></body></html>");
const servers = [...new Set(bars.map(({ server }) => server))];
const colours = { Samspil: "#1b6e53", Mercurius: "#e0a63a", PostGraphile: "#5b7db1" };

const chart = Plot.plot({
  document,
  width: 1000,
  height: 420,
  marginTop: 70,
  marginBottom: 60,
  style: { fontFamily: "sans-serif", fontSize: "13px", background: "white" },
  fx: { label: null, padding: 0.15 },
  x: { axis: null, domain: servers },
  y: {
    label: "requests/s relative to the limit",
    grid: true,
    domain: [0, Math.max(1, ...bars.map(({ ratio }) => ratio))],
  },
  color: { domain: servers, range: servers.map((server) => colours[server] ?? "#777") },
  marks: [
    Plot.barY(bars, { fx: "question", x: "server", y: "ratio", fill: "server" }),
    Plot.text(bars, {
      fx: "question",
      x: "server",
      y: "ratio",
      text: ({ ratio }) => ratio.toFixed(2),
      dy: -7,
      fontSize: 11,
    }),
    Plot.ruleY([0]),
    Plot.ruleY([1], { strokeDasharray: "4 4" }),
  ],
});

// Plot puts a legend into HTML beside the SVG; here it stands in the picture.
const legend = servers.map((server, place) => {
  const left = 50 + place * 140;
  return `<rect x="${left}" y="14" width="14" height="14" fill="${colours[server] ?? "#777"}"/><text x="${left + 20}" y="26">${server}</text>`;
});
const foot = `<text x="50" y="412" font-size="11" fill="#555">${note}</text>`;
const svg = chart.outerHTML
  .replace(/^<svg/, '<svg xmlns="http://www.w3.org/2000/svg"')
  .replace(/<\/svg>$/, `<g font-family="sans-serif" font-size="13">${legend.join("")}${foot}</g></svg>`);
process.stdout.write(`${svg}\n`);
