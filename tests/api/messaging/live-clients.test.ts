import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { addPerson, ask, mustAct, type Person } from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { type InterruptibleProxy, proxyTo } from "../../testkit/interruptible-proxy.js";
import { apolloOn, followWithApollo } from "../../testkit/live-clients/apollo.js";
import { connect, follow, type Stream } from "../../testkit/live-clients/graphql-ws.js";
import { related, send, start } from "../../testkit/messaging/conversations.js";

const env = { AUTH_SECRET: "en hemmelighed, som alle servere kender" };
const pingMs = 300;
const servers: TestHub[] = [];
let database: TestDatabase;
/** What clients connect to: it leads to one server at a time, as a load balancer does. */
let front: InterruptibleProxy;
let asta: Person;
let bo: Person;
let conversationId: string;

beforeAll(async () => {
  // Apollo Client looks for the browser's, which Node.js has from 22 on.
  Object.assign(globalThis, { WebSocket });
  database = await createTestDatabase({ demo: false });
  servers.push(...(await Promise.all([1, 2, 3].map(() => startHub({ database, env })))));
  const [first] = servers as [TestHub];
  front = await proxyTo(first.url);
  [asta, bo] = await Promise.all([addPerson(first, "Asta"), addPerson(first, "Bo")]);
  const [band, venue] = await related(first, asta, bo);
  conversationId = await start(first, asta, [venue], { asActorId: band.id });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await front?.close();
  await database?.drop();
});

const socketUrl = () => `${front.url.replace(/^http/, "ws")}graphql`;

/** What a client has read, by the messages' numbers. */
interface Reader {
  readonly name: string;
  readonly got: number[];
  readonly ended: Promise<unknown>;
}

function messagesInto(got: number[]): Stream<{ readonly messageAdded: { readonly sequence: number } }> {
  return {
    query: `subscription ($id: ID!, $after: Int) {
      messageAdded(conversationId: $id, afterSequence: $after) { sequence body } }`,
    variables: () => ({ id: conversationId, after: got.at(-1) ?? 0 }),
    take: ({ messageAdded }) => got.push(messageAdded.sequence),
  };
}

interface InboxData extends Record<string, unknown> {
  readonly inbox: { readonly cursor: string; readonly message?: { readonly sequence: number } };
}

function inboxInto(got: number[], from: string): Stream<InboxData> {
  let cursor = from;
  return {
    query: `subscription ($after: String) {
      inbox(after: $after) { cursor ... on MessageReceived { message { sequence } } } }`,
    variables: () => ({ after: cursor }),
    take({ inbox }) {
      cursor = inbox.cursor;
      if (inbox.message) got.push(inbox.message.sequence);
    },
  };
}

test("both clients read on, without loss or repetition, when the socket is cut or falls silent, and when servers stop or are killed", async () => {
  const [first, second, third] = servers as [TestHub, TestHub, TestHub];
  const { viewer } = await ask<{ viewer: { inboxCursor: string } }>(first, bo, "{ viewer { inboxCursor } }");
  const stop = new AbortController();
  const clients: Client[] = [];
  let connections = 0;
  const newClient = () => {
    const client = connect(socketUrl(), bo.token, pingMs, pingMs);
    client.on("connected", () => {
      connections += 1;
    });
    clients.push(client);
    return client;
  };
  const readers: Reader[] = [];
  const add = (name: string, begin: (got: number[]) => Promise<unknown>) => {
    const got: number[] = [];
    readers.push({ name, got, ended: begin(got) });
  };
  const [plain, apollo] = [newClient(), apolloOn(newClient())];
  add("graphql-ws, messageAdded", (got) => follow(plain, messagesInto(got), stop.signal));
  add("graphql-ws, inbox", (got) => follow(plain, inboxInto(got, viewer.inboxCursor), stop.signal));
  add("Apollo Client, messageAdded", (got) => followWithApollo(apollo, messagesInto(got), stop.signal));
  add("Apollo Client, inbox", (got) =>
    followWithApollo(apollo, inboxInto(got, viewer.inboxCursor), stop.signal),
  );
  // One that leaves coming back to graphql-ws, as the guide says not to.
  const naive: number[] = [];
  const { query, variables, take } = messagesInto(naive);
  const careless = createClient({
    url: socketUrl(),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${bo.token}` },
    retryAttempts: 1_000,
    shouldRetry: () => true,
    retryWait: () => sleep(100),
  });
  careless.subscribe<{ messageAdded: { sequence: number } }>(
    { query, variables: variables() },
    { next: ({ data }) => data && take(data), error: () => undefined, complete: () => undefined },
  );

  let writer = first;
  let last = 0;
  let isWriting = true;
  const written = (async () => {
    while (isWriting) {
      last = (await send(writer, asta, conversationId, `Besked ${last + 1}`)).sequence;
      await sleep(5);
    }
  })();
  /** Waits until everybody has what was written by now, and some more. */
  async function untilHeard(): Promise<void> {
    const due = last + 5;
    const deadline = Date.now() + 30_000;
    while (readers.some(({ got }) => (got.at(-1) ?? 0) < due)) {
      if (Date.now() > deadline)
        throw new Error(`Due ${due}: ${readers.map(({ name, got }) => `${name} ${got.at(-1)}`).join(", ")}`);
      await sleep(10);
    }
  }

  await untilHeard();
  front.cut();
  await untilHeard();
  front.silence();
  // As long as they are silent nobody hears of what is written.
  const silentSince = last;
  while (last < silentSince + 5) await sleep(5);
  front.forget();
  await untilHeard();
  writer = second;
  front.leadTo(Number(new URL(second.url).port));
  expect(await first.stop()).toBe(0);
  await untilHeard();
  writer = third;
  front.leadTo(Number(new URL(third.url).port));
  // What is under way on the second is answered first: what is killed is reading.
  const killedAfter = last + 2;
  while (last < killedAfter) await sleep(5);
  second.process.kill("SIGKILL");
  await untilHeard();

  isWriting = false;
  await written;
  while (readers.some(({ got }) => (got.at(-1) ?? 0) < last)) await sleep(5);
  const all = Array.from({ length: last }, (_, index) => index + 1);
  expect(Object.fromEntries(readers.map(({ name, got }) => [name, got]))).toEqual(
    Object.fromEntries(readers.map(({ name }) => [name, all])),
  );
  // Each of the two clients was broken off four times.
  expect(connections).toBeGreaterThanOrEqual(10);
  expect(new Set(naive).size).toBeLessThan(naive.length);
  stop.abort();
  await Promise.all([...clients, careless].map((client) => client.dispose()));
  expect(await Promise.all(readers.map(({ ended }) => ended))).toEqual(readers.map(() => undefined));
});

test("both clients are told why when they may not read any more, and do not come back", async () => {
  const [, , server] = servers as [TestHub, TestHub, TestHub];
  const reader = await addPerson(server, "Kollega");
  const client = connect(socketUrl(), reader.token);
  const { signal } = new AbortController();
  const apollo = apolloOn(client);
  expect(await follow(client, messagesInto([]), signal)).toBe("NOT_FOUND");
  expect(await followWithApollo(apollo, messagesInto([]), signal)).toBe("NOT_FOUND");
  const { viewer } = await ask<{ viewer: { inboxCursor: string } }>(
    server,
    reader,
    "{ viewer { inboxCursor } }",
  );
  const ends = Promise.all([
    follow(client, inboxInto([], viewer.inboxCursor), signal),
    followWithApollo(apollo, inboxInto([], viewer.inboxCursor), signal),
  ]);
  await mustAct(server, reader, "deleteAccount", { accountId: reader.accountId });
  expect(await ends).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
  expect(await follow(client, inboxInto([], viewer.inboxCursor), signal)).toBe("UNAUTHENTICATED");
  await client.dispose();
  const late = connect(socketUrl(), reader.token);
  expect(await follow(late, inboxInto([], viewer.inboxCursor), signal)).toBe("UNAUTHENTICATED");
  await late.dispose();
});

test.each(["graphql-ws", "apollo"])("the guide shows the code that runs here: %s", async (name) => {
  const at = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8");
  const code = await at(`tests/testkit/live-clients/${name}.ts`);
  expect(await at("docs/guides/live-clients.md")).toContain(`\`\`\`ts\n${code}\`\`\`\n`);
});
