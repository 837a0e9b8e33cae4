import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { act, addPerson, codeOf, everythingStored, type Person } from "../../testkit/actors.js";
import {
  announce,
  download,
  hugePng,
  movingPicture,
  officeDocument,
  pdf,
  photograph,
  photographer,
  picture,
  readAttachment,
  send,
  signedToken,
  type TokenParts,
  upload,
} from "../../testkit/attachments.js";
import { startHub, type TestHub } from "../../testkit/hub.js";

const secret = "the secret of the hub that takes attachments";
const mostBytes = 26_214_400;

let hub: TestHub;
let anna: Person;
let bo: Person;
beforeAll(async () => {
  hub = await startHub({ demo: false, env: { AUTH_SECRET: secret } });
  [anna, bo] = [await addPerson(hub, "Anna"), await addPerson(hub, "Bo")];
});
afterAll(() => hub?.stop());

/** The files that the hub keeps, and those on their way in. */
async function filesKept(): Promise<string[]> {
  const below = (folder: string) => readdir(join(hub.dataDir, folder), { recursive: true }).catch(() => []);
  const stored = (await below("files")).filter((name) => name.includes("/"));
  return [...stored, ...(await below("incoming"))];
}

/** Does what is refused, and holds that nothing of it is kept. */
async function refused(work: () => Promise<unknown>): Promise<void> {
  const before = [await everythingStored(hub, "attachment", "file_removal"), await filesKept()];
  await work();
  expect([await everythingStored(hub, "attachment", "file_removal"), await filesKept()]).toEqual(before);
}

const start = (input: object, person: Person = anna) => act(hub, person, "startUpload", input);

describe("announcing a file", () => {
  test("answers an attachment whose bytes are awaited", async () => {
    const attachment = await announce(hub, anna, "Øvenoder til lørdag.pdf", 1234);
    expect(attachment).toEqual({
      id: expect.stringMatching(/^attachment_[0-9a-z]{26}$/),
      fileName: "Øvenoder til lørdag.pdf",
      contentType: null,
      byteSize: 1234,
      width: null,
      height: null,
      isReady: false,
      uploadUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/files\/uploads\/[\w-]+\.[\w-]{43}$/),
      downloadUrl: null,
    });
  });

  test.each([
    ["a path", "../../etc/passwd.txt", "INVALID_FILE_NAME"],
    ["a path of Windows", "C:\\noder.pdf", "INVALID_FILE_NAME"],
    ["nothing that shows", "\u200b\u2800", "INVALID_FILE_NAME"],
    ["a name that shows backwards", "noder\u202efdp.exe", "INVALID_TEXT"],
    ["a line break", "noder\r\nx.pdf", "INVALID_TEXT"],
    ["NUL", "noder.pdf\0.txt", "INVALID_TEXT"],
    ["a person's number", "010190-1234.pdf", "CPR_NUMBER"],
    ["201 characters", `${"å".repeat(197)}.pdf`, "TOO_LONG"],
    ["a program", "noder.pdf.exe", "UNSUPPORTED_TYPE"],
    ["a page", "noder.html", "UNSUPPORTED_TYPE"],
    ["a drawing with scripts", "noder.svg", "UNSUPPORTED_TYPE"],
    ["macros", "regnskab.xlsm", "UNSUPPORTED_TYPE"],
    ["an archive", "noder.zip", "UNSUPPORTED_TYPE"],
    ["no ending", "noder", "UNSUPPORTED_TYPE"],
    ["only an ending", ".pdf", "UNSUPPORTED_TYPE"],
  ])("refuses %s", async (_, fileName, code) => {
    await refused(async () => {
      const { object, userErrors } = await start({ fileName, byteSize: 10 });
      expect([object, userErrors.map((each) => [each.code, each.field])]).toEqual([
        null,
        [[code, ["fileName"]]],
      ]);
    });
  });

  test("says in the reader's language what can be attached", async () => {
    const english = await act(
      hub,
      anna,
      "startUpload",
      { fileName: "a.exe", byteSize: 1 },
      { headers: { "accept-language": "en" } },
    );
    expect(english.userErrors[0]?.message).toBe(
      "Files of that kind cannot be attached. These can: jpg, jpeg, png, webp, gif, pdf, docx, xlsx, pptx, odt, ods, odp, " +
        "mp3, m4a, wav, flac, ogg, oga, opus, aac, aif, aiff, mid, midi, txt, csv, ics.",
    );
    const danish = await start({ fileName: "a.exe", byteSize: 1 });
    expect(danish.userErrors[0]?.message).toMatch(/^Den slags fil kan ikke vedhæftes\. Disse kan: jpg, /);
  });

  test("takes 25 MB and not a byte more, nor none", async () => {
    for (const byteSize of [mostBytes + 1, 0, -1]) {
      const { userErrors } = await start({ fileName: "stor.wav", byteSize });
      expect(userErrors).toMatchObject([{ code: "OUT_OF_RANGE", field: ["byteSize"] }]);
    }
    expect((await start({ fileName: "stor.wav", byteSize: mostBytes })).userErrors).toEqual([]);
  });

  test("is for who has signed in", async () => {
    const mutation = `mutation { startUpload(input: { fileName: "a.pdf", byteSize: 1 }) { userErrors { code } } }`;
    await refused(async () => expect(await codeOf(hub, null, mutation)).toBe("UNAUTHENTICATED"));
  });

  test("with a key answers the same attachment again, and another input is a mistake", async () => {
    const input = { fileName: "sang.mp3", byteSize: 100, idempotencyKey: "sangen" };
    const [first, again] = [await start(input), await start(input)];
    expect(again).toEqual(first);
    expect((await start({ ...input, byteSize: 101 })).userErrors).toMatchObject([
      { code: "IDEMPOTENCY_MISMATCH", field: ["idempotencyKey"] },
    ]);
    // Another's key is another key.
    expect((await start(input, bo)).object?.id).not.toBe(first.object?.id);
    await hub.database.query("DELETE FROM attachment WHERE public_id = $1", [first.object?.id]);
    expect((await start(input)).userErrors).toMatchObject([{ code: "NOT_FOUND", field: ["idempotencyKey"] }]);
  });

  test("two at once with one key are one", async () => {
    const input = { fileName: "to.mp3", byteSize: 100, idempotencyKey: "to på en gang" };
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => start(input)));
    expect(new Set(outcomes.map(({ object }) => object?.id)).size).toBe(1);
  });

  test("ends with 50 that hang on nothing, however many ask at once", async () => {
    const keen = await addPerson(hub, "Ivrig");
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, () => start({ fileName: "a.txt", byteSize: 1 }, keen)),
    );
    expect(outcomes.filter(({ object }) => object).length).toBe(50);
    for (const { errors } of outcomes.filter(({ object }) => !object))
      expect(errors?.[0]?.extensions?.code).toBe("THROTTLED");
  });

  test("ends with 500 MB in a day, and goes on the day after", async () => {
    const keen = await addPerson(hub, "Meget ivrig");
    const large = { fileName: "optagelse.wav", byteSize: mostBytes };
    const outcomes = await Promise.all(Array.from({ length: 25 }, () => start(large, keen)));
    expect(outcomes.filter(({ object }) => object).length).toBe(19);
    // What was removed meanwhile counts all the same.
    await hub.database.query("DELETE FROM attachment WHERE owner_account_id = $1", [keen.key]);
    expect((await start(large, keen)).errors?.[0]?.extensions?.code).toBe("THROTTLED");
    await hub.database.query("UPDATE attachment_allowance SET day = day - 1 WHERE account_id = $1", [
      keen.key,
    ]);
    expect((await start(large, keen)).errors).toBeUndefined();
  });
});

describe("sending the bytes", () => {
  test("makes the attachment ready, and what comes out is what went in", async () => {
    const content = pdf("Sommerkoncert");
    const attachment = await upload(hub, anna, "Sommerkoncert.PDF", content);
    expect(attachment).toMatchObject({
      contentType: "application/pdf",
      byteSize: content.length,
      width: null,
      height: null,
      isReady: true,
      uploadUrl: null,
    });
    expect(await download(attachment.downloadUrl)).toEqual(content);
  });

  test("takes texts, tables, calendars and office documents", async () => {
    const latin1 = Buffer.from("navn;postnr\r\nS\u00f8ren \u00c5;8000\r\n", "latin1");
    const contents: [string, Buffer | string, string][] = [
      ["referat.txt", "BMX-klubben får øl og <3\n\tVi ses!", "text/plain"],
      ["medlemmer.csv", latin1, "text/csv"],
      ["koncert.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar"],
      [
        "kontrakt.docx",
        officeDocument("wordprocessingml.document"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      ],
    ];
    for (const [fileName, content, contentType] of contents) {
      const attachment = await upload(hub, anna, fileName, content);
      expect([fileName, attachment.contentType]).toEqual([fileName, contentType]);
      expect(await download(attachment.downloadUrl)).toEqual(Buffer.from(content));
    }
  });

  test("takes a whole 25 MB, byte for byte", async () => {
    const content = Buffer.alloc(mostBytes, 1);
    content.write("RIFF", 0, "latin1");
    content.write("WAVEfmt ", 8, "latin1");
    const attachment = await upload(hub, bo, "optagelse.wav", content);
    expect([attachment.contentType, attachment.byteSize]).toEqual(["audio/wav", mostBytes]);
    expect((await download(attachment.downloadUrl)).equals(content)).toBe(true);
  });

  test("without a length is counted as it comes", async () => {
    const content = pdf();
    const { id, uploadUrl } = await announce(hub, anna, "a.pdf", content.length);
    const chunked = (bytes: Buffer) =>
      fetch(uploadUrl ?? "", {
        method: "PUT",
        body: new Blob([new Uint8Array(bytes)]).stream(),
        duplex: "half",
      } as RequestInit);
    await refused(async () => {
      expect((await chunked(content.subarray(1))).status).toBe(400);
      const more = await chunked(Buffer.concat([content, content]));
      expect([more.status, await more.text()]).toEqual([400, expect.stringContaining('"SIZE_MISMATCH"')]);
    });
    expect((await chunked(content)).status).toBe(204);
    expect((await readAttachment(hub, anna, id))?.isReady).toBe(true);
  });

  test.each([
    ["fewer bytes than announced", 99],
    ["more bytes than announced", 101],
  ])("%s are refused before they are read", async (_, length) => {
    const { uploadUrl } = await announce(hub, anna, "a.txt", 100);
    await refused(async () => {
      expect(await send(uploadUrl, "x".repeat(length))).toEqual({
        status: 400,
        code: "SIZE_MISMATCH",
        message: "Der kom ikke så mange byte, som der var meldt. Send filen igen.",
      });
    });
    expect((await send(uploadUrl, "x".repeat(100))).status).toBe(204);
  });

  test("a sender who breaks off leaves nothing behind, and can send again", async () => {
    const content = pdf("x".repeat(500_000));
    const { uploadUrl } = await announce(hub, anna, "afbrudt.pdf", content.length);
    await refused(async () => {
      const { port, pathname } = new URL(uploadUrl ?? "");
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(`PUT ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: ${content.length}\r\n\r\n`);
      socket.write(content.subarray(0, 300_000));
      while ((await filesKept()).filter((name) => name.endsWith("sent")).length === 0) await sleep(5);
      socket.destroy();
      while ((await filesKept()).some((name) => name.endsWith("sent"))) await sleep(5);
      while ((await readdir(join(hub.dataDir, "incoming"))).length > 0) await sleep(5);
    });
    expect((await send(uploadUrl, content)).status).toBe(204);
    expect(hub.log().includes("A request failed")).toBe(false);
  });

  test("of two at once one is kept, and only its bytes", async () => {
    const content = await picture("png", 300, 300);
    const { id, uploadUrl } = await announce(hub, anna, "to.png", content.length);
    const before = (await filesKept()).length;
    const sent = await Promise.all(Array.from({ length: 5 }, () => send(uploadUrl, content)));
    expect(sent.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409, 409]);
    expect(sent.filter(({ code }) => code === "ALREADY_UPLOADED").length).toBe(4);
    while ((await filesKept()).length !== before + 1) await sleep(20);
    while ((await everythingStored(hub, "file_removal")) !== "") await sleep(20);
    const ready = await readAttachment(hub, anna, id);
    expect((await sharp(await download(ready?.downloadUrl ?? null)).metadata()).width).toBe(300);
    expect(await send(uploadUrl, content)).toMatchObject({ status: 409, code: "ALREADY_UPLOADED" });
  });

  test("parts and compressed bodies are refused", async () => {
    const { uploadUrl } = await announce(hub, anna, "a.txt", 5);
    await refused(async () => {
      expect(await send(uploadUrl, "hello", { "content-range": "bytes 0-4/10" })).toMatchObject({
        status: 400,
      });
      expect(await send(uploadUrl, "hello", { "content-encoding": "gzip" })).toMatchObject({ status: 415 });
    });
  });

  test("ends with the account: who is suspended sends nothing", async () => {
    const [person, administrator] = [
      await addPerson(hub, "Udelukket"),
      await addPerson(hub, "Vagt", { isAdministrator: true }),
    ];
    const { uploadUrl } = await announce(hub, person, "a.txt", 5);
    await act(hub, administrator, "suspendAccount", { accountId: person.accountId });
    await refused(async () => {
      expect(await send(uploadUrl, "hello")).toMatchObject({ status: 404, code: "NOT_FOUND" });
    });
  });
});

describe("what a file holds", () => {
  const program = Buffer.concat([Buffer.from("MZ\x90\0\x03\0\0\0", "latin1"), Buffer.alloc(200)]);

  test.each<[string, string, () => Buffer | string | Promise<Buffer>]>([
    ["a program called a PDF", "noder.pdf", () => program],
    ["a program called a text", "noder.txt", () => program],
    ["a page called a PDF", "noder.pdf", () => "<!doctype html><script>alert(1)</script>"],
    ["a page called a text", "noder.txt", () => "\ufeff \n<html><script>alert(1)</script>"],
    ["a page called a picture", "billede.png", () => "<html><script>alert(1)</script>"],
    [
      "a drawing called a picture",
      "billede.png",
      () => '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    ],
    ["a drawing called a text", "billede.txt", () => '<?xml version="1.0"?><svg onload="alert(1)"/>'],
    ["a PDF called a picture", "billede.jpg", () => pdf()],
    ["a picture called a PDF", "noder.pdf", () => picture("png")],
    ["a document with macros", "kontrakt.docx", () => officeDocument("word.document.macroEnabled")],
    ["a spreadsheet called a document", "kontrakt.docx", () => officeDocument("spreadsheetml.sheet")],
    ["bytes that are nothing", "sang.mp3", () => Buffer.alloc(300, 7)],
  ])("%s is refused, and may be sent again", async (_, fileName, contentOf) => {
    const content = Buffer.from(await contentOf());
    const { id, uploadUrl } = await announce(hub, bo, fileName, content.length);
    await refused(async () => {
      expect(await send(uploadUrl, content, { "accept-language": "en" })).toEqual({
        status: 415,
        code: "TYPE_MISMATCH",
        message: "What the file holds does not fit the ending of its name.",
      });
    });
    expect((await readAttachment(hub, bo, id))?.isReady).toBe(false);
  });

  test("a picture called another kind of picture is what it is", async () => {
    const attachment = await upload(hub, bo, "skærmbillede.jpg", await picture("png"));
    expect([attachment.contentType, attachment.fileName]).toEqual(["image/png", "skærmbillede.jpg"]);
  });

  test("a photograph loses where it was taken and by whom, and stands upright", async () => {
    const sent = await photograph(40, 30);
    const before = await sharp(sent).metadata();
    expect([before.exif?.includes(photographer), before.orientation, before.xmp !== undefined]).toEqual([
      true,
      6,
      true,
    ]);
    const attachment = await upload(hub, bo, "koncert.jpg", sent);
    expect(attachment).toMatchObject({ contentType: "image/jpeg", width: 30, height: 40 });
    const kept = await download(attachment.downloadUrl);
    expect(kept.length).toBe(attachment.byteSize);
    const after = await sharp(kept).metadata();
    expect([after.exif, after.xmp, after.iptc, after.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([kept.includes(photographer), kept.includes("Exif")]).toEqual([false, false]);
  });

  test("what is hidden behind a picture is gone", async () => {
    const sent = Buffer.concat([await picture("png"), Buffer.from("<script>alert(1)</script>")]);
    const attachment = await upload(hub, bo, "billede.png", sent);
    expect((await download(attachment.downloadUrl)).includes("script")).toBe(false);
  });

  test.each(["gif", "webp"] as const)("a moving %s goes on moving", async (format) => {
    const attachment = await upload(hub, bo, `dans.${format}`, await movingPicture(format, 4));
    expect(attachment).toMatchObject({ contentType: `image/${format}`, width: 20, height: 10 });
    expect((await sharp(await download(attachment.downloadUrl)).metadata()).pages).toBe(4);
  });

  test("a large picture is made smaller", async () => {
    const attachment = await upload(hub, bo, "plakat.png", await picture("png", 6000, 1500));
    expect([attachment.width, attachment.height]).toEqual([4096, 1024]);
  });

  test.each<[string, string, () => Buffer | Promise<Buffer>, string]>([
    ["of 900 million pixels", "bombe.png", () => hugePng(30_000, 30_000), "IMAGE_TOO_LARGE"],
    ["whose pixels do not come", "tom.png", () => hugePng(500, 500), "BROKEN_IMAGE"],
    [
      "that breaks off",
      "halv.jpg",
      async () => (await photograph(400, 300)).subarray(0, 1200),
      "BROKEN_IMAGE",
    ],
    [
      "that is only a head",
      "hoved.gif",
      () => Buffer.from("GIF89a\x10\0\x10\0\0\0\0", "latin1"),
      "BROKEN_IMAGE",
    ],
  ])("a picture %s is refused", async (_, fileName, contentOf, code) => {
    const content = await contentOf();
    const { uploadUrl } = await announce(hub, bo, fileName, content.length);
    await refused(async () => {
      expect(await send(uploadUrl, content)).toMatchObject({ status: 422, code });
    });
  });
});

describe("upload links", () => {
  const awaited = async () => {
    const { id, uploadUrl } = await announce(hub, anna, "a.txt", 5);
    const url = uploadUrl ?? "";
    return { id, url, token: url.slice(url.lastIndexOf("/") + 1) };
  };
  const sign = (publicId: string, more: Partial<TokenParts> = {}) =>
    signedToken([publicId], { secret, purpose: "attachment upload", ...more });
  const put = (token: string) => send(`${hub.url}/files/uploads/${token}`, "hello");

  test("hold for the attachment they were made for, whoever has them", async () => {
    const { id, token } = await awaited();
    expect((await put(sign(id))).status).toBe(204);
    expect(await put(token)).toMatchObject({ code: "ALREADY_UPLOADED" });
  });

  test("are given anew as long as the bytes are awaited", async () => {
    const { id, url } = await awaited();
    const later = await readAttachment(hub, anna, id);
    expect(later?.uploadUrl).toMatch(/\/files\/uploads\//);
    expect((await send(later?.uploadUrl ?? null, "hello")).status).toBe(204);
    expect((await send(url, "hello")).status).toBe(409);
  });

  test("that are forged, changed, over or for something else lead nowhere", async () => {
    const { id, token } = await awaited();
    const [body = "", mac = ""] = token.split(".");
    const flipped = mac.startsWith("A") ? `B${mac.slice(1)}` : `A${mac.slice(1)}`;
    const another = Buffer.from(body, "base64url")
      .toString()
      .replace(id, "attachment_01h455vb4pex5vsknk084sn02q");
    const wrong = [
      sign(id, { secret: "another secret" }),
      sign(id, { purpose: "attachment download" }),
      sign(id, { expiresAt: new Date(Date.now() - 1000) }),
      sign("attachment_01h455vb4pex5vsknk084sn02q"),
      sign("x' OR true --"),
      `${body}.${flipped}`,
      `${Buffer.from(another).toString("base64url")}.${mac}`,
      `${token}=`,
      `${token}/`,
      body,
      "",
      "..%2f..%2fauth-secret",
      "x".repeat(2000),
    ];
    await refused(async () => {
      for (const each of wrong)
        expect([each, await put(each)]).toMatchObject([each, { status: 404, code: "NOT_FOUND" }]);
    });
    expect((await put(token)).status).toBe(204);
  });

  test("take PUT only, and are no downloads", async () => {
    const { token } = await awaited();
    const wrongMethod = await fetch(`${hub.url}/files/uploads/${token}`);
    expect([wrongMethod.status, wrongMethod.headers.get("allow")]).toEqual([405, "PUT, OPTIONS"]);
    expect((await fetch(`${hub.url}/files/${token}`)).status).toBe(404);
  });
});

test("neither names nor links reach log and metrics, but what came of transfers does", async () => {
  const { uploadUrl } = await announce(hub, anna, "Hemmelig koncert.txt", 5);
  await send(uploadUrl, "hell");
  await send(uploadUrl, "hello");
  const metrics = await (await fetch(`${hub.url}/metrics`)).text();
  expect(metrics).toMatch(/samspil_file_transfers_total\{direction="in",outcome="done"\} \d/);
  expect(metrics).toMatch(/samspil_file_transfers_total\{direction="in",outcome="SIZE_MISMATCH"\} \d/);
  const token = uploadUrl?.split("/").at(-1) ?? "";
  for (const text of [metrics, hub.log()]) {
    expect(text).not.toContain("Hemmelig");
    expect(text).not.toContain(token);
  }
});
