import { createReadStream } from "node:fs";
import { fileRefusal } from "../attachments.errors.js";
import { type FileKind, kindNamed, kindRecognised } from "./file-kinds.js";
import { extensionOf } from "./file-name.js";

/**
 * The kind of a file by its content, which must fit the ending of its name. Content decides what a file is sent as; a name that
 * says something else would have whoever saves it open it as that. Text has no mark, so that the name decides between texts.
 * @throws FileRefusal TYPE_MISMATCH
 */
export async function recognisedKind(path: string, fileName: string): Promise<FileKind> {
  const named = kindNamed(extensionOf(fileName));
  const found = named?.family === "text" ? await textKind(named, path) : await markedKind(path);
  const fits = found === named || (found?.family === named?.family && found?.family !== "document");
  if (!found || !fits) throw fileRefusal("TYPE_MISMATCH");
  return found;
}

/** The kind that a file's first bytes say it is. */
async function markedKind(path: string): Promise<FileKind | undefined> {
  // file-type is loaded by the first file.
  const { fileTypeFromFile } = await import("file-type");
  const recognised = await fileTypeFromFile(path);
  return recognised && kindRecognised(recognised.ext);
}

const textKind = async (named: FileKind, path: string): Promise<FileKind | undefined> =>
  (await isPlainText(path)) ? named : undefined;

/** Controls that no text has: all but tab, line feed, form feed, carriage return and escape. */
const isBinaryByte = (byte: number): boolean =>
  byte < 0x09 || byte === 0x0b || (byte > 0x0d && byte < 0x20 && byte !== 0x1b) || byte === 0x7f;
/** How a page or a picture that a browser would run begins (after a byte order mark and white space). */
const beginsLikeMarkup = /^(?:\xef\xbb\xbf)?\s*<[a-z!?/]/i;

/** Whether a file is text in a character set that keeps ASCII, and no markup. */
async function isPlainText(path: string): Promise<boolean> {
  let isFirst = true;
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    if (isFirst && beginsLikeMarkup.test(bytes.toString("latin1"))) return false;
    if (bytes.some(isBinaryByte)) return false;
    isFirst = false;
  }
  return true;
}
