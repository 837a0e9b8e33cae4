import { type SQL, sql } from "../../../platform/database/sql.js";
import { createTokenSigner } from "../../../platform/files/signed-token.js";

/** Seconds that a link in a mail works: for who tidies up a season's mail. */
const linkSeconds = 90 * 24 * 3600;

/** Makes and reads the signed links by which somebody stops the mails to an account, without signing in. */
export interface UnsubscribeLinks {
  /** The link for an account, a uuid. @param hubUrl where people reach the hub, without a slash at the end */
  url(hubUrl: string, accountId: SQL): SQL;
  /** The account of a link's token; undefined when it is not ours or has expired. */
  read(token: string): string | undefined;
}

/**
 * @param secret the hub's; the links have a key of their own derived from it
 * @param path where they lead, ending with a slash
 */
export function createUnsubscribeLinks(secret: string, path: string): UnsubscribeLinks {
  const signer = createTokenSigner(secret, "notification mails");
  return {
    url: (hubUrl, accountId) =>
      sql`${sql.value(`${hubUrl}${path}`)}::text || ${signer.signed([sql`${accountId}::text`], linkSeconds)}`,
    read: (token) => signer.verify(token, new Date())?.[0],
  };
}
