import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { codesIn, dataIn, openSocket, type SocketMessage } from "../../testkit/socket.js";
import { startTrialServer, type TrialServer } from "../server/trial-server.js";

let hub: TrialServer;
beforeAll(async () => {
  hub = await startTrialServer();
});
afterAll(() => hub.stop());
beforeEach(() => hub.tokens.clear());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const noSource = async (server: TrialServer = hub) => {
  while (server.calls.streams.open > 0) await sleep(5);
};

describe("a subscription", () => {
  test("is one next for each event in their order, then complete", async () => {
    const socket = await openSocket(hub.url);
    socket.subscribe("a", "subscription ($to: Int!) { counted(to: $to) }", { to: 50 });
    const messages = await socket.rest("a");
    expect(messages.slice(0, -1).map(dataIn)).toEqual(
      Array.from({ length: 50 }, (_, index) => ({ counted: index + 1 })),
    );
    expect(messages.at(-1)).toEqual({ id: "a", type: "complete" });
    await noSource();
    await socket.close();
  });

  test("ends its source when the client completes it, leaves, or breaks off", async () => {
    for (const end of [
      (socket: WebSocket) => socket.send(JSON.stringify({ id: "a", type: "complete" })),
      (socket: WebSocket) => socket.close(1000),
      (socket: WebSocket) => socket.terminate(),
    ]) {
      const socket = await openSocket(hub.url);
      socket.subscribe("a", "subscription { silent }");
      while (hub.calls.streams.open === 0) await sleep(5);
      end(socket.socket);
      await noSource();
      expect(socket.messages.some(({ id }) => id === "a")).toBe(false);
      socket.socket.terminate();
    }
  });

  test.each<[string, string, (object | string)[][], boolean]>([
    [
      "throws a technical error",
      "failing(after: 2)",
      [[{ failing: 1 }], [{ failing: 2 }], ["FORBIDDEN"]],
      false,
    ],
    ["fails", "broken(after: 1)", [[{ broken: 1 }], ["INTERNAL_SERVER_ERROR"]], true],
    ["is refused", "refused", [["THROTTLED"]], false],
    ["cannot be opened", "notOpened", [["INTERNAL_SERVER_ERROR"]], true],
    [
      "refuses the reader from the third event on",
      "forbiddenFrom(number: 3)",
      [[{ forbiddenFrom: 1 }], [{ forbiddenFrom: 2 }], ["FORBIDDEN"]],
      false,
    ],
  ])("whose source %s ends with a next that says so, then complete", async (_, field, expected, isLogged) => {
    const socket = await openSocket(hub.url);
    const before = hub.logLines().filter(({ level }) => level === "error").length;
    socket.subscribe("a", `subscription Told { ${field} }`);
    const messages = await socket.rest("a");
    const told = (message: SocketMessage) =>
      codesIn(message).length > 0 ? codesIn(message) : [dataIn(message)];
    expect(messages.slice(0, -1).map(told)).toEqual(expected);
    expect(messages.map(({ type }) => type)).toEqual([...expected.map(() => "next"), "complete"]);
    expect(JSON.stringify(messages)).not.toMatch(/secret|10\.1\.2\.3/);
    const logged = hub
      .logLines()
      .filter(({ level }) => level === "error")
      .slice(before);
    expect(logged.map(({ operationName }) => operationName)).toEqual(isLogged ? ["Told"] : []);
    await noSource();
    await socket.close();
  });

  test.each([
    [1, [{ untold: 1 }, { untold: 2 }, { untold: 3 }]],
    [2, [{ untold: 1 }, ["INTERNAL_SERVER_ERROR"]]],
  ])(
    "tries an event once more that could not be told; after %i failures that is seen",
    async (times, expected) => {
      hub.calls.streams.failures = 0;
      const socket = await openSocket(hub.url);
      socket.subscribe("a", `subscription { untold(times: ${times}) }`);
      const messages = await socket.rest("a");
      const told = messages
        .slice(0, -1)
        .map((each) => (codesIn(each).length > 0 ? codesIn(each) : dataIn(each)));
      expect(told).toEqual(expected);
      expect(messages.at(-1)).toEqual({ id: "a", type: "complete" });
      expect(hub.calls.streams.failures).toBe(times);
      await noSource();
      await socket.close();
    },
  );

  test("has a line in the log when it ends, and is counted", async () => {
    const fresh = await startTrialServer();
    const socket = await openSocket(fresh.url);
    socket.subscribe("a", "subscription Count { counted(to: 3) }");
    await socket.rest("a");
    socket.subscribe("b", "subscription Fail { failing(after: 1) }");
    await socket.rest("b");
    const lines = fresh.logLines().filter(({ msg }) => msg === "operation");
    expect(lines).toMatchObject([
      { operationName: "Count", operationType: "subscription", events: 3, errorCodes: [] },
      { operationName: "Fail", operationType: "subscription", events: 1, errorCodes: ["FORBIDDEN"] },
    ]);
    const text = await (await fetch(`${fresh.url}/metrics`)).text();
    for (const outcome of [
      'operation="Count",type="subscription",outcome="ok"',
      'operation="other",type="subscription",outcome="errors"',
    ])
      expect(text).toContain(`samspil_graphql_operations_total{${outcome}} 1\n`);
    await socket.close();
    await fresh.stop();
  });
});

describe("who reads", () => {
  const readBy = "subscription { readBy }";

  test.each<[string, { headers?: Record<string, string>; params?: object }, string | null]>([
    ["nobody", {}, null],
    ["the cookie of the handshake", { headers: { cookie: "token=cookie" } }, "cookie"],
    ["the handshake's Authorization", { headers: bearer("header") }, "header"],
    ["connectionParams", { params: bearer("params") }, "params"],
    ["connectionParams in another spelling", { params: { Authorization: "Bearer params" } }, "params"],
    [
      "connectionParams before the cookie",
      { headers: { cookie: "token=cookie" }, params: bearer("params") },
      "params",
    ],
    [
      "the cookie when connectionParams have none",
      { headers: { cookie: "token=cookie" }, params: { authorization: null, other: 1 } },
      "cookie",
    ],
  ])("is told by %s", async (_, { headers, params }, token) => {
    for (const each of ["cookie", "header", "params"]) hub.tokens.add(each);
    const socket = await openSocket(hub.url, { headers: { origin: hub.url, ...headers }, params });
    const { pulled } = hub.calls.streams;
    socket.subscribe("a", readBy);
    while (hub.calls.streams.pulled === pulled) await sleep(5);
    hub.calls.streams.push(1);
    expect(dataIn(await socket.next("a"))).toEqual({ readBy: token });
    await socket.close();
    await noSource();
  });

  test.each<[string, { headers?: Record<string, string>; params?: object }]>([
    ["a token that does not hold", { params: bearer("forged") }],
    ["a cookie that does not hold", { headers: { cookie: "token=forged" } }],
    ["a forged token beside a good cookie", { headers: { cookie: "token=good" }, params: bearer("forged") }],
    ["an authorization that is no text", { params: { authorization: 7 } }],
    ["an authorization that is a list", { params: { authorization: ["Bearer good"] } }],
    ["two of them", { params: { authorization: "Bearer good", Authorization: "Bearer good" } }],
  ])("%s closes with 4403", async (_, { headers, params = {} }) => {
    hub.tokens.add("good");
    const socket = await openSocket(hub.url, { headers: { origin: hub.url, ...headers }, params: null });
    socket.send({ type: "connection_init", payload: params });
    expect(await socket.closed).toEqual({ code: 4403, reason: "Forbidden" });
    expect(socket.messages).toEqual([]);
  });

  test("is asked for again by each operation, when nobody could tell as the socket began", async () => {
    const socket = await openSocket(hub.url, { params: bearer("broken") });
    for (const [id, query] of [
      ["a", "{ hello }"],
      ["b", "subscription { silent }"],
    ] as const) {
      socket.subscribe(id, query);
      expect((await socket.rest(id)).map((each) => [each.type, ...codesIn(each)])).toEqual([
        ["next", "INTERNAL_SERVER_ERROR"],
        ["complete"],
      ]);
    }
    expect(JSON.stringify(socket.messages)).not.toContain("10.1.2.3");
    await socket.close();
  });

  test("whose credential ends gets UNAUTHENTICATED and complete within a second, though nothing is delivered", async () => {
    for (const token of ["ends", "stays"]) hub.tokens.add(token);
    const [ends, stays] = await Promise.all(
      ["ends", "stays"].map((token) => openSocket(hub.url, { params: bearer(token) })),
    );
    if (!ends || !stays) throw new Error("No sockets");
    for (const id of ["a", "b"]) ends.subscribe(id, "subscription { silent }");
    stays.subscribe("a", readBy);
    while (hub.calls.streams.open < 3) await sleep(5);
    hub.tokens.delete("ends");
    const endedAt = performance.now();
    for (const id of ["a", "b"]) {
      const messages = await ends.rest(id);
      expect(messages).toEqual([
        {
          id,
          type: "next",
          payload: {
            errors: [
              {
                message: "The token is not valid.",
                extensions: { code: "UNAUTHENTICATED", requestId: expect.any(String) },
              },
            ],
          },
        },
        { id, type: "complete" },
      ]);
    }
    expect(performance.now() - endedAt).toBeLessThan(1_000);
    // The socket is still there, for whoever signs in anew on another.
    ends.subscribe("c", "{ hello }");
    expect((await ends.rest("c")).map((each) => [each.type, ...codesIn(each)])).toEqual([
      ["next", "UNAUTHENTICATED"],
      ["complete"],
    ]);
    hub.calls.streams.push(1);
    expect(dataIn(await stays.next("a"))).toEqual({ readBy: "stays" });
    await ends.close();
    await stays.close();
    await noSource();
  });

  test("is looked at again at each event, before it is delivered", async () => {
    const slow = await startTrialServer({ socketLimits: { viewerCheckMs: 60_000 } });
    slow.tokens.add("ends");
    const socket = await openSocket(slow.url, { params: bearer("ends") });
    socket.subscribe("a", readBy);
    const { contexts } = slow.calls;
    for (const event of [1, 2]) {
      while (slow.calls.streams.pulled < event) await sleep(5);
      slow.calls.streams.push(event);
      expect(dataIn(await socket.next("a"))).toEqual({ readBy: "ends" });
    }
    expect(slow.calls.contexts - contexts).toBe(3);
    while (slow.calls.streams.pulled < 3) await sleep(5);
    slow.tokens.clear();
    await sleep(100);
    slow.calls.streams.push(3);
    expect((await socket.rest("a")).map((each) => [each.type, ...codesIn(each)])).toEqual([
      ["next", "UNAUTHENTICATED"],
      ["complete"],
    ]);
    await socket.close();
    await slow.stop();
  });
});

/** A client that speaks WebSocket on a bare connection, and reads only when told to. */
async function bareClient(
  server: TrialServer,
): Promise<{ socket: Socket; say(message: object): void; received(): string; closed: Promise<unknown> }> {
  const socket = connect(server.port, "127.0.0.1");
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk) => {
    text += String(chunk);
  });
  socket.on("error", () => socket.destroy());
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  socket.write(
    "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n",
  );
  /** A text frame with a mask of zeros. */
  const say = (message: object) => {
    const bytes = Buffer.from(JSON.stringify(message));
    socket.write(
      Buffer.concat([Buffer.from([0x81, 0xfe, bytes.length >> 8, bytes.length & 255, 0, 0, 0, 0]), bytes]),
    );
  };
  say({ type: "connection_init" });
  while (!text.includes("connection_ack")) await sleep(5);
  return { socket, say, received: () => text, closed };
}

describe("peers", () => {
  test("that answer no pings are gone after two of them, others stay", async () => {
    const server = await startTrialServer({ socketLimits: { pingEveryMs: 300 } });
    const dead = await bareClient(server);
    const alive = await openSocket(server.url);
    dead.say({ id: "a", type: "subscribe", payload: { query: "subscription { silent }" } });
    while (server.calls.streams.open === 0) await sleep(5);
    const startedAt = performance.now();
    await dead.closed;
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await noSource(server);
    await sleep(900);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
    await alive.close();
    await server.stop();
  });

  const megabyte = 1_000_000;
  const bulky = {
    id: "a",
    type: "subscribe",
    payload: { query: "subscription { bulky(characters: 100000) }" },
  };
  /** Waits until nothing more is asked of the sources; answers how much was. */
  async function pulledInTheEnd(server: TrialServer): Promise<number> {
    for (let before = -1; before !== server.calls.streams.pulled; await sleep(200))
      before = server.calls.streams.pulled;
    return server.calls.streams.pulled;
  }

  test("that do not read are sent no more than is bounded, and closed with 1013 in the end", async () => {
    const server = await startTrialServer({
      socketLimits: { maxBufferedBytes: megabyte, stalledMs: 1_500, closingMs: 500 },
    });
    const lazy = await bareClient(server);
    const other = await openSocket(server.url);
    lazy.socket.pause();
    const before = process.memoryUsage.rss();
    lazy.say(bulky);
    while (server.calls.streams.pulled === 0) await sleep(5);
    const pulled = await pulledInTheEnd(server);
    // What the operating system takes for the two ends of a connection is a few megabytes.
    expect(pulled * 100_000).toBeLessThan(20 * megabyte);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * megabyte);
    other.subscribe("a", "{ hello }");
    expect((await other.rest("a")).map(({ type }) => type)).toEqual(["next", "complete"]);
    while (server.calls.streams.open > 0) await sleep(5);
    expect(server.calls.streams.pulled).toBe(pulled);
    while (!server.logLines().some(({ msg, operations }) => msg === "socket" && operations === 1))
      await sleep(5);
    lazy.socket.destroy();
    await other.close();
    await server.stop();
  });

  test("that read late get everything in order", async () => {
    const server = await startTrialServer({ socketLimits: { maxBufferedBytes: megabyte } });
    const late = await openSocket(server.url);
    late.socket.pause();
    late.send(bulky);
    while (server.calls.streams.pulled === 0) await sleep(5);
    const pulled = await pulledInTheEnd(server);
    expect(pulled * 100_000).toBeLessThan(20 * megabyte);
    late.socket.resume();
    while (late.messages.length < 3 * pulled) await sleep(20);
    late.socket.terminate();
    const numbers = late.messages
      .slice(1)
      .map((each) => Number.parseInt(String((dataIn(each) as { bulky: string }).bulky), 10));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    await noSource(server);
    await server.stop();
  });

  test("that ask without reading the answers are not heard until they do", async () => {
    const server = await startTrialServer({
      socketLimits: { maxBufferedBytes: 100_000, stalledMs: 1_000, closingMs: 200 },
    });
    const flood = await bareClient(server);
    flood.socket.pause();
    const payload = { text: "x".repeat(60_000) };
    for (let sent = 0; sent < 500; sent += 1) flood.say({ type: "ping", payload });
    await sleep(700);
    // Of 30 MB, the server and the operating system took a few.
    expect(flood.socket.writableLength).toBeGreaterThan(15 * megabyte);
    while (!server.logLines().some(({ msg }) => msg === "socket")) await sleep(5);
    expect(server.logLines().find(({ msg }) => msg === "socket")?.code).not.toBe(1000);
    flood.socket.destroy();
    await server.stop();
  });
});

describe("when the server stops", () => {
  test("sockets are closed with 1001, those with a query after its answer", async () => {
    const server = await startTrialServer();
    const [idle, reading, busy] = await Promise.all([1, 2, 3].map(() => openSocket(server.url)));
    if (!idle || !reading || !busy) throw new Error("No sockets");
    reading.subscribe("a", "subscription { silent }");
    busy.subscribe("a", "subscription { silent }");
    busy.subscribe("b", "{ slow(ms: 400) }");
    while (server.calls.streams.open < 2 || server.calls.resolvers < 1) await sleep(5);
    const stopped = server.stop();
    const late = { id: "late", type: "subscribe", payload: { query: 'mutation { write(value: "late") }' } };
    for (const socket of [idle, reading])
      expect(await socket.closed).toEqual({ code: 1001, reason: "The server is shutting down" });
    expect(busy.socket.readyState).toBe(WebSocket.OPEN);
    busy.send(late);
    expect((await busy.rest("b")).map(dataIn)).toEqual([{ slow: "done" }, undefined]);
    expect((await busy.closed).code).toBe(1001);
    await stopped;
    expect(server.calls.writes).toEqual([]);
    expect(server.calls.streams.open).toBe(0);
  });

  test("what takes too long is cut, and who does not answer the close", async () => {
    const server = await startTrialServer({ limits: { drainMs: 200 }, socketLimits: { closingMs: 200 } });
    const busy = await openSocket(server.url);
    busy.subscribe("a", "{ aborted(ms: 5000) }");
    const deaf = await bareClient(server);
    while (server.calls.resolvers < 1) await sleep(5);
    const startedAt = performance.now();
    await server.stop();
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect((await busy.closed).code).toBe(1001);
    await deaf.closed;
    expect(deaf.received()).toContain("The server is shutting down");
  });
});
