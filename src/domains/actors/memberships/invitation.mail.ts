import type { Mail } from "../../../platform/mail/mail.js";
import type { Language } from "../../../platform/text/language.js";

/** What the mail about an invitation says. */
export interface InvitationMail {
  readonly email: string;
  readonly language: Language;
  readonly actorName: string;
  readonly inviterName: string;
  readonly invitationId: string;
}

/** Tells an address that it is invited. It holds no secret: who accepts has verified the address. */
export function invitationMail({
  email,
  language,
  actorName,
  inviterName,
  invitationId,
}: InvitationMail): Mail {
  const name = oneLine(actorName);
  const text =
    language === "EN"
      ? [
          `${oneLine(inviterName)} invites you to act for ${name} in Samspil.`,
          "Sign in, or sign up with this address, and accept the invitation within 30 days.",
          `The invitation is called ${invitationId}.`,
          "If you do not know what this is about, you need not do anything.",
        ]
      : [
          `${oneLine(inviterName)} inviterer dig til at være med i ${name} i Samspil.`,
          "Log ind, eller opret en konto med denne adresse, og sig ja til invitationen inden 30 dage.",
          `Invitationen hedder ${invitationId}.`,
          "Ved du ikke, hvad det drejer sig om, behøver du ikke gøre noget.",
        ];
  const subject = language === "EN" ? `Invitation to ${name}` : `Invitation til ${name}`;
  // The cut may go through a letter of two code units, whose first half alone would show as a question mark.
  const shortSubject = subject.slice(0, 150).replace(/\p{Cs}$/u, "");
  return { to: email, subject: shortSubject, text: `${text.join("\n\n")}\n` };
}

/** A name as part of a line: a mail's subject takes no line breaks. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
