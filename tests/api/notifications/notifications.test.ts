import { setTimeout as sleep } from "node:timers/promises";
import {
  act,
  addPerson,
  ask,
  createActor,
  everythingStored,
  join,
  mustAct,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { relate, related, send, start } from "../../testkit/messaging/conversations.js";
import { toldTo } from "../../testkit/notifications.js";

/** Two servers on one database. */
const env = { AUTH_SECRET: "en hemmelighed, som begge servere kender" };
let database: TestDatabase;
let hub: TestHub;
let other: TestHub;
let asta: Person;
let bo: Person;
let band: TestActor;
let venue: TestActor;
/** A conversation of the two. */
let id: string;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  [hub, other] = await Promise.all([startHub({ database, env }), startHub({ database, env })]);
});
afterAll(async () => {
  await Promise.all([hub?.stop(), other?.stop()]);
  await database?.drop();
});
beforeEach(async () => {
  [asta, bo] = await Promise.all([addPerson(hub, "Asta"), addPerson(hub, "Bo", { language: "EN" })]);
  [band, venue] = await related(hub, asta, bo);
  id = await start(hub, asta, [venue], { asActorId: band.id });
});

const kindsTold = async (person: Person) => (await toldTo(hub, person)).told.map(({ kind }) => kind);
const unreadOf = async (person: Person) => (await toldTo(hub, person)).unread;
const prefer = (person: Person, kind: string, channel: string) =>
  mustAct(hub, person, "updateNotificationPreferences", { preferences: [{ kind, channel }] });

describe("a message", () => {
  it("names who wrote as an actor as that alone, also once the actor is gone", async () => {
    await start(hub, asta, [venue], { body: "Som mig selv" });
    await send(hub, asta, id, "Som band");
    const titles = async () => (await toldTo(hub, bo)).told.map(({ title }) => title).sort();
    expect((await titles()).filter((title) => title.includes("Asta"))).toHaveLength(1);
    await database.pool.query("DELETE FROM actor WHERE public_id = $1", [band.id]);
    const after = await titles();
    expect(after.filter((title) => title.includes("Asta"))).toHaveLength(1);
    expect(after.filter((title) => title.includes("Nogen"))).toHaveLength(1);
  });

  it("is told of though the one before it is deleted at the same moment", async () => {
    const wrong = await send(hub, asta, id, "Forkert");
    const holder = await database.pool.connect();
    const waiting = async () => {
      const { rowCount } = await database.pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return rowCount ?? 0;
    };
    let sent = 0;
    try {
      // The deletion has found that nothing is left to read, and cannot end yet.
      await holder.query("BEGIN");
      await holder.query("SELECT FROM live_stream WHERE id = $1 FOR UPDATE", [bo.key]);
      const deleting = mustAct(hub, asta, "deleteMessage", { messageId: wrong.id });
      while ((await waiting()) < 1) await sleep(10);
      const sending = send(other, asta, id, "Rigtigt").then(({ sequence }) => {
        sent = sequence;
      });
      while ((await waiting()) < 2 && sent === 0) await sleep(10);
      await holder.query("COMMIT");
      await Promise.all([deleting, sending]);
    } finally {
      holder.release();
    }
    expect(sent).toBe(2);
    expect(await unreadOf(bo)).toBe(1);
  });

  it("notifies who reads it, once as long as that is unread, and nobody of what is its own", async () => {
    const colleague = await addPerson(hub, "Kollega");
    await join(hub, asta, colleague, band, "EDITOR");
    const member = await addPerson(hub, "Medlem");
    await join(hub, bo, member, venue, "MEMBER");
    for (const body of ["En", "To", "Tre"]) await send(hub, asta, id, body);
    expect(await toldTo(other, bo)).toMatchObject({
      unread: 1,
      told: [
        {
          kind: "MESSAGE_RECEIVED",
          title: "Bandet har skrevet",
          actor: { id: band.id },
          subject: { id },
          readAt: null,
        },
      ],
    });
    // Not the sender, nor others who speak for the band, nor plain members of the venue.
    for (const person of [asta, colleague, member]) expect(await kindsTold(person)).toEqual([]);
    // In the reader's language.
    const english = await ask<{ viewer: { notifications: { nodes: { title: string }[] } } }>(
      hub,
      bo,
      "{ viewer { notifications { nodes { title } } } }",
      {},
      { "accept-language": "en" },
    );
    expect(english.viewer.notifications.nodes).toEqual([{ title: "Bandet has written" }]);
  });

  it("is no news any more when the conversation is read, as soon as nothing is left to read", async () => {
    for (const body of ["En", "To"]) await send(hub, asta, id, body);
    await mustAct(hub, bo, "markConversationRead", { conversationId: id, upToSequence: 1 });
    expect(await unreadOf(bo)).toBe(1);
    await mustAct(other, bo, "markConversationRead", { conversationId: id });
    expect(await toldTo(hub, bo)).toMatchObject({ unread: 0, told: [{ readAt: expect.any(String) }] });
    // The next is another.
    await send(hub, asta, id, "Tre");
    expect(await toldTo(hub, bo)).toMatchObject({
      unread: 1,
      told: [{ readAt: null }, { readAt: expect.any(String) }],
    });
  });

  it("is no news any more when all that was unread is deleted", async () => {
    const messages = [await send(hub, asta, id, "En"), await send(hub, asta, id, "To")];
    for (const [place, { id: messageId }] of messages.entries()) {
      await mustAct(hub, asta, "deleteMessage", { messageId });
      expect(await unreadOf(bo)).toBe(1 - place);
    }
  });

  it("moves what is unread up again, a minute later at the earliest", async () => {
    const [second, hall] = await related(hub, asta, bo, ["Et andet band", "Et andet sted"]);
    const later = await start(hub, asta, [hall], { asActorId: second.id });
    await send(hub, asta, id, "Først");
    await send(hub, asta, later, "Siden");
    await send(hub, asta, id, "Igen");
    const subjects = async () => (await toldTo(hub, bo)).told.map(({ subject }) => subject?.id);
    expect(await subjects()).toEqual([later, id]);
    await database.pool.query(
      `UPDATE notification SET happened_at = happened_at - interval '61 seconds', created_at = created_at - interval '61 seconds'`,
    );
    await send(hub, asta, id, "Igen");
    expect(await subjects()).toEqual([id, later]);
    expect(await unreadOf(bo)).toBe(2);
  });

  it("notifies nobody who has muted the conversation, or wants no such notifications", async () => {
    await mustAct(hub, bo, "updateConversationSettings", { conversationId: id, isMuted: true });
    await send(hub, asta, id, "Uhørt");
    expect(await kindsTold(bo)).toEqual([]);
    await mustAct(hub, bo, "updateConversationSettings", { conversationId: id, isMuted: false });
    await prefer(bo, "MESSAGE_RECEIVED", "NONE");
    await send(hub, asta, id, "Uønsket");
    expect(await kindsTold(bo)).toEqual([]);
    await prefer(bo, "MESSAGE_RECEIVED", "HUB");
    await send(hub, asta, id, "Hørt");
    expect(await kindsTold(bo)).toEqual(["MESSAGE_RECEIVED"]);
  });

  it("is hidden from who does not read the conversation any more, and from both sides of a block", async () => {
    const colleague = await addPerson(hub, "Kollega");
    const membershipId = await join(hub, bo, colleague, venue, "EDITOR");
    await send(hub, asta, id, "Hej");
    expect([await unreadOf(colleague), await unreadOf(bo)]).toEqual([1, 1]);
    const [told] = (await toldTo(hub, colleague)).told;
    await mustAct(hub, bo, "endMembership", { membershipId });
    expect(await toldTo(hub, colleague)).toEqual({ unread: 0, told: [] });
    const named = await ask<{ node: unknown }>(hub, colleague, "query ($id: ID!) { node(id: $id) { id } }", {
      id: told?.id,
    });
    expect(named.node).toBeNull();
    const marked = await act(hub, colleague, "markNotificationsRead", { notificationIds: [told?.id] });
    expect(marked.userErrors).toMatchObject([{ code: "NOT_FOUND", field: ["notificationIds", "0"] }]);
    await mustAct(hub, bo, "blockActor", { actorId: venue.id, blockedActorId: band.id });
    expect(await toldTo(hub, bo)).toEqual({ unread: 0, told: [] });
    await mustAct(hub, bo, "unblockActor", { actorId: venue.id, blockedActorId: band.id });
    expect(await unreadOf(bo)).toBe(1);
  });
});

describe("other acts", () => {
  it("being added to a group is told to who speaks for the actor, and settled by reading", async () => {
    const cille = await addPerson(hub, "Cille");
    const hall = await createActor(hub, cille, { kind: "VENUE", name: "Salen" });
    const own = await createActor(hub, bo, { kind: "VENUE", name: "Bos anden" });
    for (const actor of [hall, own]) await relate(hub, band, actor);
    const group = await start(hub, asta, [venue, own], { asActorId: band.id });
    expect(await kindsTold(bo)).toEqual([]);
    await mustAct(hub, asta, "addParticipant", { conversationId: group, actorId: hall.id });
    expect(await toldTo(hub, cille)).toMatchObject({
      unread: 1,
      told: [{ kind: "ADDED_TO_CONVERSATION", title: "I er føjet til en samtale", subject: { id: group } }],
    });
    expect(await kindsTold(bo)).toEqual([]);
    await mustAct(hub, cille, "markConversationRead", { conversationId: group });
    expect(await unreadOf(cille)).toBe(0);
  });

  it("a proposed relationship is told to the other end until it is answered, and its confirmation to who proposed it", async () => {
    const proposed = { kind: "CO_ORGANISES", sourceId: venue.id, targetId: "" };
    const hall = await createActor(hub, asta, { kind: "VENUE", name: "Salen" });
    const { id: relationshipId } = await mustAct(hub, bo, "proposeRelationship", {
      ...proposed,
      targetId: hall.id,
    });
    expect(await toldTo(hub, asta)).toMatchObject({
      unread: 1,
      told: [
        {
          kind: "RELATIONSHIP_PROPOSED",
          title: "Spillestedet foreslår en relation",
          subject: { id: relationshipId },
        },
      ],
    });
    expect(await kindsTold(bo)).toEqual([]);
    await mustAct(hub, asta, "confirmRelationship", { relationshipId });
    expect(await unreadOf(asta)).toBe(0);
    expect(await toldTo(hub, bo)).toMatchObject({
      unread: 1,
      told: [
        {
          kind: "RELATIONSHIP_CONFIRMED",
          title: "Salen har bekræftet jeres relation",
          actor: { id: hall.id },
        },
      ],
    });
  });

  it("nobody is told that a proposal was declined", async () => {
    const hall = await createActor(hub, asta, { kind: "VENUE", name: "Salen" });
    const { id: relationshipId } = await mustAct(hub, bo, "proposeRelationship", {
      kind: "CO_ORGANISES",
      sourceId: venue.id,
      targetId: hall.id,
    });
    await mustAct(hub, asta, "declineRelationship", { relationshipId });
    expect([await unreadOf(asta), await kindsTold(bo)]).toEqual([0, []]);
  });
});

describe("reading", () => {
  it("marks those that are named, or one and all before it; again changes nothing", async () => {
    const more = [id];
    for (let place = 0; place < 3; place += 1) {
      const [one, another] = await related(hub, asta, bo, [`Band ${place}`, `Sted ${place}`]);
      more.push(await start(hub, asta, [another], { asActorId: one.id }));
    }
    for (const each of more) await send(hub, asta, each, "Hej");
    const { told } = await toldTo(hub, bo);
    const [latest, second, third] = told.map((each) => each.id);
    await mustAct(hub, bo, "markNotificationsRead", { notificationIds: [third, third] });
    const before = await everythingStored(hub, "notification");
    await mustAct(hub, bo, "markNotificationsRead", { notificationIds: [third] });
    expect(await everythingStored(hub, "notification")).toBe(before);
    const { told: unread } = await toldTo(hub, bo, "(unreadOnly: true)");
    expect(unread.map((each) => each.id)).toEqual([latest, second, told[3]?.id]);
    expect(await mustAct(other, bo, "markNotificationsRead", { upToNotificationId: second })).toMatchObject({
      unreadNotificationCount: 1,
    });
    expect((await toldTo(hub, bo, "(unreadOnly: true)")).told.map((each) => each.id)).toEqual([latest]);
  });

  it.each([
    [{}, "WHICH_ONES", null],
    [
      { notificationIds: [], upToNotificationId: "notification_01h455vb4pex5vsknk084sn02q" },
      "WHICH_ONES",
      null,
    ],
    [{ upToNotificationId: "notification_01h455vb4pex5vsknk084sn02q" }, "NOT_FOUND", ["upToNotificationId"]],
    [{ notificationIds: ["\ud800"] }, "INVALID_TEXT", ["notificationIds", "0"]],
  ])("refuses %j", async (input, code, field) => {
    expect((await act(hub, bo, "markNotificationsRead", input)).userErrors).toMatchObject([{ code, field }]);
  });

  it("marks nobody else's, who learn nothing of it", async () => {
    await send(hub, asta, id, "Hej");
    const [told] = (await toldTo(hub, bo)).told;
    const administrator = await addPerson(hub, "Anna", { isAdministrator: true });
    for (const person of [asta, administrator])
      expect(
        (await act(hub, person, "markNotificationsRead", { notificationIds: [told?.id] })).userErrors,
      ).toMatchObject([{ code: "NOT_FOUND" }]);
    expect(await unreadOf(bo)).toBe(1);
    const seen = await ask<{
      node: { notifications: { totalCount: number }; unreadNotificationCount: number };
    }>(
      hub,
      administrator,
      "query ($id: ID!) { node(id: $id) { ... on Account { unreadNotificationCount notifications { totalCount } notificationPreferences { kind } } } }",
      { id: bo.accountId },
    );
    expect(seen.node).toEqual({
      unreadNotificationCount: 0,
      notifications: { totalCount: 0 },
      notificationPreferences: [],
    });
  });
});

describe("preferences", () => {
  it("list every kind with its default until something is chosen", async () => {
    const { viewer } = await ask<{ viewer: { notificationPreferences: unknown[] } }>(
      hub,
      bo,
      "{ viewer { notificationPreferences { kind label channel isDefault } } }",
    );
    expect(viewer.notificationPreferences).toEqual([
      { kind: "ADDED_TO_CONVERSATION", label: "Føjet til en samtale", channel: "HUB", isDefault: true },
      { kind: "MESSAGE_RECEIVED", label: "Nye beskeder", channel: "EMAIL", isDefault: true },
      { kind: "RELATIONSHIP_CONFIRMED", label: "Bekræftede relationer", channel: "EMAIL", isDefault: true },
      { kind: "RELATIONSHIP_PROPOSED", label: "Foreslåede relationer", channel: "EMAIL", isDefault: true },
    ]);
    expect(await prefer(bo, "MESSAGE_RECEIVED", "NONE")).toMatchObject({
      notificationPreferences: expect.arrayContaining([
        { kind: "MESSAGE_RECEIVED", channel: "NONE", isDefault: false },
        { kind: "RELATIONSHIP_PROPOSED", channel: "EMAIL", isDefault: true },
      ]),
    });
  });

  it("refuse a kind that stands twice in the list, and change nothing then", async () => {
    const preferences = ["HUB", "NONE"].map((channel) => ({ kind: "MESSAGE_RECEIVED", channel }));
    const { userErrors } = await act(hub, bo, "updateNotificationPreferences", { preferences });
    expect(userErrors).toMatchObject([{ code: "KIND_TWICE", field: ["preferences", "1", "kind"] }]);
    expect(await everythingStored(hub, "notification_preference")).not.toContain(bo.key);
  });
});

describe("racing", () => {
  it("sending and reading leave what is unread exactly when a message is", async () => {
    for (let round = 0; round < 8; round += 1) {
      await Promise.all([
        send(hub, asta, id, "Hej"),
        mustAct(other, bo, "markConversationRead", { conversationId: id }),
        send(other, asta, id, "Hej igen"),
        mustAct(hub, bo, "markConversationRead", { conversationId: id }),
      ]);
      const { conversation, viewer } = await ask<{
        conversation: { unreadCount: number };
        viewer: { unreadNotificationCount: number };
      }>(
        hub,
        bo,
        "query ($id: ID!) { conversation(id: $id) { unreadCount } viewer { unreadNotificationCount } }",
        { id },
      );
      expect(viewer.unreadNotificationCount).toBe(conversation.unreadCount > 0 ? 1 : 0);
    }
  });

  it("many who write at once make one notification of each conversation", async () => {
    const people = await Promise.all(
      Array.from({ length: 4 }, (_, place) => addPerson(hub, `Editor ${place}`)),
    );
    for (const person of people) await join(hub, asta, person, band, "EDITOR");
    await Promise.all(
      people.flatMap((person) => [send(hub, person, id, "Hej"), send(other, person, id, "Hej")]),
    );
    expect(await toldTo(hub, bo)).toMatchObject({ unread: 1, told: [{ kind: "MESSAGE_RECEIVED" }] });
  });

  it("muting and sending are one before the other", async () => {
    for (let round = 0; round < 6; round += 1) {
      await Promise.all([
        send(hub, asta, id, "Hej"),
        mustAct(other, bo, "updateConversationSettings", { conversationId: id, isMuted: true }),
      ]);
      const before = await unreadOf(bo);
      await send(hub, asta, id, "Uhørt");
      expect(await unreadOf(bo)).toBe(before);
      await mustAct(hub, bo, "markConversationRead", { conversationId: id });
      await mustAct(hub, bo, "updateConversationSettings", { conversationId: id, isMuted: false });
    }
  });
});

describe("what goes", () => {
  it("goes with its account, and what an account did stays as a deleted account's", async () => {
    await send(hub, asta, id, "Hej");
    await prefer(bo, "MESSAGE_RECEIVED", "HUB");
    await mustAct(hub, bo, "deleteAccount", { accountId: bo.accountId });
    const { rows } = await database.pool.query(
      "SELECT FROM notification WHERE account_id = $1 UNION ALL SELECT FROM notification_preference WHERE account_id = $1",
      [bo.key],
    );
    expect(rows).toEqual([]);
    // It reads the conversation no more.
    await send(hub, asta, id, "Er du der?");
    expect(await everythingStored(hub, "notification")).not.toContain(bo.key);
  });

  it("goes with what it is about", async () => {
    await send(hub, asta, id, "Hej");
    await database.pool.query("DELETE FROM conversation WHERE public_id = $1", [id]);
    expect(await toldTo(hub, bo)).toEqual({ unread: 0, told: [] });
    expect(await everythingStored(hub, "notification")).not.toContain(bo.key);
  });

  it("goes 90 days after it was read, and after a year unread", async () => {
    await send(hub, asta, id, "Hej");
    const [told] = (await toldTo(hub, bo)).told;
    const copies = [
      ["89 days", "89 days"],
      ["91 days", "91 days"],
      ["364 days", null],
      ["366 days", null],
    ];
    for (const [place, [age, read]] of copies.entries())
      await database.pool.query(
        `INSERT INTO notification (id, public_id, account_id, kind, subject_id, created_at, happened_at, read_at)
          SELECT gen_random_uuid(), 'copy ' || $2::text, account_id, kind, gen_random_uuid(), now() - $3::interval, now() - $3::interval,
            now() - $4::interval FROM notification WHERE public_id = $1`,
        [told?.id, place, age, read],
      );
    await database.pool.query("SELECT graphile_worker.add_job('removeOldNotifications', '{}')");
    const waiting = "SELECT FROM graphile_worker.jobs WHERE task_identifier = 'removeOldNotifications'";
    while ((await database.pool.query(waiting)).rowCount !== 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const { rows } = await database.pool.query<{ id: string }>(
      "SELECT public_id AS id FROM notification WHERE account_id = $1 ORDER BY public_id",
      [bo.key],
    );
    expect(rows.map((row) => row.id)).toEqual(["copy 0", "copy 2", told?.id]);
  });
});
