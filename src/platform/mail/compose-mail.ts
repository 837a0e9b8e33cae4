import type { Language } from "../text/language.js";
import type { Mail } from "./mail.js";

/** Who a mail goes to. No name: whoever signed up with the address chose it, perhaps to mislead. */
export interface Recipient {
  readonly email: string;
  readonly language: Language;
}

/** What a mail says, without its greeting and closing. */
export interface Wording {
  /** One line of at most 200 characters. */
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/** Puts a mail together in the language of whoever it goes to. */
export function composeMail(recipient: Recipient, wordings: Readonly<Record<Language, Wording>>): Mail {
  const { subject, paragraphs } = wordings[recipient.language];
  const greeting = recipient.language === "DA" ? "Hej," : "Hello,";
  const closing = recipient.language === "DA" ? "Venlig hilsen\nSamspil" : "Kind regards\nSamspil";
  return {
    to: recipient.email,
    subject,
    text: [greeting, ...paragraphs, closing].join("\n\n"),
  };
}
