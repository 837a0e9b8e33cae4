import type { IncomingMessage } from "node:http";
import { AuthFailure } from "./auth-failure.js";

/** What decides from where browsers may call. */
export interface OriginSettings {
  /** Where people reach the hub: PUBLIC_URL, or the address listened on. */
  readonly publicUrl: () => string;
  /** Whether a proxy in front is believed about the scheme (X-Forwarded-Proto). */
  readonly trustProxy: boolean;
  /** Further origins that may call, from CORS_ORIGINS. */
  readonly corsOrigins: readonly string[];
}

/** Whether a request reached the hub over https, at its door or at the proxy's in front. */
export function isHttps(request: IncomingMessage, { publicUrl, trustProxy }: OriginSettings): boolean {
  if ("encrypted" in request.socket && request.socket.encrypted === true) return true;
  if (trustProxy) {
    const forwarded = String(request.headers["x-forwarded-proto"] ?? "").split(",")[0];
    if (forwarded) return forwarded.trim().toLowerCase() === "https";
  }
  // A proxy that ends TLS and keeps the host, without TRUST_PROXY: what people are told is what they use.
  const announced = new URL(publicUrl());
  return announced.protocol === "https:" && announced.host === request.headers.host?.toLowerCase();
}

/** The origins the operator named: the hub's own and those of CORS_ORIGINS. */
function configuredOrigins({ publicUrl, corsOrigins }: OriginSettings): Set<string> {
  return new Set([publicUrl(), ...corsOrigins].map((address) => new URL(address).origin));
}

/** The origins a request may come from: those configured and the one it was sent to. */
function trustedOrigins(request: IncomingMessage, settings: OriginSettings): Set<string> {
  const trusted = configuredOrigins(settings);
  const own = `${isHttps(request, settings) ? "https" : "http"}://${request.headers.host ?? ""}`;
  if (URL.canParse(own)) trusted.add(new URL(own).origin);
  return trusted;
}

/**
 * Keeps other sites from acting in the name of somebody who is signed in here. A browser says where a request comes
 * from; a program such as curl does not, and has no cookies of somebody else.
 * @throws AuthFailure INVALID_ORIGIN
 */
export function assertTrustedOrigin(request: IncomingMessage, settings: OriginSettings): void {
  if (request.method === "GET") return;
  const { origin } = request.headers;
  if (origin === undefined) {
    if (request.headers["sec-fetch-site"] === "cross-site") throw new AuthFailure("INVALID_ORIGIN");
    return;
  }
  if (!trustedOrigins(request, settings).has(origin.toLowerCase())) throw new AuthFailure("INVALID_ORIGIN");
}

/** Longest address to be sent on to. */
const maxDestinationLength = 2000;

/**
 * Where a link may send somebody on: a path of the hub, or an address of an origin that is configured. The host
 * that the request names does not count: whoever asks for a mail chooses it, and its reader opens the link on another.
 * @throws AuthFailure INVALID_REDIRECT
 */
export function assertTrustedDestination(destination: string, settings: OriginSettings): void {
  const refused = new AuthFailure("INVALID_REDIRECT");
  // Browsers take a backslash for a slash and drop controls, so `/\host` and `/<tab>/host` would leave the hub.
  if (destination.length > maxDestinationLength || /[\\\s\p{Cc}\p{Cs}]/u.test(destination)) throw refused;
  if (/^\/(?!\/)/.test(destination)) return;
  if (!URL.canParse(destination)) throw refused;
  if (!configuredOrigins(settings).has(new URL(destination).origin)) throw refused;
}
