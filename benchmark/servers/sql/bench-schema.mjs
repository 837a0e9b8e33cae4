import { postFunction } from "./messages.mjs";
import { postgraphileSchema } from "./postgraphile-schema.mjs";
import { proposalFunction } from "./proposal.mjs";

/** Makes what the limit and the peers have in the database beside the product's own tables anew. */
export async function prepareBenchSchema(client) {
  await client.query("DROP SCHEMA IF EXISTS bench_graphql, bench CASCADE; CREATE SCHEMA bench");
  await client.query(proposalFunction);
  await client.query(postFunction);
  await client.query(postgraphileSchema);
}
