import { setTimeout as sleep } from "node:timers/promises";
import { runCounted } from "../../architecture/counted-query.js";
import { act, addPerson, ask, mustAct, type Person } from "../../testkit/actors.js";
import {
  attachmentFields,
  download,
  type OwnAttachment,
  pdf,
  picture,
  readAttachment,
  refusalIn,
  signedToken,
  type TokenParts,
  upload,
} from "../../testkit/attachments.js";
import { signIn, startHub, type TestHub } from "../../testkit/hub.js";

const secret = "the secret of the hub that gives attachments";
const app = "https://app.example";

let hub: TestHub;
let anna: Person;
let bo: Person;
let administrator: Person;
let sheet: OwnAttachment;
const content = pdf("0123456789".repeat(20_000));
beforeAll(async () => {
  hub = await startHub({ demo: false, env: { AUTH_SECRET: secret, CORS_ORIGINS: app } });
  [anna, bo] = [await addPerson(hub, "Anna"), await addPerson(hub, "Bo")];
  administrator = await addPerson(hub, "Vagt", { isAdministrator: true });
  sheet = await upload(hub, anna, "Noder.pdf", content);
});
afterAll(() => hub?.stop());

const get = (headers: Record<string, string> = {}, method = "GET", url = sheet.downloadUrl) =>
  fetch(url ?? "", { method, headers });

describe("a download", () => {
  test("sends the file, to be saved, with nothing that a browser would run", async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-length": String(content.length),
      "content-disposition": "attachment; filename=Noder.pdf",
      "content-security-policy": expect.stringMatching(/^default-src 'none';.*; sandbox$/),
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-cache",
      "accept-ranges": "bytes",
      "cross-origin-resource-policy": "same-origin",
      etag: `"${sheet.id}"`,
    });
  });

  test("shows pictures, which were made anew, and saves everything else", async () => {
    const shown = await upload(hub, anna, "Plakat.png", await picture("png"));
    const response = await get({}, "GET", shown.downloadUrl);
    expect(response.headers.get("content-disposition")).toBe("inline; filename=Plakat.png");
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
    for (const [name, text] of [
      ["a.txt", "tekst"],
      ["a.csv", "a;b"],
    ] as const) {
      const saved = await get({}, "GET", (await upload(hub, anna, name, text)).downloadUrl);
      expect(saved.headers.get("content-disposition")).toBe(`attachment; filename=${name}`);
    }
  });

  test.each([
    ['Sang "om" natten; nr. 2.pdf', 'attachment; filename="Sang \\"om\\" natten; nr. 2.pdf"'],
    [
      "Øvenoder 🎷.pdf",
      "attachment; filename=\"?venoder ??.pdf\"; filename*=UTF-8''%C3%98venoder%20%F0%9F%8E%B7.pdf",
    ],
    ["100% dansk.pdf", 'attachment; filename="100% dansk.pdf"'],
    ["100%20dansk.pdf", "attachment; filename=100%20dansk.pdf; filename*=UTF-8''100%2520dansk.pdf"],
    ["...pdf.pdf", "attachment; filename=...pdf.pdf"],
  ])("keeps the name %s and lets nothing in it be read as anything else", async (name, expected) => {
    const attachment = await upload(hub, bo, name, pdf());
    expect(attachment.fileName).toBe(name);
    const header = (await get({}, "HEAD", attachment.downloadUrl)).headers.get("content-disposition");
    expect(header).toBe(expected);
  });

  test("HEAD tells the same without the bytes", async () => {
    const [head, whole] = [await get({}, "HEAD"), await get()];
    await whole.arrayBuffer();
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const same = ["content-type", "content-length", "content-disposition", "etag", "accept-ranges"];
    for (const name of same) expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
  });

  test.each([
    ["bytes=0-9", 0, 9],
    ["bytes=100000-100099", 100_000, 100_099],
    ["bytes=-5", content.length - 5, content.length - 1],
    [`bytes=${content.length - 3}-`, content.length - 3, content.length - 1],
    ["bytes=10-99999999", 10, content.length - 1],
    ["bytes=0-4,5-9", 0, 9],
  ])("answers the part %s", async (range, start, end) => {
    const response = await get({ range });
    expect([
      response.status,
      response.headers.get("content-range"),
      response.headers.get("content-length"),
    ]).toEqual([206, `bytes ${start}-${end}/${content.length}`, String(end - start + 1)]);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content.subarray(start, end + 1));
  });

  test.each([
    ["several parts", { range: "bytes=0-4,10-14" }],
    ["another unit", { range: "pages=1-2" }],
    ["nonsense", { range: "bytes" }],
    ["a part of a file that was another", { range: "bytes=0-4", "if-range": '"another"' }],
  ])("answers the whole file to who asks for %s", async (_, headers) => {
    const response = await get(headers);
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, content.length]);
  });

  test("answers a part on condition that it is the same file", async () => {
    const response = await get({ range: "bytes=0-4", "if-range": `"${sheet.id}"` });
    expect([response.status, await response.text()]).toEqual([206, "%PDF-"]);
  });

  test("a part beyond the end is a coded refusal", async () => {
    const response = await get({ range: `bytes=${content.length}-` });
    expect([response.status, response.headers.get("content-range")]).toEqual([
      416,
      `bytes */${content.length}`,
    ]);
    expect((await refusalIn(response)).code).toBe("BAD_REQUEST");
  });

  test.each(['"SHEET"', 'W/"SHEET"', '"other", "SHEET"', "*"])(
    "who has it already (%s) gets nothing anew",
    async (known) => {
      const response = await get({ "if-none-match": known.replace("SHEET", sheet.id) });
      expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([
        304,
        "",
        `"${sheet.id}"`,
      ]);
    },
  );

  test("pages of other origins get it where the hub allows them", async () => {
    const allowed = await get({ origin: app });
    expect(allowed.headers.get("access-control-allow-origin")).toBe(app);
    const preflight = await fetch(`${hub.url}/files/uploads/x`, {
      method: "OPTIONS",
      headers: { origin: app, "access-control-request-method": "PUT" },
    });
    expect(preflight.headers.get("access-control-allow-methods")).toBe("PUT, OPTIONS");
    const other = await get({ origin: "https://other.example" });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
    for (const each of [allowed, other]) await each.arrayBuffer();
  });

  test("a client that leaves ends it, and the hub goes on", async () => {
    const large = await upload(hub, anna, "stor.wav", wave(20_000_000));
    const leaving = new AbortController();
    const response = await fetch(large.downloadUrl ?? "", { signal: leaving.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    while (!/"route":"\/files\/","method":"GET","status":499/.test(hub.log())) await sleep(10);
    expect((await download(large.downloadUrl)).length).toBe(20_000_000);
    expect(hub.log().includes("A request failed")).toBe(false);
  });

  test("of a file whose bytes are lost is our own failure, and says so", async () => {
    const lost = await upload(hub, anna, "tabt.txt", "tabt");
    const { rows } = await hub.database.query<{ key: string }>(
      "INSERT INTO file_removal (storage_key) SELECT storage_key FROM attachment WHERE public_id = $1 RETURNING storage_key AS key",
      [lost.id],
    );
    await hub.database.query("SELECT graphile_worker.add_job('removeFiles', '{}')");
    const isDue = async () =>
      (await hub.database.query("SELECT 1 FROM file_removal WHERE storage_key = $1", [rows[0]?.key]))
        .rowCount;
    while (await isDue()) await sleep(20);
    const response = await get({}, "GET", lost.downloadUrl);
    expect([
      response.status,
      response.headers.get("content-disposition"),
      (await refusalIn(response)).code,
    ]).toEqual([500, null, "INTERNAL_SERVER_ERROR"]);
  });
});

describe("who sees what hangs on nothing", () => {
  test("only its owner: to everybody else it is not there", async () => {
    for (const other of [bo, administrator, null]) {
      expect(await readAttachment(hub, other, sheet.id)).toBeNull();
      const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
      expect(await ask(hub, other, query, { ids: [sheet.id] })).toEqual({ nodes: [null] });
    }
    expect((await readAttachment(hub, anna, sheet.id))?.fileName).toBe("Noder.pdf");
  });

  test("of what hangs where nobody answers for it nobody, not even its owner", async () => {
    const hidden = await upload(hub, anna, "skjult.txt", "skjult");
    await hub.database.query(
      `UPDATE attachment SET hung_on_type = 'Nowhere', hung_on_id = gen_random_uuid(), hung_position = 0 WHERE public_id = $1`,
      [hidden.id],
    );
    for (const viewer of [anna, bo, administrator, null])
      expect(await readAttachment(hub, viewer, hidden.id)).toBeNull();
    expect((await get({}, "GET", hidden.downloadUrl)).status).toBe(404);
  });

  test("asking for many costs as many statements as for few", async () => {
    const person = await addPerson(hub, "Samler");
    const ids: string[] = [];
    for (let place = 0; place < 20; place += 1) ids.push((await upload(hub, person, "a.txt", "a")).id);
    const query = `query Many($ids: [ID!]!) { nodes(ids: $ids) { ... on Attachment { ${attachmentFields} } } }`;
    const statements: number[] = [];
    for (const some of [ids.slice(0, 2), ids]) {
      const answer = await runCounted<{ nodes: OwnAttachment[] }>(hub, query, { ids: some }, person.token);
      expect(answer.body.data?.nodes.map(({ id, isReady }) => [id, isReady])).toEqual(
        some.map((id) => [id, true]),
      );
      statements.push(answer.statements);
    }
    expect(statements).toEqual([1, 1]);
  });
});

describe("download links", () => {
  const sign = (claims: readonly string[], more: Partial<TokenParts> = {}) =>
    signedToken(claims, { secret, purpose: "attachment download", ...more });
  const statusOf = async (token: string) => (await get({}, "GET", `${hub.url}/files/${token}`)).status;

  test("hold for the account that they were made for", async () => {
    expect(await statusOf(sign([sheet.id, anna.key]))).toBe(200);
    for (const other of [bo.key, administrator.key, "", "00000000-0000-7000-8000-00000000aaaa"])
      expect([other, await statusOf(sign([sheet.id, other]))]).toEqual([other, 404]);
  });

  test("that are forged, changed, over or for something else lead nowhere", async () => {
    const token = sheet.downloadUrl?.split("/").at(-1) ?? "";
    const [body = "", mac = ""] = token.split(".");
    const forBo = Buffer.from(body, "base64url").toString().replace(anna.key, bo.key);
    const wrong = [
      sign([sheet.id, anna.key], { secret: "another secret" }),
      sign([sheet.id, anna.key], { purpose: "attachment upload" }),
      sign([sheet.id, anna.key], { expiresAt: new Date(Date.now() - 1000) }),
      sign(["attachment_01h455vb4pex5vsknk084sn02q", anna.key]),
      `${Buffer.from(forBo).toString("base64url")}.${mac}`,
      body,
      "",
      "../auth-secret",
      "..%2f..%2fauth-secret",
    ];
    for (const each of wrong) expect([each, await statusOf(each)]).toEqual([each, 404]);
    expect(await statusOf(token)).toBe(200);
  });

  test("hold for 5 to 6 minutes, and within a minute are the same", async () => {
    const before = Date.now();
    const url = (await readAttachment(hub, anna, sheet.id))?.downloadUrl ?? "";
    const claims = JSON.parse(
      Buffer.from(url.split("/").at(-1)?.split(".")[0] ?? "", "base64url").toString(),
    );
    const lastsMs = Number(claims[2]) * 1000 - before;
    expect(lastsMs).toBeGreaterThan(299_000);
    expect(lastsMs).toBeLessThanOrEqual(361_000);
    expect(Number(claims[2]) % 60).toBe(0);
  });

  test("die with the account that they were made for", async () => {
    const person = await addPerson(hub, "Udelukket");
    const own = await upload(hub, person, "a.txt", "tekst");
    expect((await get({}, "GET", own.downloadUrl)).status).toBe(200);
    await act(hub, administrator, "suspendAccount", { accountId: person.accountId });
    const refusal = await get({ "accept-language": "en" }, "GET", own.downloadUrl);
    expect([refusal.status, await refusalIn(refusal)]).toEqual([
      404,
      {
        code: "NOT_FOUND",
        message: "There is no file here. A link holds for a few minutes only; get a new one.",
      },
    ]);
    await mustAct(hub, administrator, "reinstateAccount", { accountId: person.accountId });
    expect((await get({}, "GET", own.downloadUrl)).status).toBe(200);
    const again = { token: await signIn(hub, person.email) };
    await mustAct(hub, again, "deleteAccount", { accountId: person.accountId });
    expect((await get({}, "GET", own.downloadUrl)).status).toBe(404);
  });
});

/** A sound of so many bytes, which nobody would want to hear. */
function wave(byteSize: number): Buffer {
  const bytes = Buffer.alloc(byteSize, 3);
  bytes.write("RIFF", 0, "latin1");
  bytes.write("WAVEfmt ", 8, "latin1");
  return bytes;
}
