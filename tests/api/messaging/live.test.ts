import { act, addPerson, ask, join, mustAct, type Person, type TestActor } from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { relate, related, send, start } from "../../testkit/messaging/conversations.js";
import { openSocket, type SocketError, type TestSocket } from "../../testkit/socket.js";

/** Two servers on one database: who writes on one is heard on the other. */
const env = { AUTH_SECRET: "en hemmelighed, som begge servere kender" };
let database: TestDatabase;
let hub: TestHub;
let other: TestHub;
let asta: Person;
let bo: Person;
let administrator: Person;
let band: TestActor;
let venue: TestActor;
let id: string;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  [hub, other] = await Promise.all([startHub({ database, env }), startHub({ database, env })]);
  [asta, bo] = await Promise.all([addPerson(hub, "Asta"), addPerson(hub, "Bo")]);
  administrator = await addPerson(hub, "Anna", { isAdministrator: true });
});
afterAll(async () => {
  await Promise.all([hub?.stop(), other?.stop()]);
  await database?.drop();
});
beforeEach(async () => {
  [band, venue] = await related(hub, asta, bo);
  id = await start(hub, asta, [venue], { asActorId: band.id });
});
afterEach(async () => {
  await Promise.all(sockets.splice(0).map((socket) => socket.close()));
});

async function socketOf(person: Person, server: TestHub = hub): Promise<TestSocket> {
  const socket = await openSocket(server.url, { params: { authorization: `Bearer ${person.token}` } });
  sockets.push(socket);
  return socket;
}

const added =
  "subscription ($id: ID!, $after: Int) { messageAdded(conversationId: $id, afterSequence: $after) { sequence body } }";
interface Told {
  readonly data?: { readonly messageAdded?: { readonly sequence: number; readonly body: string } };
  readonly errors?: readonly SocketError[];
}
const nextOf = async (socket: TestSocket, name = "stream"): Promise<Told> =>
  (await socket.next(name)).payload as Told;
const numberOf = async (socket: TestSocket, name = "stream") =>
  (await nextOf(socket, name)).data?.messageAdded?.sequence;

describe("messageAdded", () => {
  it("replays what came after a number, then goes on with what is sent on another server, in order", async () => {
    for (let place = 1; place <= 5; place += 1) await send(hub, asta, id, `Besked ${place}`);
    const socket = await socketOf(bo, other);
    socket.subscribe("stream", added, { id, after: 2 });
    expect([await numberOf(socket), await numberOf(socket), await numberOf(socket)]).toEqual([3, 4, 5]);
    await send(hub, asta, id, "Besked 6");
    await send(other, bo, id, "Besked 7");
    expect([await nextOf(socket), await nextOf(socket)]).toEqual([
      { data: { messageAdded: { sequence: 6, body: "Besked 6" } } },
      { data: { messageAdded: { sequence: 7, body: "Besked 7" } } },
    ]);
  });

  it("starts now without a number, and at the beginning with 0", async () => {
    await send(hub, asta, id, "Før");
    const socket = await socketOf(bo);
    socket.subscribe("stream", added, { id });
    // Now is when the server has come to it, so somebody writes until one is heard.
    let last = 1;
    while (!socket.messages.some((message) => message.id === "stream"))
      last = (await send(hub, asta, id, "Nu")).sequence;
    const first = (await numberOf(socket)) ?? 0;
    expect(first).toBeGreaterThan(1);
    for (let sequence = first + 1; sequence <= last; sequence += 1)
      expect(await numberOf(socket)).toBe(sequence);
    socket.subscribe("whole", added, { id, after: 0 });
    for (let sequence = 1; sequence <= last; sequence += 1)
      expect(await numberOf(socket, "whole")).toBe(sequence);
  });

  it("leaves nothing out and repeats nothing while many write and a reader comes and goes", async () => {
    const writing = Promise.all(
      Array.from({ length: 60 }, (_, place) =>
        send(place % 2 ? hub : other, place % 3 ? asta : bo, id, `Besked ${place}`),
      ),
    );
    const seen: number[] = [];
    while (seen.length < 60) {
      const socket = await socketOf(bo, seen.length % 2 ? hub : other);
      socket.subscribe("stream", added, { id, after: seen.at(-1) ?? 0 });
      const upTo = Math.min(60, seen.length + 7);
      while (seen.length < upTo) seen.push((await numberOf(socket)) ?? Number.NaN);
      await socket.close();
    }
    await writing;
    expect(seen).toEqual(Array.from({ length: 60 }, (_, place) => place + 1));
  });

  it.each([
    ["somebody else", { after: null }, "NOT_FOUND"],
    ["a number that has not been reached", { after: 1 }, "BAD_USER_INPUT"],
    ["a number below 0", { after: -1 }, "BAD_USER_INPUT"],
  ])("refuses %s", async (who, more, code) => {
    const socket = await socketOf(who === "somebody else" ? administrator : bo);
    socket.subscribe("stream", added, { id, ...more });
    const messages = await socket.rest("stream");
    expect(JSON.stringify(messages)).toContain(code);
    expect(JSON.stringify(messages)).not.toContain('messageAdded":{');
  });

  it.each(["membership", "block", "suspension"])(
    "ends within a second, with a code, after a %s",
    async (what) => {
      const colleague = await addPerson(hub, "Kollega");
      const membership = await join(hub, bo, colleague, venue, "EDITOR");
      const socket = await socketOf(colleague, other);
      await send(hub, asta, id, "Hej");
      socket.subscribe("stream", added, { id, after: 0 });
      // What it has been told shows that it is under way.
      expect(await numberOf(socket)).toBe(1);
      if (what === "membership") await mustAct(hub, bo, "endMembership", { membershipId: membership });
      if (what === "block")
        await mustAct(hub, bo, "blockActor", { actorId: venue.id, blockedActorId: band.id });
      if (what === "suspension")
        await mustAct(hub, administrator, "suspendAccount", { accountId: colleague.accountId });
      const since = performance.now();
      // A second, and what else the machine has to do.
      const { errors } = await nextOf(socket);
      expect(performance.now() - since).toBeLessThan(1_500);
      expect(errors?.[0]?.extensions.code).toBe(what === "suspension" ? "UNAUTHENTICATED" : "FORBIDDEN");
      expect((await socket.next("stream")).type).toBe("complete");
    },
  );
});

describe("inbox", () => {
  const inbox = `subscription ($after: String) { inbox(after: $after) { __typename cursor
    ... on MessageReceived { message { body conversation { id } } } ... on MessageChanged { message { body } }
    ... on ConversationChanged { conversation { id unreadCount } } ... on ConversationLeft { conversationId } } }`;
  interface InboxTold {
    readonly data: { readonly inbox: { readonly __typename: string; readonly cursor: string } };
  }
  /** The next that is no notification. */
  async function event(socket: TestSocket): Promise<InboxTold["data"]["inbox"]> {
    const { inbox: told } = ((await socket.next("inbox")).payload as InboxTold).data;
    return told.__typename.startsWith("Notification") ? event(socket) : told;
  }
  const cursorOf = async (person: Person) =>
    (await ask<{ viewer: { inboxCursor: string } }>(hub, person, "{ viewer { inboxCursor } }")).viewer
      .inboxCursor;

  it("tells of all conversations of the account after its cursor, and goes on where it was broken off", async () => {
    const [secondBand, secondVenue] = await related(hub, asta, bo, ["Et andet band", "Et andet sted"]);
    const after = await cursorOf(bo);
    const second = await start(hub, asta, [secondVenue], { asActorId: secondBand.id, body: "I den anden" });
    const { id: messageId } = await send(hub, asta, id, "I den første");
    const socket = await socketOf(bo, other);
    socket.subscribe("inbox", inbox, { after });
    expect(await event(socket)).toMatchObject({
      __typename: "MessageReceived",
      message: { body: "I den anden", conversation: { id: second } },
    });
    const { cursor } = await event(socket);
    await socket.close();
    await mustAct(hub, asta, "editMessage", { messageId, body: "Rettet" });
    await mustAct(hub, bo, "markConversationRead", { conversationId: id });
    const again = await socketOf(bo);
    again.subscribe("inbox", inbox, { after: cursor });
    expect(await event(again)).toMatchObject({ __typename: "MessageChanged", message: { body: "Rettet" } });
    expect(await event(again)).toMatchObject({
      __typename: "ConversationChanged",
      conversation: { id, unreadCount: 0 },
    });
  });

  it("says when a conversation is left, and nothing of it from then on", async () => {
    const [thirdBand, thirdVenue] = await related(hub, asta, bo, ["Et tredje band", "Et tredje sted"]);
    await relate(hub, thirdBand, venue);
    const group = await start(hub, asta, [thirdVenue, venue], { asActorId: thirdBand.id });
    const socket = await socketOf(bo);
    socket.subscribe("inbox", inbox, { after: await cursorOf(bo) });
    for (const actor of [thirdVenue, venue])
      await act(hub, bo, "leaveConversation", { conversationId: group, asActorId: actor.id });
    await send(hub, asta, group, "Uden jer");
    await send(hub, asta, id, "Til jer");
    const told = [];
    do told.push(await event(socket));
    while (told.at(-1)?.__typename !== "MessageReceived");
    expect(told.at(-1)).toMatchObject({ message: { body: "Til jer" } });
    expect(told.map(({ __typename }) => __typename)).toContain("ConversationLeft");
    expect(JSON.stringify(told)).not.toContain("Uden jer");
  });

  it("refuses what is no cursor", async () => {
    const socket = await socketOf(bo);
    socket.subscribe("inbox", inbox, { after: "sludder" });
    expect(JSON.stringify(await socket.rest("inbox"))).toContain("BAD_USER_INPUT");
  });
});
