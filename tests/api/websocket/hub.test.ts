import { ApolloClient, gql, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { runQuery, signIn, startHub, type TestHub } from "../../testkit/hub.js";
import { codesIn, dataIn, openSocket } from "../../testkit/socket.js";
import { startTrialServer, type TrialServer } from "../server/trial-server.js";

let hub: TestHub;
let trial: TrialServer;
let token: string;
beforeAll(async () => {
  hub = await startHub();
  token = await signIn(hub, "venue");
  trial = await startTrialServer();
});
afterAll(async () => {
  await trial?.stop();
  await hub?.stop();
});

const viewer = "query Who { viewer { email } actors(first: 2) { totalCount nodes { name kind } } }";

describe("the hub over a socket", () => {
  test("answers what it answers over HTTP, to strangers and members", async () => {
    for (const given of [undefined, token]) {
      const socket = await openSocket(hub.url, { params: given ? { authorization: `Bearer ${given}` } : {} });
      socket.subscribe("a", viewer);
      const [next, complete] = await socket.rest("a");
      expect(next?.payload).toEqual((await runQuery(hub, viewer, {}, { token: given })).body);
      expect(complete?.type).toBe("complete");
      await socket.close();
    }
  });

  test("knows who asks by the session's cookie, from our own page alone", async () => {
    const cookie = `samspil.session_token=${encodeURIComponent(token)}`;
    const socket = await openSocket(hub.url, { headers: { cookie, origin: hub.url } });
    socket.subscribe("a", "{ viewer { email } }");
    expect(dataIn(await socket.next("a"))).toEqual({ viewer: { email: "venue@demo.samspil.example" } });
    await socket.close();
    await expect(
      openSocket(hub.url, { headers: { cookie, origin: "https://evil.example" } }),
    ).rejects.toThrow("403");
  });

  test("writes, says what the sender can mend, and counts statements in the log", async () => {
    const socket = await openSocket(hub.url, {
      headers: { "accept-language": "da" },
      params: { authorization: `Bearer ${token}` },
    });
    const create = `mutation Create($name: String!) {
      createActor(input: { kind: ASSOCIATION, name: $name }) { actor { name } userErrors { code message } } }`;
    socket.subscribe("a", create, { name: "Over en ledning" });
    expect(dataIn(await socket.next("a"))).toEqual({
      createActor: { actor: { name: "Over en ledning" }, userErrors: [] },
    });
    socket.subscribe("b", create, { name: "\ud800" });
    expect(dataIn(await socket.next("b"))).toMatchObject({
      createActor: {
        actor: null,
        userErrors: [{ code: "INVALID_TEXT", message: expect.stringContaining("tegn") }],
      },
    });
    await socket.close();
    expect(hub.log()).toMatch(/"operationName":"Create","statements":\d+,.*"msg":"operation"/);
  });

  test("a forged credential is 4403, and a session that ends is UNAUTHENTICATED", async () => {
    const forged = await openSocket(hub.url, { params: null });
    forged.send({
      type: "connection_init",
      payload: { authorization: `${`Bearer ${token}`.slice(0, -3)}AA=` },
    });
    expect((await forged.closed).code).toBe(4403);

    const ending = await signIn(hub, "artist");
    const socket = await openSocket(hub.url, { params: { authorization: `Bearer ${ending}` } });
    socket.subscribe("a", "{ viewer { email } }");
    await socket.rest("a");
    await fetch(`${hub.url}/api/auth/sign-out`, {
      method: "POST",
      headers: { authorization: `Bearer ${ending}`, "content-type": "application/json" },
      body: "{}",
    });
    socket.subscribe("b", "{ viewer { email } }");
    expect((await socket.rest("b")).map((each) => [each.type, ...codesIn(each)])).toEqual([
      ["next", "UNAUTHENTICATED"],
      ["complete"],
    ]);
    await socket.close();
  });

  test("settings bound sockets, their operations and messages, and SIGTERM closes with 1001", async () => {
    const small = await startHub({
      env: { MAX_SOCKETS_PER_ADDRESS: "2", MAX_SOCKET_OPERATIONS: "1", MAX_SOCKET_MESSAGE_BYTES: "2000" },
    });
    const params = { authorization: `Bearer ${await signIn(small, "venue")}` };
    const [one, other] = await Promise.all([openSocket(small.url, { params }), openSocket(small.url)]);
    await expect(openSocket(small.url)).rejects.toThrow("429");
    other.send({ type: "ping", payload: { text: "x".repeat(2_000) } });
    expect((await other.closed).code).toBe(1009);
    // One that goes on until the end.
    one.subscribe("a", "subscription { inbox { cursor } }");
    one.subscribe("b", "{ actors { totalCount } }");
    expect((await one.rest("b")).map((each) => [each.type, ...codesIn(each)])).toEqual([
      ["error", "THROTTLED"],
    ]);
    const stopped = small.stop();
    expect(await one.closed).toEqual({ code: 1001, reason: "The server is shutting down" });
    expect(await stopped).toBe(0);
  });
});

describe("other people's clients", () => {
  const endpoint = (url: string) => `${url.replace(/^http/, "ws")}/graphql`;
  const clientOf = (url: string, authorization?: string) =>
    createClient({
      url: endpoint(url),
      webSocketImpl: WebSocket,
      connectionParams: authorization ? { authorization } : {},
    });

  /** Everything that an operation answers. */
  async function all(client: Client, query: string): Promise<unknown[]> {
    const results: unknown[] = [];
    for await (const result of client.iterate({ query })) results.push(result);
    return results;
  }

  test("graphql-ws asks, subscribes, and is told of errors", async () => {
    const client = clientOf(hub.url, `Bearer ${token}`);
    expect(await all(client, "{ viewer { email } }")).toEqual([
      { data: { viewer: { email: "venue@demo.samspil.example" } } },
    ]);
    await expect(all(client, "{ nothing }")).rejects.toMatchObject([
      { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
    ]);
    await client.dispose();

    const streaming = clientOf(trial.url);
    expect(await all(streaming, "subscription { counted(to: 3) }")).toEqual(
      [1, 2, 3].map((counted) => ({ data: { counted } })),
    );
    expect(await all(streaming, "subscription { failing(after: 0) }")).toMatchObject([
      { errors: [{ extensions: { code: "FORBIDDEN" } }] },
    ]);
    await streaming.dispose();
  });

  test("graphql-ws goes on at another server when one stops", async () => {
    const servers = [await startTrialServer(), await startTrialServer()] as const;
    let connections = 0;
    const client = createClient({
      url: () => endpoint(servers[Math.min(connections++, 1)]?.url ?? ""),
      webSocketImpl: WebSocket,
      retryWait: async () => undefined,
    });
    const results: unknown[] = [];
    const ended = new Promise<void>((resolve, reject) =>
      client.subscribe(
        { query: "subscription { pushed }" },
        { next: (result) => results.push(result), error: reject, complete: resolve },
      ),
    );
    const pushTo = async (server: TrialServer, value: number) => {
      while (server.calls.streams.pulled === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      server.calls.streams.push(value);
      while (results.length < value) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await pushTo(servers[0], 1);
    await servers[0].stop();
    await pushTo(servers[1], 2);
    expect(results).toEqual([{ data: { pushed: 1 } }, { data: { pushed: 2 } }]);
    await client.dispose();
    await ended;
    await servers[1].stop();
  });

  test("Apollo Client asks and subscribes", async () => {
    const socket = clientOf(hub.url, `Bearer ${token}`);
    const apollo = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
    const { data } = await apollo.query<{ viewer: { email: string } }>({
      query: gql("{ viewer { id email } }"),
    });
    expect(data?.viewer.email).toBe("venue@demo.samspil.example");
    apollo.stop();
    await socket.dispose();

    const streaming = clientOf(trial.url);
    const subscriber = new ApolloClient({ link: new GraphQLWsLink(streaming), cache: new InMemoryCache() });
    const counted: unknown[] = [];
    await new Promise<void>((resolve, reject) =>
      subscriber.subscribe<{ counted: number }>({ query: gql("subscription { counted(to: 3) }") }).subscribe({
        next: (result) => counted.push(result.data?.counted),
        error: reject,
        complete: resolve,
      }),
    );
    expect(counted).toEqual([1, 2, 3]);
    subscriber.stop();
    await streaming.dispose();
  });
});
