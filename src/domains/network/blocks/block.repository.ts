import type { EntityManager } from "typeorm";
import { clientOf } from "../../../platform/database/data-source.js";
import { runSql, sql } from "../../../platform/database/sql.js";

/** Writes a block, once, and declines what the two have proposed to each other. The caller holds both actors. */
export async function block(manager: EntityManager, blockerId: string, blockedId: string): Promise<void> {
  const client = await clientOf(manager);
  const [blocker, blocked] = [sql`${sql.value(blockerId)}::uuid`, sql`${sql.value(blockedId)}::uuid`];
  await runSql(
    client,
    sql`INSERT INTO actor_block (blocker_id, blocked_id) VALUES (${blocker}, ${blocked}) ON CONFLICT DO NOTHING`,
  );
  await runSql(
    client,
    sql`UPDATE relationship SET status = 'DECLINED', answered_at = now() WHERE status = 'PROPOSED'
      AND (source_id, target_id) IN ((${blocker}, ${blocked}), (${blocked}, ${blocker}))`,
  );
}

/** Takes a block away, if there is one. */
export async function unblock(manager: EntityManager, blockerId: string, blockedId: string): Promise<void> {
  await runSql(
    await clientOf(manager),
    sql`DELETE FROM actor_block WHERE blocker_id = ${sql.value(blockerId)}::uuid AND blocked_id = ${sql.value(blockedId)}::uuid`,
  );
}
