import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { newIds } from "../../../src/platform/ids/ids.js";
import { addPerson, type Person, type TestActor } from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { newClientMessageId, related, start } from "../../testkit/messaging/conversations.js";
import { dataIn, openSocket, type TestSocket } from "../../testkit/socket.js";

const readerCount = 12;
const messageCount = 1_200;
/** Characters of a message, the most that one may have. */
const length = 10_000;
const megabyte = 1_000_000;

let hub: TestHub;
let asta: Person;
let bo: Person;
let band: TestActor;
let conversationId: string;
beforeAll(async () => {
  hub = await startHub({ demo: false, env: { READS: "compiled" } });
  [asta, bo] = await Promise.all([addPerson(hub, "Asta"), addPerson(hub, "Bo")]);
  const [mine, venue] = await related(hub, asta, bo);
  band = mine;
  conversationId = await start(hub, asta, [venue], { asActorId: band.id });
});
afterAll(() => hub?.stop());

/** Writes the longest messages, a hundred in each transaction. */
async function writeAll(): Promise<void> {
  for (let written = 0; written < messageCount; written += 100) {
    const ids = Array.from({ length: 100 }, () => newIds("message"));
    await hub.database.query(
      `SELECT send_message($1, each.id, each.public_id, $2, $3, rpad(each.public_id, $4, 'å'), each.client_id, each.client_id, NULL)
        FROM unnest($5::uuid[], $6::text[], $7::text[]) AS each (id, public_id, client_id)`,
      [
        asta.key,
        conversationId,
        band.id,
        length,
        ids.map(({ id }) => id),
        ids.map(({ publicId }) => publicId),
        ids.map(newClientMessageId),
      ],
    );
  }
}

/** The value of one of the hub's metrics; 0 while it has none. */
async function metric(name: string): Promise<number> {
  const lines = (await (await fetch(`${hub.url}/metrics`)).text()).split("\n");
  return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? 0);
}
const residentBytes = () => metric("process_resident_memory_bytes");

const query =
  "subscription ($id: ID!, $after: Int) { messageAdded(conversationId: $id, afterSequence: $after) { sequence body } }";

async function read(after: number): Promise<TestSocket> {
  const socket = await openSocket(hub.url, { params: { authorization: `Bearer ${bo.token}` } });
  socket.subscribe("a", query, { id: conversationId, after });
  return socket;
}

const numbersIn = ({ messages }: TestSocket): number[] =>
  messages.flatMap((message) => {
    const data = dataIn(message) as { messageAdded: { sequence: number } } | undefined;
    return message.id === "a" && data ? [data.messageAdded.sequence] : [];
  });

const all = Array.from({ length: messageCount }, (_, index) => index + 1);

/** Waits for something that the test's time bounds; a socket that closes meanwhile shows why it never comes. */
async function until(
  isSo: () => boolean | Promise<boolean>,
  ...sockets: readonly TestSocket[]
): Promise<void> {
  while (!(await isSo())) {
    for (const { socket, closed } of sockets)
      if (socket.readyState === WebSocket.CLOSED) throw new Error(`Closed: ${JSON.stringify(await closed)}`);
    await sleep(20);
  }
}

test("who does not read costs a bounded memory, is cut and goes on from where it was; who reads slowly gets everything", async () => {
  const quick = await read(0);
  const slow = await read(0);
  const stalled = await Promise.all(all.slice(0, readerCount).map(() => read(0)));
  // What is answered behind a subscription shows that it is under way.
  for (const socket of [quick, slow, ...stalled]) {
    socket.subscribe("b", "{ viewer { id } }");
    await socket.rest("b");
  }
  for (const { socket } of stalled) socket.pause();
  // Reads a twentieth of the time, and never as fast as is written.
  const reading = setInterval(() => {
    slow.socket.resume();
    setTimeout(() => slow.socket.pause(), 10);
  }, 200);
  const before = await residentBytes();
  let most = before;
  const writing = writeAll();
  await until(async () => {
    most = Math.max(most, await residentBytes());
    return numbersIn(quick).length === messageCount;
  }, quick);
  await writing;
  expect(numbersIn(quick)).toEqual(all);
  // What nobody has taken would be 24 MB for each.
  expect(readerCount * messageCount * length * 2).toBeGreaterThan(280 * megabyte);
  expect(most - before).toBeLessThan(140 * megabyte);

  await until(() => numbersIn(slow).length === messageCount, slow);
  clearInterval(reading);
  expect(numbersIn(slow)).toEqual(all);
  for (const { socket } of [quick, slow]) socket.terminate();

  // Closed with 1013, and cut since nobody reads that either.
  await until(async () => (await metric("samspil_websocket_sockets")) === 0);
  const [first] = stalled as [TestSocket];
  // What was on its way before.
  first.socket.resume();
  expect((await first.closed).code).toBe(1006);
  const got = numbersIn(first);
  expect(got.length).toBeGreaterThan(0);
  expect(got.length).toBeLessThan(messageCount);
  const again = await read(got.at(-1) ?? 0);
  await until(() => got.length + numbersIn(again).length === messageCount, again);
  expect([...got, ...numbersIn(again)]).toEqual(all);
  for (const { socket } of [again, ...stalled]) socket.terminate();
}, 90_000);
