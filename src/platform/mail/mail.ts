import type { Queryable } from "../database/sql.js";
import { addJob } from "../jobs/jobs.js";

/** A mail to one person, as plain text. */
export interface Mail {
  /** A bare address: `name@host.tld`. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** Where a POST stops mails like this without further questions (RFC 8058), for mail programs to show; none by default. */
  readonly unsubscribeUrl?: string;
}

/** The name of the job that sends one mail. */
export const sendMailJob = "sendMail";

/** Tries before a mail is given up and forgotten; with graphile-worker's growing pauses about ten hours. */
const mailAttempts = 10;

/** Sends a mail once the caller's transaction has committed. */
export async function queueMail(on: Queryable, mail: Mail): Promise<void> {
  assertMail(mail);
  await addJob(on, sendMailJob, mail, { maxAttempts: mailAttempts });
}

/** Longest address that SMTP carries, in bytes of UTF-8 (RFC 5321, section 4.5.3.1.3, less the angle brackets). */
export const maxAddressBytes = 254;
const bareAddress = /^[^\s@,;:<>()[\]"\\\p{Cc}]+@[^\s@,;:<>()[\]"\\\p{Cc}]+\.[^\s@,;:<>()[\]"\\\p{Cc}]+$/u;
const maxSubjectLength = 200;
/** An address of the web in characters that a header takes as they are. */
const plainWebAddress = /^https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]{1,900}$/;

/**
 * Whether a text is one address that mail can be sent to and nothing else: no list, no display name, no white space or
 * control that could begin a header, at most 254 bytes. Whether mail reaches it only a mail can tell.
 */
export function isBareAddress(text: string): boolean {
  return Buffer.byteLength(text) <= maxAddressBytes && bareAddress.test(text);
}

/** Refuses what could add a header or a recipient. @throws TypeError naming the part, never its content. */
export function assertMail(mail: Mail): void {
  if (!isBareAddress(mail.to)) throw new TypeError("The mail's recipient is not a bare address.");
  if (mail.subject.length > maxSubjectLength || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(mail.subject)) {
    throw new TypeError("The mail's subject is not one line of at most 200 characters.");
  }
  if (mail.unsubscribeUrl !== undefined && !plainWebAddress.test(mail.unsubscribeUrl)) {
    throw new TypeError("The mail's address for stopping mails is not one of the web.");
  }
}
