import type { ServerResponse } from "node:http";

/** For everything that is not a page: nothing may load, nobody may frame it. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For a page of words and a form that is sent to where it came from. */
export const FORM_POLICY =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; img-src data:";

/** For files of people: whatever one turns out to be, a browser runs nothing of it and keeps it apart from our pages. */
export const FILE_POLICY = `${DATA_POLICY}; sandbox`;

/**
 * For GraphiQL: its own scripts, workers and requests, nothing inline but styles, which its editor makes as it runs.
 */
export const GRAPHIQL_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Sets the headers that every response carries; a route with a page of its own replaces the content policy. */
export function applySecurityHeaders(response: ServerResponse, isPublicHttps: boolean): void {
  response.setHeader("content-security-policy", DATA_POLICY);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("cache-control", "no-store");
  if (isPublicHttps) response.setHeader("strict-transport-security", "max-age=31536000");
}
