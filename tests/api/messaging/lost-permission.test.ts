import { newIds } from "../../../src/platform/ids/ids.js";
import {
  addPerson,
  ask,
  createActor,
  join,
  mustAct,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { newClientMessageId, relate, send, start } from "../../testkit/messaging/conversations.js";
import { codesIn, openSocket, type SocketMessage, type TestSocket } from "../../testkit/socket.js";

/** Two servers on one database: readers hear on one what is written, and lose what they may, on the other. */
const env = { AUTH_SECRET: "en hemmelighed, som begge servere kender" };
/** Within which a reader is told, in milliseconds. */
const toldWithinMs = 1_000;

let database: TestDatabase;
let writing: TestHub;
let reading: TestHub;
let asta: Person;
let bo: Person;
let administrator: Person;
let band: TestActor;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  [writing, reading] = await Promise.all([startHub({ database, env }), startHub({ database, env })]);
  [asta, bo] = await Promise.all([addPerson(writing, "Asta"), addPerson(writing, "Bo")]);
  administrator = await addPerson(writing, "Anna", { isAdministrator: true });
  band = await createActor(writing, asta, { kind: "ARTIST", name: "Bandet" });
});
afterAll(async () => {
  await Promise.all([writing?.stop(), reading?.stop()]);
  await database?.drop();
});
afterEach(async () => {
  await Promise.all(sockets.splice(0).map((socket) => socket.close()));
});

/** Somebody who reads two conversations for two venues of Bo's, and what they may lose. */
interface Reader {
  readonly person: Person;
  readonly membershipId: string;
  /** The actor through which it reads the conversation that it loses. */
  readonly venue: TestActor;
  readonly lost: string;
  readonly kept: string;
}

async function makeReader(): Promise<Reader> {
  const person = await addPerson(writing, "Kollega");
  const [venue, stage, guest] = await Promise.all(
    ["Spillestedet", "Scenen", "Gæsten"].map((name) => createActor(writing, bo, { kind: "VENUE", name })),
  );
  if (!venue || !stage || !guest) throw new Error("No venues");
  for (const actor of [venue, stage, guest]) await relate(writing, band, actor);
  const membershipId = await join(writing, bo, person, venue, "EDITOR");
  await join(writing, bo, person, stage, "EDITOR");
  return {
    person,
    membershipId,
    venue,
    lost: await start(writing, asta, [venue], { asActorId: band.id }),
    kept: await start(writing, asta, [stage], { asActorId: band.id }),
  };
}

/** Replaces the conversation of two by a group, which can be left. */
async function inGroup(reader: Reader): Promise<Reader> {
  const guest = await createActor(writing, bo, { kind: "VENUE", name: "Gæsten" });
  await relate(writing, band, guest);
  return { ...reader, lost: await start(writing, asta, [reader.venue, guest], { asActorId: band.id }) };
}

const messageAdded =
  "subscription ($id: ID!) { messageAdded(conversationId: $id, afterSequence: 0) { body conversation { id } } }";
const inbox = `subscription ($after: String) { inbox(after: $after) { __typename
  ... on MessageReceived { message { body } } ... on MessageChanged { message { body } }
  ... on ConversationChanged { conversation { messages(last: 5) { nodes { body } } } } } }`;

/** A socket on which somebody reads both conversations and the inbox, each of them under way. */
async function listen({ person, lost, kept }: Reader): Promise<TestSocket> {
  const { viewer } = await ask<{ viewer: { inboxCursor: string } }>(
    writing,
    person,
    "{ viewer { inboxCursor } }",
  );
  const socket = await openSocket(reading.url, { params: { authorization: `Bearer ${person.token}` } });
  sockets.push(socket);
  socket.subscribe("lost", messageAdded, { id: lost });
  socket.subscribe("kept", messageAdded, { id: kept });
  socket.subscribe("inbox", inbox, { after: viewer.inboxCursor });
  for (const conversationId of [lost, kept]) await send(writing, asta, conversationId, "Før");
  for (const stream of ["lost", "kept"]) expect(JSON.stringify(await socket.next(stream))).toContain("Før");
  for (const _ of [lost, kept]) await socket.next("inbox");
  return socket;
}

/** Commits a message past the policy, which across a block lets nobody write. */
async function writeInTable(conversationId: string, body: string): Promise<void> {
  const ids = newIds("message");
  await database.pool.query(
    `WITH talk AS (UPDATE conversation SET last_sequence = last_sequence + 1 WHERE public_id = $1 RETURNING id, last_sequence),
      sent AS (INSERT INTO message (id, public_id, conversation_id, sequence, account_id, as_actor, body, client_message_id, input_hash)
        SELECT $2, $3, talk.id, talk.last_sequence, $4, false, $5, $6, $6 FROM talk RETURNING conversation_id, id)
    SELECT append_live(sent.conversation_id, 'MESSAGE_ADDED', sent.id) FROM sent`,
    [conversationId, ids.id, ids.publicId, asta.key, body, newClientMessageId()],
  );
}

async function signOut({ token }: Person): Promise<void> {
  const answer = await fetch(`${writing.url}/api/auth/sign-out`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  if (!answer.ok) throw new Error(`Signing out answered ${answer.status}`);
}

/** What a stream is ended with: a `next` that says why, then `complete`. */
const ending = (code: string) => [["next", code], ["complete"]];
const toldIn = (messages: readonly SocketMessage[]) =>
  messages.map((message) => [message.type, ...codesIn(message)]);

/** How a reader loses one conversation, and goes on with the others. */
const ofOneConversation: readonly (readonly [string, (reader: Reader) => Promise<unknown>])[] = [
  [
    "the conversation is left",
    ({ lost, venue }) =>
      mustAct(writing, bo, "leaveConversation", { conversationId: lost, asActorId: venue.id }),
  ],
  [
    "the other side is blocked",
    ({ venue }) => mustAct(writing, bo, "blockActor", { actorId: venue.id, blockedActorId: band.id }),
  ],
  [
    "the other side blocks",
    ({ venue }) => mustAct(writing, asta, "blockActor", { actorId: band.id, blockedActorId: venue.id }),
  ],
  ["the role is taken away", ({ membershipId }) => mustAct(writing, bo, "endMembership", { membershipId })],
];

/** How a reader loses everything. */
const ofTheAccount: readonly (readonly [string, (reader: Reader) => Promise<unknown>])[] = [
  [
    "is suspended",
    ({ person }) => mustAct(writing, administrator, "suspendAccount", { accountId: person.accountId }),
  ],
  ["signs out", ({ person }) => signOut(person)],
  [
    "has its session revoked",
    ({ person }) => database.pool.query("DELETE FROM account_session WHERE account_id = $1", [person.key]),
  ],
  ["is deleted", ({ person }) => mustAct(writing, person, "deleteAccount", { accountId: person.accountId })],
];

test.each(ofOneConversation)(
  "when %s, its stream ends with FORBIDDEN within a second, what else is read goes on, and nothing later of it arrives",
  async (how, lose) => {
    const made = await makeReader();
    const reader = how === "the conversation is left" ? await inGroup(made) : made;
    const { lost, kept } = reader;
    const socket = await listen(reader);
    await lose(reader);
    const lostAt = performance.now();
    // At once, while the reader's server may not know yet.
    const isAcrossBlock = how.includes("block");
    const later = [1, 2, 3].map((place) =>
      isAcrossBlock
        ? writeInTable(lost, `Efter ${place}`)
        : send(writing, asta, lost, `Efter ${place}`, { asActorId: band.id }),
    );
    expect(toldIn(await socket.rest("lost"))).toEqual(ending("FORBIDDEN"));
    expect(performance.now() - lostAt).toBeLessThan(toldWithinMs);
    await Promise.all(later);

    await send(writing, asta, kept, "Stadig");
    expect(JSON.stringify(await socket.next("kept"))).toContain("Stadig");
    // The log is one order: whatever stands before this in the inbox has been told or kept back.
    while (!JSON.stringify(await socket.next("inbox")).includes("Stadig"));
    expect(JSON.stringify(socket.messages)).not.toContain("Efter");
    expect(socket.messages.filter(({ id }) => id === "inbox").flatMap(codesIn)).toEqual([]);

    // Nor does whoever comes back.
    socket.subscribe("again", messageAdded, { id: lost });
    expect(toldIn(await socket.rest("again"))).toEqual(ending("NOT_FOUND"));
  },
);

test.each(ofTheAccount)(
  "when the reader %s, each of its streams ends with UNAUTHENTICATED within a second, nothing later arrives, and others read on",
  async (_, lose) => {
    const reader = await makeReader();
    const { lost, kept } = reader;
    const socket = await listen(reader);
    const witness = await openSocket(reading.url, { params: { authorization: `Bearer ${asta.token}` } });
    sockets.push(witness);
    witness.subscribe("lost", messageAdded, { id: lost });
    await witness.next("lost");
    await lose(reader);
    const lostAt = performance.now();
    const later = [lost, kept, lost, kept].map((conversationId) =>
      send(writing, asta, conversationId, "Efter", { asActorId: band.id }),
    );
    for (const stream of ["lost", "kept", "inbox"]) {
      const [told, ...rest] = toldIn(await socket.rest(stream)).slice(-2);
      expect([told, ...rest]).toEqual(ending("UNAUTHENTICATED"));
    }
    expect(performance.now() - lostAt).toBeLessThan(toldWithinMs);
    await Promise.all(later);
    // Of the same server, which has come past what was written.
    for (const _ of [1, 2]) expect(JSON.stringify(await witness.next("lost"))).toContain("Efter");
    expect(JSON.stringify(socket.messages)).not.toContain("Efter");

    socket.subscribe("again", messageAdded, { id: lost });
    expect(toldIn(await socket.rest("again"))).toEqual(ending("UNAUTHENTICATED"));
  },
);
