import type { IncomingMessage, ServerResponse } from "node:http";
import { badRequest, ClientGone, HttpRefusal } from "./http-refusal.js";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a request's body as UTF-8 text.
 * @throws HttpRefusal 413 as soon as the body is known to pass `maxBytes` (from Content-Length, or while it
 *   arrives), 415 when it is compressed, 400 when it is not UTF-8.
 * @throws ClientGone when the connection ends first.
 */
export async function readBodyText(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
): Promise<string> {
  refuseCompressed(request);
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  continueIfExpected(request, response);

  const bytes = await readBytes(request, maxBytes);
  try {
    return utf8.decode(bytes);
  } catch {
    throw badRequest("The body is not UTF-8 text.");
  }
}

/** Whether a request has a body, as its headers say. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** @throws HttpRefusal 415 for a compressed body. */
export function refuseCompressed({ headers }: IncomingMessage): void {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") {
    // RFC 9110, section 12.5.3: Accept-Encoding in a response says what the request may use.
    throw new HttpRefusal(415, "BAD_REQUEST", "Send the body without compression.", {
      "accept-encoding": "identity",
    });
  }
}

/** Tells a client that waits for it (`Expect: 100-continue`) to send its body. */
export function continueIfExpected(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = () => {
      request.off("data", onData).off("end", onEnd).off("close", onGone);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        stop();
        request.pause();
        reject(tooLarge(maxBytes));
      } else chunks.push(chunk);
    };
    const onEnd = () => {
      stop();
      resolve(Buffer.concat(chunks, length));
    };
    const onGone = () => {
      stop();
      reject(new ClientGone("The client left while sending its request."));
    };
    // A broken connection emits "error" before "close"; without a listener it would end the process.
    request.on("error", onGone);
    request.on("data", onData).on("end", onEnd).on("close", onGone);
  });
}

function tooLarge(maxBytes: number): HttpRefusal {
  return new HttpRefusal(413, "BAD_REQUEST", `The body is larger than ${maxBytes} bytes.`);
}
