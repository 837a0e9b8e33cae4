/**
 * PostGraphile 5 at its best, on Node.js 22: Grafserv on `node:http`, the `pg` adaptor with prepared statements, plain lists
 * instead of connections, neither GraphiQL nor WebSockets nor explanations. A transaction with a setting costs two more round
 * trips, so only members have one.
 */
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { readSettings, tellReady } from "./server-process.mjs";

const { databaseUrl, connections } = readSettings();

const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["PgIndexBehaviorsPlugin", "NodePlugin"],
  pgServices: [
    makePgService({
      connectionString: databaseUrl,
      schemas: ["bench_graphql"],
      poolConfig: { max: connections },
    }),
  ],
  schema: { defaultBehavior: "-connection -resource:connection list resource:list" },
  gather: { installWatchFixtures: false },
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, websockets: false },
  grafast: {
    explain: false,
    context(request) {
      const account = request.node?.req.headers["x-account-id"];
      return account ? { pgSettings: { "bench.account": account } } : {};
    },
  },
};

const serv = postgraphile(preset).createServ(grafserv);
const server = createServer();
await serv.addTo(server);
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => tellReady(server.address().port));
if (process.env.BENCH_PRINT_SCHEMA) {
  const { printSchema } = await import("graphql");
  process.stderr.write(printSchema((await serv.getSchema?.()) ?? (await postgraphile(preset).getSchema())));
}
