import { execFile } from "node:child_process";
import { request as httpRequest } from "node:http";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  runQuery,
  sessionsLookedUpAgain,
  signIn,
  startHub,
  type TestHub,
  waitForMail,
} from "../../testkit/hub.js";
import { serverProgram } from "../../testkit/test-run.js";

let hub: TestHub;
beforeAll(async () => {
  // A host far west of Denmark, where a date taken for a moment would come out a day early.
  hub = await startHub({ env: { TZ: "America/Los_Angeles" } });
});
afterAll(() => hub?.stop());

type Headers = Readonly<Record<string, string>>;

async function call(path: string, body?: object, headers: Headers = {}, base = hub.url) {
  const response = await fetch(`${base}/api/auth/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: "manual",
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}

/** As `call`, to a host of the caller's choice: fetch does not let it be set. */
function callAtHost(host: string, path: string, body: object) {
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const sent = httpRequest(
      `${hub.url}/api/auth/${path}`,
      { method: "POST", headers: { host, "content-type": "application/json" } },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) });
      },
    );
    sent.on("error", reject).end(JSON.stringify(body));
  });
}

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const cookieOf = (headers: globalThis.Headers) => headers.getSetCookie()[0]?.split(";")[0] ?? "";
const password = "en lang adgangskode";
let serial = 0;
const freshEmail = () => `person-${++serial}@example.org`;

async function signUp(email: string, more: object = {}) {
  return call("sign-up/email", { email, password, name: "Nynne Prøve", ...more });
}

async function linkIn(email: string, subject: string): Promise<string> {
  const mail = await waitForMail(hub, (each) => each.to?.[0]?.address === email && each.subject === subject);
  const link = /https?:\S+/.exec(mail.text ?? "")?.[0];
  if (!link) throw new Error(`No link in the mail: ${mail.text}`);
  return link;
}

const subjects = {
  verifyDanish: "Bekræft din e-mailadresse til Samspil",
  verifyEnglish: "Confirm your e-mail address for Samspil",
  taken: "Du har allerede en konto i Samspil",
  reset: "Vælg en ny adgangskode til Samspil",
  changed: "Din adgangskode til Samspil er ændret",
};

async function verifiedAccount(): Promise<string> {
  const email = freshEmail();
  await signUp(email);
  const answer = await call(
    new URL(await linkIn(email, subjects.verifyDanish)).href.split("/api/auth/")[1] ?? "",
  );
  expect(answer.status).toBe(200);
  return email;
}

/** Whether the API takes a credential, asked where it matters. */
async function isAccepted(headers: Headers): Promise<boolean> {
  const { body } = await runQuery(hub, "{ __typename }", {}, { headers });
  if (body.errors) expect(body.errors[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  return body.errors === undefined;
}

describe("from sign-up to deletion of a session", () => {
  test("sign-up, mail, confirmation, sign-in, sessions, sign-out, reset", async () => {
    const email = freshEmail();
    expect((await signUp(email, { birthDate: "2000-02-29" })).body).toEqual({ status: true });
    const early = await call("sign-in/email", { email, password });
    expect([early.status, early.body.code]).toEqual([403, "EMAIL_NOT_VERIFIED"]);
    expect(early.headers.get("set-auth-token")).toBeNull();

    const link = await linkIn(email, subjects.verifyDanish);
    expect(new URL(link).origin).toBe(hub.url);
    const verified = await fetch(link);
    expect(await verified.json()).toEqual({ status: true });

    const first = await call("sign-in/email", { email, password }, { "user-agent": "first device" });
    expect(first.status).toBe(200);
    const cookie = first.headers.getSetCookie()[0] ?? "";
    expect(cookie).toMatch(
      /^samspil\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const token = first.headers.get("set-auth-token") ?? "";
    expect(first.headers.get("access-control-expose-headers")).toContain("set-auth-token");
    expect(first.body).toEqual({
      token,
      user: {
        id: expect.stringMatching(/^account_[0-9a-z]{26}$/),
        email,
        name: "Nynne Prøve",
        emailVerified: true,
        language: "DA",
        createdAt: expect.stringMatching(/Z$/),
      },
    });
    const secondToken = await signIn(hub, email, password);
    expect(await isAccepted(bearer(token))).toBe(true);
    expect(await isAccepted({ cookie: cookieOf(first.headers) })).toBe(true);

    const sessions = await call("list-sessions", undefined, bearer(token));
    expect(sessions.body).toHaveLength(2);
    const own = sessions.body.find((each: { current: boolean }) => each.current);
    expect(own.userAgent).toBe("first device");
    const other = sessions.body.find((each: { current: boolean }) => !each.current);
    expect(await isAccepted(bearer(other.token))).toBe(false);
    const revoked = await call("revoke-session", { token: other.token }, bearer(token));
    expect(revoked.body).toEqual({ status: true });
    expect(await isAccepted(bearer(secondToken))).toBe(false);
    expect(await isAccepted(bearer(token))).toBe(true);

    const out = await call("sign-out", {}, bearer(token));
    expect(out.headers.getSetCookie().join()).toContain("samspil.session_token=; Max-Age=0");
    expect(await isAccepted(bearer(token))).toBe(false);

    const before = await signIn(hub, email, password);
    await call("request-password-reset", { email });
    const resetLink = await linkIn(email, subjects.reset);
    const resetToken = new URL(resetLink).pathname.split("/").at(-1);
    const page = await fetch(resetLink, { headers: { accept: "text/html", "accept-language": "en" } });
    expect(await page.text()).toContain("Choose a new password");
    const newPassword = "en anden lang adgangskode";
    const reset = await call("reset-password", { token: resetToken, newPassword });
    expect(reset.body).toEqual({ status: true });
    expect(await isAccepted(bearer(before))).toBe(false);
    expect((await call("sign-in/email", { email, password })).body.code).toBe("INVALID_EMAIL_OR_PASSWORD");
    await signIn(hub, email, newPassword);
    const again = await call("reset-password", { token: resetToken, newPassword });
    expect([again.status, again.body.code]).toEqual([400, "INVALID_TOKEN"]);
    await waitForMail(hub, (mail) => mail.to?.[0]?.address === email && mail.subject === subjects.changed);

    const stored = await hub.database.query(
      "SELECT birth_date::text, display_name, language, is_administrator FROM account WHERE email = $1",
      [email],
    );
    expect(stored.rows).toEqual([
      { birth_date: "2000-02-29", display_name: "Nynne Prøve", language: "DA", is_administrator: false },
    ]);
  });

  test("a person may set the new password on the page behind the link, without a script", async () => {
    const email = await verifiedAccount();
    await call("request-password-reset", { email });
    const link = await linkIn(email, subjects.reset);
    const send = (newPassword: string) =>
      fetch(link, {
        method: "POST",
        headers: { accept: "text/html", origin: hub.url },
        body: new URLSearchParams({ newPassword }),
      });
    expect(await (await send("kort")).text()).toContain("mindst 10 tegn");
    expect(await (await send("en helt ny adgangskode")).text()).toContain("Din adgangskode er gemt");
    await signIn(hub, email, "en helt ny adgangskode");
  });

  test("mails are in the account's language, or that of its sign-up", async () => {
    const byHeader = freshEmail();
    await call(
      "sign-up/email",
      { email: byHeader, password, name: "A" },
      { "accept-language": "en-GB, da;q=0.5" },
    );
    await linkIn(byHeader, subjects.verifyEnglish);
    const byChoice = freshEmail();
    await signUp(byChoice, { language: "EN" });
    await linkIn(byChoice, subjects.verifyEnglish);
  });

  test("revoking the others keeps this session, revoking all ends it", async () => {
    const email = await verifiedAccount();
    const [a, b, c] = [
      await signIn(hub, email, password),
      await signIn(hub, email, password),
      await signIn(hub, email, password),
    ];
    await call("revoke-other-sessions", {}, bearer(a));
    expect([await isAccepted(bearer(a)), await isAccepted(bearer(b)), await isAccepted(bearer(c))]).toEqual([
      true,
      false,
      false,
    ]);
    await call("revoke-sessions", {}, bearer(a));
    expect(await isAccepted(bearer(a))).toBe(false);
  });

  test("nobody ends the session of somebody else", async () => {
    const mine = await signIn(hub, await verifiedAccount(), password);
    const theirs = await signIn(hub, "school");
    const [listed] = (await call("list-sessions", undefined, bearer(theirs))).body;
    await call("revoke-session", { token: listed.token }, bearer(mine));
    expect(await isAccepted(bearer(theirs))).toBe(true);
  });
});

describe("what an answer tells", () => {
  test("sign-up answers the same for a known and an unknown address; its holder is told", async () => {
    const known = await verifiedAccount();
    const answers = [];
    for (const email of [known, freshEmail()]) {
      const started = performance.now();
      const { status, body, headers } = await signUp(email, { name: "Somebody" });
      expect(performance.now() - started).toBeGreaterThan(240);
      answers.push({
        status,
        body,
        names: [...headers.keys()].filter((name) => name !== "x-request-id").sort(),
      });
    }
    expect(answers[0]).toEqual(answers[1]);
    await waitForMail(hub, (mail) => mail.to?.[0]?.address === known && mail.subject === subjects.taken);
    await signIn(hub, known, password);
  });

  test("asking for a reset or a verification mail answers the same for a known and an unknown address", async () => {
    const known = await verifiedAccount();
    for (const path of ["request-password-reset", "send-verification-email"]) {
      const answers = await Promise.all(
        [known, freshEmail()].map(async (email) => {
          const { status, body } = await call(path, { email });
          return { status, body };
        }),
      );
      expect(answers).toEqual(Array(2).fill({ status: 200, body: { status: true } }));
    }
  });

  test("the birth date and the flags of an account are in no answer", async () => {
    const email = freshEmail();
    const texts = [(await signUp(email, { birthDate: "1991-12-13" })).text];
    await fetch(await linkIn(email, subjects.verifyDanish));
    const entered = await call("sign-in/email", { email, password });
    const credentials = bearer(entered.headers.get("set-auth-token") ?? "");
    texts.push(entered.text);
    for (const path of ["get-session", "list-sessions"]) {
      texts.push((await call(path, undefined, credentials)).text);
    }
    for (const text of texts)
      expect(text).not.toMatch(/1991|birth|administrator|demo|suspended|deleted|hash/i);
  });
});

describe("credentials", () => {
  test("none is a stranger; forged, cut off, expired or foreign ones are refused, never overlooked", async () => {
    const token = await signIn(hub, "venue");
    const cookie = `samspil.session_token=${encodeURIComponent(token)}`;
    expect(await isAccepted({})).toBe(true);
    expect(await isAccepted(bearer(token))).toBe(true);
    expect(await isAccepted(bearer(encodeURIComponent(token)))).toBe(true);
    expect(await isAccepted({ cookie })).toBe(true);
    const [value = "", signature = ""] = token.split(".");
    const swapped = `${value.slice(0, -1)}${value.endsWith("a") ? "b" : "a"}`;
    const refused: Headers[] = [
      bearer(token.slice(0, -1)),
      bearer(value),
      bearer(`${value}.`),
      bearer(`${swapped}.${signature}`),
      bearer(`${value}.${Buffer.alloc(32).toString("base64")}`),
      bearer("x"),
      bearer("%"),
      bearer("ey.ey.ey"),
      bearer("a".repeat(8000)),
      { authorization: "Bearer" },
      { authorization: token },
      { authorization: `Basic ${Buffer.from("a:b").toString("base64")}` },
      { cookie: cookie.slice(0, -3) },
      { cookie: "samspil.session_token=x" },
      { ...bearer("x"), cookie },
    ];
    for (const headers of refused) expect([headers, await isAccepted(headers)]).toEqual([headers, false]);
    await hub.database.query("UPDATE account_session SET expires_at = now() WHERE token = $1", [value]);
    await sessionsLookedUpAgain();
    expect(await isAccepted(bearer(token))).toBe(false);
    const session = await call("get-session", undefined, { cookie });
    expect([session.status, session.body.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(session.headers.getSetCookie().join()).toContain("samspil.session_token=; Max-Age=0");
    expect((await call("get-session")).body).toBeNull();
  });

  test("a suspended or deleted account cannot sign in, and its sessions end at once", async () => {
    for (const column of ["suspended_at", "deleted_at"]) {
      const email = await verifiedAccount();
      const token = await signIn(hub, email, password);
      await hub.database.query(
        column === "suspended_at"
          ? "UPDATE account SET suspended_at = now() WHERE email = $1"
          : `UPDATE account SET deleted_at = now(), email = 'deleted-' || id::text || '@deleted.invalid',
              display_name = '', birth_date = NULL WHERE email = $1`,
        [email],
      );
      expect(await isAccepted(bearer(token))).toBe(false);
      expect((await call("list-sessions", undefined, bearer(token))).status).toBe(401);
      const { status, body } = await call("sign-in/email", { email, password });
      expect([status, body.code]).toEqual(
        column === "suspended_at" ? [403, "ACCOUNT_SUSPENDED"] : [401, "INVALID_EMAIL_OR_PASSWORD"],
      );
    }
  });

  test("a verification link works once for its address only", async () => {
    const email = freshEmail();
    await signUp(email);
    const link = new URL(await linkIn(email, subjects.verifyDanish));
    const token = link.searchParams.get("token") ?? "";
    for (const wrong of [`${token}x`, token.slice(0, -2), "x", "", "æ"]) {
      const { status, body } = await call(`verify-email?token=${encodeURIComponent(wrong)}`);
      expect([status, body.code]).toEqual([400, "INVALID_TOKEN"]);
    }
    const page = await fetch(`${link.href}x`, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([400, "text/html; charset=utf-8"]);
  });
});

describe("where requests come from", () => {
  test("localhost, 127.0.0.1, with the own origin or none: all fine", async () => {
    const port = new URL(hub.url).port;
    for (const base of [`http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
      for (const headers of [{}, { origin: base }] as Headers[]) {
        const body = { email: "artist@demo.samspil.example", password: "samspil-demo" };
        const answer = await call("sign-in/email", body, headers, base);
        expect([base, headers, answer.status]).toEqual([base, headers, 200]);
        const out = await call("sign-out", {}, { cookie: cookieOf(answer.headers), ...headers }, base);
        expect(out.status).toBe(200);
      }
    }
  });

  test("a foreign origin is refused and changes nothing", async () => {
    const entered = await call("sign-in/email", {
      email: "office@demo.samspil.example",
      password: "samspil-demo",
    });
    const cookie = cookieOf(entered.headers);
    const foreign: Headers[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `${hub.url}.evil.example` },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) {
      const { status, body } = await call("revoke-sessions", {}, { cookie, ...headers });
      expect([headers, status, body.code]).toEqual([headers, 403, "INVALID_ORIGIN"]);
    }
    expect(await isAccepted({ cookie })).toBe(true);
    const form = await fetch(`${hub.url}/api/auth/sign-out`, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({ a: "b" }),
    });
    expect([form.status, await form.json()]).toEqual([
      415,
      expect.objectContaining({ code: "UNSUPPORTED_MEDIA_TYPE" }),
    ]);
    expect(await isAccepted({ cookie })).toBe(true);
  });

  test("links lead on only to the hub itself and to origins that are let in", async () => {
    for (const callbackURL of [
      "https://evil.example/",
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "javascript:alert(1)",
      "evil",
      `${hub.url}@evil.example/`,
    ]) {
      const { status, body } = await signUp(freshEmail(), { callbackURL });
      expect([callbackURL, status, body.code]).toEqual([callbackURL, 403, "INVALID_REDIRECT"]);
      const opened = await call(`reset-password/abc?callbackURL=${encodeURIComponent(callbackURL)}`);
      expect([callbackURL, opened.status, opened.body.code]).toEqual([callbackURL, 403, "INVALID_REDIRECT"]);
    }
    const email = freshEmail();
    await signUp(email, { callbackURL: "/velkommen" });
    const followed = await fetch(await linkIn(email, subjects.verifyDanish), { redirect: "manual" });
    expect([followed.status, followed.headers.get("location")]).toEqual([302, "/velkommen"]);
  });

  test("the host of a request is no address to be sent on to: refused at the request, without a mail", async () => {
    const known = await verifiedAccount();
    const mailsBefore = (await hub.outbox()).length;
    const evil = "http://evil.example/x";
    const account = { password, name: "Fin" };
    const bodiesOf = (email: string): [string, object][] => [
      ["request-password-reset", { email, redirectTo: evil }],
      ["send-verification-email", { email, callbackURL: evil }],
      ["sign-up/email", { ...account, email, callbackURL: evil }],
    ];
    const unknown = freshEmail();
    for (const email of [known, unknown]) {
      for (const [path, body] of bodiesOf(email)) {
        const answer = await callAtHost("evil.example", path, body);
        expect([path, answer.status, answer.body]).toEqual([
          path,
          403,
          { code: "INVALID_REDIRECT", message: "Der kan ikke sendes videre til den adresse." },
        ]);
      }
    }
    const made = await hub.database.query("SELECT 1 FROM account WHERE email = $1", [unknown]);
    expect(made.rows).toEqual([]);
    // Mails leave in order: when this one is out, none of the refused requests' is still to come.
    await call("request-password-reset", { email: known, redirectTo: `${hub.url}/videre` });
    const followed = await fetch(await linkIn(known, subjects.reset), { redirect: "manual" });
    expect(followed.headers.get("location")).toMatch(/\/videre\?token=/);
    expect((await hub.outbox()).length).toBe(mailsBefore + 1);
  });

  test("the host of a request does not decide where a mail leads", async () => {
    const email = await verifiedAccount();
    await call(
      "request-password-reset",
      { email },
      { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    );
    expect(new URL(await linkIn(email, subjects.reset)).origin).toBe(hub.url);
  });
});

test("better-auth has nothing to add to the migrated tables", async () => {
  // In a process of its own: the library is not made for Jest's module registry.
  const compiled = new URL("domains/accounts/authentication.js", pathToFileURL(serverProgram)).href;
  const program = `
    const { createAuthentication } = await import(${JSON.stringify(compiled)});
    const authentication = createAuthentication({
      databaseUrl: process.env.DATABASE_URL, database: null, secret: "s".repeat(32), publicUrl: () => "http://localhost",
      trustProxy: false, corsOrigins: [], statementTimeoutMs: 10000,
      refuseDemoAccounts: false, announcements: { on: () => undefined, hasHeard: () => false }, log: null,
    });
    console.log(JSON.stringify(await authentication.pendingAuthMigrations()));
    await authentication.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    env: { ...process.env, DATABASE_URL: hub.databaseUrl },
  });
  expect(JSON.parse(stdout)).toEqual([]);
});
