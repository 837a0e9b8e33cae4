import { Client } from "pg";
import { prepareBenchSchema } from "./servers/sql/bench-schema.mjs";
const c = new Client(process.argv[2]!); await c.connect(); await prepareBenchSchema(c); await c.end();
