import { parseValue } from "graphql";
import { DateScalar } from "../../../src/platform/graphql/scalars.js";
import { describeError, withoutPersonalData } from "../../../src/platform/log/described-error.js";
import { createMetrics } from "../../../src/platform/metrics/metrics.js";
import { ask, post, startTrialServer, type TrialServer } from "./trial-server.js";

let hub: TrialServer;
beforeAll(async () => {
  hub = await startTrialServer();
});
afterAll(() => hub.stop());

describe("errors", () => {
  test.each(["2026-02-30", "22-11-2026", "0000-01-01", "", 3])("of the day %j speak of a Date", (day) => {
    const said = "A Date is a calendar day from 0001-01-01 on, written such as 2026-11-22.";
    expect(() => DateScalar.parseValue(day)).toThrow(said);
    expect(() => DateScalar.parseLiteral(parseValue(JSON.stringify(day)))).toThrow(said);
  });

  test.each(["databaseFailure", "plainFailure", "impostor", "wrongNumber"])(
    "%s is masked, and logged as it is",
    async (field) => {
      const answer = await post(hub.url, { query: `query Failing { ${field} hello }` });
      const requestId = answer.headers.get("x-request-id");
      expect(answer.status).toBe(200);
      expect(answer.data).toEqual({ [field]: null, hello: "Hello world" });
      expect(answer.errors).toEqual([
        {
          message: "Something went wrong.",
          locations: [{ line: 1, column: 17 }],
          path: [field],
          extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
        },
      ]);
      const logged = hub.logLines().filter((line) => line.requestId === requestId && line.level === "error");
      expect(logged).toHaveLength(1);
      expect(logged[0]).toMatchObject({ operationName: "Failing", err: { path: field } });
    },
  );

  test("a null where none may be takes the whole data, masked", async () => {
    const answer = await post(
      hub.url,
      { query: "{ nothingRequired }" },
      { accept: "application/graphql-response+json" },
    );
    expect([answer.status, answer.code, answer.data]).toEqual([200, "INTERNAL_SERVER_ERROR", null]);
  });

  test.each([
    ["forbidden", "FORBIDDEN", "You may not do this."],
    ["throttled", "THROTTLED", "Wait a minute."],
    ["refused", "BAD_USER_INPUT", "Give exactly one of id and slug."],
  ])("a technical error from %s reaches the client as it is", async (field, code, message) => {
    const answer = await post(hub.url, { query: `{ ${field} }` });
    expect(answer.errors).toMatchObject([{ message, path: [field], extensions: { code } }]);
    expect(
      hub
        .logLines()
        .some((line) => line.level === "error" && line.requestId === answer.headers.get("x-request-id")),
    ).toBe(false);
  });

  test.each(["application/json", "application/graphql-response+json"])(
    "an invalid token is 401 in %s",
    async (accept) => {
      const before = hub.calls.resolvers;
      const answer = await post(hub.url, { query: "{ hello }" }, { accept, authorization: "Bearer x" });
      expect([answer.status, answer.code, answer.errors?.[0]?.message]).toEqual([
        401,
        "UNAUTHENTICATED",
        "The token is not valid.",
      ]);
      expect(answer.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
      expect(hub.calls.resolvers).toBe(before);
    },
  );

  test("a context that fails is masked", async () => {
    const answer = await post(hub.url, { query: "{ hello }" }, { authorization: "Bearer broken" });
    expect([answer.status, answer.code, answer.errors?.[0]?.message]).toEqual([
      500,
      "INTERNAL_SERVER_ERROR",
      "Something went wrong.",
    ]);
  });
});

describe("the log", () => {
  test("has a line for every request, with its operation and without its contents", async () => {
    const query =
      'query Greeting($name: String) { hello(name: $name) other: hello(name: "literal.person@example.org") }';
    const { headers } = await post(
      hub.url,
      { query, variables: { name: "variable.person@example.org" } },
      { cookie: "session=cookie-secret" },
    );
    const line = hub
      .logLines()
      .find(({ requestId, msg }) => requestId === headers.get("x-request-id") && msg === "request");
    expect(line).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: expect.any(String),
      route: "/graphql",
      method: "POST",
      status: 200,
      ms: expect.any(Number),
      operationName: "Greeting",
      operationType: "query",
      errorCodes: [],
      msg: "request",
    });
  });

  test.each([
    ["Bo_Jensen_0101901234", undefined],
    ["Bo_01_01_90", undefined],
    ["n".repeat(65), undefined],
    ["n".repeat(64), "n".repeat(64)],
    ["Year2026_12345", undefined],
    ["Year2026", "Year2026"],
  ])("of an operation called %s names %s, and so do the metrics", async (name, recorded) => {
    for (const selection of ["hello", "plainFailure"]) {
      const { headers } = await post(hub.url, { query: `query ${name} { ${selection} }` });
      const lines = hub.logLines().filter(({ requestId }) => requestId === headers.get("x-request-id"));
      expect(lines).toHaveLength(selection === "hello" ? 1 : 2);
      for (const line of lines) expect(line.operationName).toBe(recorded);
    }
    const exposed = await (await fetch(`${hub.url}/metrics`)).text();
    expect(exposed.includes(`operation="${name}"`)).toBe(recorded !== undefined);
  });

  test("never holds personal data, secrets, query text or addresses", async () => {
    await post(hub.url, { query: '{ hello(name: "unfinished.person@example.org) }' });
    await ask(`${hub.url}/graphql?query=${encodeURIComponent('{ hello(name: "url.person@example.org") }')}`);
    await ask(`${hub.url}/nowhere?email=path.person@example.org`);
    const text = hub.logText();
    expect(text).not.toMatch(/person@|cookie-secret|127\.0\.0\.1|10\.1\.2\.3|insert into|hello\(/);
    expect(text).toContain('"constraint":"account_email_key"');
  });

  test.each([
    ["mail to anna.b@musik.dk failed", "mail to [e-mail] failed"],
    ["connect ECONNREFUSED 10.1.2.3:5432", "connect ECONNREFUSED [address]:5432"],
    ["connect ECONNREFUSED 2001:db8:0:1::7:5432", "connect ECONNREFUSED [address]"],
    ["number 010190-1234 given", "number [number] given"],
    ["phone 12345678", "phone [number]"],
    ["token AbCdEfGhIjKlMnOpQrStUvWxYz0123456789== refused", "token [secret] refused"],
    ["listen EADDRINUSE :4000 at 12:30", "listen EADDRINUSE :4000 at 12:30"],
  ])("writes %s as %s", (message, written) => {
    expect(withoutPersonalData(message)).toBe(written);
  });

  test("follows causes without end or values", () => {
    const error = new Error("outer");
    error.cause = Object.assign(new Error('invalid input syntax for type integer: "Anna"'), {
      code: "22P02",
      severity: "ERROR",
    });
    expect(describeError(error)).toMatchObject({
      type: "Error",
      message: "outer",
      cause: { message: 'invalid input syntax for type integer: "…"', code: "22P02" },
    });
    const circle = new Error("circle");
    circle.cause = circle;
    expect(describeError(circle)).toMatchObject({ cause: { cause: { cause: { message: "circle" } } } });
    expect(describeError("text of anna@musik.dk")).toEqual({ type: "string", message: "text of [e-mail]" });
  });
});

describe("request ids", () => {
  test.each(["abcdefgh", "0190c2d4-0000-7000-8000-000000000000", "A_b-3".repeat(12)])(
    "%s is taken over",
    async (id) => {
      const answer = await post(hub.url, { query: "{" }, { "x-request-id": id });
      expect([answer.headers.get("x-request-id"), answer.errors?.[0]?.extensions.requestId]).toEqual([
        id,
        id,
      ]);
    },
  );

  test.each(["short", "a".repeat(65), "has space in it", "person@example.org", '"}{"level":"fatal"'])(
    "%s is replaced",
    async (id) => {
      const answer = await post(hub.url, { query: "{ hello }" }, { "x-request-id": id });
      expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe("/metrics", () => {
  const metricsOf = async (server: TrialServer) => await (await fetch(`${server.url}/metrics`)).text();

  test("tells of requests, operations, errors and the event loop", async () => {
    const fresh = await startTrialServer();
    await post(fresh.url, { query: "query Ok { hello }" });
    await post(fresh.url, { query: "query Bad { forbidden }" });
    await post(fresh.url, { query: "{" });
    await ask(`${fresh.url}/nowhere/secret`);
    const text = await metricsOf(fresh);
    for (const line of [
      'samspil_http_requests_total{route="/graphql",method="POST",status="200"} 3',
      'samspil_http_requests_total{route="unknown",method="GET",status="404"} 1',
      "samspil_http_requests_in_flight 1",
      'samspil_graphql_operations_total{operation="Ok",type="query",outcome="ok"} 1',
      'samspil_graphql_operations_total{operation="other",type="query",outcome="errors"} 1',
      'samspil_graphql_operations_total{operation="anonymous",type="unknown",outcome="refused"} 1',
      'samspil_graphql_errors_total{code="FORBIDDEN"} 1',
      'samspil_graphql_errors_total{code="GRAPHQL_PARSE_FAILED"} 1',
      'samspil_graphql_operation_duration_seconds_count{operation="Ok"} 1',
      'samspil_http_request_duration_seconds_count{route="/graphql"} 3',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(/nodejs_eventloop_lag_seconds \d/);
    expect(text).not.toContain("secret");
    await fresh.stop();
  });

  test("keeps a bounded number of operation names", async () => {
    const metrics = createMetrics();
    for (let i = 0; i < 500; i += 1) {
      metrics.operationFinished({
        name: `Name${i}`,
        type: "query",
        outcome: "ok",
        seconds: 0,
        errorCodes: [],
      });
    }
    const { text } = await metrics.expose();
    expect(text.match(/samspil_graphql_operations_total\{/g)).toHaveLength(101);
    expect(text).toContain(
      'samspil_graphql_operations_total{operation="other",type="query",outcome="ok"} 400',
    );
  });

  test("shows the connections of watched pools", async () => {
    const metrics = createMetrics();
    metrics.watchPool("main", { totalCount: 5, idleCount: 2, waitingCount: 1 });
    const { text } = await metrics.expose();
    for (const [state, count] of [
      ["busy", 3],
      ["idle", 2],
      ["waiting", 1],
    ]) {
      expect(text).toContain(`samspil_database_pool_connections{pool="main",state="${state}"} ${count}`);
    }
  });
});
