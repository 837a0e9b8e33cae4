import { randomUUID } from "node:crypto";
import { addPerson, join, mustAct, type Person, type TestActor } from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { related, send, start } from "../../testkit/messaging/conversations.js";
import { codesIn, openSocket, type SocketMessage, type TestSocket } from "../../testkit/socket.js";

/** One resolves as everybody runs it; the other also makes each answer for its reader alone, and fails where they differ. */
const env = { AUTH_SECRET: "en hemmelighed, som begge servere kender" };
let database: TestDatabase;
let hub: TestHub;
let comparing: TestHub;
let asta: Person;
let bo: Person;
let colleagues: readonly Person[];
let venue: TestActor;
let id: string;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  [hub, comparing] = await Promise.all([
    startHub({ database, env: { ...env, READS: "compiled", MAX_SOCKET_MESSAGE_BYTES: "200000" } }),
    startHub({ database, env: { ...env, READS: "compared" } }),
  ]);
  [asta, bo] = await Promise.all([addPerson(hub, "Asta"), addPerson(hub, "Bo")]);
  const [band, place] = await related(hub, asta, bo);
  venue = place;
  id = await start(hub, asta, [venue], { asActorId: band.id });
  await send(hub, asta, id, "Velkommen");
  colleagues = await Promise.all(
    Array.from({ length: 20 }, (_, number) => addPerson(hub, `Kollega ${number}`)),
  );
  for (const colleague of colleagues) await join(hub, bo, colleague, venue, "EDITOR");
}, 60_000);
afterAll(async () => {
  await Promise.all([hub?.stop(), comparing?.stop()]);
  await database?.drop();
});
afterEach(async () => {
  await closeAll();
});

async function closeAll(): Promise<void> {
  await Promise.all(sockets.splice(0).map((socket) => socket.close()));
}

async function socketOf(
  person: Person,
  headers: Record<string, string> = {},
  server = hub,
): Promise<TestSocket> {
  const params = { authorization: `Bearer ${person.token}` };
  const socket = await openSocket(server.url, { params, headers });
  sockets.push(socket);
  return socket;
}

const fieldsOf = (fields: string) =>
  `subscription ($id: ID!, $after: Int${fields.includes("$with") ? ", $with: Boolean = true" : ""}) { messageAdded(conversationId: $id, afterSequence: $after) { sequence ${fields} } }`;
const common = "body sentAt sender { displayName actor { name } }";

/** Somebody who has subscribed, and has been told the last message there is: it waits for the next. */
interface Follower {
  readonly socket: TestSocket;
  readonly operation: string;
}
async function follow(
  socket: TestSocket,
  last: number,
  { fields = common, operation = randomUUID() as string, variables = {} } = {},
): Promise<Follower> {
  socket.subscribe(operation, fieldsOf(fields), { id, after: last - 1, ...variables });
  const first = await socket.next(operation);
  expect(first.payload).toMatchObject({ data: { messageAdded: { sequence: last } } });
  return { socket, operation };
}
const told = ({ socket, operation }: Follower): Promise<SocketMessage> => socket.next(operation);

/** How many events were resolved by a server so far, by the way in which they were. */
async function resolved(server = hub): Promise<{ readonly own: number; readonly shared: number }> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const count = (way: string) =>
    Number(
      new RegExp(`^samspil_subscription_events_resolved_total\\{way="${way}"\\} (\\d+)$`, "m").exec(
        text,
      )?.[1] ?? 0,
    );
  return { own: count("own"), shared: count("shared") };
}

/** Sends a message when every follower waits for one; answers what each is told, and how often it was resolved. */
async function tell(followers: readonly Follower[], body: string, server = hub) {
  // Being told the last one and waiting for the next are not the same moment.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = await resolved(server);
  const { sequence } = await send(server, asta, id, body);
  const messages = await Promise.all(followers.map(told));
  const after = await resolved(server);
  const times = { own: after.own - before.own, shared: after.shared - before.shared };
  return { sequence, messages, times };
}

const lastNumber = async () => (await send(hub, asta, id, "Er alle her?")).sequence;

test.each(["compiled", "compared"])(
  "an event is resolved once for all who ask the same, and each gets it under its own id (%s)",
  async (way) => {
    const server = way === "compiled" ? hub : comparing;
    const last = await lastNumber();
    const ids = ["1", "1", randomUUID(), randomUUID(), "æøå", 'a"b\\c', "🎺"];
    const followers = await Promise.all(
      [asta, bo, ...colleagues.slice(0, 5)].map(async (person, place) =>
        follow(await socketOf(person, {}, server), last, { operation: ids[place] }),
      ),
    );
    for (const body of ["Kort", "x".repeat(200), "ø".repeat(10_000)]) {
      const { sequence, messages, times } = await tell(followers, body, server);
      expect(times).toEqual({ own: 0, shared: 1 });
      for (const [place, message] of messages.entries())
        expect(message).toEqual({
          id: followers[place]?.operation,
          type: "next",
          payload: {
            data: {
              messageAdded: {
                sequence,
                body,
                sentAt: expect.any(String),
                sender: { displayName: "Bandet", actor: { name: "Bandet" } },
              },
            },
          },
        });
    }
  },
);

test("who asks what depends on the viewer is told by itself, and what it alone may see stays with it", async () => {
  for (const fields of [
    "body clientMessageId",
    "conversation { unreadCount }",
    "sender { account { displayName } }",
    "replyTo { body }",
    "conversation { participants(first: 10) { nodes { isViewer } } }",
    "sender { actor { relationships(first: 1) { totalCount } } }",
  ]) {
    const followers = await Promise.all(
      [asta, bo].map(async (person) => follow(await socketOf(person), await lastNumber(), { fields })),
    );
    const { messages, times } = await tell(followers, "Hvem ser hvad?");
    await closeAll();
    expect([fields, times]).toEqual([fields, { own: 2, shared: 0 }]);
    if (!fields.includes("clientMessageId")) continue;
    expect(messages.map(({ payload }) => JSON.stringify(payload).includes('"clientMessageId":null'))).toEqual(
      [false, true],
    );
  }
});

test("who asks in another language, or switches another part on, shares with those who do alike", async () => {
  const fields = "body ... on Message @include(if: $with) { sentAt }";
  const last = await lastNumber();
  const followers = [
    await follow(await socketOf(asta), last, { fields }),
    await follow(await socketOf(bo), last, { fields }),
    await follow(await socketOf(bo), last, { fields, variables: { with: false } }),
    await follow(await socketOf(bo, { "accept-language": "en" }), last, { fields }),
  ];
  const { messages, times } = await tell(followers, "Flere sprog");
  expect(times).toEqual({ own: 0, shared: 3 });
  expect(messages.map(({ payload }) => JSON.stringify(payload).includes("sentAt"))).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test("who is removed or suspended while hundreds are told gets nothing more; the others lose nothing", async () => {
  const last = await lastNumber();
  const followers = await Promise.all(
    colleagues.flatMap((person) =>
      Array.from({ length: 10 }, async () => ({ person, ...(await follow(await socketOf(person), last)) })),
    ),
  );
  const [removed, suspended] = colleagues;
  const administrator = await addPerson(hub, "Anna", { isAdministrator: true });
  const memberships = await database.pool.query<{ id: string }>(
    "SELECT membership.public_id AS id FROM membership JOIN account ON account.id = membership.account_id WHERE account.public_id = $1",
    [removed?.accountId],
  );
  // Messages are under way all the while.
  let isOver = false;
  const writing = (async () => {
    while (!isOver) await send(hub, asta, id, "I gang");
  })();
  await mustAct(hub, bo, "endMembership", { membershipId: memberships.rows[0]?.id });
  const afterRemoval = await send(hub, asta, id, "Uden den fjernede");
  await mustAct(hub, administrator, "suspendAccount", { accountId: suspended?.accountId });
  const afterSuspension = await send(hub, asta, id, "Uden den suspenderede");
  isOver = true;
  await writing;
  const end = await send(hub, asta, id, "Slut");
  for (const { person, socket, operation } of followers) {
    if (person !== removed && person !== suspended) {
      for (let sequence = last + 1; sequence <= end.sequence; sequence += 1)
        expect(await socket.next(operation)).toMatchObject({
          payload: { data: { messageAdded: { sequence } } },
        });
      continue;
    }
    const messages = await socket.rest(operation);
    const bound = person === removed ? afterRemoval.sequence : afterSuspension.sequence;
    const numbers = messages.flatMap(({ payload }) => {
      const data = (payload as { data?: { messageAdded: { sequence: number } | null } } | undefined)?.data;
      return data?.messageAdded ? [data.messageAdded.sequence] : [];
    });
    // In order, none left out up to where it ends, which is before what was written afterwards.
    expect(numbers).toEqual(numbers.map((_, place) => last + 1 + place));
    expect(Math.max(last, ...numbers)).toBeLessThan(bound);
    expect(messages.at(-1)?.type).toBe("complete");
    expect(messages.flatMap(codesIn)).toEqual([person === removed ? "FORBIDDEN" : "UNAUTHENTICATED"]);
  }
}, 60_000);

test("a reader who does not read is held back and told the rest from the table, while others are told at once", async () => {
  const last = await lastNumber();
  const reading = await follow(await socketOf(asta), last);
  const slow = await follow(await socketOf(bo), last);
  slow.socket.socket.pause();
  const body = "æ".repeat(10_000);
  let sent = last;
  // More than the connection and what may be left waiting hold.
  while (sent < last + 250) {
    sent = (await send(hub, asta, id, body)).sequence;
    expect(await told(reading)).toMatchObject({ payload: { data: { messageAdded: { sequence: sent } } } });
  }
  slow.socket.socket.resume();
  for (let sequence = last + 1; sequence <= sent; sequence += 1)
    expect(await told(slow)).toMatchObject({ payload: { data: { messageAdded: { sequence, body } } } });
}, 60_000);
