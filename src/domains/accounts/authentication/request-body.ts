import type { IncomingMessage } from "node:http";
import { AuthFailure } from "./auth-failure.js";

/** The largest body of a request to `/api/auth`, in bytes. */
export const maxBodyBytes = 64 * 1024;
/** Bytes of a body that is too large which are read and dropped, so that its sender gets to read the answer. */
const maxDroppedBytes = 4 * 1024 * 1024;

/** The client went away before its request was complete: there is nobody to answer. */
export class ClientGone extends Error {
  override name = "ClientGone";
}

/**
 * Reads a body of at most 64 KB.
 * @throws AuthFailure BODY_TOO_LARGE, without keeping what is over the limit
 * @throws ClientGone when the connection ends before the body does
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const tooLarge = () => new AuthFailure("BODY_TOO_LARGE", { limit: maxBodyBytes });
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      if (length > maxDroppedBytes) {
        request.pause();
        reject(tooLarge());
      }
    });
    request.on("end", () => (length > maxBodyBytes ? reject(tooLarge()) : resolve(Buffer.concat(chunks))));
    request.on("error", () => reject(new ClientGone()));
    request.on("close", () => reject(new ClientGone()));
  });
}

/** What the bytes of a body say. @throws AuthFailure INVALID_JSON unless it is one JSON object in UTF-8 */
export function parseJsonObject(body: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new AuthFailure("INVALID_JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AuthFailure("INVALID_JSON");
  return value;
}

/** The fields of an HTML form. @throws AuthFailure INVALID_TEXT for what is not UTF-8 */
export function parseForm(body: Buffer): Record<string, string> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new AuthFailure("INVALID_TEXT");
  }
  return Object.fromEntries(new URLSearchParams(text));
}

/** A body's media type, without parameters and in lower case; null without one. */
export function mediaTypeOf(request: IncomingMessage): string | null {
  return request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() || null;
}
