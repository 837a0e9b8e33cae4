import { randomUUID } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newIds } from "../../../src/platform/ids/ids.js";
import { type CommandRun, runCommand, runProcess } from "../../testkit/command.js";
import type { TestDatabase } from "../../testkit/database.js";
import { testRun } from "../../testkit/test-run.js";

export const womenOfJazz = fileURLToPath(
  new URL("../../fixtures/graph-women-of-jazz/women_of_jazz__all.jsonld", import.meta.url),
);

/** An import of relationships with its report, which was asked for as JSON. */
export interface RelationshipRun extends CommandRun {
  readonly summary: Readonly<Record<string, unknown>>;
  /** The other lines of the report, by their types. */
  readonly lines: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** Writes a file of a test's own and answers its path. */
export async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(testRun().directory, "relationships-")), name);
  await writeFile(path, content);
  return path;
}

/** Imports a file of relationships to the end. */
export async function importFile(
  database: TestDatabase,
  path: string,
  options: readonly string[] = [],
): Promise<RelationshipRun> {
  return readRun(await runCommand(database, argumentsOf(path, options)));
}

/** As `importFile`, in a process of its own. */
export async function importFileInProcess(
  database: TestDatabase,
  path: string,
  options: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<RelationshipRun> {
  return readRun(await runProcess(database, argumentsOf(path, options), env));
}

const argumentsOf = (path: string, options: readonly string[]) => [
  ...["import", "relationships", path, "--json"],
  ...options,
];

function readRun(run: CommandRun): RelationshipRun {
  const lines: Record<string, Record<string, unknown>[]> = {};
  for (const text of run.stdout.split("\n").filter(Boolean)) {
    const { type, ...content } = JSON.parse(text) as Record<string, unknown> & { type: string };
    lines[type] = [...(lines[type] ?? []), content];
  }
  return { ...run, summary: lines.summary?.[0] ?? {}, lines };
}

/** Exports the relationships and answers what it wrote to standard output. */
export async function exportText(database: TestDatabase): Promise<string> {
  const { code, stdout } = await runCommand(database, ["export", "relationships"]);
  if (code !== 0) throw new Error(`The export ended with ${code}`);
  return stdout;
}

/** Adds an unclaimed actor straight to the database. */
export async function addActor(
  database: TestDatabase,
  kind: string,
  slug: string,
  name = slug,
): Promise<string> {
  const { id, publicId } = newIds("actor");
  await database.pool.query(
    `WITH taken AS (INSERT INTO actor_slug (slug, actor_id) VALUES ($4, $1))
      INSERT INTO actor (id, public_id, kind, slug, name) VALUES ($1, $2, $3, $4, $5)`,
    [id, publicId, kind, slug, name],
  );
  return publicId;
}

/** Gives an actor an owner. */
export async function giveOwner(database: TestDatabase, slug: string): Promise<void> {
  const account = randomUUID();
  await database.pool.query(
    "INSERT INTO account (id, public_id, display_name, email, email_verified) VALUES ($1, $2, 'Owner', $3, true)",
    [account, `account_${account}`, `${account}@example.org`],
  );
  await database.pool.query(
    `INSERT INTO membership (id, public_id, actor_id, account_id, role, started_on)
      SELECT gen_random_uuid(), gen_random_uuid()::text, id, $2, 'OWNER', current_date FROM actor WHERE slug = $1`,
    [slug, account],
  );
}

/** The stored relationships, as `KIND source target status proposer start end`. */
export async function storedRelationships(database: TestDatabase): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', relationship.kind, source.slug, target.slug, status, coalesce(proposer.slug, '-'),
        coalesce(started_on::text, '-'), coalesce(ended_on::text, '-')) AS line
      FROM relationship JOIN actor AS source ON source.id = source_id JOIN actor AS target ON target.id = target_id
        LEFT JOIN actor AS proposer ON proposer.id = proposed_by ORDER BY 1`,
  );
  return rows.map(({ line }) => line);
}

/** Everything an import of relationships may touch, as text that is equal when nothing changed. */
export async function everythingStored({ pool }: TestDatabase): Promise<string> {
  const tables = ["actor", "actor_slug", "external_id", "membership", "relationship", "relationship_end"];
  const parts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await pool.query<{ content: string }>(
        `SELECT md5(coalesce(string_agg(row::text, E'\\n' ORDER BY row::text), '')) AS content FROM ${table} AS row`,
      );
      return `${table} ${rows[0]?.content}`;
    }),
  );
  return parts.join("\n");
}
