import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

/**
 * The text of a file in pieces. UTF-8 when every byte of the file is valid UTF-8, UTF-16 when it begins with that
 * byte order mark (what Excel calls Unicode text), else Windows-1252, of which Latin-1's letters are a part. The
 * file is read twice, since a long file may be ASCII up to its last line. A byte order mark is no part of the text.
 */
export async function* readText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(await encodingOf(path));
  // Always as a stream: Node 20's other way of decoding Windows-1252 leaves 0x80 to 0x9f as controls (€ among them).
  for await (const bytes of createReadStream(path)) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

async function encodingOf(path: string): Promise<"utf-8" | "utf-16le" | "utf-16be" | "windows-1252"> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    if (bytesRead === 2 && buffer.readUInt16BE() === 0xfffe) return "utf-16le";
    if (bytesRead === 2 && buffer.readUInt16BE() === 0xfeff) return "utf-16be";
  } finally {
    await file.close();
  }
  const strict = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const bytes of createReadStream(path)) strict.decode(bytes, { stream: true });
    strict.decode();
    return "utf-8";
  } catch (error) {
    if (isInvalidUtf8(error)) return "windows-1252";
    throw error;
  }
}

function isInvalidUtf8(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === "ERR_ENCODING_INVALID_ENCODED_DATA"
  );
}
