import { type SQL, sql } from "../../../platform/database/sql.js";

/**
 * Who hears of which conversation (`LiveAudience.follows`): the owners and editors of an actor of its conversations, an account of those in
 * which it takes part as itself. A conversation between two across a block is told to neither.
 */
export const hearing: SQL = sql`SELECT voice.account_id AS reader_id, part.conversation_id AS stream_id
      FROM conversation_participant AS part JOIN actor_speaker AS voice ON voice.actor_id = part.actor_id
      WHERE part.left_at IS NULL AND NOT is_closed_by_block(part.conversation_id)
    UNION ALL SELECT part.account_id, part.conversation_id FROM conversation_participant AS part
      WHERE part.left_at IS NULL AND part.account_id IS NOT NULL AND NOT is_closed_by_block(part.conversation_id)`;
