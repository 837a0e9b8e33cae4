import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { socketLimits } from "../../../src/app/http/websocket/socket-limits.js";
import { codesIn, dataIn, openSocket } from "../../testkit/socket.js";
import { post, sendRaw, startTrialServer, type TrialServer, trialConfig } from "../server/trial-server.js";
import { handshake } from "./handshake.js";

const APP = "https://app.example";
let hub: TrialServer;
beforeAll(async () => {
  hub = await startTrialServer({ config: { ...trialConfig, CORS_ORIGINS: [APP] } });
  hub.tokens.add("good");
});
afterAll(() => hub.stop());

describe("the handshake", () => {
  const cookie = "token=good";
  test.each<[string, () => Record<string, string>, number]>([
    ["no cookie, from a program", () => ({}), 101],
    ["our own page", () => ({ origin: hub.url }), 101],
    ["our own page, with a cookie", () => ({ origin: hub.url, cookie }), 101],
    ["a named origin's page, with a cookie", () => ({ origin: APP, cookie }), 101],
    ["a foreign page", () => ({ origin: "https://evil.example" }), 403],
    ["a foreign page, with a cookie", () => ({ origin: "https://evil.example", cookie }), 403],
    ["a page of a sandbox", () => ({ origin: "null" }), 403],
    ["another port's page", () => ({ origin: "http://127.0.0.1:1" }), 403],
    ["a cookie without an origin", () => ({ cookie }), 403],
    ["no key", () => ({ "sec-websocket-key": "" }), 400],
    ["a key that is none", () => ({ "sec-websocket-key": "x" }), 400],
    ["an old version", () => ({ "sec-websocket-version": "7" }), 400],
    ["a protocol list that is none", () => ({ "sec-websocket-protocol": "a,,b" }), 400],
  ])("of %s", async (_, headers, status) => {
    const raw = await handshake(hub.port, headers());
    expect(raw).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (status === 101) return;
    expect(raw).toMatch(
      /content-type: application\/json.*"code":"(FORBIDDEN|BAD_REQUEST)","requestId":"[\w-]{36}"/s,
    );
    if (status === 400) expect(raw).toMatch(/sec-websocket-version: 13/);
  });

  test("is in the log and the metrics, as the socket's end is", async () => {
    const fresh = await startTrialServer();
    const socket = await openSocket(fresh.url);
    socket.subscribe("secret-id", "query Greeting { hello }");
    await socket.rest("secret-id");
    const text = await (await fetch(`${fresh.url}/metrics`)).text();
    expect(text).toContain("samspil_websocket_sockets 1\n");
    expect(text).toContain('samspil_http_requests_total{route="/graphql",method="GET",status="101"} 1\n');
    expect(text).toContain(
      'samspil_graphql_operations_total{operation="Greeting",type="query",outcome="ok"} 1\n',
    );
    await socket.close();
    while (!fresh.logLines().some(({ msg }) => msg === "socket")) await sleep(5);
    const lines = fresh.logLines().filter(({ route }) => route === "/graphql");
    expect(lines).toEqual([
      expect.objectContaining({ msg: "request", status: 101, method: "GET", requestId: expect.any(String) }),
      expect.objectContaining({
        msg: "operation",
        operationName: "Greeting",
        operationType: "query",
        errorCodes: [],
        ms: expect.any(Number),
      }),
      expect.objectContaining({ msg: "socket", code: 1000, operations: 1, requestId: lines[0]?.requestId }),
    ]);
    expect(fresh.logText()).not.toMatch(/secret-id|127\.0\.0\.1|hello/);
    const after = await (await fetch(`${fresh.url}/metrics`)).text();
    expect(after).toContain("samspil_websocket_sockets 0\n");
    expect(after).toContain('samspil_websocket_closes_total{code="1000"} 1\n');
    await fresh.stop();
  });
});

describe("other upgrades are ignored", () => {
  const h2c =
    "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n";

  test("the request is answered, and the connection serves the next", async () => {
    const body = JSON.stringify({ query: "{ hello }" });
    const request = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
    const raw = await sendRaw(hub.port, [
      `${request}${h2c}\r\n${body}`,
      `${request}connection: close\r\n\r\n${body}`,
    ]);
    expect(raw.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(raw.match(/Hello world/g)).toHaveLength(2);
  });

  test("a body that follows piece by piece arrives whole", async () => {
    const body = JSON.stringify({ query: "{ hello }", variables: { padding: "å".repeat(30_000) } });
    const socket = connect(hub.port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += String(chunk);
    });
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${h2c}\r\n`;
    const bytes = Buffer.from(head + body);
    for (let at = 0; at < bytes.length; at += 9_999) {
      socket.write(bytes.subarray(at, at + 9_999));
      await sleep(5);
    }
    while (!received.includes("Hello world")) await sleep(5);
    expect(received).toMatch(/^HTTP\/1\.1 200 OK/);
    socket.destroy();
  });

  test.each(["/livez", "/nowhere"])("to WebSocket at %s", async (path) => {
    const raw = await handshake(hub.port, {}, path);
    expect(raw).toMatch(path === "/livez" ? /^HTTP\/1\.1 200 .*alive/s : /^HTTP\/1\.1 404 .*NOT_FOUND/s);
  });

  test("by a request whose headers are cut off it is refused, since nobody knows where it ends", async () => {
    const many = Array.from({ length: 120 }, (_, index) => `x-${index}: 1\r\n`).join("");
    const raw = await sendRaw(
      hub.port,
      `POST /graphql HTTP/1.1\r\nhost: x\r\n${h2c}${many}content-length: 40\r\n\r\nGET /livez HTTP/1.1\r\nhost: x\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 431 /);
    expect(raw).not.toContain("alive");
  });

  test("behind a request that is being answered the connection is cut", async () => {
    const raw = await sendRaw(hub.port, [
      "GET /graphql?query=%7Bslow(ms:200)%7D HTTP/1.1\r\nhost: x\r\n\r\n",
      `GET /livez HTTP/1.1\r\nhost: x\r\n${h2c}\r\n`,
    ]);
    expect(raw).toBe("");
  });

  test("nonsense after the handshake closes that socket alone", async () => {
    const socket = connect(hub.port, "127.0.0.1");
    const closed = once(socket, "close");
    socket.on("error", () => undefined);
    socket.write(
      `GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    socket.write(randomBytes(1_000));
    socket.resume();
    await closed;
    expect((await post(hub.url, { query: "{ hello }" })).status).toBe(200);
  });
});

describe("limits", () => {
  test("in force are those that are promised", () => {
    const { maxOperations, maxMessageBytes, pingEveryMs, stalledMs, closingMs } = socketLimits;
    expect([maxOperations, maxMessageBytes]).toEqual([100, 64 * 1024]);
    // The longest that a dead peer can stay.
    expect(2 * pingEveryMs + stalledMs + closingMs).toBeLessThan(30_000);
  });

  test("one operation too many is THROTTLED, and the others go on", async () => {
    const socket = await openSocket(hub.url);
    for (let number = 0; number < 100; number += 1) socket.subscribe(`s${number}`, "subscription { pushed }");
    socket.subscribe("one-more", "{ hello }");
    const [refusal, ...more] = await socket.rest("one-more");
    expect([refusal?.type, codesIn(refusal ?? { type: "" }), more]).toEqual(["error", ["THROTTLED"], []]);
    while (hub.calls.streams.pulled < 100) await sleep(5);
    hub.calls.streams.push(5);
    for (let number = 0; number < 100; number += 1)
      expect(dataIn(await socket.next(`s${number}`))).toEqual({ pushed: 5 });
    socket.send({ id: "s0", type: "complete" });
    socket.subscribe("now", "{ hello }");
    expect((await socket.rest("now")).map(({ type }) => type)).toEqual(["next", "complete"]);
    await socket.close();
    while (hub.calls.streams.open > 0) await sleep(5);
  });

  test("sockets are bounded by address and altogether, and a closed one makes room", async () => {
    const small = await startTrialServer({
      config: { ...trialConfig, TRUST_PROXY: true },
      socketLimits: { maxSockets: 3, maxSocketsPerAddress: 2 },
    });
    const from = (address: string) =>
      openSocket(small.url, { headers: { "x-forwarded-for": address } }).catch(
        (error: Error) => error.message,
      );
    const first = await from("2001:db8::1");
    expect(typeof (await from("2001:db8::2"))).toBe("object");
    expect(await from("2001:db8::3")).toMatch(/429/);
    expect(typeof (await from("192.0.2.1"))).toBe("object");
    expect(await from("192.0.2.2")).toMatch(/503/);
    if (typeof first === "string") throw new Error(first);
    await first.close();
    while (typeof (await from("192.0.2.2")) === "string") await sleep(5);
    const raw = await handshake(small.port, { "x-forwarded-for": "192.0.2.3" });
    expect(raw).toMatch(/^HTTP\/1\.1 503 .*retry-after: 10.*"code":"THROTTLED"/s);
    await small.stop();
  });
});
