import { gzipSync } from "node:zlib";
import { auditGraphqlOverHttp } from "./graphql-over-http-audit.js";
import { ask, post, sendRaw, startTrialServer, type TrialServer } from "./trial-server.js";

let hub: TrialServer;
beforeAll(async () => {
  hub = await startTrialServer();
});
afterAll(() => hub.stop());

const JSON_TYPE = "application/json; charset=utf-8";
const GRAPHQL_TYPE = "application/graphql-response+json; charset=utf-8";
const graphqlJson = { accept: "application/graphql-response+json" };
const hello = { query: "{ hello }" };

test("the GraphQL-over-HTTP audit passes whole", async () => {
  expect(await auditGraphqlOverHttp(`${hub.url}/graphql`)).toEqual({
    must: { passed: 13, total: 13 },
    should: { passed: 23, total: 23 },
    may: { passed: 25, total: 25 },
    failures: [],
  });
});

describe("what is refused by its form", () => {
  const cases: [string, unknown, number, string][] = [
    ["malformed JSON", '{"query": "{ hello }"', 400, "BAD_REQUEST"],
    ["an empty body", "", 400, "BAD_REQUEST"],
    ["a JSON text", '"{ hello }"', 400, "BAD_REQUEST"],
    ["null", "null", 400, "BAD_REQUEST"],
    ["a batch", [hello, hello], 400, "BAD_REQUEST"],
    ["an empty batch", [], 400, "BAD_REQUEST"],
    ["an empty object", {}, 400, "BAD_REQUEST"],
    ["no query", { operationName: "A" }, 400, "BAD_REQUEST"],
    ["an empty query", { query: "" }, 400, "BAD_REQUEST"],
    ["a query that is an object", { query: { kind: "Document" } }, 400, "BAD_REQUEST"],
    ["variables as text", { ...hello, variables: "{}" }, 400, "BAD_REQUEST"],
    ["variables as a list", { ...hello, variables: [] }, 400, "BAD_REQUEST"],
    ["variables as a number", { ...hello, variables: 7 }, 400, "BAD_REQUEST"],
    ["an operationName that is a number", { ...hello, operationName: 7 }, 400, "BAD_REQUEST"],
    ["extensions as text", { ...hello, extensions: "x" }, 400, "BAD_REQUEST"],
    ["a prototype key", '{"query":"{ hello }","__proto__":{"x":1}}', 400, "BAD_REQUEST"],
    [
      "a prototype key in variables",
      '{"query":"{ hello }","variables":{"__proto__":{}}}',
      400,
      "BAD_REQUEST",
    ],
    [
      "an escaped prototype key",
      '{"query":"{ hello }","variables":{"\\u005f_proto__":{}}}',
      400,
      "BAD_REQUEST",
    ],
    ["a constructor key", '{"query":"{ hello }","constructor":{"prototype":{}}}', 400, "BAD_REQUEST"],
    ["a key twice", '{"query":"{ hello }","query":"{ count }"}', 400, "BAD_REQUEST"],
    ["a key twice, once escaped", '{"query":"{ hello }","qu\\u0065ry":"{ count }"}', 400, "BAD_REQUEST"],
    [
      "a key twice, once with an escaped slash",
      '{"query":"{ hello }","a/b":1,"a\\/b":2}',
      400,
      "BAD_REQUEST",
    ],
    [
      "a persisted query",
      { extensions: { persistedQuery: { version: 1 } } },
      400,
      "PERSISTED_QUERY_NOT_SUPPORTED",
    ],
    ["a subscription", { query: "subscription { ticks }" }, 400, "BAD_REQUEST"],
  ];
  test.each(['{"query": "{ hello }"', '{"query":"{ hello }","variables":{"constructor":{"prototype":1}}}'])(
    "%s is told what may be wrong",
    async (body) => {
      const { errors } = await post(hub.url, body);
      expect(errors?.[0]?.message).toBe(
        "The body is not JSON that is accepted here: it is malformed, or has a key that reaches a prototype.",
      );
    },
  );
  test.each(cases)("%s", async (_, body, status, code) => {
    const before = { ...hub.calls };
    const answer = await post(hub.url, body);
    expect([answer.status, answer.code, answer.headers.get("content-type")]).toEqual([
      status,
      code,
      JSON_TYPE,
    ]);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.extensions.requestId).toBe(answer.headers.get("x-request-id"));
    expect(hub.calls).toEqual(before);
  });

  test.each([
    ["text/plain"],
    ["application/x-www-form-urlencoded"],
    ["multipart/form-data; boundary=x"],
    ["application/graphql"],
    ["nonsense"],
    ["application/json; charset=utf-16"],
    ["application/json; charset=iso-8859-1"],
  ])("a body as %s", async (contentType) => {
    const answer = await post(hub.url, hello, { "content-type": contentType });
    expect([answer.status, answer.code]).toEqual([415, "BAD_REQUEST"]);
    expect(answer.headers.get("accept-post")).toBe("application/json");
  });

  test("a body without a media type", async () => {
    const request = "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 21\r\n\r\n";
    expect(await sendRaw(hub.port, `${request}{"query":"{ hello }"}`)).toMatch(
      /^HTTP\/1\.1 415 .*BAD_REQUEST/s,
    );
  });

  test.each(["application/json;charset=UTF-8", 'application/json; charset="utf-8"', "Application/JSON"])(
    "a body as %s is read",
    async (contentType) => {
      expect((await post(hub.url, hello, { "content-type": contentType })).data).toEqual({
        hello: "Hello world",
      });
    },
  );

  test("a compressed body", async () => {
    const answer = await ask(`${hub.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body: gzipSync(JSON.stringify(hello)),
    });
    expect([answer.status, answer.code, answer.headers.get("accept-encoding")]).toEqual([
      415,
      "BAD_REQUEST",
      "identity",
    ]);
  });

  test("a body that is not UTF-8", async () => {
    const answer = await ask(`${hub.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: Buffer.from('{"query":"{ hello(name: \\"K\xf8ge\\") }"}', "latin1"),
    });
    expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
  });

  test("an Accept header that allows no JSON", async () => {
    const answer = await post(hub.url, hello, { accept: "text/csv" });
    expect([answer.status, answer.code]).toEqual([406, "BAD_REQUEST"]);
  });

  test.each(["PUT", "DELETE", "PATCH", "TRACE"])("the method %s", async (method) => {
    const raw = await sendRaw(
      hub.port,
      `${method} /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 405 /);
    expect(raw).toMatch(/\r\nallow: GET, POST, OPTIONS\r\n/i);
    expect(raw).toContain('"code":"BAD_REQUEST"');
  });
});

describe("the size of a body", () => {
  const padded = (bytes: number) => {
    const bare = JSON.stringify({ ...hello, padding: "" });
    return JSON.stringify({ ...hello, padding: "x".repeat(bytes - bare.length) });
  };

  test("exactly 1 MiB is read", async () => {
    expect((await post(hub.url, padded(1_048_576))).data).toEqual({ hello: "Hello world" });
  });

  test("a byte more is refused", async () => {
    const answer = await post(hub.url, padded(1_048_577));
    expect([answer.status, answer.code, answer.headers.get("connection")]).toEqual([
      413,
      "BAD_REQUEST",
      "close",
    ]);
  });

  test("a declared length is refused before the body comes, and without asking for it", async () => {
    const head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    const raw = await sendRaw(hub.port, `${head}expect: 100-continue\r\ncontent-length: 5000000000\r\n\r\n`);
    expect(raw).toMatch(/^HTTP\/1\.1 413 /);
    expect(raw).not.toContain("100 Continue");
  });

  test("a body of unknown length is refused while it is being sent", async () => {
    const head =
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    // Never ends: the last chunk is missing.
    const raw = await sendRaw(hub.port, [head, ...Array.from({ length: 20 }, () => chunk)]);
    expect(raw).toMatch(/^HTTP\/1\.1 413 .*BAD_REQUEST/s);
  });

  test("a body is asked for when the client waits", async () => {
    const body = JSON.stringify(hello);
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`;
    const raw = await sendRaw(hub.port, [head, body]);
    expect(raw).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });
});

describe("broken HTTP", () => {
  test("a Content-Length that is too small leaves garbage behind, which is refused", async () => {
    const head =
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n";
    const raw = await sendRaw(hub.port, `${head}{"query":"{ hello }"}`);
    expect(raw.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
    expect(raw).toContain('"code":"BAD_REQUEST"');
  });

  test.each([
    [
      "two Content-Lengths",
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n12345",
      400,
    ],
    [
      "Content-Length beside chunks",
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    ["no HTTP at all", "hello there\r\n\r\n", 400],
    ["no Host", "GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
    ["headers over 16 KB", `GET /livez HTTP/1.1\r\nhost: x\r\nx-long: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ])("%s", async (_, request, status) => {
    const raw = await sendRaw(hub.port, request);
    expect(raw).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(raw).toMatch(/content-type: application\/json/i);
    expect(raw).toMatch(/"code":"BAD_REQUEST","requestId":"[\w-]{36}"/);
  });

  test("a body that breaks off runs nothing and harms nobody", async () => {
    const before = { ...hub.calls };
    const head =
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n";
    expect(await sendRaw(hub.port, `${head}{"query":`, 100)).toBe("");
    expect((await post(hub.url, hello)).data).toEqual({ hello: "Hello world" });
    expect(hub.calls).toMatchObject({ contexts: before.contexts + 1 });
    expect(hub.logLines().some((line) => line.status === 499 && line.route === "/graphql")).toBe(true);
  });
});

describe("statuses and media types", () => {
  const cases: [string, object, number, string][] = [
    ["a syntax error", { query: "{" }, 400, "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", { query: "{ helo }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    [
      "an unknown operationName",
      { query: "query A { hello }", operationName: "B" },
      400,
      "OPERATION_RESOLUTION_FAILURE",
    ],
    [
      "two operations, none chosen",
      { query: "query A { hello } query B { hello }" },
      400,
      "OPERATION_RESOLUTION_FAILURE",
    ],
    ["a document of fragments", { query: "fragment F on Query { hello }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    [
      "a wrong variable",
      { query: "query ($n: Int!) { count(size: $n) }", variables: { n: "x" } },
      400,
      "BAD_USER_INPUT",
    ],
    ["a missing variable", { query: "query ($n: Int!) { count(size: $n) }" }, 400, "BAD_USER_INPUT"],
  ];
  test.each(cases)("%s", async (_, body, status, code) => {
    const before = { ...hub.calls };
    const modern = await post(hub.url, body, graphqlJson);
    expect([modern.status, modern.code, modern.headers.get("content-type")]).toEqual([
      status,
      code,
      GRAPHQL_TYPE,
    ]);
    const legacy = await post(hub.url, body, { accept: "application/json" });
    expect([legacy.status, legacy.code, legacy.headers.get("content-type")]).toEqual([200, code, JSON_TYPE]);
    expect(modern).not.toHaveProperty("data.hello");
    expect(hub.calls).toEqual(before);
  });

  test("the preferred media type is used", async () => {
    const accept = "text/html;q=0.9, application/json;q=0.5, application/graphql-response+json;q=0.8";
    expect((await post(hub.url, hello, { accept })).headers.get("content-type")).toBe(GRAPHQL_TYPE);
    expect((await post(hub.url, hello, { accept: "*/*" })).headers.get("content-type")).toBe(JSON_TYPE);
  });

  test("null for an argument with a default is the client's error", async () => {
    const answer = await post(hub.url, {
      query: "query ($n: Int = 3) { count(size: $n) }",
      variables: { n: null },
    });
    expect([answer.status, answer.code]).toEqual([200, "BAD_USER_INPUT"]);
  });

  test("nothing is suggested to anybody", async () => {
    const bodies = [
      { query: "{ helo }" },
      { query: "{ hello(nam: 1) }" },
      { query: "{ ... on Venu { id } }" },
      { query: "query ($v: Venu) { hello }" },
      { query: "{ hello @inclde(if: true) }" },
    ];
    for (const body of bodies) {
      const { errors, code } = await post(hub.url, body);
      expect(code).toBe("GRAPHQL_VALIDATION_FAILED");
      expect(JSON.stringify(errors)).not.toMatch(/did you mean|"hello"/i);
    }
  });
});

describe("GET", () => {
  const get = (search: string, headers: Record<string, string> = {}) =>
    ask(`${hub.url}/graphql?${search}`, { headers });
  const query = (text: string) => `query=${encodeURIComponent(text)}`;

  test("runs a query with variables", async () => {
    const answer = await get(
      `${query("query Q($n: Int!) { count(size: $n) }")}&variables=${encodeURIComponent('{"n":3}')}&operationName=Q`,
    );
    expect(answer.data).toEqual({ count: 3 });
  });

  test("never runs a mutation", async () => {
    const answer = await get(query('mutation { write(value: "x") }'));
    expect([answer.status, answer.code, answer.headers.get("allow")]).toEqual([405, "BAD_REQUEST", "POST"]);
    expect(hub.calls.writes).toEqual([]);
  });

  test.each([
    ["no query", ""],
    ["a query twice", "query={hello}&query={count}"],
    ["variables that are not JSON", "query={hello}&variables={"],
    ["variables that are a list", "query={hello}&variables=[]"],
    ["a prototype key", `query={hello}&variables=${encodeURIComponent('{"__proto__":1}')}`],
  ])("%s", async (_, search) => {
    const answer = await get(search);
    expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
  });
});
