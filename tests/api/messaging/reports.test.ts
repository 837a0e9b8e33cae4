import { act, addPerson, ask, codeOf, mustAct, type Person } from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { related, send, start, textsSeenBy, unreadBy } from "../../testkit/messaging/conversations.js";

let hub: TestHub;
let asta: Person;
let bo: Person;
let outsider: Person;
let administrator: Person;
let id: string;

beforeAll(async () => {
  hub = await startHub({ demo: false });
  [asta, bo, outsider] = await Promise.all([
    addPerson(hub, "Asta"),
    addPerson(hub, "Bo"),
    addPerson(hub, "Udenfor"),
  ]);
  administrator = await addPerson(hub, "Anna", { isAdministrator: true });
});
afterAll(() => hub?.stop());
beforeEach(async () => {
  const [band, venue] = await related(hub, asta, bo);
  id = await start(hub, asta, [venue], { asActorId: band.id, body: "Hej" });
});

const codes = (outcome: { userErrors: readonly { code: string }[] }) =>
  outcome.userErrors.map(({ code }) => code);
const report = (person: Person, messageId: string, more: object = {}) =>
  act(hub, person, "reportMessage", { messageId, reason: "HARASSMENT", ...more });
const queue = (person: Person) =>
  ask<{ messageReports: { nodes: { id: string }[] } }>(
    hub,
    person,
    `{ messageReports(status: OPEN, last: 1) { nodes { id reason note status reporter { displayName } writer { displayName }
      evidence { sequence senderName body } } } }`,
  );

test("the administrators see a message as it was, whatever its writer does to it then", async () => {
  const { id: messageId } = await send(hub, asta, id, "Noget grimt");
  const { object } = await report(bo, messageId, { note: "Stop det" });
  await mustAct(hub, asta, "editMessage", { messageId, body: "Noget pænt" });
  await mustAct(hub, asta, "deleteMessage", { messageId });
  expect((await queue(administrator)).messageReports.nodes).toEqual([
    {
      id: object?.id,
      reason: "HARASSMENT",
      note: "Stop det",
      status: "OPEN",
      reporter: { displayName: "Bo" },
      writer: { displayName: "Asta" },
      evidence: [
        { sequence: 1, senderName: "Bandet", body: "Hej" },
        { sequence: 2, senderName: "Bandet", body: "Noget grimt" },
      ],
    },
  ]);
});

test("nobody else learns of it: not the reported, not who reads along; the reporter sees it without the writer", async () => {
  const { id: messageId } = await send(hub, asta, id, "Noget grimt");
  const { object } = await report(bo, messageId);
  const look =
    "query ($id: ID!) { node(id: $id) { ... on MessageReport { reason reporter { id } writer { id } } } }";
  for (const person of [asta, outsider]) {
    expect(await ask(hub, person, look, { id: object?.id })).toEqual({ node: null });
    expect(await codeOf(hub, person, "{ messageReports { totalCount } }")).toBe("FORBIDDEN");
  }
  expect(await ask(hub, bo, look, { id: object?.id })).toEqual({
    node: { reason: "HARASSMENT", reporter: { id: bo.accountId }, writer: null },
  });
});

test("an administrator neither sees nor decides a report of what they have written themselves", async () => {
  const [own, venue] = await related(hub, administrator, bo);
  const theirs = await start(hub, administrator, [venue], { asActorId: own.id });
  const { id: messageId } = await send(hub, administrator, theirs, "Fra en administrator");
  const { object } = await report(bo, messageId);
  expect(
    await ask(hub, administrator, "query ($id: ID!) { node(id: $id) { id } }", { id: object?.id }),
  ).toEqual({
    node: null,
  });
  const decision = { messageReportId: object?.id, isUpheld: false };
  expect(codes(await act(hub, administrator, "decideMessageReport", decision))).toEqual(["NOT_FOUND"]);
  const other = await addPerson(hub, "En anden", { isAdministrator: true });
  expect(codes(await act(hub, other, "decideMessageReport", decision))).toEqual([]);
});

test("one that is upheld takes the message away, one that is dismissed leaves it", async () => {
  const [bad, good] = [await send(hub, asta, id, "Noget grimt"), await send(hub, asta, id, "Noget pænt")];
  const decide = async (messageId: string, isUpheld: boolean) =>
    mustAct<{ status: string }>(hub, administrator, "decideMessageReport", {
      messageReportId: (await report(bo, messageId)).object?.id,
      isUpheld,
    });
  expect(await decide(bad.id, true)).toMatchObject({ status: "UPHELD" });
  expect(await decide(good.id, false)).toMatchObject({ status: "DISMISSED" });
  expect(await textsSeenBy(hub, bo, id)).toEqual(["Hej", null, "Noget pænt"]);
  expect(await unreadBy(hub, bo, id)).toBe(2);
});

test("is made by who reads the message, of somebody else's, once, 50 times a day", async () => {
  const { id: messageId } = await send(hub, asta, id, "Noget grimt");
  expect(codes(await report(outsider, messageId))).toEqual(["NOT_FOUND"]);
  expect(codes(await report(asta, messageId))).toEqual(["NOT_ALLOWED"]);
  const reports = await Promise.all([1, 2, 3].map(() => report(bo, messageId)));
  expect(new Set(reports.map(({ object }) => object?.id)).size).toBe(1);
  const busy = await addPerson(hub, "Flittig");
  const [own, other] = await related(hub, asta, busy);
  const theirs = await start(hub, asta, [other], { asActorId: own.id });
  const messages = await Promise.all(
    Array.from({ length: 51 }, (_, place) => send(hub, asta, theirs, `Besked ${place}`)),
  );
  const outcomes = await Promise.all(messages.map((message) => report(busy, message.id)));
  expect(outcomes.filter(({ object }) => object)).toHaveLength(50);
  expect(outcomes.flatMap(({ errors }) => errors ?? []).map(({ extensions }) => extensions?.code)).toEqual([
    "THROTTLED",
  ]);
});
