import {
  act,
  addPerson,
  ask,
  createActor,
  join,
  mustAct,
  type Person,
  type TestActor,
  type UserProblem,
} from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import {
  newClientMessageId,
  send,
  start,
  textsSeenBy,
  trySend,
  tryStart,
  unreadBy,
} from "../../testkit/messaging/conversations.js";

let hub: TestHub;
let asta: Person;
let bo: Person;
let cilla: Person;
let outsider: Person;
/** An association of Asta's, with Bo as a plain member, new for each test. */
let choir: TestActor;
let membership: string;

beforeAll(async () => {
  hub = await startHub({ demo: false });
  const grown = { birthDate: "1990-05-01" };
  [asta, bo, cilla, outsider] = await Promise.all([
    addPerson(hub, "Asta", grown),
    addPerson(hub, "Bo", grown),
    addPerson(hub, "Cilla", grown),
    addPerson(hub, "Udenfor", grown),
  ]);
});
afterAll(() => hub?.stop());
beforeEach(async () => {
  choir = await createActor(hub, asta, { kind: "ASSOCIATION", name: "Koret" });
  membership = await join(hub, asta, bo, choir, "MEMBER");
});

const codes = ({ userErrors }: { readonly userErrors: readonly UserProblem[] }) =>
  userErrors.map(({ code, field }) => `${code} ${field?.join(".")}`);
const toChoir = (more: object = {}) => ({ attachedToId: choir.id, ...more });
const open = (person: Person, more: object = {}) => start(hub, person, [], toChoir(more));

interface Shown {
  readonly form: string;
  readonly attachedTo: { readonly id: string } | null;
  readonly now: {
    readonly nodes: readonly { readonly displayName: string; readonly leftAt: string | null }[];
  };
  readonly former: Shown["now"];
}
async function shown(person: Person, id: string): Promise<Shown | null> {
  const names = "nodes { displayName leftAt }";
  const { conversation } = await ask<{ conversation: Shown | null }>(
    hub,
    person,
    `query ($id: ID!) { conversation(id: $id) { form attachedTo { id }
      now: participants(first: 100) { ${names} } former: participants(first: 100, former: true) { ${names} } } }`,
    { id },
  );
  return conversation;
}
const namesIn = async (person: Person, id: string) =>
  (await shown(person, id))?.now.nodes.map(({ displayName }) => displayName).toSorted();

describe("a conversation attached to an actor", () => {
  it("is one, opened by any member, and all members take part as themselves, without a say too", async () => {
    const id = await open(bo, { body: "Hvem tager kage med?", subject: "Øvning" });
    expect(await open(asta, { body: "Jeg gør" })).toBe(id);
    expect(await textsSeenBy(hub, asta, id)).toEqual(["Hvem tager kage med?", "Jeg gør"]);
    expect(await textsSeenBy(hub, bo, id)).toEqual(["Hvem tager kage med?", "Jeg gør"]);
    expect(await shown(bo, id)).toMatchObject({ form: "ATTACHED", attachedTo: { id: choir.id } });
    expect(await namesIn(bo, id)).toEqual(["Asta", "Bo"]);
    expect(await textsSeenBy(hub, outsider, id)).toBeNull();
  });

  it("takes in who joins, with the history, and shuts out who leaves, at once", async () => {
    const id = await open(asta, { body: "Velkommen" });
    const joined = await join(hub, asta, cilla, choir, "MEMBER");
    expect(await textsSeenBy(hub, cilla, id)).toEqual(["Velkommen"]);
    expect(await unreadBy(hub, cilla, id)).toBe(0);
    await send(hub, bo, id, "Hej Cilla");
    expect(await unreadBy(hub, cilla, id)).toBe(1);
    await send(hub, cilla, id, "Hej");
    await mustAct(hub, cilla, "endMembership", { membershipId: joined });
    expect(await textsSeenBy(hub, cilla, id)).toBeNull();
    expect(codes(await trySend(hub, cilla, id, "Hallo?"))).toEqual(["NOT_FOUND conversationId"]);
    const { former } = (await shown(asta, id)) ?? {};
    expect(former?.nodes).toEqual([{ displayName: "Cilla", leftAt: expect.any(String) }]);
    await join(hub, asta, cilla, choir, "EDITOR");
    expect(await textsSeenBy(hub, cilla, id)).toEqual(["Velkommen", "Hej Cilla", "Hej"]);
  });

  it("goes on for who gets another role", async () => {
    const id = await open(bo, { body: "Hej" });
    await join(hub, asta, bo, choir, "EDITOR");
    expect(await namesIn(bo, id)).toEqual(["Asta", "Bo"]);
    expect((await shown(bo, id))?.former.nodes).toEqual([]);
  });

  it("loses who deletes the account", async () => {
    const person = await addPerson(hub, "Gået");
    await join(hub, asta, person, choir, "MEMBER");
    const id = await open(person, { body: "Farvel" });
    await mustAct(hub, person, "deleteAccount", { accountId: person.accountId });
    expect(await namesIn(asta, id)).toEqual(["Asta", "Bo"]);
    expect(await textsSeenBy(hub, asta, id)).toEqual(["Farvel"]);
  });

  it("is opened by nobody else, and looks the same to them whether it is there", async () => {
    for (const isThere of [false, true]) {
      if (isThere) await open(asta);
      expect(codes(await tryStart(hub, outsider, [], toChoir()))).toEqual(["NOT_ALLOWED attachedToId"]);
      expect(codes(await tryStart(hub, asta, [], toChoir({ asActorId: choir.id })))).toEqual([
        "NOT_ALLOWED asActorId",
      ]);
    }
    const gone = choir.id.replace(/.{4}$/, "0000");
    for (const attachedToId of [gone, asta.accountId, "sludder", ""])
      expect(codes(await tryStart(hub, asta, [], { attachedToId }))).toEqual(["NOT_FOUND attachedToId"]);
  });

  it("has nobody chosen, added, removed or leaving by itself; it can be muted", async () => {
    const other = await createActor(hub, asta, { kind: "VENUE", name: "Stedet" });
    expect(codes(await tryStart(hub, asta, [other], toChoir()))).toEqual([
      "FOLLOWS_MEMBERSHIP participantActorIds",
    ]);
    const conversationId = await open(asta);
    expect(codes(await act(hub, asta, "addParticipant", { conversationId, actorId: other.id }))).toEqual([
      "FOLLOWS_MEMBERSHIP conversationId",
    ]);
    expect(codes(await act(hub, bo, "leaveConversation", { conversationId }))).toEqual([
      "FOLLOWS_MEMBERSHIP conversationId",
    ]);
    const { conversation } = await ask<{ conversation: { participants: { nodes: { id: string }[] } } }>(
      hub,
      asta,
      "query ($id: ID!) { conversation(id: $id) { participants { nodes { id } } } }",
      { id: conversationId },
    );
    for (const { id: participantId } of conversation.participants.nodes)
      expect(codes(await act(hub, asta, "removeParticipant", { participantId }))).toEqual([
        "FOLLOWS_MEMBERSHIP participantId",
      ]);
    await mustAct(hub, bo, "updateConversationSettings", { conversationId, isMuted: true });
    expect(await namesIn(asta, conversationId)).toEqual(["Asta", "Bo"]);
  });

  it("holds the policy of who may write to whom: adults and under-15s only inside an organisation", async () => {
    const young = await addPerson(hub, "Ung", { birthDate: `${new Date().getUTCFullYear() - 13}-01-01` });
    const band = await createActor(hub, cilla, { kind: "ARTIST", name: "Bandet" });
    await join(hub, cilla, young, band, "MEMBER");
    const refused = await tryStart(hub, cilla, [], { attachedToId: band.id, subject: "Hej" });
    expect(codes(refused)).toEqual(["NOT_ALLOWED attachedToId"]);
    await join(hub, asta, young, choir, "MEMBER");
    const id = await open(young, { body: "Hej alle" });
    await send(hub, asta, id, "Hej");
  });

  it("is started once for each id of the client's", async () => {
    const more = { body: "Kun én gang", clientMessageId: newClientMessageId() };
    const ids = await Promise.all([1, 2, 3].map(() => open(asta, more)));
    expect(new Set(ids).size).toBe(1);
    expect(await textsSeenBy(hub, bo, ids[0] ?? "")).toEqual(["Kun én gang"]);
  });

  it("ends with the actor, also in the database; a conversation with reported messages stays, read by nobody", async () => {
    const stored = async (publicId: string) =>
      (await hub.database.query("SELECT 1 FROM conversation WHERE public_id = $1", [publicId])).rowCount;
    const remove = () => hub.database.query("DELETE FROM actor WHERE public_id = $1", [choir.id]);
    const first = await open(asta, { body: "Hej" });
    await remove();
    expect(await textsSeenBy(hub, asta, first)).toBeNull();
    expect(await stored(first)).toBe(0);
    choir = await createActor(hub, asta, { kind: "ASSOCIATION", name: "Koret igen" });
    await join(hub, asta, bo, choir, "MEMBER");
    const second = await open(asta);
    const { id: messageId } = await send(hub, asta, second, "Noget grimt");
    await mustAct(hub, bo, "reportMessage", { messageId, reason: "HARASSMENT" });
    await remove();
    expect(await textsSeenBy(hub, asta, second)).toBeNull();
    expect(await stored(second)).toBe(1);
  });
});

describe("racing", () => {
  it("who joins or leaves while it is opened is there or not, never left out or kept", async () => {
    for (let round = 0; round < 6; round += 1) {
      const host = await createActor(hub, asta, { kind: "ASSOCIATION", name: `Kor ${round}` });
      const leaving = await join(hub, asta, bo, host, "MEMBER");
      const opening = [asta, asta].map((person) =>
        start(hub, person, [], { attachedToId: host.id, body: "Hej" }),
      );
      const [ids] = await Promise.all([
        Promise.all(opening),
        join(hub, asta, cilla, host, "MEMBER"),
        mustAct(hub, bo, "endMembership", { membershipId: leaving }),
      ]);
      expect(ids[0]).toBe(ids[1]);
      expect(await namesIn(asta, ids[0] ?? "")).toEqual(["Asta", "Cilla"]);
    }
  });

  it("also for memberships that change in the database, without the actor's lock, while it is open", async () => {
    const [kor, member] = (
      await hub.database.query<{ kor: string; member: string }>(
        "SELECT actor.id AS kor, account.id AS member FROM actor, account WHERE actor.public_id = $1 AND account.public_id = $2",
        [choir.id, cilla.accountId],
      )
    ).rows.flatMap(({ kor: one, member: other }) => [one, other]);
    const writer = await hub.database.connect();
    try {
      await writer.query("BEGIN");
      await writer.query(
        "INSERT INTO membership (id, public_id, actor_id, account_id, role, started_on) VALUES (gen_random_uuid(), gen_random_uuid()::text, $1, $2, 'MEMBER', '2026-01-01')",
        [kor, member],
      );
      await writer.query("SET CONSTRAINTS ALL IMMEDIATE");
      let isOpened = false;
      const opening = open(asta).then((id) => {
        isOpened = true;
        return id;
      });
      // It waits for who is joining, so that it sees it.
      const waits = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      while ((await hub.database.query(waits)).rowCount === 0) expect(isOpened).toBe(false);
      await writer.query("COMMIT");
      expect(await namesIn(asta, await opening)).toEqual(["Asta", "Bo", "Cilla"]);
    } finally {
      writer.release();
    }
  });

  it("who is put out while many write gets nothing after it, and the numbers have no gap", async () => {
    const id = await open(asta);
    const writing = Array.from({ length: 12 }, (_, place) =>
      trySend(hub, place % 2 ? asta : bo, id, `Besked ${place}`),
    );
    const [outcomes] = await Promise.all([
      Promise.all(writing),
      mustAct(hub, bo, "endMembership", { membershipId: membership }),
    ]);
    // Who was put out before the answer was read has sent it, and does not see it any more.
    const sent = outcomes.filter(({ userErrors }) => userErrors.length === 0).length;
    expect(await textsSeenBy(hub, asta, id)).toHaveLength(sent);
    expect(codes(await trySend(hub, bo, id, "Hej"))).toEqual(["NOT_FOUND conversationId"]);
  });

  it("sending as an actor, and deleting the account of one of its editors, do not wait for each other for ever", async () => {
    const other = await createActor(hub, asta, { kind: "VENUE", name: "Stedet" });
    for (let round = 0; round < 4; round += 1) {
      const editor = await addPerson(hub, `Redaktør ${round}`);
      await join(hub, asta, editor, choir, "EDITOR");
      const id = await start(hub, asta, [other], { asActorId: choir.id, body: "Hej" });
      const attached = await open(editor, { body: "Hej" });
      const before = await deadlocks();
      const outcomes = await Promise.all([
        ...Array.from({ length: 6 }, () => trySend(hub, asta, id, "Hej", { asActorId: choir.id })),
        ...Array.from({ length: 6 }, () => trySend(hub, editor, id, "Hej", { asActorId: choir.id })),
        ...Array.from({ length: 3 }, () => trySend(hub, asta, attached, "Hej")),
        act(hub, editor, "deleteAccount", { accountId: editor.accountId }),
      ]);
      for (const { errors } of outcomes)
        for (const error of errors ?? []) expect(error.extensions?.code).toBe("UNAUTHENTICATED");
      expect(await deadlocks()).toBe(before);
    }
  });
});

/** How often PostgreSQL has broken a transaction off in this database. */
async function deadlocks(): Promise<number> {
  const { rows } = await hub.database.query<{ count: number }>(
    "SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  return rows[0]?.count ?? 0;
}
