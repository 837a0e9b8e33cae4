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
  // Names are what people chose to call themselves: quoted, and never in the subject.
  const [inviter, actor] = [oneLine(inviterName), oneLine(actorName)];
  if (language === "EN") {
    return {
      to: email,
      subject: "Invitation in Samspil",
      text: paragraphs(
        `“${inviter}” invites you to act for “${actor}” in Samspil.`,
        "Sign in, or sign up with this address, and accept the invitation within 30 days.",
        `The invitation is called ${invitationId}.`,
        "If you do not know what this is about, you need not do anything.",
      ),
    };
  }
  return {
    to: email,
    subject: "Invitation i Samspil",
    text: paragraphs(
      `»${inviter}« inviterer dig til at være med i »${actor}« i Samspil.`,
      "Log ind, eller opret en konto med denne adresse, og sig ja til invitationen inden 30 dage.",
      `Invitationen hedder ${invitationId}.`,
      "Ved du ikke, hvad det drejer sig om, behøver du ikke gøre noget.",
    ),
  };
}

const paragraphs = (...lines: readonly string[]): string => `${lines.join("\n\n")}\n`;

/** A name as part of a line: a name may hold line breaks of its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
