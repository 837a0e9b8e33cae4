import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  act,
  addPerson,
  ask,
  join as joinActor,
  mustAct,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { announce, download, type OwnAttachment, readAttachment, upload } from "../../testkit/attachments.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { newClientMessageId, related, send, start, trySend } from "../../testkit/messaging/conversations.js";
import { testRun } from "../../testkit/test-run.js";

let database: TestDatabase;
let dataDir: string;
let hub: TestHub;
let asta: Person;
let bo: Person;
let outsider: Person;
let administrator: Person;
let band: TestActor;
let venue: TestActor;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  dataDir = await mkdtemp(join(testRun().directory, "data-"));
  hub = await startHub({ database, dataDir });
  [asta, bo, outsider] = await Promise.all([
    addPerson(hub, "Asta"),
    addPerson(hub, "Bo"),
    addPerson(hub, "Udenfor"),
  ]);
  administrator = await addPerson(hub, "Anna", { isAdministrator: true });
});
afterAll(async () => {
  await hub?.stop();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  [band, venue] = await related(hub, asta, bo);
  id = await start(hub, asta, [venue], { asActorId: band.id });
});

interface WithAttachments {
  readonly id: string;
  readonly sequence: number;
  readonly body: string | null;
  readonly attachments: readonly Pick<OwnAttachment, "id" | "fileName" | "downloadUrl">[];
}
const fields = "id sequence body attachments { id fileName downloadUrl }";

const file = (person: Person, name = "Plan.txt") => upload(hub, person, name, `Indhold af ${name}`);
const idsOf = (files: readonly { readonly id: string }[]) => files.map((each) => each.id);
const codes = (outcome: {
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] | null }[];
}) => outcome.userErrors.map(({ code, field }) => `${code} ${field?.join(".")}`);
const sendFiles = (person: Person, attachmentIds: readonly string[], more: object = {}) =>
  mustAct<WithAttachments>(
    hub,
    person,
    "sendMessage",
    { conversationId: id, body: "", clientMessageId: newClientMessageId(), attachmentIds, ...more },
    fields,
  );

async function seenBy(person: Person | null, messageId: string): Promise<WithAttachments | null> {
  const query = `query ($id: ID!) { node(id: $id) { ... on Message { ${fields} } } }`;
  return (await ask<{ node: WithAttachments | null }>(hub, person, query, { id: messageId })).node;
}
const statusOf = async (url: string | null | undefined) => (await fetch(url ?? "")).status;

/** The files whose bytes are kept, when no job is left that would take some away. */
async function bytesKept(): Promise<number> {
  const waiting =
    "SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE task_identifier = 'removeFiles'";
  while ((await database.pool.query<{ count: number }>(waiting)).rows[0]?.count !== 0) await sleep(20);
  return (await readdir(join(dataDir, "files"), { recursive: true })).filter((name) => name.includes("/"))
    .length;
}

describe("sending files along", () => {
  it("shows and gives them, in their order, to exactly those who read the message", async () => {
    const files = [await file(asta, "Noder.txt"), await file(asta, "Plan.txt")];
    const sent = await sendFiles(asta, idsOf(files), { body: "Se her" });
    expect(sent).toMatchObject({
      body: "Se her",
      attachments: [{ fileName: "Noder.txt" }, { fileName: "Plan.txt" }],
    });
    const colleague = await addPerson(hub, "Kollega");
    const membership = await joinActor(hub, bo, colleague, venue, "EDITOR");
    for (const reader of [asta, bo, colleague]) {
      const seen = await seenBy(reader, sent.id);
      expect(idsOf(seen?.attachments ?? [])).toEqual(idsOf(files));
      expect((await download(seen?.attachments[1]?.downloadUrl ?? null)).toString()).toBe(
        "Indhold af Plan.txt",
      );
    }
    for (const other of [outsider, administrator, null]) {
      expect(await seenBy(other, sent.id)).toBeNull();
      expect(await readAttachment(hub, other, files[0]?.id ?? "")).toBeNull();
    }
    // A link is judged when it is used.
    const link = (await seenBy(colleague, sent.id))?.attachments[0]?.downloadUrl;
    await mustAct(hub, bo, "endMembership", { membershipId: membership });
    expect(await statusOf(link)).toBe(404);
  });

  it("takes no text beside them for none, and a text that shows nothing for none too", async () => {
    expect(await sendFiles(asta, [(await file(asta)).id])).toMatchObject({ body: "", attachments: [{}] });
    const { id: messageId } = await sendFiles(asta, [(await file(asta)).id], { body: " \u200b\n" });
    expect(await seenBy(bo, messageId)).toMatchObject({ body: "" });
    expect(codes(await trySend(hub, asta, id, "", { attachmentIds: [] }))).toEqual(["EMPTY_TEXT body"]);
    const edit = (body: string) => act(hub, asta, "editMessage", { messageId, body }, { select: fields });
    expect((await edit("En plan")).object).toMatchObject({ body: "En plan", attachments: [{}] });
    expect((await edit("")).object).toMatchObject({ body: "" });
    const { id: plain } = await send(hub, asta, id, "Kun ord");
    expect(codes(await act(hub, asta, "editMessage", { messageId: plain, body: "" }))).toEqual([
      "EMPTY_TEXT body",
    ]);
  });

  it("sends them with the first message of a conversation", async () => {
    const [own, other] = await related(hub, asta, bo);
    const input = { asActorId: own.id, attachmentIds: [(await file(asta)).id] };
    const started = await start(hub, asta, [other], input);
    const { conversation } = await ask<{ conversation: { messages: { nodes: WithAttachments[] } } }>(
      hub,
      bo,
      `query ($id: ID!) { conversation(id: $id) { messages { nodes { ${fields} } } } }`,
      { id: started },
    );
    expect(conversation.messages.nodes).toMatchObject([
      { body: "", attachments: [{ fileName: "Plan.txt" }] },
    ]);
  });

  it("answers the same message for the same id and files, also at once, and refuses others", async () => {
    const [one, other] = [await file(asta), await file(asta)];
    const input = { clientMessageId: newClientMessageId() };
    const sent = await Promise.all(Array.from({ length: 6 }, () => sendFiles(asta, [one.id], input)));
    expect(new Set(idsOf(sent)).size).toBe(1);
    for (const attachmentIds of [[other.id], [one.id, other.id], []])
      expect(
        codes(await trySend(hub, asta, id, attachmentIds.length > 0 ? "" : "x", { ...input, attachmentIds })),
      ).toEqual(["IDEMPOTENCY_MISMATCH clientMessageId"]);
    expect(await readAttachment(hub, asta, other.id)).not.toBeNull();
  });

  it("refuses what is not one's own, not there, not ready, used or too much, and sends nothing then", async () => {
    const [own, theirs] = [await file(asta), await file(bo)];
    const awaited = await announce(hub, asta, "Ventet.pdf", 5);
    const used = await file(asta);
    await sendFiles(asta, [used.id]);
    const refused = async (...attachmentIds: string[]) =>
      codes(await trySend(hub, asta, id, "", { attachmentIds }));
    expect(await refused(own.id, theirs.id)).toEqual(["NOT_FOUND attachmentIds.1"]);
    expect(await refused("attachment_00000000000000000000000000")).toEqual(["NOT_FOUND attachmentIds.0"]);
    expect(await refused("\ud800")).toEqual(["INVALID_TEXT attachmentIds.0"]);
    expect(await refused(own.id, awaited.id)).toEqual(["ATTACHMENT_NOT_READY attachmentIds.1"]);
    expect(await refused(used.id)).toEqual(["ATTACHMENT_TAKEN attachmentIds.0"]);
    expect(await refused(own.id, own.id)).toEqual(["ATTACHMENT_TAKEN attachmentIds.1"]);
    expect(await refused(...Array<string>(11).fill(own.id))).toEqual(["TOO_LONG attachmentIds"]);
    expect((await sendFiles(asta, [own.id])).sequence).toBe(2);
  });

  it("gives a file to one of many messages that race for it", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id: raced } = await file(asta);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => trySend(hub, asta, id, "", { attachmentIds: [raced] })),
      );
      expect(outcomes.flatMap(({ errors }) => errors ?? [])).toEqual([]);
      expect(outcomes.filter(({ object }) => object)).toHaveLength(1);
      expect(new Set(outcomes.flatMap(codes))).toEqual(new Set(["ATTACHMENT_TAKEN attachmentIds.0"]));
    }
    const { rows } = await database.pool.query(
      `SELECT last_sequence FROM conversation WHERE public_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ last_sequence: 5 }]);
  });
});

describe("deleting", () => {
  it("takes them and their bytes along", async () => {
    const before = await bytesKept();
    const sent = await sendFiles(asta, [(await file(asta)).id, (await file(asta)).id]);
    const link = sent.attachments[0]?.downloadUrl;
    expect([await bytesKept(), await statusOf(link)]).toEqual([before + 2, 200]);
    await mustAct(hub, asta, "deleteMessage", { messageId: sent.id });
    for (const reader of [asta, bo])
      expect(await seenBy(reader, sent.id)).toMatchObject({ body: null, attachments: [] });
    expect([await bytesKept(), await statusOf(link)]).toEqual([before, 404]);
  });

  it("leaves what was reported to administrators, and to nobody else", async () => {
    const earlier = await sendFiles(asta, [(await file(asta, "Før.txt")).id]);
    const reported = await sendFiles(asta, [(await file(asta, "Anmeldt.txt")).id]);
    const later = await sendFiles(asta, [(await file(asta, "Efter.txt")).id]);
    const reporterLink = (await seenBy(bo, reported.id))?.attachments[0]?.downloadUrl;
    const report = await mustAct(hub, bo, "reportMessage", { messageId: reported.id, reason: "OTHER" });
    for (const messageId of idsOf([earlier, reported, later]))
      await mustAct(hub, asta, "deleteMessage", { messageId });
    const evidence = async (person: Person) => {
      const query = `query ($id: ID!) { node(id: $id) { ... on MessageReport { evidence { attachments { fileName downloadUrl } } } } }`;
      const { node } = await ask<{ node: { evidence: { attachments: OwnAttachment[] }[] } | null }>(
        hub,
        person,
        query,
        {
          id: report.id,
        },
      );
      return node?.evidence.map(({ attachments }) => attachments.map(({ fileName }) => fileName));
    };
    expect(await evidence(administrator)).toEqual([["Før.txt"], ["Anmeldt.txt"]]);
    expect(await evidence(bo)).toEqual([[], []]);
    expect(await statusOf(reporterLink)).toBe(404);
    for (const person of [asta, bo, administrator])
      for (const { attachments } of [reported, later])
        expect((await readAttachment(hub, person, attachments[0]?.id ?? "")) === null).toBe(
          person !== administrator || attachments === later.attachments,
        );
    const seen = await readAttachment(hub, administrator, reported.attachments[0]?.id ?? "");
    expect((await download(seen?.downloadUrl ?? null)).toString()).toBe("Indhold af Anmeldt.txt");
  });

  it("leaves an administrator none of its own that was reported", async () => {
    const insider = await addPerson(hub, "Inge", { isAdministrator: true });
    await joinActor(hub, asta, insider, band, "EDITOR");
    const { id: messageId, attachments } = await sendFiles(insider, [(await file(insider)).id]);
    const attachmentId = attachments[0]?.id ?? "";
    await mustAct(hub, bo, "reportMessage", { messageId, reason: "OTHER" });
    expect(await readAttachment(hub, insider, attachmentId)).not.toBeNull();
    await mustAct(hub, insider, "deleteMessage", { messageId });
    expect(await readAttachment(hub, insider, attachmentId)).toBeNull();
    expect(await readAttachment(hub, administrator, attachmentId)).not.toBeNull();
  });

  it("keeps the evidence of a report made while the message is deleted, or finds it deleted", async () => {
    for (let round = 0; round < 5; round += 1) {
      const earlier = await sendFiles(asta, [(await file(asta)).id]);
      const { id: messageId } = await send(hub, asta, id, "Anmeldt");
      const [report] = await Promise.all([
        mustAct(hub, bo, "reportMessage", { messageId, reason: "OTHER" }),
        mustAct(hub, asta, "deleteMessage", { messageId: earlier.id }),
      ]);
      const query = `query ($id: ID!) { node(id: $id) { ... on MessageReport { evidence { sequence body attachments { id } } } } }`;
      const { node } = await ask<{ node: { evidence: WithAttachments[] } }>(hub, administrator, query, {
        id: report.id,
      });
      const kept = node.evidence.find(({ sequence }) => sequence === earlier.sequence);
      expect(kept?.attachments).toHaveLength(kept?.body === null ? 0 : 1);
    }
  });
});

/** Lets what was decided be decided so long ago. */
const age = (decidedAgo: string) =>
  database.pool.query("UPDATE message_report SET decided_at = now() - $1::interval WHERE status <> 'OPEN'", [
    decidedAgo,
  ]);
/** Runs the job that the night would run. */
async function eraseEvidence(): Promise<void> {
  await database.pool.query("SELECT graphile_worker.add_job('eraseEvidence')");
  const waiting = "SELECT FROM graphile_worker.jobs WHERE task_identifier = 'eraseEvidence'";
  while ((await database.pool.query(waiting)).rowCount !== 0) await sleep(20);
}

describe("the evidence of a report", () => {
  const decide = (report: object, isUpheld = false) =>
    mustAct(hub, administrator, "decideMessageReport", {
      messageReportId: (report as { id: string }).id,
      isUpheld,
    });
  const reportBy = (person: Person, messageId: string) =>
    mustAct(hub, person, "reportMessage", { messageId, reason: "OTHER", note: "Se selv" });
  const look = async (person: Person, { id: reportId }: { id: string }) => {
    const query = `query ($id: ID!) { node(id: $id) { ... on MessageReport { status reason note decidedAt reporter { id } writer { id }
      evidence { body attachments { fileName } } } } }`;
    return (
      await ask<{ node: Record<string, unknown> & { evidence: unknown[] } }>(hub, person, query, {
        id: reportId,
      })
    ).node;
  };

  it("is there until 6 months after the decision; then what was decided is left, and files that others read", async () => {
    const [gone, standing] = [
      await sendFiles(asta, [(await file(asta, "Væk.txt")).id]),
      await sendFiles(asta, [(await file(asta, "Står.txt")).id]),
    ];
    const { id: last } = await send(hub, asta, id, "Grimt");
    const [report, open] = [await reportBy(bo, last), await reportBy(bo, standing.id)];
    await mustAct(hub, asta, "deleteMessage", { messageId: gone.id });
    await decide(report, true);
    const before = await bytesKept();
    await age("6 months -1 hour");
    await eraseEvidence();
    expect((await look(administrator, report)).evidence).toHaveLength(3);
    // The open report keeps the file of the deleted message, which stood before the one it is of.
    await age("6 months 1 hour");
    await eraseEvidence();
    expect(await look(administrator, report)).toMatchObject({
      status: "UPHELD",
      reason: "OTHER",
      note: null,
      reporter: { id: bo.accountId },
      writer: { id: asta.accountId },
      evidence: [],
    });
    const kept = await look(administrator, open);
    expect(kept).toMatchObject({ status: "OPEN", note: "Se selv" });
    expect(kept.evidence).toMatchObject([
      { attachments: [{ fileName: "Væk.txt" }] },
      { attachments: [{ fileName: "Står.txt" }] },
    ]);
    expect(await bytesKept()).toBe(before);
    await decide(open);
    await age("7 months");
    await eraseEvidence();
    expect((await look(administrator, open)).evidence).toEqual([]);
    expect(await readAttachment(hub, administrator, gone.attachments[0]?.id ?? "")).toBeNull();
    expect((await seenBy(bo, standing.id))?.attachments).toHaveLength(1);
    expect(await bytesKept()).toBe(before - 1);
    // Again is nothing more.
    await age("7 months");
    await eraseEvidence();
    expect(await bytesKept()).toBe(before - 1);
  });

  it("leaves no file of a message that is deleted meanwhile, and keeps those of one reported anew", async () => {
    const colleague = await addPerson(hub, "Kollega");
    await joinActor(hub, bo, colleague, venue, "EDITOR");
    for (let round = 0; round < 5; round += 1) {
      const deleted = await sendFiles(asta, [(await file(asta)).id]);
      const again = await sendFiles(asta, [(await file(asta)).id]);
      await decide(await reportBy(bo, again.id));
      await age("7 months");
      const before = await bytesKept();
      const [, , report] = await Promise.all([
        eraseEvidence(),
        mustAct(hub, asta, "deleteMessage", { messageId: deleted.id }),
        reportBy(colleague, again.id),
      ]);
      const { evidence } = await look(administrator, report);
      const [first, second] = (evidence as { body: string | null; attachments: unknown[] }[]).slice(-2);
      // Deleted before the new report was made, its file may be gone; a new report of a standing one keeps it.
      if (first?.body !== null) expect(first?.attachments).toHaveLength(1);
      expect(second?.attachments).toHaveLength(1);
      expect(await bytesKept()).toBe(before - (first?.attachments.length === 0 ? 1 : 0));
      await decide(report);
      await age("7 months");
      await eraseEvidence();
      expect(await bytesKept()).toBe(before - 1);
      expect((await seenBy(bo, again.id))?.attachments).toHaveLength(1);
    }
  });

  it("waits for who is just deleting a message, whose file nothing would keep afterwards", async () => {
    const sent = await sendFiles(asta, [(await file(asta)).id]);
    await decide(await reportBy(bo, sent.id));
    await age("7 months");
    const before = await bytesKept();
    const deleting = await database.pool.connect();
    try {
      await deleting.query("BEGIN");
      await deleting.query("UPDATE message SET body = NULL, deleted_at = now() WHERE public_id = $1", [
        sent.id,
      ]);
      const erased = eraseEvidence();
      // Until the job waits, or is done without having waited.
      const underWay = `SELECT FROM graphile_worker.jobs WHERE task_identifier = 'eraseEvidence' AND NOT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock')`;
      do await sleep(20);
      while ((await database.pool.query(underWay)).rowCount !== 0);
      await deleting.query("COMMIT");
      await erased;
    } finally {
      deleting.release();
    }
    expect(await bytesKept()).toBe(before - 1);
  });

  it("is erased by itself every night", async () => {
    const known = await database.pool.query("SELECT identifier FROM graphile_worker._private_known_crontabs");
    expect(known.rows).toContainEqual({ identifier: "eraseEvidence" });
  });
});

test("the database itself refuses a message that says nothing", async () => {
  const { id: messageId } = await send(hub, asta, id, "Ord");
  await expect(
    database.pool.query("UPDATE message SET body = '' WHERE public_id = $1", [messageId]),
  ).rejects.toMatchObject({ constraint: "message_says_something" });
  const sent = await sendFiles(asta, [(await file(asta)).id]);
  await expect(
    database.pool.query("DELETE FROM attachment WHERE public_id = $1", [sent.attachments[0]?.id]),
  ).rejects.toMatchObject({ constraint: "message_says_something" });
  await database.pool.query("DELETE FROM conversation WHERE public_id = $1", [id]);
  expect(
    (await database.pool.query("SELECT FROM attachment WHERE public_id = $1", [sent.attachments[0]?.id]))
      .rowCount,
  ).toBe(0);
});
