import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { exportRelationships } from "../../domains/network/export/relationship-export.js";
import type { Config } from "../../platform/config/config.js";
import { runTool, tell } from "./tool-connection.js";

const usage = "Usage: npm run export -- relationships [FILE]";

/**
 * `export relationships [FILE]` writes the confirmed relationships as a CSV edge list to a file, which is there when it
 * is complete, or to standard output. What is told besides goes to standard error.
 */
export async function exportCommand(
  config: Config,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const [what, file, ...more] = args;
  if (what !== "relationships" || more.length > 0 || args.some((arg) => arg.startsWith("-"))) {
    say(usage);
    return 1;
  }
  const tool = { name: "samspil-export", subject: file ?? "the export", advice: "" };
  return runTool(config, tool, async ({ client, progress }) => {
    const startedAt = performance.now();
    let relationships = 0;
    const edgeList = exportRelationships(client, (count) => {
      relationships = count;
      progress(count);
    });
    const failure = file === undefined ? await toStandardOutput(edgeList) : await toFile(file, edgeList);
    if (failure !== null) {
      tell(failure);
      return 1;
    }
    const seconds = (performance.now() - startedAt) / 1000;
    tell(`${file ?? "standard output"}: ${relationships} relationships in ${seconds.toFixed(1)} s`);
    return 0;
  });
}

async function toStandardOutput(text: AsyncIterable<string>): Promise<null> {
  await write(text, process.stdout, { end: false });
  return null;
}

/** Writes beside the file and renames, so that nobody finds half of it. Answers why it cannot be written, else null. */
async function toFile(file: string, text: AsyncIterable<string>): Promise<string | null> {
  const unfinished = `${file}.${randomBytes(6).toString("hex")}.unfinished`;
  try {
    // For its owner alone: it also holds what actors show to few.
    await write(text, createWriteStream(unfinished, { flags: "wx", mode: 0o600, flush: true }), {
      end: true,
    });
    await rename(unfinished, file);
    return null;
  } catch (error) {
    await rm(unfinished, { force: true });
    if (isFileError(error)) return `${file} cannot be written: ${error.message}`;
    throw error;
  }
}

async function write(text: AsyncIterable<string>, to: Writable, options: { readonly end: boolean }) {
  await pipeline(Readable.from(text), to, options);
}

/** An error of the file system, and not of the database, whose errors have codes too. */
function isFileError(error: unknown): error is Error {
  const isFull = (code: unknown) => code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
  return error instanceof Error && ("path" in error || ("code" in error && isFull(error.code)));
}
