import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** Signs what a link holds, so that what comes back is what was given out, for one purpose and for a time. */
export interface TokenSigner {
  /** A URL-safe text that holds the claims, readable by whoever has it. */
  sign(claims: readonly string[], expiresAt: Date): string;
  /** The claims; undefined when the token is not ours, was changed, is for another purpose or has expired. */
  verify(token: string, now: Date): readonly string[] | undefined;
}

/** Base64url of a JSON list whose last item is the expiry in seconds, a dot, and the base64url of an HMAC-SHA256. */
const tokenShape = /^([A-Za-z0-9_-]{1,600})\.[A-Za-z0-9_-]{43}$/;

/**
 * Makes the signer of a purpose. Its key is derived from the hub's secret (HKDF-SHA256), so that a token of one purpose
 * is none of another, and none of what else the secret signs.
 */
export function createTokenSigner(secret: string, purpose: string): TokenSigner {
  const key = Buffer.from(hkdfSync("sha256", secret, "samspil", purpose, 32));
  const signed = (body: string) => `${body}.${createHmac("sha256", key).update(body).digest("base64url")}`;

  return {
    sign(claims, expiresAt) {
      const content = JSON.stringify([...claims, String(Math.floor(expiresAt.getTime() / 1000))]);
      return signed(Buffer.from(content).toString("base64url"));
    },

    verify(token, now) {
      const body = tokenShape.exec(token)?.[1];
      if (body === undefined) return undefined;
      const [expected, given] = [Buffer.from(signed(body)), Buffer.from(token)];
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
      const content = JSON.parse(Buffer.from(body, "base64url").toString()) as readonly string[];
      const isOver = Number(content.at(-1)) * 1000 <= now.getTime();
      return isOver ? undefined : content.slice(0, -1);
    },
  };
}
