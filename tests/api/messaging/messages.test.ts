import { act, addPerson, ask, join, mustAct, type Person, type TestActor } from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import {
  newClientMessageId,
  related,
  send,
  start,
  textsSeenBy,
  trySend,
  unreadBy,
} from "../../testkit/messaging/conversations.js";

/** Two servers know each other's sessions. */
const env = { AUTH_SECRET: "en hemmelighed, som begge servere kender" };

let database: TestDatabase;
let hub: TestHub;
let asta: Person;
let bo: Person;
let band: TestActor;
let venue: TestActor;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  hub = await startHub({ database, env });
  [asta, bo] = await Promise.all([addPerson(hub, "Asta"), addPerson(hub, "Bo")]);
});
afterAll(async () => {
  await hub?.stop();
  await database?.drop();
});
beforeEach(async () => {
  [band, venue] = await related(hub, asta, bo);
  id = await start(hub, asta, [venue], { asActorId: band.id });
});

const codes = async (
  outcome: Promise<{ userErrors: readonly { code: string; field: readonly string[] | null }[] }>,
) => (await outcome).userErrors.map(({ code, field }) => `${code} ${field?.join(".")}`);

async function numbersStored(): Promise<number[]> {
  const { rows } = await hub.database.query<{ sequence: number }>(
    `SELECT sequence FROM message JOIN conversation ON conversation.id = conversation_id
      WHERE conversation.public_id = $1 ORDER BY sequence`,
    [id],
  );
  return rows.map(({ sequence }) => sequence);
}
const upTo = (last: number) => Array.from({ length: last }, (_, place) => place + 1);

describe("sending", () => {
  it("answers the same message for the same id and input, however often, also at once and from another server", async () => {
    const input = { clientMessageId: newClientMessageId() };
    const other = await startHub({ database, env });
    try {
      const sent = await Promise.all(
        upTo(12).map((place) => send(place % 2 ? hub : other, asta, id, "Kun én gang", input)),
      );
      expect(new Set(sent.map((message) => message.id)).size).toBe(1);
    } finally {
      await other.stop();
    }
    expect(await numbersStored()).toEqual([1]);
    expect(await codes(trySend(hub, asta, id, "Noget andet", input))).toEqual([
      "IDEMPOTENCY_MISMATCH clientMessageId",
    ]);
    await mustAct(hub, asta, "editMessage", {
      messageId: (await send(hub, asta, id, "Kun én gang", input)).id,
      body: "Rettet",
    });
    // The first text is what was sent, whatever it says by now.
    expect(await send(hub, asta, id, "Kun én gang", input)).toMatchObject({ sequence: 1, body: "Rettet" });
    // Another account's ids are its own.
    expect(await send(hub, bo, id, "Kun én gang", input)).toMatchObject({ sequence: 2 });
  });

  it("keeps a client's id as it was given, and takes ids that only look alike for different ones", async () => {
    const given = " A\u030a ";
    const sent = await send(hub, asta, id, "Hej", { clientMessageId: given });
    const query = "query ($id: ID!) { node(id: $id) { ... on Message { clientMessageId } } }";
    expect(await ask(hub, asta, query, { id: sent.id })).toEqual({ node: { clientMessageId: given } });
    expect(await send(hub, asta, id, "Hej", { clientMessageId: given })).toMatchObject({ id: sent.id });
    expect(await send(hub, asta, id, "Hej igen", { clientMessageId: "Å" })).toMatchObject({ sequence: 2 });
  });

  it("takes an id for one conversation, also when it is used for two at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [another, place] = await related(hub, asta, bo, ["Et andet band", "Et andet sted"]);
      const elsewhere = await start(hub, asta, [place], { asActorId: another.id });
      const input = { clientMessageId: newClientMessageId() };
      const outcomes = await Promise.all([id, elsewhere].map((to) => trySend(hub, asta, to, "Hej", input)));
      expect(outcomes.flatMap(({ errors }) => errors ?? [])).toEqual([]);
      expect(outcomes.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual([
        "IDEMPOTENCY_MISMATCH",
      ]);
    }
  });

  it("gives numbers without gaps while many write at once and some are refused", async () => {
    const outcomes = await Promise.all(
      upTo(120).map((place) =>
        place % 5 === 0
          ? trySend(hub, place % 2 ? asta : bo, id, "Svar", {
              replyToId: "message_00000000000000000000000000",
            })
          : trySend(hub, place % 2 ? asta : bo, id, `Besked ${place}`),
      ),
    );
    const numbers = outcomes.flatMap(({ object }) => object?.sequence ?? []);
    expect(numbers).toHaveLength(96);
    expect(numbers.toSorted((one, other) => one - other)).toEqual(upTo(96));
    expect(await numbersStored()).toEqual(upTo(96));
  });

  it("takes any text of 1 to 10,000 characters that can be stored, and refuses the rest", async () => {
    const odd = "🎸".repeat(10_000);
    expect(await send(hub, asta, id, odd)).toMatchObject({ body: odd });
    const text = "# Overskrift\n\n<script>alert(1)</script>";
    expect(await send(hub, asta, id, text)).toMatchObject({ body: text });
    expect(await codes(trySend(hub, asta, id, `${odd}x`))).toEqual(["TOO_LONG body"]);
    expect(await codes(trySend(hub, asta, id, " \n\t "))).toEqual(["EMPTY_TEXT body"]);
    expect(await codes(trySend(hub, asta, id, ""))).toEqual(["EMPTY_TEXT body"]);
    // What shows nothing: no-break and zero-width spaces, a joiner, a variation selector, a tag, blank Braille.
    for (const invisible of ["\u00a0", "\u200b\u200d", "\ufe0f", "\u{e0041}", "\u2800", "\u3164"])
      expect(await codes(trySend(hub, asta, id, invisible))).toEqual(["EMPTY_TEXT body"]);
    expect(await codes(trySend(hub, asta, id, "vendt \u202e"))).toEqual(["INVALID_TEXT body"]);
    // Kept in one form: composed, lines ended alike, no white space around.
    expect(await send(hub, asta, id, "\n A\u030a\r\nø \u2028 x ")).toMatchObject({ body: "Å\nø \n x" });
    // Counted in that form, by code points: a note is three when composed anew.
    expect(await send(hub, asta, id, "e\u0301".repeat(5_000))).toMatchObject({ body: "é".repeat(5_000) });
    expect(await codes(trySend(hub, asta, id, "\u{1d15e}".repeat(5_001)))).toEqual(["TOO_LONG body"]);
    expect(await codes(trySend(hub, asta, id, "nul \u0000"))).toEqual(["INVALID_TEXT body"]);
    expect(await codes(trySend(hub, asta, id, "halv \ud800"))).toEqual(["INVALID_TEXT body"]);
    expect(await codes(trySend(hub, asta, id, "Mit nummer er 070761-4285"))).toEqual(["CPR_NUMBER body"]);
    expect(await codes(trySend(hub, asta, id, "Hej", { clientMessageId: "" }))).toEqual([
      "EMPTY_TEXT clientMessageId",
    ]);
  });

  it("shows a text as HTML that is safe; of a deleted one there is none", async () => {
    const html = async (messageId: string) => {
      const query = "query ($id: ID!) { node(id: $id) { ... on Message { bodyHtml } } }";
      return (await ask<{ node: { bodyHtml: string | null } }>(hub, bo, query, { id: messageId })).node
        .bodyHtml;
    };
    const { id: messageId } = await send(hub, asta, id, "**Hej** <b>du</b>");
    expect(await html(messageId)).toBe("<p><strong>Hej</strong> &lt;b&gt;du&lt;/b&gt;</p>\n");
    await mustAct(hub, asta, "editMessage", { messageId, body: "[her](javascript:x)" });
    expect(await html(messageId)).toBe("<p>[her](javascript:x)</p>\n");
    await mustAct(hub, asta, "deleteMessage", { messageId });
    expect(await html(messageId)).toBeNull();
  });

  it("replies to a message of the same conversation", async () => {
    const first = await send(hub, asta, id, "Kan I den 12.?");
    const reply = await send(hub, bo, id, "Ja", { replyToId: first.id });
    const [another, place] = await related(hub, asta, bo, ["Et andet band", "Et andet sted"]);
    const elsewhere = await start(hub, bo, [another], { asActorId: place.id });
    expect(await codes(trySend(hub, bo, elsewhere, "Ja", { replyToId: first.id }))).toEqual([
      "NOT_FOUND replyToId",
    ]);
    const data = await ask(
      hub,
      asta,
      "query ($id: ID!) { node(id: $id) { ... on Message { replyTo { id body } conversation { id } } } }",
      {
        id: reply.id,
      },
    );
    expect(data).toEqual({
      node: { replyTo: { id: first.id, body: "Kan I den 12.?" }, conversation: { id } },
    });
  });
});

describe("changing and deleting", () => {
  it("changes a text for who sent it alone", async () => {
    const { id: messageId } = await send(hub, asta, id, "Vi kommer kl. 17");
    expect(await codes(act(hub, bo, "editMessage", { messageId, body: "Nej" }))).toEqual([
      "NOT_ALLOWED messageId",
    ]);
    const edited = await mustAct<{ body: string; editedAt: string | null }>(hub, asta, "editMessage", {
      messageId,
      body: "Vi kommer kl. 18",
    });
    expect(edited).toMatchObject({ body: "Vi kommer kl. 18", editedAt: expect.stringMatching(/Z$/) });
    const again = await mustAct<{ editedAt: string }>(hub, asta, "editMessage", {
      messageId,
      body: "Vi kommer kl. 18",
    });
    expect(again.editedAt).toBe(edited.editedAt);
    expect(await codes(act(hub, asta, "editMessage", { messageId, body: " " }))).toEqual(["EMPTY_TEXT body"]);
  });

  it("lets nobody go on writing for an actor by changing what they said for it", async () => {
    const colleague = await addPerson(hub, "Kollega");
    const membership = await join(hub, asta, colleague, band, "EDITOR");
    await join(hub, bo, colleague, venue, "EDITOR");
    const { id: messageId } = await send(hub, colleague, id, "For bandet", { asActorId: band.id });
    await mustAct(hub, asta, "endMembership", { membershipId: membership });
    expect(await codes(act(hub, colleague, "editMessage", { messageId, body: "Noget andet" }))).toEqual([
      "NOT_ALLOWED messageId",
    ]);
  });

  it("deletes a text and keeps its number; the one that sent it or whoever edits the actor may", async () => {
    const sent = [
      await send(hub, asta, id, "Et"),
      await send(hub, asta, id, "To"),
      await send(hub, asta, id, "Tre"),
    ];
    const colleague = await addPerson(hub, "Kollega");
    await join(hub, asta, colleague, band, "EDITOR");
    const remove = (person: Person, place: number) =>
      act<{ body: string | null }>(hub, person, "deleteMessage", { messageId: sent[place]?.id });
    expect(await codes(remove(bo, 1))).toEqual(["NOT_ALLOWED messageId"]);
    expect((await remove(asta, 0)).object).toMatchObject({ sequence: 1, body: null });
    expect((await remove(colleague, 1)).object).toMatchObject({ sequence: 2, body: null });
    expect((await remove(colleague, 1)).userErrors).toEqual([]);
    expect(await textsSeenBy(hub, bo, id)).toEqual([null, null, "Tre"]);
    expect(await unreadBy(hub, bo, id)).toBe(1);
    expect(await codes(act(hub, asta, "editMessage", { messageId: sent[0]?.id, body: "Et igen" }))).toEqual([
      "MESSAGE_DELETED messageId",
    ]);
    const stored = await hub.database.query(
      "SELECT count(*)::int AS count FROM message WHERE body IN ('Et', 'To')",
    );
    expect(stored.rows).toEqual([{ count: 0 }]);
  });

  it("what a deleted account has written stays, as by a deleted account", async () => {
    const gone = await addPerson(hub, "Forsvundet");
    const [, place] = await related(hub, gone, bo, ["Deres band", "Deres sted"]);
    const own = await start(hub, gone, [place], { body: "Fra mig selv" });
    await mustAct(hub, gone, "deleteAccount", { accountId: gone.accountId });
    const { conversation } = await ask<{ conversation: unknown }>(
      hub,
      bo,
      `query ($id: ID!) { conversation(id: $id) { participants { nodes { displayName } } messages { nodes { body sender { displayName } } } } }`,
      { id: own },
    );
    expect(conversation).toEqual({
      participants: { nodes: [{ displayName: "Deres sted" }] },
      messages: { nodes: [{ body: "Fra mig selv", sender: { displayName: "Slettet konto" } }] },
    });
  });
});

describe("the database itself", () => {
  it.each([
    ["a number twice", "UPDATE message SET sequence = 1", "message_sequence_is_taken_once"],
    [
      "a text of a deleted message",
      "UPDATE message SET deleted_at = now()",
      "message_has_text_until_deleted",
    ],
    [
      "a reply in another conversation",
      "UPDATE message SET reply_to_id = gen_random_uuid()",
      "message_replies_in_its_conversation",
    ],
  ])("refuses %s", async (_, statement, constraint) => {
    await send(hub, asta, id, "Et");
    await send(hub, bo, id, "To");
    const client = await hub.database.connect();
    try {
      await client.query("BEGIN");
      await expect(client.query(statement)).rejects.toMatchObject({ constraint });
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  });
});
