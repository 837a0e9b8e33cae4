import { open, stat } from "node:fs/promises";
import { extname } from "node:path";
import jsonld from "jsonld";
import secureJson from "secure-json-parse";
import { UnreadableFile } from "../../../platform/file-import/unreadable-file.js";
import { localContext, semanticLabContext } from "./graph-context.js";

/** Largest file of JSON-LD, which is read as a whole. */
const largestMegabytes = 50;
/** Deepest nesting of a file; the exports need 6, and the library's recursion breaks at some thousands. */
const deepestNesting = 100;
/** Longest complaint of a library that is repeated, in characters. */
const longestComplaint = 200;

/** An object of the expanded form: values by full IRIs, each in a list. */
export type ExpandedObject = Readonly<Record<string, unknown>>;

/** Whether a file is JSON-LD: by its extension, and where that says nothing by its first character. */
export async function isGraphFile(path: string): Promise<boolean> {
  const extension = extname(path).toLowerCase();
  if (extension === ".jsonld" || extension === ".json") return true;
  if (extension === ".csv" || extension === ".tsv") return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return /^\ufeff?\s*[[{]/.test(buffer.toString("utf8", 0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * Reads the top-level nodes of a JSON-LD file in expanded form. No context is ever fetched: the Semantic Lab's is
 * known here, others must stand in the file.
 * @throws UnreadableFile
 */
export async function readGraphDocument(path: string): Promise<readonly ExpandedObject[]> {
  const megabytes = (await stat(path)).size / 1024 / 1024;
  if (megabytes > largestMegabytes)
    throw new UnreadableFile(
      `The file is larger than ${largestMegabytes} MB, which is the most that is read of JSON-LD.`,
    );
  const document = parseJson(await readUtf8(path));
  if (typeof document !== "object" || document === null)
    throw new UnreadableFile("The file holds neither a node nor a list of nodes.");
  prepare(document);
  return expand(document);
}

async function readUtf8(path: string): Promise<string> {
  const file = await open(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.readFile());
  } catch (error) {
    if (error instanceof TypeError) throw new UnreadableFile("The file is not UTF-8, as JSON is.");
    throw error;
  } finally {
    await file.close();
  }
}

function parseJson(text: string): unknown {
  try {
    // Keys that would change an object's prototype are left out.
    return secureJson.parse(text, null, { protoAction: "remove", constructorAction: "remove" });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UnreadableFile(`The file is no JSON: ${inOneLine(error.message)}`);
  }
}

/** A complaint of a parser, which may repeat a piece of the file. */
const inOneLine = (complaint: string) => complaint.replace(/[\s\p{Cc}]+/gu, " ").slice(0, longestComplaint);

/**
 * Refuses deep nesting, and marks values that are objects as JSON: the exports write Wikidata's dates and amounts as
 * they are, which JSON-LD takes only so marked (JSON-LD 1.1, section 4.2.2).
 */
function prepare(document: object): void {
  let level: object[] = [document];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > deepestNesting)
      throw new UnreadableFile(`The file is nested deeper than ${deepestNesting} levels.`);
    const next: object[] = [];
    for (const value of level) {
      if (hasObjectValue(value)) value["@type"] = "@json";
      for (const inner of Object.values(value))
        if (typeof inner === "object" && inner !== null) next.push(inner);
    }
    level = next;
  }
}

function hasObjectValue(value: object): value is { "@value": object; "@type"?: string } {
  return "@value" in value && typeof value["@value"] === "object" && value["@value"] !== null;
}

async function expand(document: object): Promise<readonly ExpandedObject[]> {
  let unknownContext: string | undefined;
  const documentLoader = async (url: string) => {
    if (url === semanticLabContext)
      return { documentUrl: url, document: { "@context": localContext }, contextUrl: undefined };
    unknownContext = url;
    throw new Error("no context is fetched");
  };
  try {
    return await jsonld.expand(document, { documentLoader });
  } catch (error) {
    if (unknownContext !== undefined)
      throw new UnreadableFile(
        `Its context ${JSON.stringify(unknownContext.slice(0, longestComplaint))} is not known here, and none is fetched; write the context into the file.`,
      );
    const complaint = error instanceof Error ? error.message : String(error);
    throw new UnreadableFile(`The file is no JSON-LD: ${inOneLine(complaint)}`);
  }
}
