import type { ClientBase } from "pg";
import type { RegionConversation } from "./conversations.js";
import { accountIds, actorIds, conversationIds, enteredAt, rowIdsOf } from "./entered-rows.js";
import { seededRandom } from "./random.js";
import { memberCount, type Region } from "./region.js";
import { prose } from "./words.js";

/** Messages of one statement. */
const messagesPerBatch = 5000;

/** Writes the conversations, their participants and messages, and the halls with their listeners. */
export async function loadConversations(client: ClientBase, region: Region): Promise<void> {
  const { conversations, halls, members } = region;
  // The halls stand behind the conversations.
  const lengths = [...conversations.map(({ messages }) => messages.length), ...halls.map(() => 0)];
  await client.query(
    `INSERT INTO conversation (id, public_id, form, subject, last_sequence, created_at, last_activity_at)
      SELECT given.id, given.public_id, 'GROUP', 'Samtale ' || given.place, given.length, given.created_at, given.created_at
      FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::timestamptz[]) WITH ORDINALITY AS given(id, public_id, length, created_at, place)`,
    [
      lengths.map((_, place) => conversationIds(place).id),
      lengths.map((_, place) => conversationIds(place).publicId),
      lengths,
      lengths.map((_, place) => new Date(enteredAt("conversation", place))),
    ],
  );
  const parts = [
    ...conversations.flatMap((conversation, place) =>
      conversation.members.map((member) => ({ place, actor: members[member]?.actor ?? 0 })),
    ),
    ...halls.flatMap(({ actors }, hall) =>
      actors.map((actor) => ({ place: conversations.length + hall, actor })),
    ),
  ];
  await client.query(
    `INSERT INTO conversation_participant (id, public_id, conversation_id, actor_id, joined_sequence, joined_at)
      SELECT id, public_id, conversation_id, actor_id, 0, joined_at
      FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[]) AS given(id, public_id, conversation_id, actor_id, joined_at)`,
    [
      parts.map((_, place) => rowIdsOf("participant", place).id),
      parts.map((_, place) => rowIdsOf("participant", place).publicId),
      parts.map(({ place }) => conversationIds(place).id),
      parts.map(({ actor }) => actorIds(actor).id),
      parts.map(({ place }) => new Date(enteredAt("conversation", place))),
    ],
  );
  await loadListeners(client, region);
  await loadMessages(client, region);
}

async function loadListeners(client: ClientBase, { halls, members }: Region): Promise<void> {
  const listening = halls.flatMap(({ actors, listeners }) =>
    Array.from({ length: listeners }, (_, listener) => ({
      listener,
      actor: actors[listener % actors.length],
    })),
  );
  const ids = listening.map((_, place) => rowIdsOf("membership", members.length + place));
  await client.query(
    `INSERT INTO membership (id, public_id, actor_id, account_id, role, started_on)
      SELECT id, public_id, actor_id, account_id, 'EDITOR', '2018-07-01'
      FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) AS given(id, public_id, actor_id, account_id)`,
    [
      ids.map(({ id }) => id),
      ids.map(({ publicId }) => publicId),
      listening.map(({ actor = 0 }) => actorIds(actor).id),
      listening.map(({ listener }) => accountIds(memberCount + listener).id),
    ],
  );
}

async function loadMessages(client: ClientBase, { conversations, members }: Region): Promise<void> {
  const random = seededRandom("messages");
  const rows = conversations.flatMap(({ members: present, messages }: RegionConversation, talk) =>
    messages.map(({ sender, words, isDeleted }, place) => {
      const member = present[sender] ?? 0;
      const body = prose(random, words);
      return { talk, sequence: place + 1, member, body: isDeleted ? null : body };
    }),
  );
  // What was written long ago is no news, and a thousand mails of it would be sent while something is measured.
  await client.query("ALTER TABLE message DISABLE TRIGGER message_notifies");
  for (let first = 0; first < rows.length; first += messagesPerBatch) {
    const batch = rows.slice(first, first + messagesPerBatch);
    const idsOf = batch.map((_, offset) => rowIdsOf("message", first + offset));
    const sentAt = batch.map((_, offset) => new Date(enteredAt("message", first + offset)));
    await client.query(
      `INSERT INTO message (id, public_id, conversation_id, sequence, account_id, actor_id, as_actor, body, client_message_id, input_hash,
          sent_at, deleted_at)
        SELECT id, public_id, conversation_id, sequence, account_id, actor_id, true, body, public_id, public_id, sent_at,
          CASE WHEN body IS NULL THEN sent_at END
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[])
          AS given(id, public_id, conversation_id, sequence, account_id, actor_id, body, sent_at)`,
      [
        idsOf.map(({ id }) => id),
        idsOf.map(({ publicId }) => publicId),
        batch.map(({ talk }) => conversationIds(talk).id),
        batch.map(({ sequence }) => sequence),
        batch.map(({ member }) => accountIds(member).id),
        batch.map(({ member }) => actorIds(members[member]?.actor ?? 0).id),
        batch.map(({ body }) => body),
        sentAt,
      ],
    );
  }
  await client.query("ALTER TABLE message ENABLE TRIGGER message_notifies");
}
