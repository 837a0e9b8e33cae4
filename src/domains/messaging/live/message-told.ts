import { type SQL, sql } from "../../../platform/database/sql.js";
import { RowEvent } from "../../../platform/graphql/row-event.js";
import { RowRef } from "../../../platform/read/row-ref.js";

/** A conversation across a block is told live to nobody (`inboxAudience`). */
const isOpen = (message: SQL): SQL => sql`NOT is_closed_by_block(${message}.conversation_id)`;

/** That somebody is told of a message. */
export class MessageTold extends RowEvent {
  constructor(
    messageId: string,
    readonly conversationId: string,
  ) {
    super(new RowRef("Message", messageId), isOpen);
  }
}
