import { newIds } from "../../../src/platform/ids/ids.js";
import { act, ask, createActor, mustAct, type Outcome, type Person, type TestActor } from "../actors.js";
import type { TestHub } from "../hub.js";

/** A message as most tests look at it. */
export interface SentMessage {
  readonly id: string;
  readonly sequence: number;
  readonly body: string | null;
}

let clientMessageNumber = 0;

/** An id that a client gives what it sends, another each time. */
export const newClientMessageId = (): string => {
  clientMessageNumber += 1;
  return `client-${clientMessageNumber}`;
};

/** Starts a conversation, or says why not. */
export const tryStart = (
  hub: TestHub,
  person: Person,
  to: readonly TestActor[],
  more: object = {},
): Promise<Outcome<{ readonly id: string }>> =>
  act(hub, person, "startConversation", {
    participantActorIds: to.map(({ id }) => id),
    clientMessageId: newClientMessageId(),
    ...more,
  });

/** Starts a conversation that the test takes for granted; answers its id. */
export async function start(
  hub: TestHub,
  person: Person,
  to: readonly TestActor[],
  more: object = {},
): Promise<string> {
  const { object, userErrors, errors } = await tryStart(hub, person, to, more);
  if (!object) throw new Error(`No conversation was started: ${JSON.stringify(userErrors ?? errors)}`);
  return object.id;
}

/** Sends a message, or says why not. */
export const trySend = (
  hub: TestHub,
  person: Person,
  conversationId: string,
  body: string,
  more: object = {},
): Promise<Outcome<SentMessage>> =>
  act<SentMessage>(hub, person, "sendMessage", {
    conversationId,
    body,
    clientMessageId: newClientMessageId(),
    ...more,
  });

/** Sends a message that the test takes for granted. */
export const send = (
  hub: TestHub,
  person: Person,
  conversationId: string,
  body: string,
  more: object = {},
): Promise<SentMessage> =>
  mustAct<SentMessage>(hub, person, "sendMessage", {
    conversationId,
    body,
    clientMessageId: newClientMessageId(),
    ...more,
  });

/** The texts of a conversation that somebody reads, by number; null when it is hidden from them. */
export async function textsSeenBy(
  hub: TestHub,
  person: Person,
  id: string,
): Promise<readonly (string | null)[] | null> {
  const { conversation } = await ask<{
    conversation: { messages: { nodes: readonly SentMessage[] } } | null;
  }>(
    hub,
    person,
    "query ($id: ID!) { conversation(id: $id) { messages(first: 100) { nodes { id sequence body } } } }",
    { id },
  );
  return conversation?.messages.nodes.map(({ body }) => body) ?? null;
}

/** How many messages of a conversation somebody has yet to read; null when it is hidden from them. */
export async function unreadBy(hub: TestHub, person: Person, id: string): Promise<number | null> {
  const { conversation } = await ask<{ conversation: { unreadCount: number } | null }>(
    hub,
    person,
    "query ($id: ID!) { conversation(id: $id) { unreadCount } }",
    { id },
  );
  return conversation?.unreadCount ?? null;
}

/** Two actors that are related, each with an owner. */
export async function related(
  hub: TestHub,
  owner: Person,
  other: Person,
  names: readonly [string, string] = ["Bandet", "Spillestedet"],
): Promise<readonly [TestActor, TestActor]> {
  const band = await createActor(hub, owner, { kind: "ARTIST", name: names[0] });
  const venue = await createActor(hub, other, { kind: "VENUE", name: names[1] });
  await relate(hub, band, venue);
  return [band, venue];
}

/** Relates two actors straight in the database: proposing and confirming are tested elsewhere. */
export async function relate(hub: TestHub, one: TestActor, other: TestActor): Promise<void> {
  const ids = newIds("relationship");
  await hub.database.query(
    `INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, answered_at)
      SELECT $1, $2, 'COLLABORATES_WITH', one.id, other.id, 'CONFIRMED', now() FROM actor AS one, actor AS other
      WHERE one.public_id = $3 AND other.public_id = $4`,
    [ids.id, ids.publicId, one.id, other.id],
  );
}
