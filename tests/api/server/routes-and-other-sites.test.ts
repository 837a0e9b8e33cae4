import { Script } from "node:vm";
import { ask, post, sendRaw, startTrialServer, type TrialServer, trialConfig } from "./trial-server.js";

const APP = "https://app.example";
let hub: TrialServer;
let corsHub: TrialServer;
beforeAll(async () => {
  hub = await startTrialServer();
  corsHub = await startTrialServer({
    config: {
      ...trialConfig,
      CORS_ORIGINS: [`${APP}/`],
      PUBLIC_URL: "https://hub.example",
      TRUST_PROXY: true,
    },
  });
});
afterAll(async () => {
  await hub.stop();
  await corsHub.stop();
});

const page = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${hub.url}${path}`, { redirect: "manual", headers });

describe("routes", () => {
  test("/livez, /status and /metrics answer", async () => {
    expect(await (await page("/livez")).json()).toEqual({ status: "alive" });
    expect(await (await page("/status")).json()).toEqual({ version: "0.1.0" });
    expect((await page("/metrics")).headers.get("content-type")).toMatch(/^text\/plain/);
  });

  test("/readyz gives the reason when not ready, and hides a failure of the check", async () => {
    expect((await page("/readyz")).status).toBe(200);
    hub.readiness = "The database does not answer.";
    const unready = await page("/readyz");
    expect([unready.status, await unready.json()]).toEqual([
      503,
      { status: "unavailable", reason: "The database does not answer." },
    ]);
    hub.readiness = new Error("password authentication failed for user samspil");
    const failing = await page("/readyz");
    expect([failing.status, await failing.json()]).toEqual([
      503,
      { status: "unavailable", reason: "The readiness check failed." },
    ]);
    hub.readiness = null;
  });

  test.each([
    "/nowhere",
    "/graphql/",
    "//graphql",
    "/api",
    "/api/authentication",
    "/graphiql/nowhere.js",
    "/.env",
    "/%2e%2e/etc/passwd",
  ])("%s is a coded 404", async (path) => {
    const raw = await sendRaw(hub.port, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(raw).toMatch(
      /^HTTP\/1\.1 404 .*content-type: application\/json.*"code":"NOT_FOUND","requestId":"/s,
    );
  });

  test.each(["/livez", "/readyz", "/status", "/metrics", "/graphiql"])(
    "%s takes GET and HEAD only",
    async (path) => {
      const answer = await ask(`${hub.url}${path}`, { method: "POST", body: "{}" });
      expect([answer.status, answer.code, answer.headers.get("allow")]).toEqual([
        405,
        "BAD_REQUEST",
        "GET, HEAD, OPTIONS",
      ]);
      const head = await fetch(`${hub.url}${path}`, { method: "HEAD" });
      expect([head.status, await head.text()]).toEqual([200, ""]);
    },
  );

  test("a path in absolute form is understood, nonsense is refused", async () => {
    const get = (target: string) =>
      sendRaw(hub.port, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(await get("http://anything.example/livez")).toMatch(/^HTTP\/1\.1 200 /);
    expect(await get("nonsense")).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await sendRaw(hub.port, "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 404 /,
    );
  });

  test("everything below /api/auth goes to sign-in, with its body unread", async () => {
    const response = await fetch(`${hub.url}/api/auth/sign-in/email?x=1`, { method: "POST", body: "{}" });
    expect(await response.json()).toEqual({ path: "/api/auth/sign-in/email?x=1" });
    expect(response.headers.get("set-auth-token")).toBe("token");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await fetch(`${hub.url}/api/auth`)).status).toBe(200);
  });

  test("a failing sign-in handler is masked", async () => {
    const failing = await startTrialServer({
      handleAuth: async () => {
        throw new Error("select * from session");
      },
      status: async () => {
        throw new Error("select * from account");
      },
    });
    for (const path of ["/api/auth/session", "/status"]) {
      const answer = await ask(`${failing.url}${path}`);
      expect([answer.status, answer.code, answer.errors?.[0]?.message]).toEqual([
        500,
        "INTERNAL_SERVER_ERROR",
        "Something went wrong.",
      ]);
    }
    await failing.stop();
  });

  test("every answer carries the security headers", async () => {
    for (const path of ["/livez", "/nowhere", "/graphql?query={hello}", "/graphiql", "/api/auth/ok"]) {
      const { headers } = await page(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
      expect(headers.get("strict-transport-security")).toBeNull();
    }
    const { headers } = await fetch(`${corsHub.url}/livez`);
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  });
});

describe("GraphiQL", () => {
  test("is where a browser ends up", async () => {
    const html = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
    for (const [path, target] of [
      ["/", "/graphiql"],
      ["/graphql", "/graphiql"],
      ["/graphql?query=%7Bhello%7D", "/graphiql?query=%7Bhello%7D"],
    ] as const) {
      const { status, headers } = await page(path, html);
      expect([status, headers.get("location")]).toEqual([302, target]);
    }
  });

  test("loads only our own files, which are all there and whole", async () => {
    const response = await page("/graphiql");
    const html = await response.text();
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe/);
    expect(html).not.toMatch(/https?:\/\/|<script>|<style|javascript:| on\w+=/);

    const linked = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? "");
    expect(linked).toEqual([
      "/graphiql/graphiql.css",
      "/graphiql/start.js",
      "/graphiql/graphiql.js",
      "/graphiql/show.js",
    ]);
    const workers = ["editorWorkerService", "json", "graphql"].map((name) => `/graphiql/${name}.worker.js`);
    for (const path of [...linked, ...workers]) {
      const file = await page(path);
      const content = await file.text();
      expect(file.status).toBe(200);
      if (path.endsWith(".css")) {
        expect(file.headers.get("content-type")).toBe("text/css; charset=utf-8");
        expect(content).not.toMatch(/url\(\s*["']?(?!data:)[a-z/]|@import/i);
      } else {
        expect(file.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
        // Throws when the script does not parse.
        new Script(content);
        expect(content).not.toMatch(/\beval\(|new Function\(|unpkg\.com|jsdelivr|esm\.sh|googleapis/);
      }
      const again = await page(path, { "if-none-match": file.headers.get("etag") ?? "" });
      expect(again.status).toBe(304);
    }
  });

  test("sends cookies and opens with a query in both languages' words", async () => {
    const script = await (await page("/graphiql/show.js")).text();
    expect(script).toContain('"endpoint":"/graphql","credentials":"same-origin"');
    expect(script).toContain('"subscriptionsProtocol":"WS"');
    expect(script).toContain("Velkommen til Samspil");
    expect(script).toContain("Welcome to Samspil");
  });
});

describe("requests that another site makes", () => {
  const cookie = "session=abc";
  const search = "query=%7Bhello%7D";
  const get = (headers: Record<string, string>) => ask(`${hub.url}/graphql?${search}`, { headers });
  const form = (contentType: string, headers: Record<string, string> = {}) =>
    post(hub.url, '{"query":"mutation { write(value: \\"x\\") }"}', {
      "content-type": contentType,
      ...headers,
    });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "a form as %s runs nothing",
    async (contentType) => {
      const answers = [
        await form(contentType, { cookie }),
        await form(contentType, { cookie, origin: "https://evil.example" }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([415, 403]);
      expect(hub.calls.writes).toEqual([]);
    },
  );

  test.each<[string, Record<string, string>, number]>([
    ["a cookie and no word of the browser", { cookie }, 403],
    ["a cookie, from another site", { cookie, "sec-fetch-site": "cross-site" }, 403],
    ["a cookie, from a sister site", { cookie, "sec-fetch-site": "same-site" }, 403],
    ["no cookie, from another site", { "sec-fetch-site": "cross-site" }, 403],
    ["a foreign Origin", { origin: "https://evil.example" }, 403],
    ["Origin null", { cookie, origin: "null" }, 403],
    ["a cookie, from our own page", { cookie, "sec-fetch-site": "same-origin" }, 200],
    ["a cookie, typed by the user", { cookie, "sec-fetch-site": "none" }, 200],
    [
      "a cookie and a header that needs a preflight request",
      { cookie, "apollo-require-preflight": "1" },
      200,
    ],
    ["no cookie, from a program", {}, 200],
  ])("GET with %s: %s", async (_, headers, status) => {
    const before = hub.calls.contexts;
    const answer = await get(headers);
    expect([answer.status, answer.code]).toEqual([status, status === 403 ? "FORBIDDEN" : undefined]);
    expect(hub.calls.contexts).toBe(before + (status === 200 ? 1 : 0));
  });

  test.each<[string, Record<string, string>, number]>([
    ["our own", {}, 200],
    ["a foreign", { origin: "https://evil.example" }, 403],
    ["the null", { origin: "null" }, 403],
    ["another port's", { origin: "http://127.0.0.1:1" }, 403],
  ])("POST with a cookie and %s Origin", async (_, headers, status) => {
    const answer = await post(hub.url, { query: "{ hello }" }, { cookie, origin: hub.url, ...headers });
    expect(answer.status).toBe(status);
  });

  test("POST without cookies needs no Origin of ours", async () => {
    expect((await post(hub.url, { query: "{ hello }" }, { origin: "https://evil.example" })).status).toBe(
      200,
    );
  });

  test("nothing is shared with other origins unless they are named", async () => {
    const preflight = await fetch(`${hub.url}/graphql`, { method: "OPTIONS", headers: { origin: APP } });
    expect([preflight.status, preflight.headers.get("allow")]).toEqual([204, "GET, POST, OPTIONS"]);
    const answer = await post(hub.url, { query: "{ hello }" }, { origin: APP });
    for (const headers of [preflight.headers, answer.headers]) {
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("a named origin may call with credentials, others still not", async () => {
    const preflight = await fetch(`${corsHub.url}/graphql`, {
      method: "OPTIONS",
      headers: { origin: APP, "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(APP);
    expect(preflight.headers.get("access-control-allow-methods")).toBe("GET, POST, OPTIONS");
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization, content-type");
    const answer = await post(corsHub.url, { query: "{ hello }" }, { origin: APP, cookie });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
    expect(answer.headers.get("access-control-expose-headers")).toBe(
      "retry-after, set-auth-token, x-request-id",
    );
    expect(answer.headers.get("vary")).toBe("Origin");
    // A refusal is readable too, and sign-in answers the same way.
    expect((await post(corsHub.url, "{", { origin: APP })).headers.get("access-control-allow-origin")).toBe(
      APP,
    );
    const signIn = await fetch(`${corsHub.url}/api/auth/ok`, { headers: { origin: APP } });
    expect(signIn.headers.get("access-control-allow-origin")).toBe(APP);

    for (const origin of ["https://app.example.evil.example", "http://app.example", "https://evil.example"]) {
      const refused = await post(corsHub.url, { query: "{ hello }" }, { origin, cookie });
      expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    }
    expect(
      (await post(corsHub.url, { query: "{ hello }" }, { origin: "https://hub.example", cookie })).status,
    ).toBe(200);
  });
});

describe("the client's address", () => {
  const address = async (server: TrialServer, forwarded: string) =>
    (await post(server.url, { query: "{ address }" }, { "x-forwarded-for": forwarded })).data?.address;

  test("is the socket's, whatever the client says", async () => {
    expect(await address(hub, "1.2.3.4")).toBe("127.0.0.1");
  });

  test("behind a trusted proxy is the one that the proxy wrote", async () => {
    expect(await address(corsHub, "6.6.6.6, 1.2.3.4")).toBe("1.2.3.4");
    expect(await address(corsHub, "2001:db8::1")).toBe("2001:db8::1");
    expect(await address(corsHub, "nonsense")).toBe("127.0.0.1");
    expect(await address(corsHub, "")).toBe("127.0.0.1");
  });
});
