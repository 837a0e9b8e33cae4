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
  related,
  send,
  start,
  textsSeenBy,
  trySend,
  unreadBy,
} from "../../testkit/messaging/conversations.js";
import { openSocket, type TestSocket } from "../../testkit/socket.js";

let hub: TestHub;
let asta: Person;
let bo: Person;
let cilla: Person;
let band: TestActor;
/** Bo's venue, of which Cilla is an editor. */
let venue: TestActor;
let conversationId: string;
let editorship: string;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  hub = await startHub({ demo: false });
  [asta, bo, cilla] = await Promise.all([
    addPerson(hub, "Asta"),
    addPerson(hub, "Bo"),
    addPerson(hub, "Cilla"),
  ]);
});
afterAll(() => hub?.stop());
beforeEach(async () => {
  [band, venue] = await related(hub, asta, bo);
  editorship = await join(hub, bo, cilla, venue, "EDITOR");
  conversationId = await start(hub, asta, [venue], { asActorId: band.id, body: "Hej" });
});
afterEach(async () => {
  await Promise.all(sockets.splice(0).map((socket) => socket.close()));
});

const codes = ({ userErrors }: { readonly userErrors: readonly UserProblem[] }) =>
  userErrors.map(({ code, field }) => `${code} ${field?.join(".")}`);
const inVenue = () => ({ conversationId, actorId: venue.id });

interface Shared {
  readonly participants: {
    readonly nodes: readonly { readonly assignee: { readonly displayName: string } | null }[];
  };
  readonly notes: { readonly totalCount: number; readonly nodes: readonly { readonly body: string }[] };
}
const sharedQuery = `query ($id: ID!) { conversation(id: $id) { participants { nodes { assignee { displayName } } }
  notes { totalCount nodes { body authorName isAuthor actor { id } } } } }`;
async function shared(
  person: Person,
): Promise<{ readonly assignee: unknown; readonly notes: readonly string[] }> {
  const { conversation } = await ask<{ conversation: Shared }>(hub, person, sharedQuery, {
    id: conversationId,
  });
  expect(conversation.notes.totalCount).toBe(conversation.notes.nodes.length);
  return {
    assignee: conversation.participants.nodes.find(({ assignee }) => assignee)?.assignee?.displayName ?? null,
    notes: conversation.notes.nodes.map(({ body }) => body),
  };
}
async function assignedTo(person: Person): Promise<readonly string[]> {
  const { viewer } = await ask<{ viewer: { conversations: { nodes: { id: string }[] } } }>(
    hub,
    person,
    "{ viewer { conversations(assignedToMe: true) { nodes { id } } } }",
  );
  return viewer.conversations.nodes.map(({ id }) => id);
}
const assign = (person: Person, membershipId: string | null) =>
  act(hub, person, "assignConversation", { ...inVenue(), membershipId });
async function membershipOf(person: Person, actor: TestActor): Promise<string> {
  const { rows } = await hub.database.query<{ id: string }>(
    `SELECT its.public_id AS id FROM membership AS its JOIN actor ON actor.id = its.actor_id JOIN account ON account.id = its.account_id
      WHERE actor.public_id = $1 AND account.public_id = $2 AND its.ended_on IS NULL`,
    [actor.id, person.accountId],
  );
  return rows[0]?.id ?? "";
}

describe("assignment", () => {
  it("is seen by those who read the actor's inbox, never by the other side, and found by the assigned", async () => {
    expect(codes(await assign(bo, editorship))).toEqual([]);
    expect((await shared(bo)).assignee).toBe("Cilla");
    expect((await shared(cilla)).assignee).toBe("Cilla");
    expect((await shared(asta)).assignee).toBeNull();
    expect([await assignedTo(cilla), await assignedTo(bo), await assignedTo(asta)]).toEqual([
      [conversationId],
      [],
      [],
    ]);
    expect(codes(await assign(cilla, await membershipOf(bo, venue)))).toEqual([]);
    expect([await assignedTo(cilla), await assignedTo(bo)]).toEqual([[], [conversationId]]);
    expect(codes(await assign(cilla, null))).toEqual([]);
    expect((await shared(bo)).assignee).toBeNull();
  });

  it("is for owners and editors, by owners and editors, of an actor that takes part", async () => {
    const plain = await addPerson(hub, "Menig");
    const membership = await join(hub, bo, plain, venue, "MEMBER");
    expect(codes(await assign(bo, membership))).toEqual(["NOT_ALLOWED membershipId"]);
    expect(codes(await assign(bo, await membershipOf(asta, band)))).toEqual(["NOT_FOUND membershipId"]);
    expect(codes(await assign(bo, "sludder"))).toEqual(["NOT_FOUND membershipId"]);
    expect(codes(await assign(asta, editorship))).toEqual(["NOT_ALLOWED actorId"]);
    expect(codes(await assign(plain, membership))).toEqual(["NOT_FOUND conversationId"]);
    const other = await createActor(hub, bo, { kind: "VENUE", name: "Et andet sted" });
    expect(
      codes(
        await act(hub, bo, "assignConversation", {
          conversationId,
          actorId: other.id,
          membershipId: editorship,
        }),
      ),
    ).toEqual(["NOT_ALLOWED actorId"]);
  });

  it("ends at once for who leaves, and stays with who gets another role", async () => {
    await assign(bo, editorship);
    await join(hub, bo, cilla, venue, "OWNER");
    expect((await shared(bo)).assignee).toBe("Cilla");
    expect(await assignedTo(cilla)).toEqual([conversationId]);
    await mustAct(hub, cilla, "endMembership", { membershipId: await membershipOf(cilla, venue) });
    expect((await shared(bo)).assignee).toBeNull();
    expect(await assignedTo(cilla)).toEqual([]);
    // It does not come back with the person.
    await join(hub, bo, cilla, venue, "EDITOR");
    expect((await shared(bo)).assignee).toBeNull();
  });

  it("is never left with who leaves while it is assigned", async () => {
    for (let round = 0; round < 6; round += 1) {
      const editor = await addPerson(hub, `Redaktør ${round}`);
      const membershipId = await join(hub, bo, editor, venue, "EDITOR");
      await Promise.all([
        assign(bo, membershipId),
        assign(cilla, membershipId),
        mustAct(hub, editor, "endMembership", { membershipId }),
      ]);
      expect((await shared(bo)).assignee).toBeNull();
      const { rowCount } = await hub.database.query(
        "SELECT 1 FROM conversation_assignment AS given WHERE given.account_id = $1",
        [editor.key],
      );
      expect(rowCount).toBe(0);
    }
  });
});

describe("in the database, past the server", () => {
  const insert = `INSERT INTO conversation_assignment (conversation_id, actor_id, account_id)
    SELECT talk.id, actor.id, account.id FROM conversation AS talk, actor, account
    WHERE talk.public_id = $1 AND actor.public_id = $2 AND account.public_id = $3`;

  it("nobody looks after a conversation who does not speak for an actor that takes part", async () => {
    const plain = await addPerson(hub, "Menig");
    await join(hub, bo, plain, venue, "MEMBER");
    const other = await createActor(hub, bo, { kind: "VENUE", name: "Et andet sted" });
    for (const [actor, person, constraint] of [
      [venue, plain, "assignee_speaks_for_actor"],
      [venue, asta, "assignee_speaks_for_actor"],
      [other, bo, "assigning_actor_takes_part"],
    ] as const)
      await expect(
        hub.database.query(insert, [conversationId, actor.id, person.accountId]),
      ).rejects.toMatchObject({ constraint });
  });

  it("who is assigned while another transaction ends its membership is refused, and the other way round loses it", async () => {
    const ending = "UPDATE membership SET ended_on = current_date WHERE public_id = $1";
    const values = [conversationId, venue.id, cilla.accountId];
    const writer = await hub.database.connect();
    try {
      await writer.query("BEGIN");
      await writer.query(ending, [editorship]);
      const assigning = hub.database.query(insert, values).catch((error: unknown) => error);
      await someoneWaits();
      await writer.query("COMMIT");
      expect(await assigning).toMatchObject({ constraint: "assignee_speaks_for_actor" });

      editorship = await join(hub, bo, cilla, venue, "EDITOR");
      await writer.query("BEGIN");
      await writer.query(insert, values);
      const leaving = hub.database.query(ending, [editorship]);
      await someoneWaits();
      await writer.query("COMMIT");
      await leaving;
      expect((await hub.database.query("SELECT FROM conversation_assignment")).rowCount).toBe(0);
    } finally {
      writer.release();
    }
  });

  async function someoneWaits(): Promise<void> {
    const waiting = "SELECT FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')";
    while ((await hub.database.query(waiting)).rowCount === 0);
  }
});

it("who leaves the venue while it writes for it has sent all or nothing, and reads and writes no more", async () => {
  const [outcomes] = await Promise.all([
    Promise.all(Array.from({ length: 8 }, () => trySend(hub, cilla, conversationId, "Hej"))),
    mustAct(hub, bo, "endMembership", { membershipId: editorship }),
  ]);
  for (const each of outcomes)
    if (each.userErrors.length > 0) expect(codes(each)).toEqual(["NOT_FOUND conversationId"]);
  // Who was put out before the answer was read has sent it, and does not see it any more.
  const sent = outcomes.filter(({ userErrors }) => userErrors.length === 0).length;
  expect(await textsSeenBy(hub, bo, conversationId)).toHaveLength(sent + 1);
  expect(await textsSeenBy(hub, cilla, conversationId)).toBeNull();
  // Who joins again sees the history.
  await join(hub, bo, cilla, venue, "EDITOR");
  expect(await textsSeenBy(hub, cilla, conversationId)).toHaveLength(sent + 1);
});

describe("notes", () => {
  const add = (person: Person, body: string, more: object = {}) =>
    act<{ id: string }>(hub, person, "addConversationNote", { ...inVenue(), body, ...more });
  const added = async (person: Person, body: string) => {
    const { object, userErrors } = await add(person, body);
    if (!object) throw new Error(JSON.stringify(userErrors));
    return object.id;
  };

  it("are seen by the actor's owners and editors alone, and are no messages", async () => {
    await added(bo, "Svar dem inden fredag");
    await added(cilla, "Det gør jeg");
    expect((await shared(cilla)).notes).toEqual(["Svar dem inden fredag", "Det gør jeg"]);
    expect((await shared(asta)).notes).toEqual([]);
    expect((await send(hub, cilla, conversationId, "Hej")).sequence).toBe(2);
    const plain = await addPerson(hub, "Menig");
    await join(hub, bo, plain, venue, "MEMBER");
    const { object } = await add(bo, "Endnu en");
    expect(await ask(hub, plain, "query ($id: ID!) { node(id: $id) { id } }", { id: object?.id })).toEqual({
      node: null,
    });
    await mustAct(hub, cilla, "endMembership", { membershipId: editorship });
    expect(await ask(hub, cilla, "query ($id: ID!) { node(id: $id) { id } }", { id: object?.id })).toEqual({
      node: null,
    });
  });

  it("count nowhere, are found nowhere, and are nothing to the other side and to administrators", async () => {
    const administrator = await addPerson(hub, "Anna", { isAdministrator: true });
    const unread = await Promise.all(
      [asta, bo, cilla].map((person) => unreadBy(hub, person, conversationId)),
    );
    const noteId = await added(bo, "Kontrabasuddannelsesstillads");
    expect(
      await Promise.all([asta, bo, cilla].map((person) => unreadBy(hub, person, conversationId))),
    ).toEqual(unread);
    const question = `query ($id: ID!, $conversation: ID!) { node(id: $id) { id } conversation(id: $conversation) { lastSequence notes { totalCount } }
      search(query: "Kontrabasuddannelsesstillads") { totalCount } }`;
    const variables = { id: noteId, conversation: conversationId };
    expect(await ask(hub, asta, question, variables)).toEqual({
      node: null,
      conversation: { lastSequence: 1, notes: { totalCount: 0 } },
      search: { totalCount: 0 },
    });
    expect(await ask(hub, administrator, question, variables)).toEqual({
      node: null,
      conversation: null,
      search: { totalCount: 0 },
    });
    expect(await ask(hub, cilla, question, variables)).toEqual({
      node: { id: noteId },
      conversation: { lastSequence: 1, notes: { totalCount: 1 } },
      search: { totalCount: 0 },
    });
    // Nor do they stand in what is kept of a report.
    const { id: messageId } = await send(hub, asta, conversationId, "Noget grimt");
    await mustAct(hub, bo, "reportMessage", { messageId, reason: "HARASSMENT" });
    const { rows } = await hub.database.query<{ evidence: unknown }>("SELECT evidence FROM message_report");
    expect(JSON.stringify(rows)).toContain("Noget grimt");
    expect(JSON.stringify(rows)).not.toContain("Kontrabas");
  });

  it("are changed by their author, and deleted by their author and owners", async () => {
    const own = await added(cilla, "Fra Cilla");
    const bos = await added(bo, "Fra Bo");
    const edit = (person: Person, conversationNoteId: string) =>
      act(hub, person, "editConversationNote", { conversationNoteId, body: "Rettet" });
    const remove = (person: Person, conversationNoteId: string) =>
      act(hub, person, "deleteConversationNote", { conversationNoteId });
    expect(codes(await edit(bo, own))).toEqual(["NOT_ALLOWED conversationNoteId"]);
    expect(codes(await remove(cilla, bos))).toEqual(["NOT_ALLOWED conversationNoteId"]);
    for (const refused of [await edit(asta, own), await remove(asta, own), await remove(bo, "note_sludder")])
      expect(codes(refused)).toEqual(["NOT_FOUND conversationNoteId"]);
    expect(codes(await edit(cilla, own))).toEqual([]);
    expect((await shared(bo)).notes).toEqual(["Rettet", "Fra Bo"]);
    expect(codes(await remove(bo, own))).toEqual([]);
    expect(codes(await remove(bo, bos))).toEqual([]);
    expect(codes(await remove(bo, bos))).toEqual(["NOT_FOUND conversationNoteId"]);
    expect((await shared(bo)).notes).toEqual([]);
  });

  it("are written once for each key, say something, and stay as by a deleted account", async () => {
    const more = { idempotencyKey: "én gang" };
    const [one, other] = await Promise.all([
      add(cilla, "Kun én gang", more),
      add(cilla, "Kun én gang", more),
    ]);
    expect(one.object?.id).toBe(other.object?.id);
    expect(codes(await add(cilla, "Noget andet", more))).toEqual(["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    expect(codes(await add(cilla, " \n"))).toEqual(["EMPTY_TEXT body"]);
    expect(codes(await add(cilla, "å".repeat(2_001)))).toEqual(["TOO_LONG body"]);
    expect(codes(await add(asta, "Hej"))).toEqual(["NOT_ALLOWED actorId"]);
    const gone = await addPerson(hub, "Gået");
    await join(hub, bo, gone, venue, "EDITOR");
    await added(gone, "Husk mig");
    await mustAct(hub, gone, "deleteAccount", { accountId: gone.accountId });
    const { conversation } = await ask<{ conversation: { notes: { nodes: { authorName: string }[] } } }>(
      hub,
      bo,
      sharedQuery,
      { id: conversationId },
    );
    expect(conversation.notes.nodes.map(({ authorName }) => authorName)).toEqual(["Cilla", "Slettet konto"]);
  });

  it("are held to the policy of who may write to whom", async () => {
    const young = await addPerson(hub, "Ung", { birthDate: `${new Date().getUTCFullYear() - 13}-01-01` });
    await join(hub, asta, young, band, "EDITOR");
    const inBand = { conversationId, actorId: band.id, body: "Hej" };
    expect(codes(await act(hub, asta, "addConversationNote", inBand))).toEqual(["NOT_ALLOWED actorId"]);
    // A venue is an organisation that both belong to.
    await join(hub, bo, young, venue, "EDITOR");
    expect(codes(await add(young, "Hej"))).toEqual([]);
  });
});

test("only that inbox is told live of what it shares, and of who begins and ceases to read it", async () => {
  const inbox = `subscription ($after: String) { inbox(after: $after) { __typename
    ... on ConversationChanged { conversation { id } } ... on ConversationLeft { conversationId }
    ... on MessageReceived { message { body } } } }`;
  const follow = async (person: Person) => {
    const { viewer } = await ask<{ viewer: { inboxCursor: string } }>(
      hub,
      person,
      "{ viewer { inboxCursor } }",
    );
    const socket = await openSocket(hub.url, { params: { authorization: `Bearer ${person.token}` } });
    sockets.push(socket);
    socket.subscribe("inbox", inbox, { after: viewer.inboxCursor });
    return async () => {
      for (;;) {
        const { payload } = await socket.next("inbox");
        const event = (payload as { data: { inbox: { __typename: string } } }).data.inbox;
        // What they are notified of besides is tested there.
        if (!event.__typename.startsWith("Notification")) return event;
      }
    };
  };
  const [astas, bos, cillas] = await Promise.all([follow(asta), follow(bo), follow(cilla)]);
  const changed = { __typename: "ConversationChanged", conversation: { id: conversationId } };
  const since = performance.now();
  await assign(bo, editorship);
  expect([await bos(), await cillas()]).toEqual([changed, changed]);
  await mustAct(hub, bo, "addConversationNote", { ...inVenue(), body: "Hej" });
  expect([await bos(), await cillas()]).toEqual([changed, changed]);
  await mustAct(hub, cilla, "endMembership", { membershipId: editorship });
  // The one who left is told so; the others that it is assigned to nobody.
  expect(await cillas()).toEqual({ __typename: "ConversationLeft", conversationId });
  expect(await bos()).toEqual(changed);
  await join(hub, bo, cilla, venue, "EDITOR");
  expect(await cillas()).toEqual(changed);
  // Eight things told, each within a second.
  expect(performance.now() - since).toBeLessThan(8_000);
  // The other side hears the next message and nothing before it.
  await send(hub, cilla, conversationId, "Hej igen");
  expect(await astas()).toEqual({ __typename: "MessageReceived", message: { body: "Hej igen" } });
});

test("who is told the same message by the same question is told the notes and the assignee of its own inbox alone", async () => {
  await assign(bo, editorship);
  await mustAct(hub, bo, "addConversationNote", { ...inVenue(), body: "Kun for os" });
  const question = `subscription ($id: ID!) { messageAdded(conversationId: $id, afterSequence: 1) { body conversation {
    participants { nodes { assignee { displayName } } } notes { totalCount nodes { body } } } } }`;
  const following = await Promise.all(
    [asta, bo, cilla].map(async ({ token }) => {
      const socket = await openSocket(hub.url, { params: { authorization: `Bearer ${token}` } });
      sockets.push(socket);
      socket.subscribe("stream", question, { id: conversationId });
      return socket;
    }),
  );
  for (const body of ["Den første", "Den anden"]) {
    await send(hub, asta, conversationId, body);
    const [toAsta, ...toVenue] = await Promise.all(following.map((socket) => socket.next("stream")));
    const told = (notes: readonly string[], assignees: readonly (object | null)[]) => ({
      payload: {
        data: {
          messageAdded: {
            body,
            conversation: {
              notes: { totalCount: notes.length, nodes: notes.map((note) => ({ body: note })) },
              participants: { nodes: assignees.map((assignee) => ({ assignee })) },
            },
          },
        },
      },
    });
    expect(toAsta).toMatchObject(told([], [null, null]));
    for (const each of toVenue)
      expect(each).toMatchObject(told(["Kun for os"], [null, { displayName: "Cilla" }]));
  }
});
