import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addPerson } from "../../testkit/actors.js";
import { demoPassword, jobsDone, signIn, startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
/** Behind a proxy that says who the client is: tests that need many clients, each with an address of its own. */
let proxied: TestHub;
beforeAll(async () => {
  hub = await startHub();
  proxied = await startHub({ env: { TRUST_PROXY: "true" } });
});
afterAll(async () => {
  await hub?.stop();
  await proxied?.stop();
});

type Headers = Readonly<Record<string, string>>;

async function post(at: TestHub, path: string, body: unknown, headers: Headers = {}) {
  const response = await fetch(`${at.url}/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

const guess = (at: TestHub, email: string, headers: Headers = {}) =>
  post(at, "sign-in/email", { email, password: "not the password" }, headers);
const from = (address: string): Headers => ({ "x-forwarded-for": address });
const statusesOf = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort();
const demo = ["school", "venue", "festival", "rehearsal", "artist", "office", "admin"];

describe("sign-ins", () => {
  test("of seven demo accounts at once succeed, again and again, and many times one account", async () => {
    for (let round = 0; round < 5; round++) {
      const tokens = await Promise.all(demo.map((name) => signIn(hub, name)));
      expect(new Set(tokens).size).toBe(7);
    }
    expect(await Promise.all(Array.from({ length: 25 }, () => signIn(hub, "school")))).toHaveLength(25);
    const left = await hub.database.query(
      "SELECT coalesce(sum(points), 0)::int AS points FROM account_attempt WHERE key LIKE 'signIn%'",
    );
    expect(left.rows).toEqual([{ points: 0 }]);
  });

  test("100 parallel guesses at one account: ten are looked at, a right password does not help then", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => guess(hub, "venue@demo.samspil.example")),
    );
    expect(statusesOf(answers)).toEqual([...Array(10).fill(401), ...Array(90).fill(429)]);
    const right = await post(hub, "sign-in/email", {
      email: "venue@demo.samspil.example",
      password: "samspil-demo",
    });
    expect([right.status, right.body]).toEqual([
      429,
      {
        code: "THROTTLED",
        message: expect.stringContaining("For mange forsøg"),
        retryAfter: expect.any(Number),
      },
    ]);
    const wait = Number(right.headers.get("retry-after"));
    expect(wait).toBe(right.body.retryAfter);
    expect(wait).toBeGreaterThan(800);
    expect(wait).toBeLessThanOrEqual(900);
    expect(right.headers.get("set-cookie")).toBeNull();
    await signIn(hub, "school");
  });

  test("an account that does not exist is limited alike, in any case of letters and whatever the headers say", async () => {
    const spellings = ["nobody@example.org", "Nobody@example.org", " NOBODY@EXAMPLE.ORG "];
    const answers = [];
    for (let i = 0; i < 14; i++) {
      const address = `203.0.113.${i}`;
      answers.push(
        await guess(hub, spellings[i % 3] ?? "", {
          ...from(address),
          "x-real-ip": address,
          forwarded: `for=${address}`,
        }),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), ...Array(4).fill(429)]);
  });

  test("wrong passwords take as long for an account that does not exist", async () => {
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let i = 0; i < 9; i++) {
      for (const [kind, email] of [
        ["known", "rehearsal@demo.samspil.example"],
        ["unknown", `nobody-${i}@example.org`],
      ] as const) {
        const started = performance.now();
        expect((await guess(hub, email)).body.code).toBe("INVALID_EMAIL_OR_PASSWORD");
        times[kind].push(performance.now() - started);
      }
    }
    const median = (list: number[]) => list.sort((a, b) => a - b)[4] ?? 0;
    // Hashing takes most of the time: were it left out, the ratio would be far below one half.
    expect(median(times.unknown) / median(times.known)).toBeGreaterThan(0.5);
    expect(median(times.unknown) / median(times.known)).toBeLessThan(2);
  });

  test("behind a proxy, 50 failures close an account to all addresses, and not to its neighbours", async () => {
    const [closed, neighbour] = [await addPerson(proxied, "Lukket"), await addPerson(proxied, "Nabo")];
    const answers = [];
    for (let i = 0; i < 55; i++) answers.push(await guess(proxied, closed.email, from(`198.51.100.${i}`)));
    expect(statusesOf(answers)).toEqual([...Array(50).fill(401), ...Array(5).fill(429)]);
    await signIn(proxied, neighbour.email);
  });

  test("behind a proxy, 100 failures close an address, an IPv6 one with its /64 network", async () => {
    const answers = [];
    for (let i = 0; i < 104; i++) {
      answers.push(await guess(proxied, `guess-${i}@example.org`, from(`2001:db8:7:9::${i.toString(16)}`)));
    }
    expect(statusesOf(answers)).toEqual([...Array(100).fill(401), ...Array(4).fill(429)]);
    expect((await guess(proxied, "other@example.org", from("2001:db8:7:a::1"))).status).toBe(401);
  });

  test("the table of attempts holds no address of a person or a machine", async () => {
    const { rows } = await proxied.database.query("SELECT string_agg(key, ' ') AS keys FROM account_attempt");
    expect(rows[0].keys).toMatch(/signInAddress:/);
    expect(rows[0].keys).not.toMatch(/@|\d+\.\d+\.\d+|2001/);
  });
});

describe("mails", () => {
  test.each(["request-password-reset", "send-verification-email"])(
    "%s: five an hour for one address",
    async (path) => {
      const email = `${path}@example.org`;
      const answers = await Promise.all(Array.from({ length: 8 }, () => post(hub, path, { email })));
      expect(statusesOf(answers)).toEqual([...Array(5).fill(200), ...Array(3).fill(429)]);
      expect(answers.find(({ status }) => status === 429)?.headers.get("retry-after")).toMatch(/^\d+$/);
    },
  );

  test("sign-up: five an hour for one address; no more than ten mails go there whatever happens", async () => {
    const email = "bombed@example.org";
    const account = { email, password: "en lang adgangskode", name: "B" };
    const answers = [];
    for (let i = 0; i < 7; i++)
      answers.push(await post(proxied, "sign-up/email", account, from(`192.0.2.${i}`)));
    expect(statusesOf(answers)).toEqual([...Array(5).fill(200), ...Array(2).fill(429)]);
    for (let i = 0; i < 5; i++)
      await post(proxied, "request-password-reset", { email }, from(`192.0.2.${i}`));
    for (let i = 0; i < 6; i++) await post(proxied, "sign-in/email", account, from(`192.0.2.${i}`));
    await jobsDone(proxied);
    const mails = (await proxied.outbox()).filter((mail) => mail.to?.[0]?.address === email);
    expect(mails).toHaveLength(10);
  });
});

describe("bad input is answered with a code", () => {
  const good = { email: "fine@example.org", password: "en lang adgangskode", name: "Fin" };
  const longName = "x".repeat(1_000_000);
  const signUps: [string, unknown, number, string][] = [
    ["no body", "", 400, "INVALID_BODY"],
    ["not JSON", "{", 400, "INVALID_JSON"],
    ["a list", [good], 400, "INVALID_JSON"],
    ["a string", '"x"', 400, "INVALID_JSON"],
    ["null", "null", 400, "INVALID_JSON"],
    ["a missing field", { email: good.email, name: "x" }, 400, "INVALID_BODY"],
    ["a wrong type", { ...good, name: 5 }, 400, "INVALID_BODY"],
    ["a nested value", { ...good, email: { $gt: "" } }, 400, "INVALID_BODY"],
    ["a flag", { ...good, isAdministrator: true }, 400, "INVALID_BODY"],
    ["a column", { ...good, is_administrator: true }, 400, "INVALID_BODY"],
    ["being verified", { ...good, emailVerified: true }, 400, "INVALID_BODY"],
    ["an id", { ...good, publicId: "account_x" }, 400, "INVALID_BODY"],
    [
      "a prototype",
      `{"__proto__":{"a":1},"email":"a@b.dk","password":"en lang adgangskode","name":"x"}`,
      400,
      "INVALID_BODY",
    ],
    ["a name of invisible characters", { ...good, name: "\u200b \u2060\ufeff" }, 400, "INVALID_BODY"],
    ["NUL in the name", { ...good, name: "a\u0000b" }, 400, "INVALID_TEXT"],
    [
      "a lone surrogate in the name",
      '{"email":"a@example.org","password":"en lang adgangskode","name":"a\\ud800"}',
      400,
      "INVALID_TEXT",
    ],
    [
      "a lone surrogate in the password",
      '{"email":"a@example.org","password":"en lang adgangskode\\ud800","name":"a"}',
      400,
      "INVALID_TEXT",
    ],
    ["NUL in the address", { ...good, email: "a\u0000@example.org" }, 400, "INVALID_EMAIL"],
    [
      "a line break in the address",
      { ...good, email: "a@example.org\r\nBcc: b@example.org" },
      400,
      "INVALID_EMAIL",
    ],
    ["two addresses", { ...good, email: "a@example.org, b@example.org" }, 400, "INVALID_EMAIL"],
    ["a long address", { ...good, email: `${"a".repeat(250)}@example.org` }, 400, "INVALID_EMAIL"],
    ["a line break in the name", { ...good, name: "a\nb" }, 400, "INVALID_TEXT"],
    ["a disguised name", { ...good, name: "a\u202eb" }, 400, "INVALID_TEXT"],
    ["an empty name", { ...good, name: " " }, 400, "INVALID_BODY"],
    ["a long name", { ...good, name: "x".repeat(121) }, 400, "TOO_LONG"],
    ["a CPR number in the name", { ...good, name: "Bo 010190-1234" }, 400, "CPR_NUMBER"],
    ["a CPR number in the address", { ...good, email: "0101901234@example.org" }, 400, "CPR_NUMBER"],
    ["a short password", { ...good, password: "🎵".repeat(9) }, 400, "PASSWORD_TOO_SHORT"],
    ["a long password", { ...good, password: "x".repeat(129) }, 400, "PASSWORD_TOO_LONG"],
    ["a language we do not have", { ...good, language: "SV" }, 400, "INVALID_BODY"],
    ["a birth date that is none", { ...good, birthDate: "2001-02-29" }, 400, "INVALID_BIRTH_DATE"],
    ["a birth date to come", { ...good, birthDate: "2999-01-01" }, 400, "INVALID_BIRTH_DATE"],
    ["a birth date of a dead person", { ...good, birthDate: "1899-12-31" }, 400, "INVALID_BIRTH_DATE"],
    ["a birth date with a time", { ...good, birthDate: "2000-01-01T00:00:00Z" }, 400, "INVALID_BIRTH_DATE"],
    ["a name of 1 MB", { ...good, name: longName }, 413, "BODY_TOO_LARGE"],
  ];
  test("at sign-up", async () => {
    const answers = await Promise.all(
      signUps.map(async ([what, body]) => {
        const answer = await post(hub, "sign-up/email", body);
        expect(answer.body.message).toEqual(expect.any(String));
        return [what, answer.status, answer.body.code];
      }),
    );
    expect(answers).toEqual(signUps.map(([what, , status, code]) => [what, status, code]));
  });

  test("nothing of it was stored", async () => {
    const { rows } = await hub.database.query(
      "SELECT count(*)::int AS accounts FROM account WHERE NOT is_demo",
    );
    expect(rows).toEqual([{ accounts: 0 }]);
  });

  test("a password may be 128 characters outside the basic plane, and hold what looks like a CPR number", async () => {
    const password = `${"🎵".repeat(117)}0101901234!`;
    const answer = await post(hub, "sign-up/email", { ...good, email: "long@example.org", password });
    expect(answer.body).toEqual({ status: true });
  });

  const others: [string, unknown, number, string][] = [
    ["sign-in/email", { email: "a", password: "b" }, 400, "INVALID_EMAIL"],
    ["sign-in/email", { email: "a@example.org", password: "b\u0000" }, 400, "INVALID_TEXT"],
    ["sign-in/email", { email: "a@example.org", password: "x".repeat(50_000) }, 400, "PASSWORD_TOO_LONG"],
    ["sign-in/email", { email: "a@example.org", password: ["b"] }, 400, "INVALID_BODY"],
    ["reset-password", { token: "a\u0000", newPassword: "en lang adgangskode" }, 400, "INVALID_TOKEN"],
    ["reset-password", { token: "a".repeat(24), newPassword: "en lang adgangskode" }, 400, "INVALID_TOKEN"],
    ["reset-password", { token: "a".repeat(24), newPassword: "kort" }, 400, "PASSWORD_TOO_SHORT"],
    ["revoke-session", { token: "a" }, 401, "UNAUTHENTICATED"],
    ["revoke-sessions", {}, 401, "UNAUTHENTICATED"],
    ["list-sessions", {}, 405, "METHOD_NOT_ALLOWED"],
    ["update-user", { name: "x", isAdministrator: true }, 404, "NOT_FOUND"],
    ["change-email", { newEmail: "x@example.org" }, 404, "NOT_FOUND"],
    ["delete-user", {}, 404, "NOT_FOUND"],
    ["sign-in/social", { provider: "google" }, 404, "NOT_FOUND"],
    ["", {}, 404, "NOT_FOUND"],
    ["sign-in/email/", {}, 404, "NOT_FOUND"],
  ];
  test("elsewhere, where what better-auth offers beyond our endpoints does not exist", async () => {
    const answers = await Promise.all(
      others.map(async ([path, body]) => {
        const answer = await post(hub, path, body);
        return [path, body, answer.status, answer.body.code];
      }),
    );
    expect(answers).toEqual(others);
  });

  test("the reader's language is the message's", async () => {
    const { body } = await post(hub, "sign-in/email", {}, { "accept-language": "en" });
    expect(body).toEqual({
      code: "INVALID_BODY",
      field: "email",
      message: 'The field "email" is missing, unknown or of the wrong type.',
    });
  });

  test("bytes that are not UTF-8, a media type that is not JSON, an endless body, one that breaks off", async () => {
    const bytes = await fetch(`${hub.url}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: Buffer.from('{"name":"\xff"}', "latin1"),
    });
    expect(await bytes.json()).toMatchObject({ code: "INVALID_JSON" });
    const media = await post(hub, "sign-up/email", good, { "content-type": "text/plain" });
    expect([media.status, media.body.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);

    const endless = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(`${hub.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
      });
      sent.on("response", (response) => {
        clearInterval(pouring);
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on("error", reject);
      const pouring = setInterval(() => sent.write("x".repeat(256 * 1024)), 5);
    });
    expect(endless).toBe(413);

    const { port } = new URL(hub.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => {
        socket.write(
          "POST /api/auth/sign-in/email HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
        );
        setTimeout(() => socket.destroy(), 50);
      });
      socket.on("close", () => resolve());
    });
    await signIn(hub, "school");
  });
});

describe("over https, behind a proxy", () => {
  test("the session cookie is Secure, and the origin is compared with the scheme", async () => {
    const host = new URL(proxied.url).host;
    const { email } = await addPerson(proxied, "Sikker");
    const body = { email, password: demoPassword };
    const secure = { "x-forwarded-proto": "https", origin: `https://${host}` };
    const answer = await post(proxied, "sign-in/email", body, secure);
    expect(answer.headers.getSetCookie()[0]).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    const onHub = { ...body, email: (await addPerson(hub, "Usikker")).email };
    const believed = await post(hub, "sign-in/email", onHub, { "x-forwarded-proto": "https" });
    expect(believed.headers.getSetCookie()[0]).not.toContain("Secure");
    const wrong = await post(hub, "sign-in/email", onHub, {
      ...secure,
      origin: `https://${new URL(hub.url).host}`,
    });
    expect([wrong.status, wrong.body.code]).toEqual([403, "INVALID_ORIGIN"]);
  });
});
