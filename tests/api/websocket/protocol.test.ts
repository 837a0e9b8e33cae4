import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { codesIn, dataIn, openSocket } from "../../testkit/socket.js";
import { post, startTrialServer, type TrialServer } from "../server/trial-server.js";
import { handshake } from "./handshake.js";

let hub: TrialServer;
beforeAll(async () => {
  hub = await startTrialServer();
});
afterAll(() => hub.stop());

describe("what closes a socket", () => {
  const begin = { type: "connection_init" };
  const ask = (id: unknown, payload: unknown = { query: "{ hello }" }) => ({
    id,
    type: "subscribe",
    payload,
  });
  const silent = { query: "subscription { silent }" };

  const cases: [string, (object | string)[], number][] = [
    ["no JSON", ["hello"], 4400],
    ["nothing", [""], 4400],
    ["half of a message", ['{"type":"ping"'], 4400],
    ["null", ["null"], 4400],
    ["a number", ["7"], 4400],
    ["a list", [[begin]], 4400],
    ["no type", [{}], 4400],
    ["a type that is a number", [{ type: 7 }], 4400],
    ["an empty type", [{ type: "" }], 4400],
    ["a type of another protocol", [{ type: "start", id: "1", payload: { query: "{ hello }" } }], 4400],
    ["a type of another spelling", [{ type: "Ping" }], 4400],
    ["a type of every object", [{ type: "constructor" }], 4400],
    ["connection_ack, which is the server's", [{ type: "connection_ack" }], 4400],
    ["next, which is the server's", [begin, { id: "1", type: "next", payload: {} }], 4400],
    ["error, which is the server's", [begin, { id: "1", type: "error", payload: [{ message: "x" }] }], 4400],
    ["a key that reaches a prototype", ['{"type":"ping","__proto__":{}}'], 4400],
    [
      "one in the variables",
      [
        begin,
        '{"id":"1","type":"subscribe","payload":{"query":"{ hello }","variables":{"\\u005f_proto__":1}}}',
      ],
      4400,
    ],
    ["a payload of connection_init that is a text", [{ type: "connection_init", payload: "x" }], 4400],
    ["a payload of connection_init that is a list", [{ type: "connection_init", payload: [] }], 4400],
    ["a payload of ping that is a list", [{ type: "ping", payload: [] }], 4400],
    ["a payload of pong that is a number", [{ type: "pong", payload: 7 }], 4400],
    ["complete without an id", [{ type: "complete" }], 4400],
    ["complete with an empty id", [begin, { type: "complete", id: "" }], 4400],
    ["complete with an id that is a number", [begin, { type: "complete", id: 1 }], 4400],
    ["subscribe without an id", [begin, { type: "subscribe", payload: { query: "{ hello }" } }], 4400],
    ["an id that is a number", [begin, ask(1)], 4400],
    ["an empty id", [begin, ask("")], 4400],
    ["subscribe without a payload", [begin, { id: "1", type: "subscribe" }], 4400],
    ["a payload that is a list", [begin, ask("1", [])], 4400],
    ["no query", [begin, ask("1", {})], 4400],
    ["a query that is null", [begin, ask("1", { query: null })], 4400],
    ["a query that is an object", [begin, ask("1", { query: {} })], 4400],
    ["variables that are a text", [begin, ask("1", { query: "{ hello }", variables: "{}" })], 4400],
    ["variables that are a list", [begin, ask("1", { query: "{ hello }", variables: [] })], 4400],
    ["an operationName that is a number", [begin, ask("1", { query: "{ hello }", operationName: 1 })], 4400],
    ["extensions that are a text", [begin, ask("1", { query: "{ hello }", extensions: "x" })], 4400],
    ["an operation without a beginning", [ask("1")], 4401],
    [
      "an operation before the beginning is acknowledged",
      [{ type: "connection_init", payload: { authorization: "Bearer slow" } }, ask("1")],
      4401,
    ],
    ["two beginnings", [begin, begin], 4429],
    ["a large message", [{ type: "ping", payload: { text: "x".repeat(65_536) } }], 1009],
    ["an id as large as that", [begin, ask("x".repeat(65_536))], 1009],
  ];
  test.each(cases)("%s", async (_, messages, code) => {
    const socket = await openSocket(hub.url, { params: null });
    for (const message of messages) socket.send(message);
    expect((await socket.closed).code).toBe(code);
    expect(hub.calls.streams.open).toBe(0);
  });

  const begun: [string, (object | string)[], number][] = [
    ["a second beginning", [begin], 4429],
    ["an id that is under way", [ask("a", silent), ask("a")], 4409],
    ["an id that is under way, again as a subscription", [ask("a", silent), ask("a", silent)], 4409],
    [
      "an id of a query that is under way",
      [ask("a", { query: "{ slow(ms: 500) }" }), ask("a", silent)],
      4409,
    ],
    ["an id of every object that is under way", [ask("__proto__", silent), ask("__proto__", silent)], 4409],
    ["a long id that is under way", [ask("å".repeat(999), silent), ask("å".repeat(999), silent)], 4409],
  ];
  test.each(begun)("once it has begun: %s", async (_, messages, code) => {
    const socket = await openSocket(hub.url);
    for (const message of messages) socket.send(message);
    const { code: closedWith, reason } = await socket.closed;
    expect(closedWith).toBe(code);
    expect(reason).not.toBe("");
    while (hub.calls.streams.open > 0) await sleep(5);
  });

  test.each<[number, string, (object | string)[]]>([
    [4400, "Invalid message received", [{ type: "start" }]],
    [4401, "Unauthorized", [ask("1")]],
    [4409, "Subscriber for a already exists", [begin, ask("a", silent), ask("a")]],
    [4429, "Too many initialisation requests", [begin, begin]],
  ])("%i says %s", async (code, reason, messages) => {
    const socket = await openSocket(hub.url, { params: null });
    for (const message of messages) {
      socket.send(message);
      // What follows comes when it has begun.
      if (message === begin && code === 4409) await socket.next();
    }
    expect(await socket.closed).toEqual({ code, reason });
    while (hub.calls.streams.open > 0) await sleep(5);
  });

  test("a binary message", async () => {
    const socket = await openSocket(hub.url);
    socket.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    expect((await socket.closed).code).toBe(4400);
  });

  test("bytes that are no UTF-8", async () => {
    const socket = await openSocket(hub.url);
    socket.socket.send(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), { binary: false });
    expect((await socket.closed).code).toBe(1007);
  });

  test("a large message in fragments, before it is whole", async () => {
    const socket = await openSocket(hub.url);
    for (let part = 0; part < 5; part += 1) socket.socket.send("x".repeat(16_000), { fin: false });
    expect((await socket.closed).code).toBe(1009);
  });

  test("a message of the largest size does not", async () => {
    const socket = await openSocket(hub.url);
    const frame = JSON.stringify({ type: "ping", payload: { text: "" } });
    socket.send(frame.replace('""', `"${"x".repeat(65_536 - frame.length)}"`));
    expect((await socket.next()).type).toBe("pong");
    await socket.close();
  });

  test("no beginning in time", async () => {
    const impatient = await startTrialServer({ socketLimits: { initTimeoutMs: 100 } });
    const begun = await openSocket(impatient.url);
    // Speaks, and does not begin.
    const socket = await openSocket(impatient.url, { params: null });
    socket.send({ type: "ping" });
    expect((await socket.next()).type).toBe("pong");
    expect(await socket.closed).toEqual({ code: 4408, reason: "Connection initialisation timeout" });
    // Came before it, and has begun: its time was over before the other's.
    expect(begun.socket.readyState).toBe(WebSocket.OPEN);
    await impatient.stop();
  });

  test("no subprotocol, or one that is not offered", async () => {
    const without = await openSocket(hub.url, { params: null, protocols: [] });
    expect(await without.closed).toEqual({ code: 4406, reason: "Subprotocol not acceptable" });
    // Clients give up by themselves when theirs is not chosen.
    const raw = await handshake(hub.port, { "sec-websocket-protocol": "graphql-ws" });
    expect(raw).toMatch(/^HTTP\/1\.1 101 /);
    expect(raw).not.toMatch(/sec-websocket-protocol/i);
    expect(raw).toContain("Subprotocol not acceptable");
    const among = await openSocket(hub.url, { protocols: ["graphql-ws", "graphql-transport-ws"] });
    expect(among.socket.protocol).toBe("graphql-transport-ws");
    await among.close();
  });

  test("nothing that follows is done", async () => {
    const socket = await openSocket(hub.url);
    socket.send("nonsense");
    socket.subscribe("late", 'mutation { write(value: "late") }');
    expect((await socket.closed).code).toBe(4400);
    expect(hub.calls.writes).not.toContain("late");
  });
});

describe("messages", () => {
  test("a ping is answered before and after the beginning, with what it carries", async () => {
    const socket = await openSocket(hub.url, { params: null });
    for (const payload of [undefined, null, {}, { at: 1, text: "\ud800" }]) {
      socket.send({ type: "ping", payload });
      expect(await socket.next()).toEqual(payload ? { type: "pong", payload } : { type: "pong" });
    }
    socket.send({ type: "connection_init", payload: null });
    expect(await socket.next()).toEqual({ type: "connection_ack" });
    socket.send({ type: "ping" });
    expect(await socket.next()).toEqual({ type: "pong" });
    await socket.close();
  });

  test("a ping is answered while the beginning is looked at, and while operations run", async () => {
    hub.tokens.add("slow");
    const socket = await openSocket(hub.url, { params: null });
    socket.send({ type: "connection_init", payload: { authorization: "Bearer slow" } });
    socket.send({ type: "ping", payload: { at: "beginning" } });
    expect(await socket.next()).toEqual({ type: "pong", payload: { at: "beginning" } });
    expect((await socket.next()).type).toBe("connection_ack");
    socket.subscribe("stream", "subscription { silent }");
    socket.subscribe("query", "{ slow(ms: 300) }");
    socket.send({ type: "ping", payload: { at: "running" } });
    expect(await socket.next()).toEqual({ type: "pong", payload: { at: "running" } });
    expect((await socket.rest("query")).map(dataIn)).toEqual([{ slow: "done" }, undefined]);
    await socket.close();
    hub.tokens.delete("slow");
    while (hub.calls.streams.open > 0) await sleep(5);
  });

  test("a pong, and complete of what is not known or over, change nothing, at any time", async () => {
    const socket = await openSocket(hub.url, { params: null });
    const idle = [{ type: "pong" }, { type: "pong", payload: {} }, { type: "complete", id: "none" }];
    const complete = { type: "complete", id: "1" };
    for (const message of idle) socket.send(message);
    socket.send({ type: "connection_init" });
    expect((await socket.next()).type).toBe("connection_ack");
    for (const message of idle) socket.send(message);
    for (const _ of ["once", "again"]) {
      socket.subscribe("1", "{ hello }");
      expect(await socket.rest("1")).toEqual([
        { id: "1", type: "next", payload: { data: { hello: "Hello world" } } },
        { id: "1", type: "complete" },
      ]);
      socket.send(complete);
      socket.send(complete);
    }
    socket.subscribe("1", "{ helo }");
    expect((await socket.rest("1")).map(({ type }) => type)).toEqual(["error"]);
    socket.send(complete);
    socket.send({ type: "ping" });
    expect((await socket.next()).type).toBe("pong");
    await socket.close();
  });

  test("what may be null or absent may be both, and what the protocol does not name is overlooked", async () => {
    const socket = await openSocket(hub.url);
    for (const more of [{}, { operationName: null, variables: null, extensions: null }, { extensions: {} }]) {
      socket.send({ id: "1", type: "subscribe", payload: { query: "{ hello }", ...more }, other: [1] });
      expect((await socket.rest("1")).map(dataIn)).toEqual([{ hello: "Hello world" }, undefined]);
    }
    await socket.close();
  });

  test("a message comes in fragments, cut within a character, with pings between them", async () => {
    const socket = await openSocket(hub.url);
    const query = 'query { hello(name: "Åse 🎺") }';
    const bytes = Buffer.from(JSON.stringify({ id: "å", type: "subscribe", payload: { query } }));
    for (let at = 0; at < bytes.length; at += 3) {
      socket.socket.send(bytes.subarray(at, at + 3), { binary: false, fin: at + 3 >= bytes.length });
      if (at % 30 === 0) socket.socket.ping();
    }
    expect((await socket.rest("å")).map(dataIn)).toEqual([{ hello: "Hello Åse 🎺" }, undefined]);
    await socket.close();
  });

  test("a ping of WebSocket itself is answered", async () => {
    const socket = await openSocket(hub.url);
    socket.socket.ping("are you there");
    const [data] = await once(socket.socket, "pong");
    expect(String(data)).toBe("are you there");
    await socket.close();
  });

  test.each(["1", "__proto__", "constructor", "æ\u0000\ud800", "x".repeat(40_000)])(
    "an id is the client's own, and free again afterwards",
    async (id) => {
      const socket = await openSocket(hub.url);
      for (const name of ["A", "B"]) {
        socket.subscribe(id, "query ($name: String) { hello(name: $name) }", { name });
        const [next, complete] = await socket.rest(id);
        expect([dataIn(next ?? { type: "" }), complete]).toEqual([
          { hello: `Hello ${name}` },
          { id, type: "complete" },
        ]);
      }
      await socket.close();
    },
  );

  test("an id is free again once the client has completed it, and nothing more comes of what it named", async () => {
    const socket = await openSocket(hub.url);
    socket.subscribe("a", "subscription { silent }");
    socket.send({ id: "a", type: "complete" });
    socket.subscribe("a", "subscription { counted(to: 1) }");
    expect((await socket.rest("a")).map(({ type }) => type)).toEqual(["next", "complete"]);
    while (hub.calls.streams.open > 0) await sleep(5);
    await socket.close();
  });

  test("a query that the client completes is stopped, and not answered", async () => {
    const socket = await openSocket(hub.url);
    const { aborted, resolvers } = hub.calls;
    socket.subscribe("a", "{ aborted(ms: 5000) }");
    while (hub.calls.resolvers === resolvers) await sleep(5);
    socket.send({ id: "a", type: "complete" });
    while (hub.calls.aborted === aborted) await sleep(5);
    socket.subscribe("b", "{ hello }");
    await socket.rest("b");
    expect(socket.messages.filter(({ id }) => id === "a")).toEqual([]);
    await socket.close();
  });

  test("a query of a client that leaves is stopped", async () => {
    const socket = await openSocket(hub.url);
    const { aborted, resolvers } = hub.calls;
    socket.subscribe("a", "{ aborted(ms: 5000) }");
    while (hub.calls.resolvers === resolvers) await sleep(5);
    socket.socket.terminate();
    while (hub.calls.aborted === aborted) await sleep(5);
  });

  test("queries and mutations are answered as over HTTP, errors too", async () => {
    const socket = await openSocket(hub.url);
    const queries = [
      "{ hello count(size: 7) }",
      'mutation { write(value: "over a socket") }',
      "query Failing { databaseFailure hello }",
      "{ forbidden throttled refused wrongNumber }",
      "{ nothingRequired }",
    ];
    for (const [index, query] of queries.entries()) {
      socket.subscribe(String(index), query);
      const [next, complete] = await socket.rest(String(index));
      const { data, errors } = await post(hub.url, { query });
      const alike = errors?.map((error) => ({
        ...error,
        extensions: { ...error.extensions, requestId: expect.stringMatching(/^[\w-]{36}$/) },
      }));
      expect(next?.payload).toEqual({ data, ...(alike && { errors: alike }) });
      expect(complete?.type).toBe("complete");
    }
    await socket.close();
  });

  const many = (times: number, part: (index: number) => string) =>
    Array.from({ length: times }, (_, index) => part(index)).join(" ");

  test("what is refused is an error of that operation, as over HTTP, and the others go on", async () => {
    const socket = await openSocket(hub.url);
    socket.subscribe("stream", "subscription { pushed }");
    const refused: [string, Record<string, unknown>][] = [
      ["a syntax error", { query: "{ hello" }],
      ["an empty query", { query: "" }],
      ["a validation error", { query: "{ helo }" }],
      ["a subscription of two fields", { query: "subscription { silent ticks }" }],
      [
        "a variable of another type",
        { query: "query ($n: Int!) { count(size: $n) }", variables: { n: "x" } },
      ],
      ["an operation that is not there", { query: "query A { hello }", operationName: "B" }],
      ["two operations and no name", { query: "query A { hello } query B { hello }" }],
      [
        "too deep",
        { query: `{ actors { nodes ${"{ actors { nodes ".repeat(8)} { id } ${"} }".repeat(8)} } }` },
      ],
      [
        "too dear",
        {
          query:
            "{ actors(first: 100) { nodes { actors(first: 100) { nodes { actors(first: 100) { nodes { id } } } } } } }",
        },
      ],
      ["a persisted query", { query: "{ hello }", extensions: { persistedQuery: {} } }],
      ["many aliases", { query: `{ ${many(31, (i) => `x${i}: hello`)} }` }],
      ["many root fields", { query: `{ ${many(21, (i) => `x${i}: hello`)} }` }],
      ["many directives", { query: `{ hello ${many(51, () => "@skip(if: false)")} }` }],
      ["many tokens", { query: `{ nodes(ids: [${many(2_001, () => '"a"')}]) { id } }` }],
      ["many fragments", { query: `{ hello } ${many(51, (i) => `fragment F${i} on Query { hello }`)}` }],
      ["a fragment within itself", { query: "{ ...F } fragment F on Query { hello ...F }" }],
      ["NUL", { query: "{ hello }\u0000" }],
      ["half of a surrogate pair", { query: "{ hello \ud800 }" }],
    ];
    for (const [id, payload] of refused) {
      const { resolvers } = hub.calls;
      socket.send({ id, type: "subscribe", payload });
      const [error, ...more] = await socket.rest(id);
      expect([id, error?.type, more]).toEqual([id, "error", []]);
      const overHttp = await post(hub.url, payload);
      const without = (errors: unknown) =>
        JSON.parse(JSON.stringify(errors, (key, value) => (key === "requestId" ? undefined : value)));
      if (id !== "a subscription of two fields")
        expect([id, without(error?.payload)]).toEqual([id, without(overHttp.errors)]);
      expect(codesIn(error ?? { type: "" })).toHaveLength(overHttp.errors?.length ?? 0);
      expect(hub.calls.resolvers).toBe(resolvers);
    }
    // What a text may hold and a document may not.
    const name = "\u0000\ud800";
    socket.subscribe("odd", "query ($name: String) { hello(name: $name) }", { name });
    expect((await socket.rest("odd")).map(dataIn)).toEqual([{ hello: `Hello ${name}` }, undefined]);
    hub.calls.streams.push(7);
    expect(dataIn(await socket.next("stream"))).toEqual({ pushed: 7 });
    await socket.close();
  });

  test("one document may hold several operations, and one name chooses", async () => {
    const socket = await openSocket(hub.url);
    const query = 'query A { hello } subscription B { counted(to: 2) } mutation C { write(value: "c") }';
    for (const operationName of ["A", "B", "C"])
      socket.send({ id: operationName, type: "subscribe", payload: { query, operationName } });
    const data = await Promise.all(["A", "B", "C"].map(async (id) => (await socket.rest(id)).map(dataIn)));
    expect(data).toEqual([
      [{ hello: "Hello world" }, undefined],
      [{ counted: 1 }, { counted: 2 }, undefined],
      [{ write: "c" }, undefined],
    ]);
    await socket.close();
  });
});
