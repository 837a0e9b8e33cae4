import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { type SQL, sql } from "../database/sql.js";

/**
 * Signs what a link holds, so that what comes back is what was given out, for one purpose and for a time. Links are made by
 * the statements that read what they lead to, so that these need nothing worked out by the server.
 */
export interface TokenSigner {
  /** A URL-safe text that holds the claims, readable by whoever has it. It expires with the minute that ends after so many seconds. */
  signed(claims: readonly SQL[], seconds: number): SQL;
  /** The claims; undefined when the token is not ours, was changed, is for another purpose or has expired. */
  verify(token: string, now: Date): readonly string[] | undefined;
}

/** Base64url of a JSON list whose last item is the expiry in seconds, a dot, and the base64url of an HMAC-SHA256. */
const tokenShape = /^([A-Za-z0-9_-]{1,600})\.[A-Za-z0-9_-]{43}$/;
/** Bytes that SHA-256 takes at a time: HMAC fills its key up to them (RFC 2104). */
const blockBytes = 64;

/**
 * Makes the signer of a purpose. Its key is derived from the hub's secret (HKDF-SHA256), so that a token of one purpose
 * is none of another, and none of what else the secret signs.
 */
export function createTokenSigner(secret: string, purpose: string): TokenSigner {
  const key = Buffer.from(hkdfSync("sha256", secret, "samspil", purpose, 32));
  const padded = (padding: number) => {
    const block = Buffer.concat([key], blockBytes).map((byte) => byte ^ padding);
    return sql`${sql.value(`\\x${Buffer.from(block).toString("hex")}`)}::bytea`;
  };
  const [innerKey, outerKey] = [padded(0x36), padded(0x5c)];

  return {
    signed(claims, seconds) {
      const expiry = sql`(ceil((extract(epoch FROM now()) + ${sql.value(seconds)}::int) / 60) * 60)::bigint::text`;
      return sql`signed_token(json_build_array(${sql.join([...claims, expiry], ", ")})::text, ${innerKey}, ${outerKey})`;
    },

    verify(token, now) {
      const body = tokenShape.exec(token)?.[1];
      if (body === undefined) return undefined;
      const mac = createHmac("sha256", key).update(body).digest("base64url");
      const [expected, given] = [Buffer.from(`${body}.${mac}`), Buffer.from(token)];
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
      const content = JSON.parse(Buffer.from(body, "base64url").toString()) as readonly string[];
      const isOver = Number(content.at(-1)) * 1000 <= now.getTime();
      return isOver ? undefined : content.slice(0, -1);
    },
  };
}
