import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { create as contentDisposition } from "content-disposition";
import parseRange from "range-parser";
import {
  FileRefusal,
  type FileRefusalCode,
  type FileTransfers,
  type OpenFile,
} from "../../platform/files/file-transfers.js";
import { SenderLeft } from "../../platform/files/incoming-files.js";
import { createTransferMetrics } from "../../platform/files/transfer-metrics.js";
import type { Metrics } from "../../platform/metrics/metrics.js";
import { languageFromHeader } from "../../platform/text/language.js";
import { badRequest, ClientGone, HttpRefusal } from "./http-refusal.js";
import { continueIfExpected, refuseCompressed } from "./request-body.js";
import { targetOf } from "./request-facts.js";
import { FILE_POLICY } from "./security-headers.js";

/** Below it stand the tokens of downloads. */
export const FILES_PATH = "/files/";
/** Below it stand the tokens of uploads. */
export const UPLOADS_PATH = "/files/uploads/";

const statusOfRefusal: Readonly<Record<FileRefusalCode, number>> = {
  NOT_FOUND: 404,
  ALREADY_UPLOADED: 409,
  SIZE_MISMATCH: 400,
  TYPE_MISMATCH: 415,
  BROKEN_IMAGE: 422,
  IMAGE_TOO_LARGE: 422,
};

/** Files behind signed links, over plain HTTP. */
export interface FilesRoute {
  /** Takes the body in as the file of an upload link: 204, or a coded error. */
  receive(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Sends the file of a download link, whole or one range of it. */
  send(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Makes the route. No cookie or other credential is looked at: the link is all there is. */
export function createFilesRoute(files: FileTransfers, { registry }: Metrics): FilesRoute {
  const metrics = createTransferMetrics(registry);

  /** Notes what came of a transfer, and gives the refusal its form in HTTP. */
  async function noted(
    request: IncomingMessage,
    direction: "in" | "out",
    transfer: () => Promise<number>,
  ): Promise<void> {
    try {
      metrics.finished(direction, "done", await transfer());
    } catch (error) {
      const problem = asHttp(error, request);
      if (problem instanceof HttpRefusal) metrics.finished(direction, problem.code);
      else metrics.finished(direction, problem instanceof ClientGone ? "left" : "failed");
      throw problem;
    }
  }

  return {
    receive: (request, response) =>
      noted(request, "in", async () => {
        refuseCompressed(request);
        // RFC 9110, section 14.5: a part would be taken for the whole.
        if (request.headers["content-range"] !== undefined) throw badRequest("Send the file whole.");
        const given = request.headers["content-length"];
        const byteSize = await files.receive(tokenIn(request, UPLOADS_PATH), {
          length: given === undefined ? undefined : Number(given),
          stream() {
            continueIfExpected(request, response);
            return request;
          },
        });
        response.writeHead(204).end();
        return byteSize;
      }),

    send: (request, response) =>
      noted(request, "out", async () => {
        const file = await files.open(tokenIn(request, FILES_PATH));
        const etag = `"${file.version}"`;
        const headers: OutgoingHttpHeaders = {
          etag,
          // A reader's own cache may keep it, and asks each time whether it may still be read.
          "cache-control": "private, no-cache",
          "content-security-policy": FILE_POLICY,
        };
        if (isKnown(request.headers["if-none-match"], etag)) {
          response.writeHead(304, headers).end();
          return 0;
        }
        const part = partAsked(request, file, etag);
        if (part === "none") {
          throw new HttpRefusal(416, "BAD_REQUEST", "The file has no such part.", {
            "content-range": `bytes */${file.byteSize}`,
          });
        }
        const { start, end } = part ?? { start: 0, end: file.byteSize - 1 };
        const length = end - start + 1;
        Object.assign(headers, {
          "content-type": file.contentType,
          "content-length": length,
          "content-disposition": dispositionOf(file),
          "accept-ranges": "bytes",
          ...(part && { "content-range": `bytes ${start}-${end}/${file.byteSize}` }),
        });
        if (request.method === "HEAD") {
          response.writeHead(200, headers).end();
          return 0;
        }
        const stream = await file.read();
        response.writeHead(part ? 206 : 200, headers);
        await sendPart(stream, start, end, response);
        return length;
      }),
  };
}

function tokenIn(request: IncomingMessage, path: string): string {
  return targetOf(request)?.path.slice(path.length) ?? "";
}

function asHttp(error: unknown, { headers }: IncomingMessage): unknown {
  if (error instanceof SenderLeft) return new ClientGone("The client left while sending a file.");
  if (!(error instanceof FileRefusal)) return error;
  const words = error.words[languageFromHeader(headers["accept-language"])];
  return new HttpRefusal(statusOfRefusal[error.code], error.code, words);
}

/**
 * What to do with the file, and its name: in quotes and, unless that is ASCII, percent-encoded beside (RFC 6266), so that nothing
 * in it is read as anything else.
 */
const dispositionOf = ({ fileName, isShown }: OpenFile): string =>
  contentDisposition(fileName, { type: isShown ? "inline" : "attachment" });

/** Whether one of the entity tags of If-None-Match is this one (RFC 9110, section 13.1.2); ours hold no comma. */
function isKnown(header: string | undefined, etag: string): boolean {
  const given = (header ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""));
  return given.includes(etag) || given.includes("*");
}

/** The one part asked for; undefined for the whole file, also when several are asked for; "none" when there is none such. */
function partAsked(
  { headers, method }: IncomingMessage,
  { byteSize }: OpenFile,
  etag: string,
): { readonly start: number; readonly end: number } | "none" | undefined {
  const { range } = headers;
  const condition = headers["if-range"];
  if (method !== "GET" || range === undefined || (condition !== undefined && condition !== etag))
    return undefined;
  const parts = parseRange(byteSize, range, { combine: true });
  if (parts === -1) return "none";
  // -2: not in the form of a range, which is as good as no header.
  if (parts === -2 || parts.type !== "bytes" || parts.length !== 1) return undefined;
  return parts[0];
}

async function sendPart(
  stream: Readable,
  start: number,
  end: number,
  response: ServerResponse,
): Promise<void> {
  try {
    await pipeline(part(stream, start, end), response);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    throw new ClientGone("The client left while a file was sent.");
  }
}

/** The bytes from `start` to `end`, both included. Storage gives files from their beginning, and they are 25 MB at most. */
async function* part(stream: Readable, start: number, end: number): AsyncGenerator<Buffer> {
  let place = 0;
  for await (const chunk of stream) {
    const bytes = (chunk as Buffer).subarray(Math.max(0, start - place), end + 1 - place);
    place += (chunk as Buffer).length;
    if (bytes.length > 0) yield bytes;
    if (place > end) return;
  }
}
