import { Client } from "pg";
import { openRegionDatabase } from "./region/region-database.js";
import { startServer, type ServerName } from "./servers/running-server.js";
import { questionNames, requestsOf, viewersOf } from "./questions/requests.js";
import { firstDifference } from "./questions/answers.js";
import { prepareBenchSchema } from "./servers/sql/bench-schema.mjs";
const root = new URL("..", import.meta.url).pathname;
const names = process.argv[3]!.split(",") as ServerName[];
const db = await openRegionDatabase({ serverUrl: process.argv[2]!, root, actors: 20000, dataDir: root + "benchmark/data", progress: console.log });
const c = new Client(db.url); await c.connect(); await prepareBenchSchema(c);
const servers = await Promise.all(names.map((n) => startServer(n, { root, databaseUrl: db.url, dataDir: root + "benchmark/data" })));
const codes = db.reference.municipalities.map((m) => m.code);
for (const q of questionNames) for (const v of viewersOf(q)) {
  const t=Date.now();
  const reqs = requestsOf(q, v, db.region, codes).slice(0, Number(process.env.N ?? 20));
  const answers = new Map<string, any[]>();
  for (const s of servers) {
    const got: any[] = []; 
    const began = performance.now();
    for (const r of reqs) {
      const h = s.request(q, r);
      const res = await fetch(s.url + h.path, { method: "POST", headers: h.headers, body: h.body });
      const text = await res.text();
      if (text.includes('"errors"')) console.log(s.name, q, text.slice(0,300)); try { got.push(s.reductions[q](JSON.parse(text).data)); } catch (e) { console.log(s.name, q, res.status, text.slice(0, 500), s.log().slice(-1500)); got.push("ERR"); break; }
    }
    console.log(q, v, s.name, ((performance.now() - began) / got.length).toFixed(2), "ms");
    answers.set(s.name, got);
    if (q === "M1") await c.query("DELETE FROM relationship WHERE created_at > '2026-01-01'");
  }
  const first = answers.get(servers[0]!.name)!;
  if (process.argv[4] === q) console.log(JSON.stringify(first.slice(0,3)));
  for (const s of servers.slice(1)) {
    let bad = 0, d: string|undefined;
    answers.get(s.name)!.forEach((a, i) => { const x = firstDifference(first[i], a); if (x) { bad++; d ??= x + JSON.stringify(reqs[i]); } });
    console.log("   ", s.name, bad ? `${bad} differ: ${d}` : "agrees");
  }
}
console.log("stopping"); for (const s of servers) { await s.stop(); console.log(s.name, "stopped"); } await c.end();
console.log("ended", process.getActiveResourcesInfo());
setTimeout(() => process.exit(0), 500);
