import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { signIn, startHub, type TestHub, waitForMail } from "../../testkit/hub.js";

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.stop());

async function post(
  path: string,
  body: object,
): Promise<{ status: number; body: { code?: string; user?: { name: string } } }> {
  const response = await fetch(`${hub.url}/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const password = "en lang adgangskode";
let serial = 0;
const freshEmail = () => `person-${++serial}@example.org`;
const signUp = (email: string, more: object = {}) =>
  post("sign-up/email", { email, password, name: "Nynne Prøve", ...more });

const subjects = {
  verifyEnglish: "Confirm your e-mail address for Samspil",
  taken: "Du har allerede en konto i Samspil",
  finish: "Gør din tilmelding til Samspil færdig",
};

const mailTo = (email: string, subject: string) =>
  waitForMail(hub, (mail) => mail.to?.[0]?.address === email && mail.subject === subject);

async function linkIn(email: string, subject: string): Promise<string> {
  const { text } = await mailTo(email, subject);
  const link = /https?:\S+/.exec(text ?? "")?.[0];
  if (!link) throw new Error(`No link in the mail: ${text}`);
  return link;
}

test("a sign-up begun by somebody else cannot come to life with their password", async () => {
  const email = freshEmail();
  await post("sign-up/email", { email, password: "angriberens kodeord", name: "X" });
  await signUp(email);
  const link = await linkIn(email, subjects.finish);
  const token = new URL(link).pathname.split("/").at(-1);
  await post("reset-password", { token, newPassword: password });
  await signIn(hub, email, password);
  const guess = await post("sign-in/email", { email, password: "angriberens kodeord" });
  expect(guess.body.code).toBe("INVALID_EMAIL_OR_PASSWORD");
});

test("a second sign-up voids the first one's password and details before anybody confirms the address", async () => {
  const email = freshEmail();
  const theirs = "angriberens kodeord";
  await signUp(email, { password: theirs, name: "Angriber", birthDate: "1950-01-01", language: "EN" });
  const firstLink = await linkIn(email, subjects.verifyEnglish);
  await signUp(email, { name: "Nynne Prøve" });
  const finishLink = await linkIn(email, subjects.finish);
  expect(await (await fetch(firstLink)).json()).toEqual({ status: true });
  for (const guess of [theirs, password]) {
    const { status, body } = await post("sign-in/email", { email, password: guess });
    expect([guess, status, body.code]).toEqual([guess, 401, "INVALID_EMAIL_OR_PASSWORD"]);
  }
  const stored = await hub.database.query(
    "SELECT display_name, birth_date, language, email_verified FROM account WHERE email = $1",
    [email],
  );
  expect(stored.rows).toEqual([
    { display_name: "Nynne Prøve", birth_date: null, language: "DA", email_verified: true },
  ]);
  const token = new URL(finishLink).pathname.split("/").at(-1);
  await post("reset-password", { token, newPassword: "valgt over linket" });
  await signIn(hub, email, "valgt over linket");
  expect((await post("sign-in/email", { email, password: theirs })).status).toBe(401);
  // Confirmed now: another sign-up changes nothing any more.
  await signUp(email, { password: theirs, name: "Angriber" });
  await mailTo(email, subjects.taken);
  const entered = await post("sign-in/email", { email, password: "valgt over linket" });
  expect([entered.status, entered.body.user?.name]).toEqual([200, "Nynne Prøve"]);
});

test("of sign-ups that race for one address no password comes to life, only the one chosen by mail", async () => {
  for (let round = 0; round < 4; round++) {
    const email = freshEmail();
    // Five are let through in an hour; the others are refused.
    const passwords = Array.from({ length: 10 }, (_, index) => `kodeord nummer ${index}`);
    const answers = await Promise.all(passwords.map((each) => signUp(email, { password: each })));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(5).fill(200),
      ...Array(5).fill(429),
    ]);
    const stored = await hub.database.query(
      `SELECT c.password_hash FROM account a LEFT JOIN account_credential c ON c.account_id = a.id WHERE email = $1`,
      [email],
    );
    expect(stored.rows).toEqual([{ password_hash: null }]);
    const link = await linkIn(email, subjects.finish);
    await post("reset-password", {
      token: new URL(link).pathname.split("/").at(-1),
      newPassword: "valgt over linket",
    });
    await signIn(hub, email, "valgt over linket");
  }
});

test("two sign-ups with one address at the same moment answer the same and make one account", async () => {
  const email = freshEmail();
  const answers = await Promise.all([signUp(email), signUp(email), signUp(email)]);
  expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(3).fill([200, { status: true }]));
  const stored = await hub.database.query(
    "SELECT count(*)::int AS accounts FROM account a JOIN account_credential c ON c.account_id = a.id WHERE email = $1",
    [email],
  );
  expect(stored.rows).toEqual([{ accounts: 1 }]);
});
