import type { PoolClient } from "pg";
import { actorRead } from "../../src/domains/actors/profiles/actor.read.js";
import { actorGraphReads } from "../../src/domains/network/graph/graph.read.js";
import { inNetworkOf } from "../../src/domains/network/network.queries.js";
import { loadReferenceData } from "../../src/domains/network/relationships/reference-data.js";
import {
  actorRelationshipReads,
  relationshipRead,
} from "../../src/domains/network/relationships/relationship.read.js";
import { type SQL, sql } from "../../src/platform/database/sql.js";
import { pageSql, relatedCount, relatedRows } from "../../src/platform/read/batched/statement.js";
import type { FieldRead, ReadDeclaration, RelationRead } from "../../src/platform/read/declaration.js";
import { readPage } from "../../src/platform/read/page.js";
import { orderOf } from "../../src/platform/read/relation-sql.js";
import { argumentReader, viewerSql } from "../../src/platform/read/scope.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
let client: PoolClient;
/** The actor with most relationships, and one with few. */
let hubId: string;
let leafPublicId: string;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  client = await database.pool.connect();
  await loadReferenceData(client);
  // 1,500 actors; the first has a relationship with a third of them, the others with 6.
  await client.query(`
    INSERT INTO actor_slug SELECT 'a-' || n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid FROM generate_series(1, 1500) AS n;
    INSERT INTO actor (id, public_id, kind, slug, name) SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
      'actor_a' || n, 'ARTIST', 'a-' || n, 'Aktør ' || n FROM generate_series(1, 1500) AS n;
    INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, answered_at)
      SELECT gen_random_uuid(), 'relationship_' || source.n || '_' || target.n, 'COLLABORATES_WITH', source.id, target.id, 'CONFIRMED', now()
      FROM (SELECT n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id FROM generate_series(1, 1500) AS n) AS source
      JOIN (SELECT n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id FROM generate_series(1, 1500) AS n) AS target
        ON target.n > source.n AND (source.n = 1 AND target.n % 3 = 0 OR target.n - source.n IN (1, 7, 61))`);
  await client.query("VACUUM ANALYZE actor, relationship, relationship_end, membership");
  hubId = "00000000-0000-7000-8000-000000000001";
  leafPublicId = "actor_a1000";
}, 60_000);
afterAll(async () => {
  client?.release();
  await database?.drop();
});

/** A statement as the engine composes it for one parent and a viewer with an account. */
function statementOf(
  field: FieldRead | undefined,
  target: ReadDeclaration,
  args: Readonly<Record<string, unknown>>,
): SQL {
  const relation = field as RelationRead;
  const viewer = { accountId: "00000000-0000-7000-8000-00000000aaaa", isAdministrator: false };
  const scope = {
    viewer: viewerSql(viewer, { NETWORK: inNetworkOf }),
    language: sql`'DA'::text`,
    args: argumentReader(args),
  };
  const order = orderOf(relation, scope);
  const question = { relation, target, scope, parent: { declaration: actorRead, keys: [hubId] } };
  if (relation.read === "count") return relatedCount(question);
  const page = readPage(args, order.name, order.keys);
  return relatedRows({ ...question, page: pageSql(page) }, () => ({ names: [], values: [] })).statement;
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly Plans?: readonly PlanNode[];
}

/** What a statement did: the indexes and whole tables it read of the network, whether it sorted, and how many rows it touched. */
async function run(statement: SQL) {
  const { text, values } = sql.compile(statement);
  const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const nodes: PlanNode[] = [];
  const visit = (node: PlanNode): void => {
    if (node["Actual Loops"] > 0) nodes.push(node);
    for (const part of node.Plans ?? []) visit(part);
  };
  visit(rows[0]["QUERY PLAN"][0].Plan);
  const ofNetwork = (name: string | undefined) => name?.startsWith("relationship") === true;
  return {
    indexes: [...new Set(nodes.map((node) => node["Index Name"]).filter(ofNetwork))].sort(),
    wholeTables: nodes
      .filter((node) => node["Node Type"] === "Seq Scan")
      .map((node) => node["Relation Name"])
      .filter(ofNetwork),
    sorts: nodes.some((node) => node["Node Type"].endsWith("Sort")),
    rowsOfEnds: nodes
      .filter((node) => node["Relation Name"] === "relationship_end")
      .reduce((sum, node) => sum + node["Actual Rows"] * node["Actual Loops"], 0),
  };
}

test("a page of an actor's relationships reads no more than the page, in the order of an index", async () => {
  const page = await run(statementOf(actorRelationshipReads.relationships, relationshipRead, { first: 10 }));
  expect(page).toEqual({
    indexes: ["relationship_end_by_actor", "relationship_pkey"],
    wholeTables: [],
    sorts: false,
    rowsOfEnds: 11,
  });
});

test("a count reads the actor's own relationships and no others", async () => {
  const counted = await run(statementOf(actorRelationshipReads.relationshipCount, relationshipRead, {}));
  expect(counted.rowsOfEnds).toBe(503);
  expect(counted.wholeTables).toEqual([]);
});

test("mutual actors are found by the ends of the two, from the index alone", async () => {
  const mutual = await run(statementOf(actorGraphReads.mutualActors, actorRead, { with: leafPublicId }));
  expect(mutual.indexes).toEqual(["relationship_end_by_other"]);
  expect(mutual.wholeTables).toEqual([]);
  expect(mutual.rowsOfEnds).toBeLessThan(600);
});
