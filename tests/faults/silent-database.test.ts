import { act, addPerson, type Person } from "../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import { type QueryAnswer, runQuery, startHub, type TestHub } from "../testkit/hub.js";
import { type InterruptibleProxy, proxyTo } from "../testkit/interruptible-proxy.js";
import { related, send, start } from "../testkit/messaging/conversations.js";
import { dataIn, openSocket } from "../testkit/socket.js";

/** A hub whose connections to the database fall silent for good, as when a firewall forgets them: nobody is told, and new ones work. */
let database: TestDatabase;
let proxy: InterruptibleProxy;
let hub: TestHub;
let asta: Person;
let bo: Person;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  proxy = await proxyTo(database.url);
  hub = await startHub({
    database: { ...database, url: proxy.url },
    env: { STATEMENT_TIMEOUT_MS: "500", READS: "compiled" },
  });
  [asta, bo] = await Promise.all([addPerson(hub, "Asta"), addPerson(hub, "Bo")]);
});
afterAll(async () => {
  await hub?.stop();
  await proxy?.close();
  await database?.drop();
});

const codeIn = ({ body }: QueryAnswer<unknown>) => body.errors?.[0]?.extensions?.code;
/** So many that every connection is in use. */
const askMuch = async (query: string) =>
  (await Promise.all(Array.from({ length: 12 }, () => runQuery(hub, query, {}, { token: asta.token })))).map(
    codeIn,
  );

async function untilWell(query: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await askMuch(query)).some((code) => code !== undefined)) expect(Date.now()).toBeLessThan(deadline);
}

test.each([
  ["reads", "{ viewer { email conversations { totalCount } } }"],
  [
    "writes",
    'mutation { createActor(input: { kind: ASSOCIATION, name: "Stille" }) { actor { id } userErrors { code } } }',
  ],
])("%s that get no answer any more fail in time, and those that follow succeed", async (_, query) => {
  await untilWell(query);
  proxy.silence();
  const codes = await askMuch(query);
  proxy.forget();
  expect(codes).toEqual(Array(12).fill("INTERNAL_SERVER_ERROR"));
  await untilWell(query);
});

test("a subscription goes on, or ends so that its client comes back", async () => {
  const [band, venue] = await related(hub, asta, bo);
  const id = await start(hub, asta, [venue], { asActorId: band.id });
  const params = { authorization: `Bearer ${bo.token}` };
  const query =
    "subscription ($id: ID!, $after: Int) { messageAdded(conversationId: $id, afterSequence: $after) { sequence } }";
  await send(hub, asta, id, "Før");
  const socket = await openSocket(hub.url, { params });
  socket.subscribe("a", query, { id, after: 0 });
  expect(dataIn(await socket.next("a"))).toEqual({ messageAdded: { sequence: 1 } });
  proxy.silence();
  proxy.forget();
  const sent = async () =>
    (await act(hub, asta, "sendMessage", { conversationId: id, body: "Efter", clientMessageId: "efter" }))
      .object;
  while (!(await sent()));
  const next = await socket.next("a");
  if (dataIn(next)) expect(dataIn(next)).toEqual({ messageAdded: { sequence: 2 } });
  else expect((await socket.rest("a")).at(-1)?.type).toBe("complete");
  await socket.close();
});

test("SIGTERM ends it, though its connections say no goodbye", async () => {
  proxy.silence();
  expect(await hub.stop()).toBe(0);
});
