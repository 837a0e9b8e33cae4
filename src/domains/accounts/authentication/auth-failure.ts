import { commonMessages, type MessageCatalogue, messageOf } from "../../../platform/errors/user-failure.js";
import type { Language } from "../../../platform/text/language.js";

/** Every code that `/api/auth` answers, with what it says. */
const authMessages = {
  INVALID_TEXT: commonMessages.INVALID_TEXT,
  CPR_NUMBER: commonMessages.CPR_NUMBER,
  TOO_LONG: { DA: "Højst {limit} tegn er tilladt.", EN: "At most {limit} characters are allowed." },
  INVALID_JSON: {
    DA: "Forespørgslen er ikke et JSON-objekt i UTF-8.",
    EN: "The request is not a JSON object in UTF-8.",
  },
  INVALID_BODY: {
    DA: "Feltet „{field}” mangler, er ukendt eller har en forkert type.",
    EN: 'The field "{field}" is missing, unknown or of the wrong type.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    DA: "Send indholdet som application/json.",
    EN: "Send the content as application/json.",
  },
  BODY_TOO_LARGE: { DA: "Forespørgslen er over {limit} bytes.", EN: "The request is over {limit} bytes." },
  NOT_FOUND: { DA: "Det findes ikke.", EN: "It does not exist." },
  METHOD_NOT_ALLOWED: { DA: "Brug {allowed}.", EN: "Use {allowed}." },
  INVALID_ORIGIN: {
    DA: "Herfra tages der ikke imod forespørgsler.",
    EN: "Requests from this origin are not accepted.",
  },
  INVALID_REDIRECT: {
    DA: "Der kan ikke sendes videre til den adresse.",
    EN: "That address cannot be redirected to.",
  },
  INVALID_EMAIL: { DA: "Det er ikke en e-mailadresse.", EN: "That is not an e-mail address." },
  INVALID_BIRTH_DATE: {
    DA: "Skriv fødselsdatoen som ÅÅÅÅ-MM-DD.",
    EN: "Write the birth date as YYYY-MM-DD.",
  },
  PASSWORD_TOO_SHORT: {
    DA: "Adgangskoden skal have mindst {limit} tegn.",
    EN: "The password needs at least {limit} characters.",
  },
  PASSWORD_TOO_LONG: {
    DA: "Adgangskoden må højst have {limit} tegn.",
    EN: "The password may have at most {limit} characters.",
  },
  INVALID_EMAIL_OR_PASSWORD: {
    DA: "E-mailadressen eller adgangskoden er forkert.",
    EN: "The e-mail address or the password is wrong.",
  },
  EMAIL_NOT_VERIFIED: {
    DA: "Bekræft først din e-mailadresse. Linket er sendt til dig.",
    EN: "Confirm your e-mail address first. The link has been sent to you.",
  },
  ACCOUNT_SUSPENDED: { DA: "Kontoen er spærret.", EN: "The account is suspended." },
  DEMO_ACCOUNT: {
    DA: "Demokonti kan ikke bruges her, for alle kender deres adgangskode.",
    EN: "Demo accounts cannot be used here, since everybody knows their password.",
  },
  INVALID_TOKEN: {
    DA: "Linket er brugt, udløbet eller forkert.",
    EN: "The link has been used, has expired or is wrong.",
  },
  UNAUTHENTICATED: { DA: "Log ind først.", EN: "Sign in first." },
  THROTTLED: {
    DA: "For mange forsøg. Prøv igen om {retryAfter} sekunder.",
    EN: "Too many attempts. Try again in {retryAfter} seconds.",
  },
  INTERNAL_SERVER_ERROR: { DA: "Noget gik galt.", EN: "Something went wrong." },
} satisfies MessageCatalogue;

export type AuthCode = keyof typeof authMessages;

const statuses: Readonly<Partial<Record<AuthCode, number>>> = {
  UNSUPPORTED_MEDIA_TYPE: 415,
  BODY_TOO_LARGE: 413,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  INVALID_ORIGIN: 403,
  INVALID_REDIRECT: 403,
  INVALID_EMAIL_OR_PASSWORD: 401,
  EMAIL_NOT_VERIFIED: 403,
  ACCOUNT_SUSPENDED: 403,
  DEMO_ACCOUNT: 403,
  UNAUTHENTICATED: 401,
  THROTTLED: 429,
  INTERNAL_SERVER_ERROR: 500,
};

/** An answer of `/api/auth` that is not a success. */
export class AuthFailure extends Error {
  override name = "AuthFailure";
  constructor(
    readonly code: AuthCode,
    /** What the message mentions; `field` and `retryAfter` (seconds) also stand in the body. */
    readonly values: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
  }

  /** The HTTP status, 400 unless the code says otherwise. */
  get status(): number {
    return statuses[this.code] ?? 400;
  }

  /** The JSON body: `code`, a `message` in the reader's language, and `field` or `retryAfter` where they apply. */
  body(language: Language): Record<string, string | number> {
    const { field, retryAfter } = this.values;
    return {
      code: this.code,
      message: messageOf(authMessages, { code: this.code, values: this.values }, language),
      ...(field === undefined ? {} : { field }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
  }
}

/** What the codes of better-auth's own errors are called here; another one is a fault of ours. */
export const codesOfLibrary: Readonly<Record<string, AuthCode>> = {
  INVALID_EMAIL: "INVALID_EMAIL",
  INVALID_EMAIL_OR_PASSWORD: "INVALID_EMAIL_OR_PASSWORD",
  EMAIL_NOT_VERIFIED: "EMAIL_NOT_VERIFIED",
  PASSWORD_TOO_SHORT: "PASSWORD_TOO_SHORT",
  PASSWORD_TOO_LONG: "PASSWORD_TOO_LONG",
  INVALID_TOKEN: "INVALID_TOKEN",
  TOKEN_EXPIRED: "INVALID_TOKEN",
  // The account of a link is gone: to its reader the link is as wrong as any other.
  USER_NOT_FOUND: "INVALID_TOKEN",
  UNAUTHORIZED: "UNAUTHENTICATED",
};
