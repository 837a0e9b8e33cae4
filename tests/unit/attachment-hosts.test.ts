import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Client } from "pg";
import type { DataSource } from "typeorm";
import { AttachmentEntity } from "../../src/domains/attachments/attachment.entity.js";
import { attachmentRead } from "../../src/domains/attachments/attachment.read.js";
import { attachmentJobs } from "../../src/domains/attachments/attachment-jobs.js";
import { createAttachmentLinks } from "../../src/domains/attachments/attachment-links.js";
import { hangAttachments, removeAttachmentsOf } from "../../src/domains/attachments/attachments.commands.js";
import { type AttachmentHosts, hungOn } from "../../src/domains/attachments/attachments.queries.js";
import { AttachmentTransfers } from "../../src/domains/attachments/transfers/attachment-transfers.js";
import { clientOf, createDataSource } from "../../src/platform/database/data-source.js";
import { sql } from "../../src/platform/database/sql.js";
import { inTransaction } from "../../src/platform/database/transaction.js";
import { createFileStore, type FileStore } from "../../src/platform/files/file-store.js";
import { IncomingFiles } from "../../src/platform/files/incoming-files.js";
import { newIds } from "../../src/platform/ids/ids.js";
import { column, everyone, list } from "../../src/platform/read/declaration.js";
import { viewerSql } from "../../src/platform/read/scope.js";
import { signedToken } from "../testkit/attachments.js";
import { askBothWays, type ReadWorld, readWorld } from "../testkit/both-ways.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";
import { testRun } from "../testkit/test-run.js";

/**
 * No domain hangs attachments on its rows yet, so these tests bring one: notes, which their readers see. Who reads a note
 * reads what hangs on it, as it is at that moment.
 */
const hosts: AttachmentHosts = {
  Note: (viewer, id) =>
    sql`EXISTS (SELECT FROM note_reader WHERE note_id = ${id} AND account_id = ${viewer.accountId})`,
  /** One that everybody reads. */
  Poster: () => sql`true`,
};
const secret = "the secret of these tests";
const links = createAttachmentLinks(secret, () => "https://hub.example");
const uploadToken = (publicId: string) => signedToken([publicId], { secret, purpose: "attachment upload" });

let database: TestDatabase;
let dataSource: DataSource;
let folder: string;
let world: ReadWorld;
let transfers: AttachmentTransfers;
let owner: string;
let reader: string;
let stranger: string;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await database.pool.query(`
    CREATE TABLE note (id uuid PRIMARY KEY, place integer NOT NULL);
    CREATE TABLE note_reader (note_id uuid, account_id uuid);
    CREATE TRIGGER note_takes_along AFTER DELETE ON note FOR EACH ROW EXECUTE FUNCTION remove_what_hangs('Note')`);
  dataSource = createDataSource({ url: database.url, statementTimeoutMs: 10_000 }, [AttachmentEntity], []);
  await dataSource.initialize();
  folder = await mkdtemp(join(testRun().directory, "files-"));
  transfers = transfersWith(createFileStore(join(folder, "files")));
  world = readWorld(
    `interface Node { id: ID! }
      type Attachment implements Node { id: ID! fileName: String! contentType: String byteSize: Int! width: Int height: Int
        isReady: Boolean! uploadUrl: String downloadUrl: String }
      type Note { place: Int! attachments: [Attachment!]! }
      type Query { notes: [Note!]! }`,
    [
      attachmentRead(links, hosts),
      {
        type: "Note",
        table: "note",
        key: "id",
        visibleTo: everyone,
        fields: { place: column("place"), attachments: hungOn("Note") },
      },
    ],
    {
      notes: list("Note", {
        orders: { PLACE: [{ by: ({ target }) => sql`${target}.place`, type: "integer" }] },
      }),
    },
  );
  [owner, reader, stranger] = [
    await addAccount("Ejer"),
    await addAccount("Læser"),
    await addAccount("Fremmed"),
  ];
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => database.pool.query("TRUNCATE attachment, file_removal, note, note_reader"));

const transfersWith = (files: FileStore) =>
  new AttachmentTransfers({
    ...{ dataSource, files, links, hosts },
    incoming: new IncomingFiles(join(folder, "incoming")),
    viewerInSql: (viewer) => viewerSql(viewer, {}),
  });

async function addAccount(name: string): Promise<string> {
  const { id, publicId } = newIds("account");
  await database.pool.query(
    "INSERT INTO account (id, public_id, email, display_name, email_verified) VALUES ($1, $2, $3, $4, true)",
    [id, publicId, `${publicId}@example.org`, name],
  );
  return id;
}

/** An announced attachment of so many bytes; answers its API id. */
async function announced(byteSize: number, account = owner, fileName = "note.txt"): Promise<string> {
  const { id, publicId } = newIds("attachment");
  await database.pool.query(
    "INSERT INTO attachment (id, public_id, owner_account_id, file_name, byte_size) VALUES ($1, $2, $3, $4, $5)",
    [id, publicId, account, fileName, byteSize],
  );
  return publicId;
}

const downloadToken = (publicId: string, accountId: string | null) =>
  signedToken([publicId, accountId ?? ""], { secret, purpose: "attachment download" });

async function ready(text: string, account = owner): Promise<string> {
  const publicId = await announced(Buffer.byteLength(text), account);
  await transfers.receive(uploadToken(publicId), {
    length: undefined,
    stream: () => Readable.from([Buffer.from(text)]),
  });
  return publicId;
}

/** A note with readers, by its primary key. */
async function note(place: number, ...readers: readonly string[]): Promise<string> {
  const { id } = newIds("note");
  await database.pool.query("INSERT INTO note VALUES ($1, $2)", [id, place]);
  for (const account of readers)
    await database.pool.query("INSERT INTO note_reader VALUES ($1, $2)", [id, account]);
  return id;
}

/** Hangs attachments in a transaction that ends as a domain's does: with a problem, nothing was done. */
const hang = (id: string, attachmentIds: readonly string[], accountId = owner, type = "Note") =>
  inTransaction(dataSource, async (manager) => {
    const problem = await hangAttachments(await clientOf(manager), { accountId, attachmentIds, type, id });
    if (problem) throw Object.assign(new Error("refused"), { problem });
  }).then(
    () => undefined,
    (error: { problem?: object }) => error.problem ?? Promise.reject(error),
  );

const filesOf = async (accountId: string | null, isAdministrator = false) => {
  const query = "{ notes { attachments { id fileName isReady uploadUrl downloadUrl } } }";
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    const { data, statements, fellBack } = await askBothWays(world, client, query, {
      accountId,
      isAdministrator,
    });
    // Links need nothing that a statement cannot work out.
    expect(fellBack).toBeUndefined();
    const { notes } = data as { notes: { attachments: { id: string }[] }[] };
    return { ids: notes.map(({ attachments }) => attachments.map(({ id }) => id)), statements };
  } finally {
    await client.end();
  }
};

/** What a download link made for an account leads to: the text, or the code of the refusal. */
async function opened(publicId: string, accountId: string | null): Promise<string> {
  try {
    const file = await transfers.open(downloadToken(publicId, accountId));
    return Buffer.concat(await (await file.read()).toArray()).toString();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("what hangs on a row", () => {
  test("is read by exactly those who read the row, in its order", async () => {
    const ids = [await ready("en"), await ready("to"), await ready("tre")];
    const id = await note(1, reader);
    expect((await filesOf(owner)).ids).toEqual([[]]);
    expect(await hang(id, ids.toReversed())).toBeUndefined();
    expect((await filesOf(reader)).ids).toEqual([ids.toReversed()]);
    for (const other of [owner, stranger, null]) expect((await filesOf(other)).ids).toEqual([[]]);
    expect((await filesOf(stranger, true)).ids).toEqual([[]]);
    expect(await opened(ids[0] ?? "", reader)).toBe("en");
    for (const other of [owner, stranger, null]) expect(await opened(ids[0] ?? "", other)).toBe("NOT_FOUND");
  });

  test("is gone at once for who may no longer read it, with links that were made before", async () => {
    const [first, second] = [await ready("en"), await ready("to")];
    const id = await note(1, reader, owner);
    await hang(id, [first, second]);
    expect(await opened(first, reader)).toBe("en");
    await database.pool.query("DELETE FROM note_reader WHERE account_id = $1", [reader]);
    expect(await opened(first, reader)).toBe("NOT_FOUND");
    expect((await filesOf(reader)).ids).toEqual([[]]);
    expect(await opened(first, owner)).toBe("en");
    await database.pool.query("INSERT INTO note_reader VALUES ($1, $2)", [id, reader]);
    expect(await opened(second, reader)).toBe("to");
  });

  test("is read by strangers where they read the row", async () => {
    const publicId = await ready("plakat");
    await hang(newIds("poster").id, [publicId], owner, "Poster");
    for (const anybody of [null, stranger, owner]) expect(await opened(publicId, anybody)).toBe("plakat");
  });

  test("costs as many statements on 20 rows as on 2", async () => {
    const counts: number[] = [];
    for (const size of [2, 20]) {
      while ((await filesOf(reader)).ids.length < size)
        await hang(await note(1, reader), [await ready("a"), await ready("b")]);
      const { ids, statements } = await filesOf(reader);
      expect(ids.map(({ length }) => length)).toEqual(Array(size).fill(2));
      counts.push(statements);
    }
    expect(counts).toEqual([2, 2]);
  });
});

describe("hanging", () => {
  test("takes only one's own, ready, not yet hung ones, once each and at most ten; all or none", async () => {
    const [own, another, hung] = [await ready("egen"), await ready("andens", stranger), await ready("hængt")];
    const awaited = await announced(5);
    await hang(await note(1, owner), [hung]);
    const id = await note(2, owner);
    const missing = newIds("attachment").publicId;
    expect(await hang(id, [own, another])).toEqual({ code: "NOT_FOUND", index: 1 });
    expect(await hang(id, [missing, own])).toEqual({ code: "NOT_FOUND", index: 0 });
    expect(await hang(id, [own, awaited])).toEqual({ code: "NOT_READY", index: 1 });
    expect(await hang(id, [own, hung])).toEqual({ code: "TAKEN", index: 1 });
    expect(await hang(id, [own, own])).toEqual({ code: "TAKEN", index: 1 });
    expect(await hang(id, Array(11).fill(own))).toEqual({ code: "TOO_MANY", index: null });
    expect((await filesOf(owner)).ids).toEqual([[hung], []]);
    expect(await hang(id, [])).toBeUndefined();
    expect(await hang(id, [own])).toBeUndefined();
    expect((await filesOf(owner)).ids).toEqual([[hung], [own]]);
  });

  test("of many that race for the same ones, one gets all", async () => {
    const ids = [await ready("en"), await ready("to"), await ready("tre")];
    const notes = await Promise.all(Array.from({ length: 8 }, (_, place) => note(place, owner)));
    const outcomes = await Promise.all(
      notes.map((id, place) => hang(id, place % 2 === 0 ? ids : ids.toReversed())),
    );
    expect(outcomes.filter((problem) => problem === undefined).length).toBe(1);
    for (const problem of outcomes.filter(Boolean)) expect(problem).toEqual({ code: "TAKEN", index: 0 });
    expect((await filesOf(owner)).ids.map(({ length }) => length).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 3]);
  });

  test("the database itself keeps them where they hang, with the bytes that they had", async () => {
    const publicId = await ready("egen");
    await hang(await note(1, owner), [publicId]);
    const change = (assignment: string) =>
      database.pool.query(`UPDATE attachment SET ${assignment} WHERE public_id = $1`, [publicId]);
    for (const assignment of [
      "hung_on_id = gen_random_uuid()",
      "hung_on_type = NULL, hung_on_id = NULL, hung_position = NULL",
      "storage_key = 'another'",
      "file_name = 'another.txt'",
      "state = 'AWAITED', storage_key = NULL, content_type = NULL",
      `owner_account_id = '${stranger}'`,
    ])
      await expect(change(assignment)).rejects.toMatchObject({
        constraint: expect.stringMatching(/^attachment_/),
      });
    const eleventh = "hung_on_type = 'Note', hung_on_id = gen_random_uuid(), hung_position = 10";
    const other = await ready("anden");
    await expect(
      database.pool.query(`UPDATE attachment SET ${eleventh} WHERE public_id = $1`, [other]),
    ).rejects.toMatchObject({ code: "23514" });
    const unready = await announced(5);
    await expect(
      database.pool.query(`UPDATE attachment SET ${eleventh.replace("10", "0")} WHERE public_id = $1`, [
        unready,
      ]),
    ).rejects.toMatchObject({ constraint: "attachment_hangs_when_ready" });
  });
});

describe("removing what attachments hang on", () => {
  const stored = async () =>
    (await readdir(join(folder, "files"), { recursive: true })).filter((name) => name.includes("/")).length;
  const removeFiles = () => {
    const { removeFiles: job } = attachmentJobs(
      dataSource,
      createFileStore(join(folder, "files")),
      new IncomingFiles(join(folder, "incoming")),
    );
    return job?.({}, {} as Parameters<NonNullable<typeof job>>[1]);
  };
  const jobs = async () =>
    (await database.pool.query("SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'removeFiles'"))
      .rowCount;

  test("takes rows and then bytes, but no byte before the transaction has committed", async () => {
    await removeFiles();
    const before = await stored();
    const [publicId, other] = [await ready("væk"), await ready("bliver")];
    const [id, stays] = [await note(1, owner), await note(2, owner)];
    await hang(id, [publicId]);
    await hang(stays, [other]);
    const jobsBefore = (await jobs()) ?? 0;
    await expect(
      inTransaction(dataSource, async (manager) => {
        await removeAttachmentsOf(await clientOf(manager), "Note", [id]);
        throw new Error("broken off");
      }),
    ).rejects.toThrow("broken off");
    await removeFiles();
    expect([await opened(publicId, owner), await jobs()]).toEqual(["væk", jobsBefore]);
    await inTransaction(dataSource, async (manager) => {
      await removeAttachmentsOf(await clientOf(manager), "Note", [id]);
      await removeFiles();
      expect(await stored()).toBe(before + 2);
    });
    expect([await opened(publicId, owner), await jobs(), await stored()]).toEqual([
      "NOT_FOUND",
      jobsBefore + 1,
      before + 2,
    ]);
    await removeFiles();
    expect([await stored(), await opened(other, owner)]).toEqual([before + 1, "bliver"]);
  });

  test("also when the row is deleted by whatever deletes rows", async () => {
    const publicId = await ready("væk");
    const id = await note(1, owner);
    await hang(id, [publicId]);
    const before = await stored();
    await database.pool.query("DELETE FROM note WHERE id = $1", [id]);
    expect(await opened(publicId, owner)).toBe("NOT_FOUND");
    await removeFiles();
    expect(await stored()).toBe(before - 1);
  });

  test("bytes are noted before they are written, so that a process that dies leaves none for ever", async () => {
    const publicId = await announced(5);
    const noted = async () =>
      (
        await database.pool.query<{ minutes: number }>(
          "SELECT round(extract(epoch FROM due_at - now()) / 60)::int AS minutes FROM file_removal",
        )
      ).rows;
    expect(await noted()).toEqual([]);
    let whileWriting: unknown;
    const failing = {
      ...createFileStore(join(folder, "files")),
      async put() {
        whileWriting = await noted();
        throw new Error("the disk is full");
      },
    };
    const receiving = transfersWith(failing).receive(uploadToken(publicId), {
      length: 5,
      stream: () => Readable.from([Buffer.from("hello")]),
    });
    await expect(receiving).rejects.toThrow("the disk is full");
    expect(whileWriting).toEqual([{ minutes: 60 }]);
    // Nobody died here, so that it is removed at once.
    expect(await noted()).toEqual([{ minutes: 0 }]);
    await removeFiles();
    expect(await noted()).toEqual([]);
  });

  test("what is deleted while its bytes come is not brought back", async () => {
    const publicId = await announced(5);
    const before = await stored();
    const receiving = transfers.receive(uploadToken(publicId), {
      length: 5,
      stream: () =>
        Readable.from(
          (async function* () {
            yield Buffer.from("hel");
            await database.pool.query("DELETE FROM attachment WHERE public_id = $1", [publicId]);
            yield Buffer.from("lo");
          })(),
        ),
    });
    await expect(receiving).rejects.toMatchObject({ code: "NOT_FOUND" });
    await removeFiles();
    expect([await stored(), await readdir(join(folder, "incoming"))]).toEqual([before, []]);
  });
});

test("a file is kept under a key that says nothing of its name, in a folder that only its owner enters", async () => {
  const store = createFileStore(join(folder, "apart"));
  await writeFile(join(folder, "source"), "indhold");
  await store.put("ab/abcd", join(folder, "source"));
  expect((await readFile(join(folder, "apart", "ab", "abcd"))).toString()).toBe("indhold");
  expect((await stat(join(folder, "apart"))).mode & 0o777).toBe(0o700);
  await store.remove("ab/abcd");
  await store.remove("ab/abcd");
  await expect(store.read("ab/abcd")).rejects.toMatchObject({ code: "ENOENT" });
});
