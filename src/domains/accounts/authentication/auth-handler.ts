import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { countedAddress } from "../../../platform/limits/counted-address.js";
import type { Log } from "../../../platform/log/log.js";
import { type Language, languageFromHeader } from "../../../platform/text/language.js";
import type { AuthAnswer, AuthEndpoint, AuthRequest, SignedIn } from "./auth-endpoints.js";
import { AuthFailure, codesOfLibrary } from "./auth-failure.js";
import { failurePage, pageHeaders } from "./link-pages.js";
import { assertTrustedOrigin, isHttps, type OriginSettings } from "./origins.js";
import { ClientGone, mediaTypeOf, parseForm, parseJsonObject, readBody } from "./request-body.js";
import { sessionCookieName } from "./session-credential.js";

/** What the handler works with. */
export interface AuthHandlerTools {
  readonly endpoints: readonly AuthEndpoint[];
  readonly origins: OriginSettings;
  readonly log: Log;
  /** The live session of a request, or why there is none. */
  session(headers: IncomingHttpHeaders): Promise<SignedIn | "none" | "invalid">;
  /** Told when something was done, also in vain, before its answer is sent: sessions may have ended. */
  acted(): void;
}

const basePath = "/api/auth/";

/**
 * Makes the handler that answers everything below `/api/auth`: it finds the endpoint, refuses foreign origins and
 * malformed bodies, and writes what comes of it, always JSON with a code for a failure (or a page, for a browser
 * that opens a link of a mail).
 */
export function createAuthHandler(tools: AuthHandlerTools) {
  return async (request: IncomingMessage, response: ServerResponse, clientAddress: string): Promise<void> => {
    const language = languageFromHeader(request.headers["accept-language"]);
    let endpoint: AuthEndpoint | undefined;
    try {
      const url = new URL(request.url ?? "/", "http://samspil.invalid");
      const path = url.pathname.startsWith(basePath) ? url.pathname.slice(basePath.length) : "";
      const found = endpointOf(path, request.method ?? "", tools.endpoints, response);
      endpoint = found.endpoint;
      assertTrustedOrigin(request, tools.origins);
      const session = await sessionFor(endpoint, request, tools);
      const authRequest: AuthRequest = {
        incoming: request,
        query: url.searchParams,
        rest: found.rest,
        body: endpoint.method === "POST" ? await bodyOf(endpoint, request) : {},
        language,
        address: countedAddress(clientAddress),
        session,
      };
      const act = found.endpoint.run(authRequest).finally(() => {
        if (found.endpoint.method === "POST" || found.rest !== "") tools.acted();
      });
      const answer = await notBefore(endpoint.minimumMs ?? 0, act);
      writeAnswer(request, response, answer, tools.origins, endpoint);
    } catch (error) {
      if (error instanceof ClientGone) return;
      writeFailure(request, response, failureOf(error, tools.log), language, tools.origins, endpoint);
    }
  };
}

function endpointOf(
  path: string,
  method: string,
  endpoints: readonly AuthEndpoint[],
  response: ServerResponse,
): { endpoint: AuthEndpoint; rest: string } {
  const atPath = endpoints.filter((endpoint) =>
    endpoint.path.endsWith("/")
      ? path.startsWith(endpoint.path) && path.length > endpoint.path.length
      : path === endpoint.path,
  );
  if (atPath.length === 0) throw new AuthFailure("NOT_FOUND");
  const endpoint = atPath.find((each) => each.method === method);
  if (!endpoint) {
    const allowed = atPath.map((each) => each.method).join(", ");
    response.setHeader("allow", allowed);
    throw new AuthFailure("METHOD_NOT_ALLOWED", { allowed });
  }
  return { endpoint, rest: endpoint.path.endsWith("/") ? path.slice(endpoint.path.length) : "" };
}

async function sessionFor(
  endpoint: AuthEndpoint,
  request: IncomingMessage,
  tools: AuthHandlerTools,
): Promise<SignedIn | null> {
  if (!endpoint.session) return null;
  const session = await tools.session(request.headers);
  if (typeof session === "object") return session;
  const passes =
    endpoint.session === "if-any" || (endpoint.session === "valid-or-none" && session === "none");
  if (!passes) throw new AuthFailure("UNAUTHENTICATED");
  return null;
}

async function bodyOf(endpoint: AuthEndpoint, request: IncomingMessage): Promise<object> {
  const expected = endpoint.form ? "application/x-www-form-urlencoded" : "application/json";
  const mediaType = mediaTypeOf(request);
  const body = await readBody(request);
  if (body.length === 0) return {};
  // A form of another site can send text/plain or a form, but not JSON without being asked first (CORS).
  if (mediaType !== expected) throw new AuthFailure("UNSUPPORTED_MEDIA_TYPE");
  return endpoint.form ? parseForm(body) : parseJsonObject(body);
}

/** Waits for the result, but never answers before the time is over. */
async function notBefore<Result>(milliseconds: number, act: Promise<Result>): Promise<Result> {
  const time = new Promise((resolve) => setTimeout(resolve, milliseconds));
  const [result] = await Promise.allSettled([act, time]);
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

function failureOf(error: unknown, log: Log): AuthFailure {
  if (error instanceof AuthFailure) return error;
  if (typeof error === "object" && error !== null) {
    // The database refuses the session of an account that was closed, be it long ago or this very moment.
    if ("constraint" in error && error.constraint === "account_session_account_open") {
      return new AuthFailure("ACCOUNT_SUSPENDED");
    }
    if ("body" in error && typeof error.body === "object" && error.body !== null && "code" in error.body) {
      const code = codesOfLibrary[String(error.body.code)];
      if (code) return new AuthFailure(code);
    }
  }
  log.error({ err: error }, "a request to /api/auth failed");
  return new AuthFailure("INTERNAL_SERVER_ERROR");
}

function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: AuthAnswer,
  origins: OriginSettings,
  endpoint: AuthEndpoint,
): void {
  passOn(response, answer.headers, isHttps(request, origins));
  if (answer.location !== undefined) {
    response.writeHead(302, { location: answer.location, "cache-control": "no-store" }).end();
  } else if (answer.page !== undefined && wantsPage(request, endpoint)) {
    response.writeHead(200, { ...pageHeaders, "cache-control": "no-store" }).end(answer.page);
  } else {
    writeJson(response, 200, answer.body ?? null);
  }
}

function writeFailure(
  request: IncomingMessage,
  response: ServerResponse,
  failure: AuthFailure,
  language: Language,
  origins: OriginSettings,
  endpoint: AuthEndpoint | undefined,
): void {
  if (response.headersSent || response.destroyed) return;
  if (failure.values.retryAfter !== undefined) response.setHeader("retry-after", failure.values.retryAfter);
  if (failure.code === "UNAUTHENTICATED") {
    response.setHeader("www-authenticate", "Bearer");
    // A browser need not bring a dead session along for ever.
    const secure = isHttps(request, origins) ? "; Secure" : "";
    response.setHeader(
      "set-cookie",
      `${sessionCookieName}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax${secure}`,
    );
  }
  // What is left unread of the request cannot be followed by another one.
  if (!request.complete) response.setHeader("connection", "close");
  if (wantsPage(request, endpoint)) {
    response
      .writeHead(failure.status, { ...pageHeaders, "cache-control": "no-store" })
      .end(failurePage(language, failure));
  } else {
    writeJson(response, failure.status, failure.body(language));
  }
}

function writeJson(response: ServerResponse, status: number, body: object | null): void {
  const text = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": text.length,
      "cache-control": "no-store",
    })
    .end(text);
}

/** Passes on better-auth's cookies and the bearer token, which browsers of other origins may read, too. */
function passOn(response: ServerResponse, headers: Headers | undefined, https: boolean): void {
  const cookies = headers?.getSetCookie() ?? [];
  if (cookies.length > 0) {
    response.setHeader(
      "set-cookie",
      cookies.map((cookie) => (https ? `${cookie}; Secure` : cookie)),
    );
  }
  const token = headers?.get("set-auth-token");
  if (!token) return;
  response.setHeader("set-auth-token", token);
  const exposed = String(response.getHeader("access-control-expose-headers") ?? "");
  if (!exposed.toLowerCase().includes("set-auth-token")) {
    response.setHeader(
      "access-control-expose-headers",
      [exposed, "set-auth-token"].filter(Boolean).join(", "),
    );
  }
}

function wantsPage(request: IncomingMessage, endpoint: AuthEndpoint | undefined): boolean {
  return endpoint?.link === true && (request.headers.accept ?? "").includes("text/html");
}
