import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpRefusal } from "./http-refusal.js";

/** Seconds that a browser may remember the answer to a preflight request. */
const PREFLIGHT_SECONDS = 600;
/** Request headers that browsers of allowed origins may send. */
const ALLOWED_HEADERS =
  "accept-language, apollo-require-preflight, authorization, content-type, x-request-id";
/** Response headers that their scripts may read. */
const EXPOSED_HEADERS = "retry-after, set-auth-token, x-request-id";
/** Headers that no cross-site form or link can send without a preflight request, which CORS then decides. */
const PREFLIGHTED_HEADERS = ["apollo-require-preflight", "x-apollo-operation-name"] as const;

/** What other sites' pages may do with this hub. */
export interface CrossSitePolicy {
  /** Writes the CORS headers that an allowed origin needs; none for others. */
  applyCors(request: IncomingMessage, response: ServerResponse): void;
  /** Writes what a preflight request of an allowed origin asks for. */
  applyPreflight(request: IncomingMessage, response: ServerResponse, methods: string): void;
  /**
   * Refuses what another site made a browser send in its user's name: a foreign Origin with cookies, and a request
   * that needs no preflight unless the browser vouches that it is our own page's, or no cookie came with it.
   * @throws HttpRefusal 403.
   */
  refuseForgery(request: IncomingMessage): void;
}

/** The policy for these allowed origins (CORS_ORIGINS) and the hub's own public address, if it has one. */
export function crossSitePolicy(
  allowedUrls: readonly string[],
  publicUrl: string | undefined,
): CrossSitePolicy {
  const allowed = new Set(allowedUrls.map((url) => new URL(url).origin));
  const own = publicUrl === undefined ? null : new URL(publicUrl).origin;

  function isOwn(origin: string, host: string | undefined): boolean {
    if (origin === own) return true;
    return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
  }
  const allowedOrigin = ({ headers }: IncomingMessage) =>
    headers.origin !== undefined && allowed.has(headers.origin) ? headers.origin : null;

  return {
    applyCors(request, response) {
      if (allowed.size === 0) return;
      response.setHeader("vary", "Origin");
      const origin = allowedOrigin(request);
      if (origin === null) return;
      response.setHeader("access-control-allow-origin", origin);
      response.setHeader("access-control-allow-credentials", "true");
      response.setHeader("access-control-expose-headers", EXPOSED_HEADERS);
    },

    applyPreflight(request, response, methods) {
      if (allowedOrigin(request) === null) return;
      response.setHeader("access-control-allow-methods", methods);
      response.setHeader("access-control-allow-headers", ALLOWED_HEADERS);
      response.setHeader("access-control-max-age", String(PREFLIGHT_SECONDS));
    },

    refuseForgery({ headers, method }) {
      const { origin, host, cookie } = headers;
      const refusal = () => new HttpRefusal(403, "FORBIDDEN", "Requests from this site are not accepted.");
      const isForeign = origin !== undefined && !isOwn(origin, host) && !allowed.has(origin);
      if (isForeign && cookie !== undefined) throw refusal();

      // A POST must be application/json, which browsers send to another site only after a preflight request.
      if (method === "POST" || PREFLIGHTED_HEADERS.some((name) => headers[name])) return;
      if (isForeign) throw refusal();
      if (origin !== undefined) return;
      const site = headers["sec-fetch-site"];
      const isOurPage = site === "same-origin" || site === "none";
      if (!isOurPage && (site !== undefined || cookie !== undefined)) throw refusal();
    },
  };
}
