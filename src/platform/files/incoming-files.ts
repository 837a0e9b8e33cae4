import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** More or fewer bytes arrived than were announced. */
export class WrongByteCount extends Error {
  override name = "WrongByteCount";
  constructor(readonly isMore: boolean) {
    super(isMore ? "More bytes arrived than announced" : "Fewer bytes arrived than announced");
  }
}

/** Whoever sent the bytes left before the last of them. */
export class SenderLeft extends Error {
  override name = "SenderLeft";
}

/** Age in milliseconds at which a file that is still here was left by a process that died. */
const leftBehindMs = 3_600_000;

/** A folder for bytes on their way in: each file is used by one act, which takes it away. */
export class IncomingFiles {
  constructor(private readonly folder: string) {}

  /** Runs an act with a folder of its own, which is gone afterwards whatever came of it. */
  async during<Result>(act: (folder: string) => Promise<Result>): Promise<Result> {
    const own = join(this.folder, randomUUID());
    await mkdir(own, { recursive: true, mode: 0o700 });
    try {
      return await act(own);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }

  /** Removes what processes that died have left, an hour after. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > leftBehindMs)
        await rm(path, { recursive: true, force: true });
    }
  }
}

/**
 * Writes a stream to a new file, never holding more than a few pieces of it. The source is left open, so that its sender
 * can still be told what was wrong.
 * @throws WrongByteCount as soon as more than `byteSize` have arrived, or when it ended with fewer; SenderLeft
 */
export async function takeIn(source: Readable, path: string, byteSize: number): Promise<void> {
  if (source.destroyed) throw new SenderLeft();
  let arrived = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      arrived += chunk.length;
      if (arrived > byteSize) done(new WrongByteCount(true));
      else done(null, chunk);
    },
    flush(done) {
      done(arrived < byteSize ? new WrongByteCount(false) : null);
    },
  });
  const onGone = () => {
    if (!source.readableEnded) counted.destroy(new SenderLeft());
  };
  // A broken connection emits "error" before "close"; without a listener it would end the process.
  source.on("error", onGone).once("close", onGone);
  source.pipe(counted);
  try {
    await pipeline(counted, createWriteStream(path, { flags: "wx", mode: 0o600 }));
  } finally {
    source.unpipe(counted);
    source.off("close", onGone);
  }
}
