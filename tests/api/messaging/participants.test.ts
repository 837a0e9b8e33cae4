import {
  act,
  addPerson,
  ask,
  createActor,
  join,
  mustAct,
  type Person,
  type TestActor,
  type UserProblem,
} from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import {
  relate,
  related,
  send,
  start,
  textsSeenBy,
  trySend,
  tryStart,
} from "../../testkit/messaging/conversations.js";
import { openSocket } from "../../testkit/socket.js";

let hub: TestHub;
let asta: Person;
let bo: Person;
let cilla: Person;
let dan: Person;

beforeAll(async () => {
  hub = await startHub({ demo: false });
  const grown = { birthDate: "1990-05-01" };
  [asta, bo, cilla, dan] = await Promise.all([
    addPerson(hub, "Asta", grown),
    addPerson(hub, "Bo", grown),
    addPerson(hub, "Cilla", grown),
    addPerson(hub, "Dan", grown),
  ]);
});
afterAll(() => hub?.stop());

const codes = ({ userErrors }: { readonly userErrors: readonly UserProblem[] }) =>
  userErrors.map(({ code, field }) => `${code} ${field?.join(".")}`);

async function participantOf(person: Person, id: string, name: string): Promise<string> {
  const { conversation } = await ask<{
    conversation: { participants: { nodes: { id: string; displayName: string }[] } };
  }>(
    hub,
    person,
    "query ($id: ID!) { conversation(id: $id) { participants { nodes { id displayName } } } }",
    { id },
  );
  return conversation.participants.nodes.find(({ displayName }) => displayName === name)?.id ?? "";
}
const remove = (person: Person, participantId: string) =>
  act(hub, person, "removeParticipant", { participantId });

describe("removing somebody from a group", () => {
  let band: TestActor;
  let venue: TestActor;
  let hall: TestActor;
  let guest: TestActor;
  let id: string;
  /** Asta's band starts it with Bo's venue and Cilla's hall; the venue adds Dan's place. */
  beforeEach(async () => {
    [band, venue] = await related(hub, asta, bo);
    hall = await createActor(hub, cilla, { kind: "VENUE", name: "Salen" });
    guest = await createActor(hub, dan, { kind: "VENUE", name: "Gæsten" });
    await relate(hub, band, hall);
    await relate(hub, venue, guest);
    id = await start(hub, asta, [venue, hall], { asActorId: band.id, body: "Hej" });
    await mustAct(hub, bo, "addParticipant", { conversationId: id, actorId: guest.id });
  });

  it("is for who started it, who added them, and themselves", async () => {
    const gone = await participantOf(asta, id, "Gæsten");
    expect(codes(await remove(cilla, gone))).toEqual(["NOT_ALLOWED participantId"]);
    expect(codes(await remove(dan, await participantOf(dan, id, "Salen")))).toEqual([
      "NOT_ALLOWED participantId",
    ]);
    expect(codes(await remove(bo, await participantOf(bo, id, "Bandet")))).toEqual([
      "NOT_ALLOWED participantId",
    ]);
    expect(codes(await remove(bo, gone))).toEqual([]);
    expect(await textsSeenBy(hub, dan, id)).toBeNull();
    expect(codes(await trySend(hub, dan, id, "Hallo?"))).toEqual(["NOT_FOUND conversationId"]);
    expect(codes(await remove(bo, gone))).toEqual(["NOT_FOUND participantId"]);
    expect(codes(await remove(asta, await participantOf(asta, id, "Salen")))).toEqual([]);
    const self = await remove(bo, await participantOf(bo, id, "Spillestedet"));
    expect(self).toMatchObject({ object: null, userErrors: [] });
    expect(await textsSeenBy(hub, bo, id)).toBeNull();
  });

  it("is not for who comes back as somebody's guest, nor for strangers, nor between two", async () => {
    expect(
      codes(await act(hub, asta, "leaveConversation", { conversationId: id, asActorId: band.id })),
    ).toEqual([]);
    await mustAct(hub, bo, "addParticipant", { conversationId: id, actorId: band.id });
    expect(codes(await remove(asta, await participantOf(asta, id, "Salen")))).toEqual([
      "NOT_ALLOWED participantId",
    ]);
    const hidden = await participantOf(bo, id, "Salen");
    const stranger = await addPerson(hub, "Fremmed");
    for (const named of [hidden, "participant_sludder", id])
      expect(codes(await remove(stranger, named))).toEqual(["NOT_FOUND participantId"]);
    const two = await start(hub, asta, [venue], { asActorId: band.id });
    expect(codes(await remove(asta, await participantOf(asta, two, "Spillestedet")))).toEqual([
      "NOT_A_GROUP participantId",
    ]);
  });

  it("tells the removed and the others live, and ends what the removed reads, within a second", async () => {
    const socket = await openSocket(hub.url, { params: { authorization: `Bearer ${dan.token}` } });
    try {
      const { viewer } = await ask<{ viewer: { inboxCursor: string } }>(
        hub,
        dan,
        "{ viewer { inboxCursor } }",
      );
      const inbox =
        "subscription ($after: String) { inbox(after: $after) { __typename ... on ConversationLeft { conversationId } } }";
      socket.subscribe("inbox", inbox, { after: viewer.inboxCursor });
      socket.subscribe(
        "stream",
        "subscription ($id: ID!) { messageAdded(conversationId: $id, afterSequence: 0) { body } }",
        { id },
      );
      expect(await socket.next("stream")).toMatchObject({
        payload: { data: { messageAdded: { body: "Hej" } } },
      });
      await remove(bo, await participantOf(bo, id, "Gæsten"));
      const since = performance.now();
      expect(await socket.next("inbox")).toMatchObject({
        payload: { data: { inbox: { __typename: "ConversationLeft", conversationId: id } } },
      });
      expect(await socket.next("stream")).toMatchObject({
        payload: { errors: [{ extensions: { code: "FORBIDDEN" } }] },
      });
      // A second, and what else the machine has to do.
      expect(performance.now() - since).toBeLessThan(1_500);
      await send(hub, asta, id, "Uden gæsten");
      await mustAct(hub, bo, "addParticipant", { conversationId: id, actorId: guest.id });
      expect(await socket.next("inbox")).toMatchObject({
        payload: { data: { inbox: { __typename: "ConversationChanged" } } },
      });
      expect(JSON.stringify(socket.messages)).not.toContain("Uden gæsten");
    } finally {
      await socket.close();
    }
  });

  it("racing with messages of the removed leaves none after it", async () => {
    const gone = await participantOf(bo, id, "Gæsten");
    const [outcomes] = await Promise.all([
      Promise.all(Array.from({ length: 8 }, () => trySend(hub, dan, id, "Hej"))),
      remove(bo, gone),
    ]);
    // Who was put out before the answer was read has sent it, and does not see it any more.
    const sent = outcomes.filter(({ userErrors }) => userErrors.length === 0).length;
    expect(await textsSeenBy(hub, bo, id)).toHaveLength(sent + 1);
    for (const each of outcomes)
      if (each.userErrors.length > 0) expect(codes(each)).toEqual(["NOT_FOUND conversationId"]);
  });
});

describe("who writes as itself", () => {
  it("writes across no block of its own actors, in either direction, and nobody is told live", async () => {
    const [band, venue] = await related(hub, asta, bo);
    const id = await start(hub, asta, [venue], { body: "Hej fra mig selv" });
    await send(hub, bo, id, "Hej");
    for (const [blocker, owner, blocked] of [
      [band, asta, venue],
      [venue, bo, band],
    ] as const) {
      await mustAct(hub, owner, "blockActor", { actorId: blocker.id, blockedActorId: blocked.id });
      for (const writer of [asta, bo])
        expect(codes(await trySend(hub, writer, id, "Hej igen"))).toEqual(["NOT_ALLOWED conversationId"]);
      const socket = await openSocket(hub.url, { params: { authorization: `Bearer ${bo.token}` } });
      socket.subscribe("stream", "subscription ($id: ID!) { messageAdded(conversationId: $id) { body } }", {
        id,
      });
      expect(JSON.stringify(await socket.rest("stream"))).toContain("NOT_FOUND");
      await socket.close();
      await mustAct(hub, owner, "unblockActor", { actorId: blocker.id, blockedActorId: blocked.id });
    }
    await send(hub, asta, id, "Så kan vi tale igen");
  });
});

test("introductions that are refused count too, so that nobody finds out by trying whom organisations block", async () => {
  const person = await addPerson(hub, "Nysgerrig", { birthDate: "1990-05-01" });
  const festival = await createActor(hub, person, { kind: "FESTIVAL", name: "Festivalen" });
  const venue = await createActor(hub, bo, { kind: "VENUE", name: "Stedet" });
  await mustAct(hub, bo, "blockActor", { actorId: venue.id, blockedActorId: festival.id });
  const same = { asActorId: festival.id, body: "Hej", clientMessageId: "igen" };
  const tries = await Promise.all(
    Array.from({ length: 24 }, (_, place) =>
      tryStart(hub, person, [venue], place < 3 ? same : { asActorId: festival.id, body: "Hej" }),
    ),
  );
  expect(tries.filter(({ errors }) => errors?.[0]?.extensions?.code === "THROTTLED")).toHaveLength(4);
  expect(tries.filter((each) => codes(each)[0] === "NOT_ALLOWED participantActorIds")).toHaveLength(20);
  const open = await createActor(hub, cilla, { kind: "VENUE", name: "Et åbent sted" });
  const { errors } = await tryStart(hub, person, [open], { asActorId: festival.id, body: "Hej" });
  expect(errors?.[0]?.extensions?.code).toBe("THROTTLED");
  expect(
    (
      await hub.database.query("SELECT 1 FROM conversation_participant WHERE introduced_by = $1", [
        person.key,
      ])
    ).rowCount,
  ).toBe(0);
});

test("a deleted account leaves its conversations, and those who stay are told", async () => {
  const [band, venue] = await related(hub, asta, bo);
  await join(hub, asta, cilla, band, "EDITOR");
  const person = await addPerson(hub, "Gået");
  const own = await createActor(hub, person, { kind: "VENUE", name: "Eget sted" });
  await relate(hub, own, venue);
  const id = await start(hub, person, [venue], { body: "Hej" });
  const { viewer } = await ask<{ viewer: { inboxCursor: string } }>(hub, bo, "{ viewer { inboxCursor } }");
  const socket = await openSocket(hub.url, { params: { authorization: `Bearer ${bo.token}` } });
  socket.subscribe(
    "inbox",
    "subscription ($after: String) { inbox(after: $after) { ... on ConversationChanged { conversation { id participants { totalCount } } } } }",
    { after: viewer.inboxCursor },
  );
  await mustAct(hub, person, "deleteAccount", { accountId: person.accountId });
  expect(await socket.next("inbox")).toMatchObject({
    payload: { data: { inbox: { conversation: { id, participants: { totalCount: 1 } } } } },
  });
  await socket.close();
});
