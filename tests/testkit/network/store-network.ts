import type { ClientBase } from "pg";
import { loadReferenceData as loadRelationshipKinds } from "../../../src/domains/network/relationships/reference-data.js";
import { newIds, publicIdOf } from "../../../src/platform/ids/ids.js";
import type { NetworkRelationship, NetworkWorld } from "./network-model.js";

/**
 * Writes a world into a migrated database that has the reference data of places, in place of all actors and what hangs
 * on them and of the accounts of an earlier world. An account with an id that exists is kept, but for whether it
 * administers the hub.
 */
export async function storeNetwork(client: ClientBase, world: NetworkWorld): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query("TRUNCATE actor CASCADE");
    await client.query("DELETE FROM account WHERE email LIKE 'network-%'");
    await loadRelationshipKinds(client);
    await storeActors(client, world);
    await storeMembers(client, world);
    await storeRelationships(client, world.relationships);
    await insert(
      client,
      "actor_block",
      world.blocks.map(({ blockerId, blockedId }) => ({ blocker_id: blockerId, blocked_id: blockedId })),
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
  await client.query("ANALYZE actor, relationship, relationship_end, membership, actor_block");
}

/** Adds relationships to those that are stored, within the caller's transaction. */
export async function storeRelationships(
  client: ClientBase,
  relationships: readonly NetworkRelationship[],
): Promise<void> {
  await insert(
    client,
    "relationship",
    relationships.map(({ id, kind, sourceId, targetId, status, startedOn, endedOn }) => ({
      id,
      public_id: publicIdOf("relationship", id),
      kind,
      source_id: sourceId,
      target_id: targetId,
      status,
      proposed_by: sourceId,
      started_on: startedOn,
      ended_on: endedOn,
      answered_at: status === "PROPOSED" ? null : "2026-01-01T12:00:00Z",
    })),
  );
}

async function storeActors(client: ClientBase, { actors }: NetworkWorld): Promise<void> {
  const { rows } = await client.query<{ id: string; code: string }>("SELECT id, code FROM municipality");
  const municipalityIds = new Map(rows.map(({ id, code }) => [code, id]));
  const municipalityId = (code: string) => {
    const id = municipalityIds.get(code);
    if (!id) throw new Error(`The database has no municipality ${code}: load the reference data first.`);
    return id;
  };
  const slugOf = (id: string) => `network-${id}`;
  await insert(
    client,
    "actor_slug",
    actors.map(({ id }) => ({ slug: slugOf(id), actor_id: id })),
  );
  await insert(
    client,
    "actor",
    actors.map(({ id, kind, municipalityCode, createdAt, visibility }) => ({
      id,
      public_id: publicIdOf("actor", id),
      kind,
      slug: slugOf(id),
      name: `Aktør ${id.slice(0, 8)}`,
      municipality_id: municipalityCode === null ? null : municipalityId(municipalityCode),
      field_visibility: visibility,
      created_at: createdAt,
    })),
  );
}

async function storeMembers(client: ClientBase, { accounts, memberships }: NetworkWorld): Promise<void> {
  await insert(
    client,
    "account",
    accounts.map(({ id, isAdministrator }) => ({
      id,
      public_id: publicIdOf("account", id),
      email: `network-${id}@example.org`,
      email_verified: true,
      display_name: `Konto ${id.slice(0, 8)}`,
      is_administrator: isAdministrator,
    })),
    "ON CONFLICT (id) DO UPDATE SET is_administrator = excluded.is_administrator",
  );
  await insert(
    client,
    "membership",
    memberships.map(({ accountId, actorId, isCurrent }) => {
      const { id, publicId } = newIds("membership");
      return {
        id,
        public_id: publicId,
        actor_id: actorId,
        account_id: accountId,
        role: "OWNER",
        started_on: "2020-01-01",
        ended_on: isCurrent ? null : "2020-12-31",
      };
    }),
  );
}

/** Inserts rows that all name the same columns; the others get their defaults. */
export async function insert(
  client: ClientBase,
  table: string,
  rows: readonly object[],
  onConflict = "",
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(", ");
  if (columns === "") return;
  await client.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) ${onConflict}`,
    [JSON.stringify(rows)],
  );
}
