import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The session cookie, as better-auth names it under the prefix `samspil`. */
export const sessionCookieName = "samspil.session_token";

/** What a request brings along: nothing, a session's token with a right signature, or something else. */
export type Credential =
  | { readonly kind: "none" }
  | { readonly kind: "invalid" }
  | { readonly kind: "token"; readonly token: string; readonly signed: string };

/** A session's token as better-auth makes it, a dot, and the padded base64 of an HMAC-SHA256. */
const signedToken = /^([A-Za-z0-9]{32})\.([A-Za-z0-9+/]{43}=)$/;

/** The credential that a request presents, not yet verified. `Authorization` goes before the cookie and must be `Bearer`. */
export type Presented =
  | { readonly kind: "none" }
  | { readonly kind: "invalid" }
  | { readonly kind: "presented"; readonly text: string };

/** Finds the credential of a request. What is there but of no known form is invalid, never overlooked. */
export function presentedCredential({ authorization, cookie }: IncomingHttpHeaders): Presented {
  const text =
    authorization === undefined
      ? cookieValue(cookie)
      : (/^bearer {1,8}(\S{1,300})$/i.exec(authorization.trim())?.[1] ?? null);
  if (text === undefined) return { kind: "none" };
  return text === null ? { kind: "invalid" } : { kind: "presented", text };
}

/** Reads and verifies the credential of a request without touching the database. */
export function readCredential(headers: IncomingHttpHeaders, secret: string): Credential {
  const presented = presentedCredential(headers);
  return presented.kind === "presented" ? verified(presented.text, secret) : presented;
}

/** Signs a session's token the way better-auth signs its cookies. */
export function signToken(token: string, secret: string): string {
  return `${token}.${createHmac("sha256", secret).update(token).digest("base64")}`;
}

/** Whether a presented credential is spelled as it was given out: one has many spellings in percent-encoding. */
export const isCanonical = (given: string): boolean => signedToken.test(given);

/** Verifies a credential that was presented. */
export function verified(given: string, secret: string): Credential {
  let signed: string;
  try {
    signed = decodeURIComponent(given);
  } catch {
    return { kind: "invalid" };
  }
  const token = signedToken.exec(signed)?.[1];
  if (token === undefined) return { kind: "invalid" };
  const expected = Buffer.from(signToken(token, secret));
  const actual = Buffer.from(signed);
  const holds = expected.length === actual.length && timingSafeEqual(expected, actual);
  return holds ? { kind: "token", token, signed } : { kind: "invalid" };
}

/** The session cookie's value; an empty one is one that was taken away. */
function cookieValue(header: string | undefined): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [name, ...value] = pair.split("=");
    if (name?.trim() === sessionCookieName) return value.join("=").trim() || undefined;
  }
  return undefined;
}
