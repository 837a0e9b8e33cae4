import type { Readable } from "node:stream";
import type { InBothLanguages } from "../errors/user-failure.js";

/** Why the bytes of a file are not taken or given. */
export type FileRefusalCode =
  /** There is nothing behind the link, for whoever it was made for, or it has expired. */
  "NOT_FOUND" | "ALREADY_UPLOADED" | "SIZE_MISMATCH" | "TYPE_MISMATCH" | "BROKEN_IMAGE" | "IMAGE_TOO_LARGE";

/** A refusal that whoever has the link is told, in their language. */
export class FileRefusal extends Error {
  override name = "FileRefusal";
  constructor(
    readonly code: FileRefusalCode,
    readonly words: InBothLanguages,
  ) {
    super(code);
  }
}

/** The bytes that come with an upload. */
export interface UploadedBytes {
  /** What the sender says that they are; undefined when it does not. */
  readonly length: number | undefined;
  /** Asks for the bytes and answers them. What is refused before has not been sent, if the sender waits for leave. */
  stream(): Readable;
}

/** A file that may be sent to whoever has the link. */
export interface OpenFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  /** Whether a browser may show it in a page; everything else is saved. */
  readonly isShown: boolean;
  /** Names these bytes; other bytes have another one. Letters, digits and `_`. */
  readonly version: string;
  read(): Promise<Readable>;
}

/** What happens behind signed links. */
export interface FileTransfers {
  /**
   * Takes in the file that a link was made for; answers how many bytes came.
   * @throws FileRefusal; SenderLeft when the bytes broke off, after which the link can be used again
   */
  receive(token: string, bytes: UploadedBytes): Promise<number>;
  /** Finds the file that a link was made for. @throws FileRefusal */
  open(token: string): Promise<OpenFile>;
}
