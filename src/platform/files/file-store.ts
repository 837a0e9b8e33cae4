import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Disk } from "flydrive";

/** Where files are kept, by keys that say nothing of their names. */
export interface FileStore {
  /** Keeps a copy of a local file under a new key; it is on disk when this resolves. */
  put(key: string, path: string): Promise<void>;
  /** The bytes of a file. @throws when there is none, before any byte is given out */
  read(key: string): Promise<Readable>;
  /** Removes a file; one that is gone already stays gone. */
  remove(key: string): Promise<void>;
}

/** A key for a new file: a folder of 256, so that none grows too long, and a random UUID. */
export function newStorageKey(): string {
  const id = randomUUID();
  return `${id.slice(0, 2)}/${id}`;
}

/** Keeps files in a folder of this machine, made when missing, which only its owner enters. */
export function createFileStore(folder: string): FileStore {
  let disk: Promise<Disk> | undefined;
  const opened = () => {
    disk ??= openDisk(folder);
    return disk;
  };
  return {
    async put(key, path) {
      await (await opened()).putStream(key, createReadStream(path));
      const kept = await open(join(folder, key));
      try {
        await kept.sync();
      } finally {
        await kept.close();
      }
    },

    async read(key) {
      const stream = await (await opened()).getStream(key);
      // A stream of a file that is missing fails only when it is read.
      await new Promise<void>((resolve, reject) => {
        stream.once("readable", resolve).once("error", reject);
      });
      return stream;
    },

    remove: async (key) => (await opened()).delete(key),
  };
}

/** flydrive is loaded by the first file. */
async function openDisk(folder: string): Promise<Disk> {
  const { Disk: FileDisk } = await import("flydrive");
  const { FSDriver } = await import("flydrive/drivers/fs");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return new FileDisk(new FSDriver({ location: folder, visibility: "private" }));
}
