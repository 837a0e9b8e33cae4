import type { Language } from "../../../platform/text/language.js";
import type { AuthFailure } from "./auth-failure.js";
import { maxPasswordLength, minPasswordLength } from "./passwords.js";

/**
 * The small pages behind the links in mails, for people who open them in a browser and whose application gave no
 * address of its own to go on to. They need no script and load nothing.
 */
const texts = {
  DA: {
    verified: "Din e-mailadresse er bekræftet. Du kan logge ind nu.",
    choose: "Vælg en ny adgangskode",
    rule: `Mindst ${minPasswordLength} og højst ${maxPasswordLength} tegn.`,
    save: "Gem adgangskoden",
    saved: "Din adgangskode er gemt, og alle dine enheder er logget ud. Du kan logge ind nu.",
  },
  EN: {
    verified: "Your e-mail address is confirmed. You can sign in now.",
    choose: "Choose a new password",
    rule: `At least ${minPasswordLength} and at most ${maxPasswordLength} characters.`,
    save: "Save the password",
    saved: "Your password has been saved and all your devices have been signed out. You can sign in now.",
  },
} as const satisfies Record<Language, Record<string, string>>;

/** Headers of these pages: nothing may be loaded, framed or sent elsewhere, and the link's token is not passed on. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Says that the address is confirmed. */
export function verifiedPage(language: Language): string {
  return page(language, `<p>${texts[language].verified}</p>`);
}

/** The form that sets a new password; it posts to the address it was opened at. */
export function newPasswordPage(language: Language, problem?: AuthFailure): string {
  const text = texts[language];
  const complaint = problem
    ? `<p role="alert">${escapeHtml(String(problem.body(language).message))}</p>`
    : "";
  return page(
    language,
    `<h1>${text.choose}</h1>${complaint}
<form method="post">
<p><label for="newPassword">${text.choose}</label>
<input id="newPassword" name="newPassword" type="password" autocomplete="new-password" minlength="${minPasswordLength}" required aria-describedby="rule"></p>
<p id="rule">${text.rule}</p>
<p><button>${text.save}</button></p>
</form>`,
  );
}

/** Says that the new password is saved. */
export function passwordSavedPage(language: Language): string {
  return page(language, `<p>${texts[language].saved}</p>`);
}

/** Says what went wrong with a link. */
export function failurePage(language: Language, failure: AuthFailure): string {
  return page(language, `<p role="alert">${escapeHtml(String(failure.body(language).message))}</p>`);
}

function page(language: Language, content: string): string {
  return `<!doctype html>
<html lang="${language.toLowerCase()}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Samspil</title>
<main>${content}</main>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
