import { createHmac, hkdfSync } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { ask, mustAct, type Person } from "./actors.js";
import type { TestHub } from "./hub.js";

/** An attachment as its owner reads it. */
export interface OwnAttachment {
  readonly id: string;
  readonly fileName: string;
  readonly contentType: string | null;
  readonly byteSize: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly isReady: boolean;
  readonly uploadUrl: string | null;
  readonly downloadUrl: string | null;
}

/** Everything that an attachment tells. */
export const attachmentFields = "id fileName contentType byteSize width height isReady uploadUrl downloadUrl";

/** Announces a file and answers the attachment, whose bytes are awaited. */
export function announce(
  hub: TestHub,
  person: Pick<Person, "token">,
  fileName: string,
  byteSize: number,
): Promise<OwnAttachment> {
  return mustAct<OwnAttachment>(hub, person, "startUpload", { fileName, byteSize }, attachmentFields);
}

/** An attachment as somebody reads it; null where it is hidden. */
export async function readAttachment(
  hub: TestHub,
  person: Pick<Person, "token"> | null,
  id: string,
): Promise<OwnAttachment | null> {
  const query = `query ($id: ID!) { node(id: $id) { ... on Attachment { ${attachmentFields} } } }`;
  return (await ask<{ node: OwnAttachment | null }>(hub, person, query, { id })).node;
}

/** What came of sending bytes: the status, and of a refusal its code and message. */
export interface Sent {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
}

/** How a token is made; everything but the claims as the hub does it unless the test says otherwise. */
export interface TokenParts {
  readonly secret: string;
  readonly purpose: "attachment upload" | "attachment download";
  readonly expiresAt?: Date;
}

/** A token of a link, signed here by the words of the decision and not by the hub's code. */
export function signedToken(claims: readonly string[], { secret, purpose, expiresAt }: TokenParts): string {
  const expiry = Math.floor((expiresAt?.getTime() ?? Date.now() + 3_600_000) / 1000);
  const body = Buffer.from(JSON.stringify([...claims, String(expiry)])).toString("base64url");
  const key = Buffer.from(hkdfSync("sha256", secret, "samspil", purpose, 32));
  return `${body}.${createHmac("sha256", key).update(body).digest("base64url")}`;
}

/** Sends bytes to an upload link. */
export async function send(
  url: string | null,
  bytes: Buffer | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Sent> {
  const response = await fetch(url ?? "", {
    method: "PUT",
    body: new Uint8Array(Buffer.from(bytes)),
    headers,
  });
  return { status: response.status, ...(await refusalIn(response)) };
}

/** The first error that a response tells. */
export async function refusalIn(response: Response): Promise<{ code?: string; message?: string }> {
  const text = await response.text();
  if (!response.headers.get("content-type")?.startsWith("application/json")) return {};
  type Refusal = { readonly message: string; readonly extensions: { readonly code: string } };
  const [error] = (JSON.parse(text) as { readonly errors: readonly Refusal[] }).errors;
  return { code: error?.extensions.code, message: error?.message };
}

/** Announces a file, sends it, and answers the attachment when it is ready. */
export async function upload(
  hub: TestHub,
  person: Pick<Person, "token">,
  fileName: string,
  content: Buffer | string,
): Promise<OwnAttachment> {
  const bytes = Buffer.from(content);
  const { id, uploadUrl } = await announce(hub, person, fileName, bytes.length);
  const sent = await send(uploadUrl, bytes);
  if (sent.status !== 204) throw new Error(`Sending ${fileName} answered ${JSON.stringify(sent)}`);
  const ready = await readAttachment(hub, person, id);
  if (!ready) throw new Error(`${fileName} was sent and is gone`);
  return ready;
}

/** The bytes behind a download link. */
export async function download(url: string | null): Promise<Buffer> {
  const response = await fetch(url ?? "");
  if (!response.ok) throw new Error(`A download answered ${response.status}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

/** What begins and ends like a PDF. */
export const pdf = (text = "noder"): Buffer =>
  Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Title (${text}) >>\nendobj\n%%EOF\n`);

/** A picture of one colour. */
export function picture(format: "jpeg" | "png" | "webp" | "gif", width = 40, height = 30): Promise<Buffer> {
  return plain(width, height, "#336699").toFormat(format).toBuffer();
}

const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });

/** A word that stands in what a photograph holds beside its pixels, and nowhere else. */
export const photographer = "Fotografens hemmelighed";

/** A photograph as a telephone takes it: lying on its side, with where it was taken and by whom. */
export function photograph(width = 40, height = 30): Promise<Buffer> {
  return plain(width, height, "#993333")
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Artist: photographer },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "55/1 40/1 34/1",
        GPSLongitudeRef: "E",
        GPSLongitude: "12/1 34/1 6/1",
      },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><x:by>${photographer}</x:by></x:xmpmeta>`)
    .toBuffer();
}

/** A picture that moves, of so many frames. */
export async function movingPicture(format: "gif" | "webp", frames: number): Promise<Buffer> {
  const pictures = await Promise.all(
    Array.from({ length: frames }, (_, place) =>
      plain(20, 10, `rgb(${(place * 97) % 256}, ${(place * 31) % 256}, 80)`)
        .png()
        .toBuffer(),
    ),
  );
  return sharp(pictures, { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
}

/** A PNG whose header says that it is so large, and which holds next to nothing. */
export function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(Buffer.alloc(1000))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A ZIP archive with one file, stored as it is. */
export function zipOf(name: string, content: string): Buffer {
  const data = Buffer.from(content);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, Buffer.from(name), data]);
  const entry = Buffer.alloc(46);
  entry.write("PK\x01\x02", "latin1");
  entry.writeUInt16LE(20, 4);
  fields.copy(entry, 6);
  const directory = Buffer.concat([entry, Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

/** The part of an office document that says what it is; with macros or without. */
export function officeDocument(kind: string): Buffer {
  const type = kind.includes("macro")
    ? `application/vnd.ms-${kind}`
    : `application/vnd.openxmlformats-officedocument.${kind}`;
  return zipOf(
    "[Content_Types].xml",
    `<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="${type}.main+xml"/></Types>`,
  );
}
