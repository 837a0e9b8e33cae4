import { proposalFunction } from "./proposal.mjs";

/** Makes the schema `bench` anew: what the limit and the peers have in the database beside the product's own tables. */
export async function prepareBenchSchema(client) {
  await client.query("DROP SCHEMA IF EXISTS bench CASCADE; CREATE SCHEMA bench");
  await client.query(proposalFunction);
}
