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
  newClientMessageId,
  relate,
  related,
  send,
  start,
  textsSeenBy,
  trySend,
  tryStart,
  unreadBy,
} from "../../testkit/messaging/conversations.js";

let hub: TestHub;
let asta: Person;
let bo: Person;
let cilla: Person;
let outsider: Person;
let administrator: Person;
/** Asta's band and Bo's venue, related, new for each test. */
let band: TestActor;
let venue: TestActor;

beforeAll(async () => {
  hub = await startHub({ demo: false });
  const grown = { birthDate: "1990-05-01" };
  [asta, bo, cilla, outsider] = await Promise.all([
    addPerson(hub, "Asta", grown),
    addPerson(hub, "Bo", grown),
    addPerson(hub, "Cilla", grown),
    addPerson(hub, "Udenfor", grown),
  ]);
  administrator = await addPerson(hub, "Anna", { isAdministrator: true });
});
afterAll(() => hub?.stop());
beforeEach(async () => {
  [band, venue] = await related(hub, asta, bo);
});

const codes = ({ userErrors }: { readonly userErrors: readonly UserProblem[] }) =>
  userErrors.map(({ code, field }) => `${code} ${field?.join(".")}`);
const asBand = () => ({ asActorId: band.id });
async function messagesOf(person: Person, id: string): Promise<readonly { readonly id: string }[]> {
  const { conversation } = await ask<{ conversation: { messages: { nodes: { id: string }[] } } }>(
    hub,
    person,
    "query ($id: ID!) { conversation(id: $id) { messages { nodes { id } } } }",
    { id },
  );
  return conversation.messages.nodes;
}

describe("between two", () => {
  it("is one conversation, whoever starts it, and both read it in one order", async () => {
    const id = await start(hub, asta, [venue], { ...asBand(), body: "Har I plads i maj?", subject: "Maj" });
    expect(await start(hub, bo, [band], { asActorId: venue.id, body: "Ja, den 12." })).toBe(id);
    await send(hub, asta, id, "Vi tager den.");
    const texts = ["Har I plads i maj?", "Ja, den 12.", "Vi tager den."];
    expect(await textsSeenBy(hub, asta, id)).toEqual(texts);
    expect(await textsSeenBy(hub, bo, id)).toEqual(texts);
    const seen = await ask(
      hub,
      bo,
      `query ($id: ID!) { conversation(id: $id) { form subject lastSequence
        participants { totalCount nodes { displayName isViewer actor { id } account { id } leftAt } }
        messages(last: 1) { totalCount nodes { sequence clientMessageId sender { displayName actor { id } account { id } } } } } }`,
      { id },
    );
    expect(seen).toEqual({
      conversation: {
        form: "DIRECT",
        subject: "Maj",
        lastSequence: 3,
        participants: {
          totalCount: 2,
          nodes: [
            { displayName: "Bandet", isViewer: false, actor: { id: band.id }, account: null, leftAt: null },
            {
              displayName: "Spillestedet",
              isViewer: true,
              actor: { id: venue.id },
              account: null,
              leftAt: null,
            },
          ],
        },
        messages: {
          totalCount: 3,
          nodes: [
            {
              sequence: 3,
              clientMessageId: null,
              sender: { displayName: "Bandet", actor: { id: band.id }, account: null },
            },
          ],
        },
      },
    });
  });

  it("does not exist for anybody else: strangers, other accounts, administrators, mere members", async () => {
    const id = await start(hub, asta, [venue], { ...asBand(), body: "Hemmeligt" });
    const message = await send(hub, asta, id, "Også hemmeligt");
    await join(hub, bo, cilla, venue, "MEMBER");
    for (const person of [outsider, administrator, cilla]) {
      expect(await textsSeenBy(hub, person, id)).toBeNull();
      expect(
        await ask(
          hub,
          person,
          "query ($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { conversations { totalCount nodes { id } } } }",
          { ids: [id, message.id] },
        ),
      ).toEqual({ nodes: [null, null], viewer: { conversations: { totalCount: 0, nodes: [] } } });
      expect(codes(await trySend(hub, person, id, "Hej"))).toEqual(["NOT_FOUND conversationId"]);
      expect(codes(await trySend(hub, person, id, "Hej", { asActorId: venue.id }))).toEqual([
        "NOT_FOUND conversationId",
      ]);
      expect(codes(await act(hub, person, "editMessage", { messageId: message.id, body: "x" }))).toEqual([
        "NOT_FOUND messageId",
      ]);
      expect(codes(await act(hub, person, "markConversationRead", { conversationId: id }))).toEqual([
        "NOT_FOUND conversationId",
      ]);
    }
    const stranger = await ask(hub, null, "query ($id: ID!) { node(id: $id) { id } }", { id });
    expect(stranger).toEqual({ node: null });
  });

  it("an administrator sees an account, and none of its conversations", async () => {
    await start(hub, asta, [venue], { ...asBand(), body: "Hemmeligt" });
    const node =
      "node(id: $id) { ... on Account { id unreadConversationCount conversations { totalCount } } }";
    expect(await ask(hub, administrator, `query ($id: ID!) { ${node} }`, { id: bo.accountId })).toEqual({
      node: { id: bo.accountId, unreadConversationCount: 0, conversations: { totalCount: 0 } },
    });
  });

  it("a venue has one inbox: who joins its editors sees the history, who leaves nothing from then on", async () => {
    const id = await start(hub, asta, [venue], { ...asBand(), body: "Har I plads i maj?" });
    const membership = await join(hub, bo, cilla, venue, "EDITOR");
    expect(await textsSeenBy(hub, cilla, id)).toEqual(["Har I plads i maj?"]);
    expect(await unreadBy(hub, cilla, id)).toBe(0);
    expect(await unreadBy(hub, bo, id)).toBe(1);
    await send(hub, cilla, id, "Det har vi.");
    expect(await unreadBy(hub, asta, id)).toBe(1);
    await mustAct(hub, cilla, "endMembership", { membershipId: membership });
    expect(await textsSeenBy(hub, cilla, id)).toBeNull();
    expect(codes(await trySend(hub, cilla, id, "Hej"))).toEqual(["NOT_FOUND conversationId"]);
    expect(await textsSeenBy(hub, bo, id)).toEqual(["Har I plads i maj?", "Det har vi."]);
  });

  it("an account may write as itself, and one that speaks for both says as whom", async () => {
    const id = await start(hub, asta, [venue], { body: "Hej fra mig selv" });
    expect(await textsSeenBy(hub, bo, id)).toEqual(["Hej fra mig selv"]);
    const own = await createActor(hub, asta, { kind: "FESTIVAL", name: "Festivalen" });
    const both = await start(hub, asta, [own], { ...asBand(), body: "Til os selv" });
    expect(codes(await trySend(hub, asta, both, "Hvem er jeg?"))).toEqual(["AS_WHOM asActorId"]);
    await send(hub, asta, both, "Festivalen svarer", { asActorId: own.id });
    expect(codes(await trySend(hub, asta, both, "x", { asActorId: venue.id }))).toEqual([
      "NOT_ALLOWED asActorId",
    ]);
  });

  it("is not left, and takes nobody in", async () => {
    const id = await start(hub, asta, [venue], asBand());
    const third = await createActor(hub, asta, { kind: "VENUE", name: "Et tredje sted" });
    expect(codes(await act(hub, asta, "addParticipant", { conversationId: id, actorId: third.id }))).toEqual([
      "NOT_A_GROUP conversationId",
    ]);
    expect(codes(await act(hub, asta, "leaveConversation", { conversationId: id, ...asBand() }))).toEqual([
      "NOT_A_GROUP conversationId",
    ]);
  });
});

describe("a group", () => {
  let third: TestActor;
  let id: string;
  beforeEach(async () => {
    third = await createActor(hub, cilla, { kind: "ASSOCIATION", name: "Øveforeningen" });
    await relate(hub, band, third);
    id = await start(hub, asta, [venue, third], { ...asBand(), body: "Skal vi holde en fest?" });
  });

  it("is read by all, and left by one at a time", async () => {
    await send(hub, cilla, id, "Ja!");
    await mustAct(hub, bo, "markConversationRead", { conversationId: id });
    const left = await act(hub, cilla, "leaveConversation", { conversationId: id, asActorId: third.id });
    expect(left).toMatchObject({ object: null, userErrors: [] });
    expect(await textsSeenBy(hub, cilla, id)).toBeNull();
    expect(await textsSeenBy(hub, bo, id)).toEqual(["Skal vi holde en fest?", "Ja!"]);
    expect(
      codes(await act(hub, cilla, "leaveConversation", { conversationId: id, asActorId: third.id })),
    ).toEqual(["NOT_FOUND conversationId"]);
  });

  it("takes in who is related to one that takes part, once, from the beginning; a return counts from then on", async () => {
    const school = await createActor(hub, outsider, { kind: "MUSIC_SCHOOL", name: "Musikskolen" });
    const add = () => act(hub, asta, "addParticipant", { conversationId: id, actorId: school.id });
    expect(codes(await add())).toEqual(["NOT_CONNECTED actorId"]);
    await relate(hub, band, school);
    expect(codes(await add())).toEqual([]);
    expect(codes(await add())).toEqual(["ALREADY_THERE actorId"]);
    expect(await textsSeenBy(hub, outsider, id)).toEqual(["Skal vi holde en fest?"]);
    expect(await unreadBy(hub, outsider, id)).toBe(0);
    await mustAct(hub, outsider, "markConversationRead", { conversationId: id });
    await act(hub, outsider, "leaveConversation", { conversationId: id, asActorId: school.id });
    await send(hub, bo, id, "Mens de var væk");
    expect(codes(await add())).toEqual([]);
    // What it has read is known of the account, so what came meanwhile is unread.
    expect(await unreadBy(hub, outsider, id)).toBe(1);
  });

  it("takes in nobody whom somebody there blocks, nor who is too young for those there", async () => {
    const school = await createActor(hub, outsider, { kind: "MUSIC_SCHOOL", name: "Musikskolen" });
    await relate(hub, band, school);
    const add = (actor: TestActor) =>
      act(hub, asta, "addParticipant", { conversationId: id, actorId: actor.id });
    await mustAct(hub, bo, "blockActor", { actorId: venue.id, blockedActorId: school.id });
    expect(codes(await add(school))).toEqual(["NOT_ALLOWED actorId"]);
    await mustAct(hub, bo, "unblockActor", { actorId: venue.id, blockedActorId: school.id });
    const young = await addPerson(hub, "Ung", { birthDate: `${new Date().getUTCFullYear() - 13}-01-01` });
    const theirs = await createActor(hub, young, { kind: "ARTIST", name: "Børnebandet" });
    await relate(hub, band, theirs);
    expect(codes(await add(theirs))).toEqual(["NOT_ALLOWED actorId"]);
    expect(codes(await add(school))).toEqual([]);
  });

  it("does not begin with some who may not write to each other, though its starter may to all", async () => {
    const year = new Date().getUTCFullYear();
    const between = await addPerson(hub, "Sekstenårig", { birthDate: `${year - 17}-01-01` });
    const young = await addPerson(hub, "Ung", { birthDate: `${year - 13}-01-01` });
    const own = await createActor(hub, between, { kind: "ARTIST", name: "Ungdomsbandet" });
    const childrens = await createActor(hub, young, { kind: "ARTIST", name: "Børnebandet" });
    for (const other of [band, childrens, venue]) await relate(hub, own, other);
    const asOwn = { asActorId: own.id };
    expect(codes(await tryStart(hub, between, [band, childrens], asOwn))).toEqual([
      "NOT_ALLOWED participantActorIds",
    ]);
    await mustAct(hub, bo, "blockActor", { actorId: venue.id, blockedActorId: band.id });
    expect(codes(await tryStart(hub, between, [band, venue], asOwn))).toEqual([
      "NOT_ALLOWED participantActorIds",
    ]);
    await mustAct(hub, bo, "unblockActor", { actorId: venue.id, blockedActorId: band.id });
    expect(codes(await tryStart(hub, between, [band, venue], asOwn))).toEqual([]);
  });

  it("needs somebody else, and actors that exist", async () => {
    expect(codes(await tryStart(hub, asta, [band], asBand()))).toEqual(["ONLY_YOURSELF participantActorIds"]);
    expect(codes(await tryStart(hub, asta, [], asBand()))).toEqual(["ONLY_YOURSELF participantActorIds"]);
    const gone = { id: venue.id.replace(/.{4}$/, "0000"), slug: "" };
    expect(codes(await tryStart(hub, asta, [gone], asBand()))).toEqual(["NOT_FOUND participantActorIds"]);
    expect(codes(await tryStart(hub, asta, [band], { asActorId: venue.id }))).toEqual([
      "NOT_ALLOWED asActorId",
    ]);
  });
});

describe("who may write to whom", () => {
  it("a stranger introduces itself once to an organisation, and goes on when it is answered", async () => {
    const unknown = await createActor(hub, outsider, { kind: "ARTIST", name: "De nye" });
    const id = await start(hub, outsider, [venue], { asActorId: unknown.id, body: "Hej, vi er nye her" });
    expect(codes(await trySend(hub, outsider, id, "Hører vi fra jer?"))).toEqual([
      "AWAITS_ANSWER conversationId",
    ]);
    const [first] = await messagesOf(outsider, id);
    expect(codes(await act(hub, outsider, "editMessage", { messageId: first?.id, body: "Hallo?" }))).toEqual([
      "AWAITS_ANSWER messageId",
    ]);
    const again = await tryStart(hub, outsider, [venue], { asActorId: unknown.id, body: "Hallo?" });
    expect(codes(again)).toEqual(["AWAITS_ANSWER conversationId"]);
    await send(hub, bo, id, "Velkommen!");
    await send(hub, outsider, id, "Tak!");
    expect(await textsSeenBy(hub, bo, id)).toEqual(["Hej, vi er nye her", "Velkommen!", "Tak!"]);
  });

  it("artists and people do not write to artists that they are not related to, nor anybody to several strangers", async () => {
    const unknown = await createActor(hub, outsider, { kind: "ARTIST", name: "De nye" });
    for (const more of [{ asActorId: unknown.id }, {}])
      expect(codes(await tryStart(hub, outsider, [band], { ...more, body: "Hej" }))).toEqual([
        "NOT_CONNECTED participantActorIds",
      ]);
    const other = await createActor(hub, cilla, { kind: "FESTIVAL", name: "Festivalen" });
    expect(codes(await tryStart(hub, outsider, [venue, other], { asActorId: unknown.id }))).toEqual([
      "NOT_CONNECTED participantActorIds",
    ]);
    // Of strangers nobody learns how old who reads there is.
    const young = await addPerson(hub, "Ung", { birthDate: `${new Date().getUTCFullYear() - 13}-01-01` });
    const theirs = await createActor(hub, young, { kind: "ARTIST", name: "Børnebandet" });
    expect(codes(await tryStart(hub, outsider, [theirs], { asActorId: unknown.id, body: "Hej" }))).toEqual([
      "NOT_CONNECTED participantActorIds",
    ]);
    // A venue may introduce itself to an artist.
    expect(codes(await tryStart(hub, cilla, [band], { asActorId: other.id, body: "Spil hos os" }))).toEqual(
      [],
    );
  });

  it("makes at most 20 introductions in 24 hours", async () => {
    const person = await addPerson(hub, "Ivrig", { birthDate: "1990-05-01" });
    const festival = await createActor(hub, person, { kind: "FESTIVAL", name: "Festivalen" });
    for (let made = 0; made < 20; made += 1) {
      const stranger = await createActor(hub, bo, { kind: "VENUE", name: `Sted ${made}` });
      await start(hub, person, [stranger], { asActorId: festival.id, body: "Hej" });
    }
    const { errors } = await tryStart(hub, person, [band], { asActorId: festival.id, body: "Hej" });
    expect(errors?.[0]?.extensions?.code).toBe("THROTTLED");
  });

  it.each(["blocker", "blocked"])(
    "not across a block, in a conversation that is there either (the %s writes)",
    async (writes) => {
      const id = await start(hub, asta, [venue], { ...asBand(), body: "Hej" });
      await mustAct(hub, bo, "blockActor", { actorId: venue.id, blockedActorId: band.id });
      const [writer, other, as] = writes === "blocker" ? [bo, band, venue] : [asta, venue, band];
      expect(codes(await trySend(hub, writer, id, "Hej igen"))).toEqual(["NOT_ALLOWED conversationId"]);
      expect(codes(await tryStart(hub, writer, [other], { asActorId: as.id, body: "Hej" }))).toEqual([
        "NOT_ALLOWED participantActorIds",
      ]);
      const [first] = await messagesOf(asta, id);
      expect(codes(await act(hub, asta, "editMessage", { messageId: first?.id, body: "Hej igen" }))).toEqual([
        "NOT_ALLOWED messageId",
      ]);
      await mustAct(hub, bo, "unblockActor", { actorId: venue.id, blockedActorId: band.id });
      await send(hub, writer, id, "Så kan vi tale igen");
    },
  );

  const year = new Date().getUTCFullYear();
  it.each([
    ["14 and 40", `${year - 14}-01-01`, "1980-01-01", false],
    ["14 and unknown", `${year - 14}-01-01`, undefined, false],
    ["14 and 16", `${year - 14}-01-01`, `${year - 16}-01-01`, true],
    ["14 and 14", `${year - 14}-01-01`, `${year - 14}-01-01`, true],
    ["16 and 40", `${year - 16}-01-01`, "1980-01-01", true],
    ["both unknown", undefined, undefined, true],
  ])("adults and under-15s only inside an organisation of both: %s", async (_, young, old, may) => {
    const one = await addPerson(hub, "Ung", young === undefined ? {} : { birthDate: young });
    const other = await addPerson(hub, "Voksen", old === undefined ? {} : { birthDate: old });
    const [theirBand, theirVenue] = await related(hub, one, other);
    const refused = may ? [] : ["NOT_ALLOWED participantActorIds"];
    expect(codes(await tryStart(hub, one, [theirVenue], { asActorId: theirBand.id }))).toEqual(refused);
    expect(codes(await tryStart(hub, other, [theirBand], { asActorId: theirVenue.id }))).toEqual(refused);
    if (may) return;
    const school = await createActor(hub, bo, { kind: "MUSIC_SCHOOL", name: "Musikskolen" });
    await join(hub, bo, one, school, "MEMBER");
    await join(hub, bo, other, school, "MEMBER");
    expect(codes(await tryStart(hub, other, [theirBand], { asActorId: theirVenue.id }))).toEqual([]);
  });

  it("a conversation in which somebody under 15 comes to read is closed to adults outside", async () => {
    const id = await start(hub, asta, [venue], { ...asBand(), body: "Hej" });
    const young = await addPerson(hub, "Ung", { birthDate: `${year - 13}-01-01` });
    await join(hub, asta, young, band, "EDITOR");
    expect(codes(await trySend(hub, bo, id, "Hej med jer"))).toEqual(["NOT_ALLOWED conversationId"]);
    expect(codes(await trySend(hub, young, id, "Hej"))).toEqual(["NOT_ALLOWED conversationId"]);
  });

  it("a suspended account neither writes nor reads", async () => {
    const id = await start(hub, asta, [venue], { ...asBand(), body: "Hej" });
    const person = await addPerson(hub, "Udelukket");
    await join(hub, asta, person, band, "EDITOR");
    await mustAct(hub, administrator, "suspendAccount", { accountId: person.accountId });
    const { errors } = await trySend(hub, person, id, "Hej");
    expect(errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  });
});

describe("the list of an account", () => {
  it("has the latest first, those put away apart until they get a message, and only unread ones if asked", async () => {
    const person = await addPerson(hub, "Listig");
    const [own, one] = await related(hub, person, bo, ["Mit band", "Sted et"]);
    const two = await createActor(hub, cilla, { kind: "VENUE", name: "Sted to" });
    await relate(hub, own, two);
    const first = await start(hub, person, [one], { asActorId: own.id, body: "Hej" });
    const second = await start(hub, person, [two], { asActorId: own.id, body: "Hej" });
    const listed = async (args = "") => {
      const { viewer } = await ask<{
        viewer: {
          conversations: { nodes: { id: string }[]; totalCount: number };
          unreadConversationCount: number;
        };
      }>(
        hub,
        person,
        `{ viewer { unreadConversationCount conversations${args} { totalCount nodes { id } } } }`,
      );
      expect(viewer.conversations.totalCount).toBe(viewer.conversations.nodes.length);
      return [viewer.conversations.nodes.map(({ id }) => id), viewer.unreadConversationCount];
    };
    expect(await listed()).toEqual([[second, first], 0]);
    await send(hub, bo, first, "Hej tilbage");
    expect(await listed()).toEqual([[first, second], 1]);
    expect(await listed("(unreadOnly: true)")).toEqual([[first], 1]);
    await mustAct(hub, person, "updateConversationSettings", {
      conversationId: second,
      isArchived: true,
      isMuted: true,
    });
    expect(await listed()).toEqual([[first], 1]);
    expect(await listed("(archived: true)")).toEqual([[second], 1]);
    await send(hub, cilla, second, "Er I der?");
    expect(await listed()).toEqual([[second, first], 2]);
    await mustAct(hub, person, "updateConversationSettings", { conversationId: second, isArchived: false });
    const { object } = await act<{ isMuted: boolean; isArchived: boolean }>(
      hub,
      person,
      "updateConversationSettings",
      {
        conversationId: second,
      },
    );
    expect(object).toMatchObject({ isMuted: true, isArchived: false });
  });
});

test("a conversation is started once for each id of the client's", async () => {
  const input = { ...asBand(), body: "Kun én gang", clientMessageId: newClientMessageId() };
  const ids = await Promise.all([1, 2, 3, 4].map(() => start(hub, asta, [venue], input)));
  expect(new Set(ids).size).toBe(1);
  expect(await textsSeenBy(hub, bo, ids[0] ?? "")).toEqual(["Kun én gang"]);
  expect(codes(await tryStart(hub, asta, [venue], { ...input, body: "Noget andet" }))).toEqual([
    "IDEMPOTENCY_MISMATCH clientMessageId",
  ]);
});

test("what was started in a conversation that was there already is answered again, too", async () => {
  const id = await start(hub, asta, [venue], { ...asBand(), body: "Hej" });
  const input = { asActorId: venue.id, body: "Hej igen", clientMessageId: newClientMessageId() };
  expect(await start(hub, bo, [band], input)).toBe(id);
  expect(await start(hub, bo, [band], input)).toBe(id);
  expect(await textsSeenBy(hub, asta, id)).toEqual(["Hej", "Hej igen"]);
});

test("two who start a conversation with each other at once have one", async () => {
  for (let round = 0; round < 5; round += 1) {
    const [one, other] = await related(hub, asta, bo);
    const ids = await Promise.all([
      start(hub, asta, [other], { asActorId: one.id, body: "Fra den ene" }),
      start(hub, bo, [one], { asActorId: other.id, body: "Fra den anden" }),
    ]);
    expect(ids[0]).toBe(ids[1]);
    expect((await textsSeenBy(hub, asta, ids[0]))?.toSorted()).toEqual(["Fra den anden", "Fra den ene"]);
  }
});
