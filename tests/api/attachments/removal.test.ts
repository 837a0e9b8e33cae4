import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addPerson, everythingStored, mustAct, type Person } from "../../testkit/actors.js";
import {
  announce,
  download,
  type OwnAttachment,
  readAttachment,
  send,
  upload,
} from "../../testkit/attachments.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { signIn, startHub, type TestHub } from "../../testkit/hub.js";
import { testRun } from "../../testkit/test-run.js";

let database: TestDatabase;
let dataDir: string;
let hub: TestHub;
let anna: Person;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  dataDir = await mkdtemp(join(testRun().directory, "data-"));
  hub = await startHub({ database, dataDir });
  anna = await addPerson(hub, "Anna");
});
afterAll(async () => {
  await hub?.stop();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const stored = async () =>
  (await readdir(join(dataDir, "files"), { recursive: true }).catch(() => [])).filter((name) =>
    name.includes("/"),
  );

/** The names under which an attachment's bytes are kept. */
async function keyOf({ id }: OwnAttachment): Promise<string> {
  const { rows } = await database.pool.query<{ key: string }>(
    "SELECT storage_key AS key FROM attachment WHERE public_id = $1",
    [id],
  );
  return rows[0]?.key ?? "";
}

/** Runs a job and waits until none is left. */
async function runJob(name: string): Promise<void> {
  await database.pool.query("SELECT graphile_worker.add_job($1, '{}')", [name]);
  await jobsDone();
}
async function jobsDone(): Promise<void> {
  const waiting =
    "SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE task_identifier IN ('removeFiles', 'clearAttachments')";
  while ((await database.pool.query<{ count: number }>(waiting)).rows[0]?.count !== 0) await sleep(20);
}

const age = (attachment: OwnAttachment, interval: string) =>
  database.pool.query("UPDATE attachment SET created_at = now() - $2::interval WHERE public_id = $1", [
    attachment.id,
    interval,
  ]);

/** Hangs an attachment on something of which this hub knows nothing. */
const hangUp = ({ id }: OwnAttachment) =>
  database.pool.query(
    "UPDATE attachment SET hung_on_type = 'Trial', hung_on_id = gen_random_uuid(), hung_position = 0 WHERE public_id = $1",
    [id],
  );

test("what hangs on nothing for a day is removed with its bytes, and nothing else", async () => {
  const awaited = await announce(hub, anna, "ventet.txt", 5);
  const [old, young, hung] = [
    await upload(hub, anna, "gammel.txt", "gammel"),
    await upload(hub, anna, "ung.txt", "ung"),
    await upload(hub, anna, "hængt.txt", "hængt"),
  ];
  const [oldKey, youngKey, hungKey] = [await keyOf(old), await keyOf(young), await keyOf(hung)];
  await hangUp(hung);
  for (const each of [awaited, old, hung]) await age(each, "24 hours 1 minute");
  await age(young, "23 hours 59 minutes");
  await runJob("clearAttachments");
  expect(await readAttachment(hub, anna, old.id)).toBeNull();
  expect(await readAttachment(hub, anna, awaited.id)).toBeNull();
  expect((await download(young.downloadUrl)).toString()).toBe("ung");
  const kept = await stored();
  expect([kept.includes(oldKey), kept.includes(youngKey), kept.includes(hungKey)]).toEqual([
    false,
    true,
    true,
  ]);
  expect((await send(awaited.uploadUrl, "hello")).status).toBe(404);
  expect((await fetch(old.downloadUrl ?? "")).status).toBe(404);
  expect(await everythingStored(hub, "file_removal")).toBe("");
});

test("bytes that no row came to name are removed an hour after, and no earlier", async () => {
  const [late, recent] = ["aa/aa-late", "aa/aa-recent"];
  await mkdir(join(dataDir, "files", "aa"), { recursive: true });
  for (const key of [late, recent]) await writeFile(join(dataDir, "files", key), "left behind");
  await database.pool.query(
    "INSERT INTO file_removal (storage_key, due_at) VALUES ($1, now() - interval '1 second'), ($2, now() + interval '59 minutes')",
    [late, recent],
  );
  await runJob("clearAttachments");
  const kept = await stored();
  expect([kept.includes(late), kept.includes(recent)]).toEqual([false, true]);
  await database.pool.query("UPDATE file_removal SET due_at = now()");
  await runJob("removeFiles");
  expect((await stored()).includes(recent)).toBe(false);
});

test("a removal that was broken off is done again, though the bytes are gone", async () => {
  await database.pool.query(
    "INSERT INTO file_removal (storage_key) SELECT 'bb/gone-' || n FROM generate_series(1, 45) AS n",
  );
  await runJob("removeFiles");
  expect(await everythingStored(hub, "file_removal")).toBe("");
});

test("what a process that died has left of an upload is removed, and what is under way is not", async () => {
  const anHourAgo = new Date(Date.now() - 3_660_000);
  for (const name of ["died", "under-way"]) {
    await mkdir(join(dataDir, "incoming", name), { recursive: true });
    await writeFile(join(dataDir, "incoming", name, "sent"), "half");
  }
  await utimes(join(dataDir, "incoming", "died"), anHourAgo, anHourAgo);
  await runJob("clearAttachments");
  expect(await readdir(join(dataDir, "incoming"))).toEqual(["under-way"]);
});

test("a deleted account takes along what hangs on nothing, and leaves what hangs", async () => {
  const person = await addPerson(hub, "Farvel");
  const [hung, own] = [
    await upload(hub, person, "a.txt", "hængt"),
    await upload(hub, person, "b.txt", "eget"),
  ];
  await announce(hub, person, "c.txt", 5);
  const [hungKey, ownKey] = [await keyOf(hung), await keyOf(own)];
  await hangUp(hung);
  await mustAct(hub, { token: await signIn(hub, person.email) }, "deleteAccount", {
    accountId: person.accountId,
  });
  await jobsDone();
  const { rows } = await database.pool.query("SELECT public_id FROM attachment WHERE owner_account_id = $1", [
    person.key,
  ]);
  expect(rows).toEqual([{ public_id: hung.id }]);
  const kept = await stored();
  expect([kept.includes(hungKey), kept.includes(ownKey)]).toEqual([true, false]);
});

test("a restart keeps attachments, links and what is awaited; so does a server that is killed", async () => {
  const [ready, awaited] = [
    await upload(hub, anna, "blivende.txt", "blivende"),
    await announce(hub, anna, "b.txt", 5),
  ];
  const elsewhere = (url: string | null) => `${hub.url}${new URL(url ?? "").pathname}`;
  await hub.stop();
  hub = await startHub({ database, dataDir });
  expect((await download(elsewhere(ready.downloadUrl))).toString()).toBe("blivende");
  const closed = new Promise((resolve) => hub.process.once("close", resolve));
  hub.process.kill("SIGKILL");
  await closed;
  hub = await startHub({ database, dataDir });
  expect((await send(elsewhere(awaited.uploadUrl), "hello")).status).toBe(204);
  expect((await download(elsewhere(ready.downloadUrl))).toString()).toBe("blivende");
});

const isReached = ({ url }: TestHub) =>
  fetch(`${url}/livez`, { headers: { connection: "close" } }).then(
    () => true,
    () => false,
  );

test("SIGTERM lets an upload that is under way finish", async () => {
  const { id, uploadUrl } = await announce(hub, anna, "sidste.txt", 10);
  const sent = fetch(uploadUrl ?? "", {
    method: "PUT",
    body: new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from("hello"));
        // It takes no more connections, and so has come to stopping.
        while (await isReached(hub)) await sleep(20);
        controller.enqueue(Buffer.from("hello"));
        controller.close();
      },
    }),
    duplex: "half",
  } as RequestInit);
  while ((await readdir(join(dataDir, "incoming"))).length < 2) await sleep(10);
  hub.process.kill("SIGTERM");
  expect((await sent).status).toBe(204);
  await hub.stop();
  hub = await startHub({ database, dataDir });
  expect((await readAttachment(hub, anna, id))?.isReady).toBe(true);
});
