import { MIMEType } from "node:util";
import Negotiator from "negotiator";
import { parse as parseJson } from "secure-json-parse";
import type { OperationRequest } from "../../platform/limits/operation-gate.js";
import { badRequest, HttpRefusal } from "./http-refusal.js";

/** The media types of a GraphQL response, the one for clients without a preference first. */
const responseMediaTypes = [
  "application/json; charset=utf-8",
  "application/graphql-response+json; charset=utf-8",
] as const;
/** A media type that GraphQL responses are written in. */
export type ResponseMediaType = (typeof responseMediaTypes)[number];

/**
 * The media type to answer in, by the Accept header (GraphQL over HTTP, "Legacy watershed": JSON without one).
 * @throws HttpRefusal 406 when it accepts neither.
 */
export function responseMediaType(accept: string | undefined): ResponseMediaType {
  if (accept === undefined) return responseMediaTypes[0];
  const chosen = new Negotiator({ headers: { accept } }).mediaType(responseMediaTypes);
  const known = responseMediaTypes.find((mediaType) => mediaType === chosen);
  if (known) return known;
  throw new HttpRefusal(406, "BAD_REQUEST", `Answers are offered as ${responseMediaTypes.join(" or ")}.`);
}

/** True when the client would rather have a page than data: a browser's address bar. */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return (
    new Negotiator({ headers: { accept } }).mediaType([...responseMediaTypes, "text/html"]) === "text/html"
  );
}

/**
 * Refuses a body that is not JSON in UTF-8.
 * @throws HttpRefusal 415.
 */
export function requireJsonBody(contentType: string | undefined): void {
  // What nearly all clients send.
  if (contentType === "application/json") return;
  const refusal = (message: string) =>
    new HttpRefusal(415, "BAD_REQUEST", message, { "accept-post": "application/json" });
  let type: MIMEType;
  try {
    type = new MIMEType(contentType ?? "");
  } catch {
    throw refusal("Send the request as application/json.");
  }
  if (type.essence !== "application/json") throw refusal("Send the request as application/json.");
  const charset = type.params.get("charset")?.toLowerCase() ?? "utf-8";
  if (charset !== "utf-8" && charset !== "utf8") throw refusal("Send the request in UTF-8.");
}

/**
 * The operation asked for in a POST body.
 * @throws HttpRefusal 400 naming what is wrong with it.
 */
export function operationFromBody(text: string): OperationRequest {
  const body = parsedJson(text, "The body");
  if (Array.isArray(body)) throw badRequest("Send one operation at a time; batches are not offered.");
  if (!isRecord(body)) throw badRequest("The body must be a JSON object.");
  if (mayRepeatKey(text, Object.keys(body)) && hasRepeatedKey(text))
    throw badRequest("A key of the body appears twice.");
  return operationFrom(body);
}

/**
 * The operation asked for in a GET request's query string.
 * @throws HttpRefusal 400 naming what is wrong with it.
 */
export function operationFromSearch(search: string): OperationRequest {
  const given = new URLSearchParams(search);
  const only = (name: string) => {
    const values = given.getAll(name);
    if (values.length > 1) throw badRequest(`${name} appears twice.`);
    return values[0];
  };
  const json = (name: string) => {
    const text = only(name);
    return text === undefined || text === "" ? undefined : parsedJson(text, name);
  };
  return operationFrom({
    query: only("query"),
    operationName: only("operationName") || undefined,
    variables: json("variables"),
    extensions: json("extensions"),
  });
}

/**
 * The operation that these parameters of a request ask for.
 * @throws HttpRefusal 400 naming what is wrong with them.
 */
export function operationFrom(parameters: Readonly<Record<string, unknown>>): OperationRequest {
  const { query, operationName = null, variables = null, extensions = null } = parameters;
  if (extensions !== null && !isRecord(extensions)) throw badRequest("extensions must be an object.");
  if (extensions !== null && Object.hasOwn(extensions, "persistedQuery")) {
    throw new HttpRefusal(
      400,
      "PERSISTED_QUERY_NOT_SUPPORTED",
      "Persisted queries are not offered; send the query.",
    );
  }
  if (typeof query !== "string" || query === "")
    throw badRequest("query must be a text that holds an operation.");
  if (operationName !== null && typeof operationName !== "string")
    throw badRequest("operationName must be a text.");
  if (variables !== null && !isRecord(variables)) throw badRequest("variables must be an object.");
  return { query, operationName, variables };
}

/**
 * Parses what a client sent.
 * @throws HttpRefusal 400 for what is no JSON, or has a key that reaches a prototype.
 */
export function parsedJson(text: string, what: string): unknown {
  try {
    // Keys that would reach an object's prototype count as malformed.
    return parseJson(text, undefined, { protoAction: "error", constructorAction: "error" });
  } catch {
    throw badRequest(
      `${what} is not JSON that is accepted here: it is malformed, or has a key that reaches a prototype.`,
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Escapes in which a key may be spelled another way. */
const otherSpelling = /\\[u/]/;

/** False when none of these keys stands twice in the text, in any spelling: true of most bodies, and told without reading them anew. */
function mayRepeatKey(text: string, keys: readonly string[]): boolean {
  if (otherSpelling.test(text)) return true;
  return keys.some((key) => {
    const quoted = JSON.stringify(key);
    return text.indexOf(quoted) !== text.lastIndexOf(quoted);
  });
}

/**
 * True when a key of the outermost object appears twice, which `JSON.parse` lets pass in silence: what looks at
 * requests on the way (a proxy, a log) could then read another query than the one that runs.
 */
function hasRepeatedKey(objectText: string): boolean {
  const keys = new Set<string>();
  let depth = 0;
  for (const [token, text] of objectText.matchAll(
    /("[^"\\]*(?:\\.[^"\\]*)*")\s*:|"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/gs,
  )) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 1 && text !== undefined) {
      const key = String(JSON.parse(text));
      if (keys.has(key)) return true;
      keys.add(key);
    }
  }
  return false;
}
