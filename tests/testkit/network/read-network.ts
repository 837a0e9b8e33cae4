import type { ClientBase } from "pg";
import type { NetworkWorld } from "./network-model.js";

/** The network that a database holds, however it came there, as the model takes it. */
export async function readNetwork(client: ClientBase): Promise<NetworkWorld> {
  const { rows } = await client.query<NetworkWorld>(`
    SELECT today_in_denmark()::text AS today,
      (SELECT coalesce(json_agg(json_build_object('id', actor.id, 'kind', kind, 'municipalityCode', code,
        'createdAt', created_at, 'visibility', field_visibility)), '[]')
        FROM actor LEFT JOIN municipality ON municipality.id = municipality_id) AS actors,
      (SELECT coalesce(json_agg(json_build_object('id', id, 'isAdministrator', is_administrator)), '[]') FROM account) AS accounts,
      (SELECT coalesce(json_agg(json_build_object('accountId', account_id, 'actorId', actor_id, 'isCurrent', ended_on IS NULL)), '[]')
        FROM membership) AS memberships,
      (SELECT coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'sourceId', source_id, 'targetId', target_id,
        'status', status, 'startedOn', started_on, 'endedOn', ended_on)), '[]') FROM relationship) AS relationships,
      (SELECT coalesce(json_agg(json_build_object('blockerId', blocker_id, 'blockedId', blocked_id)), '[]') FROM actor_block) AS blocks`);
  const [world] = rows;
  if (!world) throw new Error("The database gave no answer.");
  return world;
}
