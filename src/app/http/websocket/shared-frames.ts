import type { Writable } from "node:stream";
import { answerText, type OperationAnswer } from "../operation.js";

/** The first byte of a text message in one frame (RFC 6455, section 5.2). */
const wholeText = 0x81;
/** What stands in a message before its id, and between that and the payload. */
const beforeId = '{"id":';
const beforePayload = ',"type":"next","payload":';

/**
 * The `next` message of an answer that many get: one frame, in which only the id changes from operation to operation. Making one for each
 * would cost half of what sending it does.
 */
export class SharedFrames {
  private static readonly ofAnswers = new WeakMap<OperationAnswer, SharedFrames>();
  /** What stands behind the id. */
  private readonly rest: Buffer;
  /** The frame as it was written last, and the id in it; none when it may not be changed any more. */
  private frame: Buffer = Buffer.alloc(0);
  private id = "";
  private idAt = 0;
  private idBytes = -1;

  private constructor(answer: OperationAnswer) {
    // It has no errors, which alone carry the id of a request.
    this.rest = Buffer.from(`${beforePayload}${answerText(answer, "")}}`);
  }

  /** Those of an answer, made when they are first asked for. */
  static of(answer: OperationAnswer): SharedFrames {
    let frames = SharedFrames.ofAnswers.get(answer);
    if (!frames) {
      frames = new SharedFrames(answer);
      SharedFrames.ofAnswers.set(answer, frames);
    }
    return frames;
  }

  /** Writes the message of an operation. @param id as JSON text */
  write(id: string, stream: Writable): void {
    if (id !== this.id) this.name(id);
    stream.write(this.frame);
    if (stream.writableLength === 0) return;
    // What was not taken at once is still to be read: the frame is that stream's now.
    this.id = "";
    this.idBytes = -1;
  }

  private name(id: string): void {
    const bytes = Buffer.byteLength(id);
    if (bytes !== this.idBytes) this.make(bytes);
    this.frame.write(id, this.idAt);
    this.id = id;
  }

  /** Makes a frame with room for an id of so many bytes. */
  private make(idBytes: number): void {
    const length = beforeId.length + idBytes + this.rest.length;
    const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    const frame = Buffer.alloc(header + length);
    frame[0] = wholeText;
    if (header === 2) frame[1] = length;
    else if (header === 4) {
      frame[1] = 126;
      frame.writeUInt16BE(length, 2);
    } else {
      frame[1] = 127;
      frame.writeUInt32BE(length, 6);
    }
    this.idAt = header + frame.write(beforeId, header);
    this.idBytes = idBytes;
    this.rest.copy(frame, this.idAt + idBytes);
    this.frame = frame;
  }
}
