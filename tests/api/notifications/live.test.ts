import { addPerson, ask, join, mustAct, type Person, type TestActor } from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { related, send, start } from "../../testkit/messaging/conversations.js";
import { toldTo } from "../../testkit/notifications.js";
import { openSocket, type TestSocket } from "../../testkit/socket.js";

/** Two servers on one database: what happens on one is heard on the other. */
const env = { AUTH_SECRET: "en hemmelighed, som begge servere kender" };
let database: TestDatabase;
let hub: TestHub;
let other: TestHub;
let asta: Person;
let bo: Person;
let band: TestActor;
let venue: TestActor;
let id: string;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  [hub, other] = await Promise.all([startHub({ database, env }), startHub({ database, env })]);
});
afterAll(async () => {
  await Promise.all([hub?.stop(), other?.stop()]);
  await database?.drop();
});
beforeEach(async () => {
  [asta, bo] = await Promise.all([addPerson(hub, "Asta"), addPerson(hub, "Bo")]);
  [band, venue] = await related(hub, asta, bo);
  id = await start(hub, asta, [venue], { asActorId: band.id });
});
afterEach(async () => {
  await Promise.all(sockets.splice(0).map((socket) => socket.close()));
});

const inbox = `subscription ($after: String) { inbox(after: $after) { __typename cursor
  ... on NotificationReceived { notification { id title readAt } }
  ... on NotificationsRead { account { unreadNotificationCount } } } }`;
interface Event {
  readonly __typename: string;
  readonly cursor: string;
  readonly notification?: { readonly id: string; readonly title: string } | null;
  readonly account?: { readonly unreadNotificationCount: number };
}

/** What somebody hears of notifications after a cursor, without what else happens in the inbox. */
async function hear(person: Person, server: TestHub, after: string) {
  const socket = await openSocket(server.url, { params: { authorization: `Bearer ${person.token}` } });
  sockets.push(socket);
  socket.subscribe("inbox", inbox, { after });
  return {
    socket,
    async next(): Promise<Event> {
      for (;;) {
        const { data } = (await socket.next("inbox")).payload as { data: { inbox: Event } };
        if (data.inbox.__typename.startsWith("Notification")) return data.inbox;
      }
    },
  };
}
const cursorOf = async (person: Person) =>
  (await ask<{ viewer: { inboxCursor: string } }>(hub, person, "{ viewer { inboxCursor } }")).viewer
    .inboxCursor;

test("a notification is told once as it is made, and that it was read, by whatever way, on every device", async () => {
  const after = await cursorOf(bo);
  const [one, another] = [await hear(bo, hub, after), await hear(bo, other, after)];
  await send(hub, asta, id, "Hej");
  await send(other, asta, id, "Hej igen");
  const [told] = (await toldTo(hub, bo)).told;
  for (const device of [one, another])
    expect(await device.next()).toMatchObject({
      __typename: "NotificationReceived",
      notification: { id: told?.id, title: "Bandet har skrevet" },
    });
  await mustAct(other, bo, "markNotificationsRead", { notificationIds: [told?.id] });
  for (const device of [one, another])
    expect(await device.next()).toMatchObject({
      __typename: "NotificationsRead",
      account: { unreadNotificationCount: 0 },
    });
  // A second time it is no news.
  await mustAct(other, bo, "markNotificationsRead", { notificationIds: [told?.id] });
  await send(hub, asta, id, "Tredje");
  const { notification } = await one.next();
  expect(notification?.id).not.toBe(told?.id);
  await mustAct(hub, bo, "markConversationRead", { conversationId: id });
  expect((await one.next()).__typename).toBe("NotificationsRead");
});

test("who comes back hears what came after its cursor, and nothing twice", async () => {
  const device = await hear(bo, hub, await cursorOf(bo));
  await send(hub, asta, id, "Hej");
  const { cursor, notification } = await device.next();
  await device.socket.close();
  const [second, hall] = await related(hub, asta, bo, ["Et andet band", "Et andet sted"]);
  await send(hub, asta, await start(hub, asta, [hall], { asActorId: second.id }), "Hej");
  const again = await hear(bo, other, cursor);
  const next = await again.next();
  expect(next.notification?.title).toBe("Et andet band har skrevet");
  expect(next.notification?.id).not.toBe(notification?.id);
});

test("what happens again is told again, a minute later at the earliest", async () => {
  const device = await hear(bo, hub, await cursorOf(bo));
  await send(hub, asta, id, "Hej");
  const first = await device.next();
  await send(hub, asta, id, "Straks efter");
  await database.pool.query(
    `UPDATE notification SET happened_at = happened_at - interval '61 seconds', created_at = created_at - interval '61 seconds'
      WHERE public_id = $1`,
    [first.notification?.id],
  );
  await send(hub, asta, id, "Et minut efter");
  expect((await device.next()).notification?.id).toBe(first.notification?.id);
});

test("who has lost the conversation meanwhile learns nothing of it", async () => {
  const colleague = await addPerson(hub, "Kollega");
  const membershipId = await join(hub, bo, colleague, venue, "EDITOR");
  const after = await cursorOf(colleague);
  await send(hub, asta, id, "Hej");
  await mustAct(hub, bo, "endMembership", { membershipId });
  const device = await hear(colleague, other, after);
  expect(await device.next()).toMatchObject({ __typename: "NotificationReceived", notification: null });
});

test("many who write at once: each notification is told exactly once", async () => {
  const conversations = [id];
  for (let place = 0; place < 9; place += 1) {
    const [one, sted] = await related(hub, asta, bo, [`Band ${place}`, `Sted ${place}`]);
    conversations.push(await start(hub, asta, [sted], { asActorId: one.id }));
  }
  const device = await hear(bo, other, await cursorOf(bo));
  await Promise.all(
    conversations.flatMap((each) => [send(hub, asta, each, "Hej"), send(other, asta, each, "Hej igen")]),
  );
  const { told, unread } = await toldTo(hub, bo);
  expect(unread).toBe(conversations.length);
  const heard = [];
  while (heard.length < conversations.length) heard.push((await device.next()).notification?.id);
  expect(heard.sort()).toEqual(told.map((each) => each.id).sort());
  // Nothing is left but what comes next.
  await mustAct(hub, bo, "markNotificationsRead", { upToNotificationId: told[0]?.id });
  expect(await device.next()).toMatchObject({
    __typename: "NotificationsRead",
    account: { unreadNotificationCount: 0 },
  });
});
