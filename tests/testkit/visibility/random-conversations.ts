import type { ClientBase } from "pg";
import type { Draw } from "../network/random-network.js";
import { insert } from "../network/store-network.js";
import { drawnIds } from "./random-profiles.js";

/** Conversations of a world. */
const conversationCount = 12;
/** Most messages of one. */
const mostMessages = 9;

/**
 * Fills conversations between actors that somebody speaks for, and accounts as themselves, or attached to actors: some have left, some messages are
 * deleted or answer others, some are from after the world was made, so that they are news to everybody.
 */
export async function storeConversations(
  client: ClientBase,
  draw: Draw,
  accountIds: readonly string[],
): Promise<void> {
  const speaking = await client.query<{ actor: string; account: string }>(
    `SELECT actor_id AS actor, account_id AS account FROM membership WHERE ended_on IS NULL AND role <> 'MEMBER' ORDER BY id`,
  );
  const tables = {
    attachment: [],
    conversation: [],
    conversation_participant: [],
    message: [],
    conversation_reader: [],
    message_report: [],
    conversation_note: [],
    conversation_assignment: [],
  };
  // What follows memberships follows now: these conversations are as drawn, whoever belongs to what they are attached to.
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
  const hosts = new Set<string>();
  const rows: Record<keyof typeof tables, Record<string, unknown>[]> = tables;
  const directPairs = new Set<string>();
  for (let number = 0; number < conversationCount; number += 1) {
    const { id, publicId } = drawnIds(draw, "conversation");
    const isGroup = draw.happens(0.6);
    const host = draw.from(speaking.rows).actor;
    const isAttached = isGroup && !hosts.has(host) && draw.happens(0.4);
    if (isAttached) hosts.add(host);
    const drawParties = () => {
      const drawn = new Set<string>();
      while (drawn.size < (isGroup ? 3 : 2))
        drawn.add(draw.happens(0.25) ? `account ${draw.from(accountIds)}` : draw.from(speaking.rows).actor);
      return drawn;
    };
    let parties = drawParties();
    const pair = () => [...parties].sort().join(" ");
    // Two have one conversation with each other.
    while (!isGroup && directPairs.has(pair())) parties = drawParties();
    if (!isGroup) directPairs.add(pair());
    /** A minute of the year 2025, or of one to come. */
    const minute = (count: number, isNews = false) =>
      new Date(Date.UTC(isNews ? 2999 : 2025, 0, 1 + number, 8, count));
    const messages = draw.below(mostMessages + 1);
    rows.conversation.push({
      id,
      public_id: publicId,
      form: isAttached ? "ATTACHED" : isGroup ? "GROUP" : "DIRECT",
      host_type: isAttached ? "Actor" : null,
      host_id: isAttached ? host : null,
      subject: draw.happens(0.5) ? `Emne ${number}` : null,
      direct_pair: isGroup ? null : pair(),
      last_sequence: messages,
      last_activity_at: minute(messages, messages > 3),
    });
    for (const [place, party] of [...parties].entries()) {
      const ids = drawnIds(draw, "participant");
      const leftAt = isGroup && draw.happens(0.2) ? minute(30) : null;
      rows.conversation_participant.push({
        id: ids.id,
        public_id: ids.publicId,
        conversation_id: id,
        actor_id: party.startsWith("account ") ? null : party,
        account_id: party.startsWith("account ") ? party.slice("account ".length) : null,
        joined_sequence: place === 2 ? draw.below(messages + 1) : 0,
        joined_at: minute(place),
        left_at: leftAt,
      });
      if (party.startsWith("account ")) continue;
      const voices = speaking.rows.filter(({ actor }) => actor === party);
      const anybody = () => (draw.happens(0.8) ? draw.from(voices).account : draw.from(accountIds));
      const inbox = { conversation_id: id, actor_id: party };
      // The database lets nobody else look after it.
      if (leftAt === null && draw.happens(0.6))
        rows.conversation_assignment.push({ ...inbox, account_id: draw.from(voices).account });
      for (let written = 1 + draw.below(2); written > 0; written -= 1) {
        const note = drawnIds(draw, "note");
        rows.conversation_note.push({
          ...inbox,
          id: note.id,
          public_id: note.publicId,
          account_id: anybody(),
          body: `Note ${written} om samtale ${number}`,
          written_at: minute(70 + written),
          edited_at: draw.happens(0.3) ? minute(80) : null,
        });
      }
    }
    const earlier: string[] = [];
    for (let sequence = 1; sequence <= messages; sequence += 1) {
      const ids = drawnIds(draw, "message");
      const { actor, account } = draw.from(speaking.rows);
      const isDeleted = draw.happens(0.2);
      const asActor = draw.happens(0.7);
      const files = Array.from({ length: draw.below(3) }, (_, place) =>
        fileOf(draw, ids.id, place, draw.from(accountIds)),
      );
      rows.attachment.push(...files);
      rows.message.push({
        id: ids.id,
        public_id: ids.publicId,
        conversation_id: id,
        sequence,
        account_id: draw.happens(0.8) ? account : draw.from(accountIds),
        actor_id: asActor && draw.happens(0.9) ? actor : null,
        as_actor: asActor,
        body: textOf(isDeleted, files.length, `Besked ${sequence} af samtale ${number}`),
        reply_to_id: earlier.length > 0 && draw.happens(0.3) ? draw.from(earlier) : null,
        client_message_id: `${number} ${sequence}`,
        input_hash: "drawn",
        sent_at: minute(sequence, sequence > 3),
        edited_at: draw.happens(0.2) ? minute(40, true) : null,
        deleted_at: isDeleted ? minute(50, true) : null,
      });
      earlier.push(ids.id);
      if (draw.happens(0.2))
        rows.message_report.push(
          reportOf(draw, ids.id, earlier.at(-2) ?? ids.id, accountIds, rows.message_report.length),
        );
    }
    for (const account_id of accountIds)
      if (draw.happens(0.4))
        rows.conversation_reader.push({
          conversation_id: id,
          account_id,
          read_sequence: draw.happens(0.8) ? draw.below(messages + 1) : null,
          is_muted: draw.happens(0.3),
          archived_sequence: draw.happens(0.4) ? Math.max(0, messages - draw.below(2)) : null,
        });
  }
  for (const [table, own] of Object.entries(rows)) await insert(client, table, own);
}

/** Of a deleted message none; with files some have none either. */
function textOf(isDeleted: boolean, files: number, text: string): string | null {
  if (isDeleted) return null;
  return files > 1 ? "" : text;
}

/** A file of a message. Those of deleted ones are there where they are evidence, and elsewhere nobody's. */
function fileOf(draw: Draw, messageId: string, place: number, owner: string) {
  const { id, publicId } = drawnIds(draw, "attachment");
  return {
    id,
    public_id: publicId,
    owner_account_id: owner,
    file_name: `Fil ${place}.pdf`,
    byte_size: 1 + draw.below(1000),
    state: "READY",
    content_type: "application/pdf",
    storage_key: `no/${id}`,
    hung_on_type: "Message",
    hung_on_id: messageId,
    hung_position: place,
  };
}

function reportOf(
  draw: Draw,
  messageId: string,
  before: string,
  accountIds: readonly string[],
  number: number,
) {
  const { id, publicId } = drawnIds(draw, "report");
  const status = draw.from(["OPEN", "OPEN", "UPHELD", "DISMISSED"]);
  const decidedAt = status === "OPEN" ? null : "2026-04-01T12:00:00Z";
  return {
    id,
    public_id: publicId,
    message_id: messageId,
    reporter_id: draw.from(accountIds),
    reason: draw.from(["SPAM", "HARASSMENT", "OTHER"]),
    note: draw.happens(0.5) ? `Fordi ${number}` : null,
    evidence: [
      {
        message_id: before,
        sequence: 1,
        sender_name: "Navn",
        body: null,
        sent_at: "2026-03-01T12:00:00.000Z",
      },
      {
        message_id: messageId,
        sequence: 2,
        sender_name: "Navn",
        body: `Ord ${number}`,
        sent_at: "2026-03-01T12:01:00.000Z",
      },
    ],
    created_at: new Date(Date.UTC(2026, 2, 2, 8, number)),
    status,
    decided_by: decidedAt && draw.from(accountIds),
    decided_at: decidedAt,
  };
}
