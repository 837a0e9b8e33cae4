import { setTimeout as sleep } from "node:timers/promises";
import { addPerson, createActor, join, mustAct, type Person, type TestActor } from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub, waitForMail } from "../../testkit/hub.js";
import { related, send, start } from "../../testkit/messaging/conversations.js";
import { toldTo } from "../../testkit/notifications.js";

let database: TestDatabase;
let hub: TestHub;
let asta: Person;
let bo: Person;
let band: TestActor;
let venue: TestActor;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  hub = await startHub({ database });
});
afterAll(async () => {
  await hub?.stop();
  await database?.drop();
});
beforeEach(async () => {
  [asta, bo] = await Promise.all([addPerson(hub, "Asta Hansen"), addPerson(hub, "Bo", { language: "EN" })]);
  [band, venue] = await related(hub, asta, bo);
  id = await start(hub, asta, [venue], { asActorId: band.id });
});

/** The jobs that are to mail somebody. */
const jobsOf = async ({ key }: Person) =>
  (
    await database.pool.query<{ minutes: number }>(
      `SELECT round(extract(epoch FROM run_at - now()) / 60)::int AS minutes FROM graphile_worker.jobs
        WHERE key = 'mailNotifications ' || $1`,
      [key],
    )
  ).rows;

/** Lets so many minutes pass for what somebody was notified of, and for the job that mails it. */
async function pass(minutes: number, { key }: Person): Promise<void> {
  await database.pool.query(
    `UPDATE notification SET mail_due_at = mail_due_at - make_interval(mins => $2), created_at = created_at - make_interval(mins => $2)
      WHERE account_id = $1`,
    [key, minutes],
  );
  await database.pool.query(
    `UPDATE graphile_worker._private_jobs SET run_at = run_at - make_interval(mins => $2) WHERE key = 'mailNotifications ' || $1`,
    [key, minutes],
  );
}

/** Runs the job that mails somebody, so many at once, and waits until no mail is under way. */
async function runJob({ key }: Person, times = 1): Promise<void> {
  await database.pool.query(
    `SELECT graphile_worker.add_job('mailNotifications', json_build_object('accountId', $1::text)) FROM generate_series(1, $2)`,
    [key, times],
  );
  await mailed();
}
async function mailed(): Promise<void> {
  const waiting = `SELECT FROM graphile_worker.jobs WHERE task_identifier IN ('mailNotifications', 'sendMail') AND run_at <= now()`;
  const deadline = Date.now() + 30_000;
  while ((await database.pool.query(waiting)).rowCount !== 0) {
    if (Date.now() > deadline) throw new Error("Jobs are not done in time");
    await sleep(20);
  }
}
/** The mails of notifications that somebody has got. */
const mailsTo = async ({ email }: Person) =>
  (await hub.outbox()).filter(
    ({ to, subject }) => to?.[0]?.address === email && /^(Nyt til dig|News for you)/.test(subject ?? ""),
  );
const prefer = (person: Person, channel: string) =>
  mustAct(hub, person, "updateNotificationPreferences", {
    preferences: [{ kind: "MESSAGE_RECEIVED", channel }],
  });

test("what was not read after 15 minutes is mailed by the job that was added with it, once, in the account's language", async () => {
  await send(hub, asta, id, "Hemmeligt indhold");
  expect(await jobsOf(bo)).toEqual([{ minutes: 15 }]);
  // One job an account, however much happens.
  await send(hub, asta, id, "Mere");
  const hall = await createActor(hub, asta, { kind: "VENUE", name: "Salen" });
  await mustAct(hub, asta, "proposeRelationship", {
    kind: "CO_ORGANISES",
    sourceId: hall.id,
    targetId: venue.id,
  });
  expect(await jobsOf(bo)).toEqual([{ minutes: 15 }]);
  await pass(16, bo);
  const mail = await waitForMail(hub, ({ to }) => to?.[0]?.address === bo.email);
  expect(mail.subject).toBe("News for you in Samspil");
  expect(mail.text).toContain("- Bandet has written\n- Salen proposes a relationship\n");
  expect(mail.text).toContain(`${hub.url}\n`);
  // Neither what was written nor who the person is.
  expect(mail.text).not.toMatch(/Hemmeligt|Hansen/);
  await mailed();
  expect(await jobsOf(bo)).toEqual([]);
  await runJob(bo, 3);
  expect(await mailsTo(bo)).toHaveLength(1);
  // It is unread still, and not mailed again for what happens there next.
  expect((await toldTo(hub, bo)).unread).toBe(2);
  await send(hub, asta, id, "Endnu mere");
  await runJob(bo);
  expect(await mailsTo(bo)).toHaveLength(1);
});

test("runs at the same moment mail it once", async () => {
  await send(hub, asta, id, "Hej");
  await pass(16, bo);
  await runJob(bo, 12);
  expect(await mailsTo(bo)).toHaveLength(1);
});

test("a run that breaks off before its end has mailed nothing, and the next mails it once", async () => {
  await send(hub, asta, id, "Hej");
  // The connection dies as the transaction commits, the first two times.
  await database.pool.query(`
    CREATE SEQUENCE lives;
    CREATE FUNCTION die_twice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('lives') <= 2 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER dies_twice AFTER UPDATE OF mailed_at ON notification DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (NEW.mailed_at IS NOT NULL) EXECUTE FUNCTION die_twice()`);
  try {
    await pass(16, bo);
    await waitForMail(hub, ({ to }) => to?.[0]?.address === bo.email, 30_000);
    await mailed();
    const { rows } = await database.pool.query<{ lives: string }>("SELECT last_value AS lives FROM lives");
    expect(Number(rows[0]?.lives)).toBe(3);
    expect(await mailsTo(bo)).toHaveLength(1);
  } finally {
    await database.pool.query(
      "DROP TRIGGER dies_twice ON notification; DROP FUNCTION die_twice(); DROP SEQUENCE lives",
    );
  }
}, 60_000);

test("what is not due yet waits for a later run", async () => {
  const [second, hall] = await related(hub, asta, bo, ["Et andet band", "Et andet sted"]);
  const later = await start(hub, asta, [hall], { asActorId: second.id });
  await send(hub, asta, id, "Først");
  await pass(10, bo);
  await send(hub, asta, later, "Ti minutter senere");
  expect(await jobsOf(bo)).toEqual([{ minutes: 5 }]);
  await pass(6, bo);
  await mailed();
  const [first] = await mailsTo(bo);
  expect(first?.text).toContain("- Bandet has written\n\n");
  expect(await jobsOf(bo)).toEqual([{ minutes: 9 }]);
  await pass(10, bo);
  await mailed();
  expect((await mailsTo(bo)).map(({ text }) => text?.includes("Et andet band"))).toEqual([false, true]);
});

describe("nothing is mailed", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["that was read", () => mustAct(hub, bo, "markConversationRead", { conversationId: id })],
    [
      "that was read as a notification",
      async () =>
        mustAct(hub, bo, "markNotificationsRead", { notificationIds: [(await toldTo(hub, bo)).told[0]?.id] }),
    ],
    [
      "of a conversation that was muted since",
      () => mustAct(hub, bo, "updateConversationSettings", { conversationId: id, isMuted: true }),
    ],
    ["across a block", () => mustAct(hub, bo, "blockActor", { actorId: venue.id, blockedActorId: band.id })],
    ["to who wants it in the hub alone by now", () => prefer(bo, "HUB")],
    [
      "to a suspended account",
      async () => {
        const administrator = await addPerson(hub, "Anna", { isAdministrator: true });
        return mustAct(hub, administrator, "suspendAccount", { accountId: bo.accountId });
      },
    ],
    ["to a deleted account", () => mustAct(hub, bo, "deleteAccount", { accountId: bo.accountId })],
    [
      "to an address that is not confirmed any more",
      () => database.pool.query("UPDATE account SET email_verified = false WHERE id = $1", [bo.key]),
    ],
    [
      "to who does not speak for the actor any more",
      () => database.pool.query("UPDATE membership SET role = 'MEMBER' WHERE account_id = $1", [bo.key]),
    ],
  ])("%s", async (_, happen) => {
    await send(hub, asta, id, "Hej");
    await happen();
    await pass(16, bo);
    await runJob(bo);
    expect(await mailsTo(bo)).toEqual([]);
    // It is decided once: what changes later brings no mail.
    await database.pool.query(
      "UPDATE account SET email_verified = deleted_at IS NULL, suspended_at = NULL WHERE id = $1",
      [bo.key],
    );
    await runJob(bo);
    expect(await mailsTo(bo)).toEqual([]);
  });

  test("and no job added, for who wants it in the hub alone", async () => {
    await prefer(bo, "HUB");
    await send(hub, asta, id, "Hej");
    expect(await jobsOf(bo)).toEqual([]);
    // What there is stays as it is told, though all that follows is mailed.
    await prefer(bo, "EMAIL");
    await pass(16, bo);
    await runJob(bo);
    expect(await mailsTo(bo)).toEqual([]);
  });

  test("when the transaction that sent it was rolled back", async () => {
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await client.query(
      "SELECT notify_accounts('MESSAGE_RECEIVED', gen_random_uuid(), NULL, NULL, ARRAY[$1::uuid])",
      [bo.key],
    );
    await client.query("ROLLBACK");
    client.release();
    expect(await jobsOf(bo)).toEqual([]);
  });
});

test("a job that has begun does not keep what comes meanwhile from being mailed", async () => {
  const holder = await database.pool.connect();
  await send(hub, asta, id, "Hej");
  await mustAct(hub, bo, "markConversationRead", { conversationId: id });
  // The job begins, and waits for who holds the account's stream.
  await holder.query("BEGIN");
  await holder.query("SELECT append_live($1, 'HAPPENED', NULL)", [bo.key]);
  await pass(16, bo);
  const begun =
    "SELECT FROM graphile_worker.jobs WHERE task_identifier = 'mailNotifications' AND locked_at IS NOT NULL";
  while ((await database.pool.query(begun)).rowCount === 0) await sleep(20);
  // Whoever notifies meanwhile, in the same transaction here, adds another.
  await holder.query(
    `SELECT notify_accounts('MESSAGE_RECEIVED', id, NULL, NULL, ARRAY[$2::uuid]) FROM conversation WHERE public_id = $1`,
    [id, bo.key],
  );
  await holder.query("COMMIT");
  holder.release();
  await mailed();
  expect(await jobsOf(bo)).toEqual([{ minutes: 15 }]);
});

test("names that would lead elsewhere are left out", async () => {
  const band2 = await createActor(hub, asta, { kind: "VENUE", name: "Vind på www.svindel.example" });
  await mustAct(hub, asta, "proposeRelationship", {
    kind: "CO_ORGANISES",
    sourceId: band2.id,
    targetId: venue.id,
  });
  await pass(16, bo);
  await mailed();
  const [mail] = await mailsTo(bo);
  expect(mail?.text).toContain("- An actor proposes a relationship\n");
  expect(mail?.text).not.toContain("svindel");
});

describe("the link that stops the mails", () => {
  async function linkOf(person: Person): Promise<{ url: string; headers: Readonly<Record<string, string>> }> {
    await send(hub, asta, id, "Hej");
    await pass(16, person);
    await mailed();
    const [mail] = await mailsTo(person);
    const headers = Object.fromEntries((mail?.headers ?? []).map(({ key, value }) => [key, value]));
    return { url: /^<(.*)>$/.exec(headers["list-unsubscribe"] ?? "")?.[1] ?? "", headers };
  }
  const channels = async ({ key }: Person) =>
    (
      await database.pool.query<{ kind: string; channel: string }>(
        "SELECT kind, channel FROM notification_preference WHERE account_id = $1 ORDER BY kind",
        [key],
      )
    ).rows;

  test("stands in the mail for mail programs, and is used with one request (RFC 8058)", async () => {
    await mustAct(hub, bo, "updateNotificationPreferences", {
      preferences: [{ kind: "RELATIONSHIP_CONFIRMED", channel: "NONE" }],
    });
    const { url, headers } = await linkOf(bo);
    expect(headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
    expect(url).toMatch(new RegExp(`^${hub.url}/unsubscribe/[\\w.-]+$`));
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "accept-language": "en" },
      body: "List-Unsubscribe=One-Click",
    });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("no more mails")]);
    // What was not told at all stays so.
    expect(await channels(bo)).toEqual([
      { kind: "MESSAGE_RECEIVED", channel: "HUB" },
      { kind: "RELATIONSHIP_CONFIRMED", channel: "NONE" },
      { kind: "RELATIONSHIP_PROPOSED", channel: "HUB" },
    ]);
    await mustAct(hub, bo, "markConversationRead", { conversationId: id });
    await send(hub, asta, id, "Hej igen");
    expect(await jobsOf(bo)).toEqual([]);
  });

  test("asks first when it is only opened, in the reader's language, and lets nothing else load", async () => {
    const { url } = await linkOf(bo);
    for (const method of ["GET", "HEAD"]) {
      const answer = await fetch(url, { method, headers: { "accept-language": "da" } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      if (method === "GET")
        expect(await answer.text()).toContain('<form method="post"><button>Slå mails fra</button>');
    }
    expect(await channels(bo)).toEqual([]);
  });

  test.each(["", "nonsense", "eyJ9.x"])("is none of ours: %j", async (token) => {
    for (const method of ["GET", "POST"])
      expect((await fetch(`${hub.url}/unsubscribe/${token}`, { method })).status).toBe(404);
  });

  test("is none when it was changed, and none of another purpose", async () => {
    const { url } = await linkOf(bo);
    for (const changed of [url.slice(0, -2), url.replace("/unsubscribe/", "/files/")])
      expect((await fetch(changed)).status).toBe(404);
    const [body = "", mac = ""] = url.slice(url.lastIndexOf("/") + 1).split(".");
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as string[];
    expect(claims[0]).toBe(bo.key);
    const forged = Buffer.from(JSON.stringify([asta.key, ...claims.slice(1)])).toString("base64url");
    expect((await fetch(`${hub.url}/unsubscribe/${forged}.${mac}`, { method: "POST" })).status).toBe(404);
    expect((await fetch(url, { method: "POST", body: "x".repeat(2_000) })).status).toBe(413);
    expect(await channels(asta)).toEqual([]);
  });
});

test("an editor and an owner each get their own mail, with links of their own", async () => {
  const colleague = await addPerson(hub, "Kollega");
  await join(hub, bo, colleague, venue, "EDITOR");
  await send(hub, asta, id, "Hej");
  for (const person of [bo, colleague]) await pass(16, person);
  await mailed();
  const [one, other] = [await mailsTo(bo), await mailsTo(colleague)];
  expect([one.length, other.length]).toEqual([1, 1]);
  expect(other[0]?.subject).toBe("Nyt til dig i Samspil");
  expect(other[0]?.text).toContain("- Bandet har skrevet\n");
  expect(one[0]?.messageId).not.toBe(other[0]?.messageId);
});
