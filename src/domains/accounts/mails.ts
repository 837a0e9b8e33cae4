import { composeMail, type Recipient } from "../../platform/mail/compose-mail.js";
import type { Mail } from "../../platform/mail/mail.js";

/** How long the links in mails work, in seconds. */
export const linkLifetimes = { verification: 24 * 3600, passwordReset: 3600 } as const;

/** Asks a new account's holder to confirm the address. */
export function verificationMail(recipient: Recipient, link: string): Mail {
  return composeMail(recipient, {
    DA: {
      subject: "Bekræft din e-mailadresse til Samspil",
      paragraphs: [
        "Tak for din tilmelding. Bekræft, at det er din adresse, ved at åbne linket her:",
        link,
        "Linket virker i 24 timer. Er det ikke dig, der har tilmeldt dig, skal du ikke åbne det.",
      ],
    },
    EN: {
      subject: "Confirm your e-mail address for Samspil",
      paragraphs: [
        "Thank you for signing up. Confirm that this is your address by opening this link:",
        link,
        "The link works for 24 hours. If you did not sign up, do not open it.",
      ],
    },
  });
}

/** Tells the holder of a verified account that somebody signed up with its address again. */
export function alreadySignedUpMail(recipient: Recipient): Mail {
  return composeMail(recipient, {
    DA: {
      subject: "Du har allerede en konto i Samspil",
      paragraphs: [
        "Nogen har prøvet at oprette en konto med din adresse. Du har allerede en, så der er ikke sket noget.",
        "Var det dig, kan du logge ind som du plejer. Har du glemt din adgangskode, kan du bede om at vælge en ny.",
      ],
    },
    EN: {
      subject: "You already have a Samspil account",
      paragraphs: [
        "Somebody tried to create an account with your address. You already have one, so nothing has happened.",
        "If it was you, sign in as usual. If you have forgotten your password, you can ask to choose a new one.",
      ],
    },
  });
}

/**
 * Lets the owner of an address finish a sign-up that began before, choosing the password anew: whoever began
 * it may have been somebody else, whose password must not come to life when the address is confirmed.
 */
export function finishSignUpMail(recipient: Recipient, link: string): Mail {
  return composeMail(recipient, {
    DA: {
      subject: "Gør din tilmelding til Samspil færdig",
      paragraphs: [
        "Der var allerede begyndt en tilmelding med din adresse. Vælg en adgangskode her, så er kontoen din:",
        link,
        "Linket virker i en time. Er det ikke dig, der har tilmeldt dig, skal du ikke åbne det.",
      ],
    },
    EN: {
      subject: "Finish signing up for Samspil",
      paragraphs: [
        "A sign-up with your address had already begun. Choose a password here, and the account is yours:",
        link,
        "The link works for one hour. If you did not sign up, do not open it.",
      ],
    },
  });
}

/** Lets the holder choose a new password. */
export function passwordResetMail(recipient: Recipient, link: string): Mail {
  return composeMail(recipient, {
    DA: {
      subject: "Vælg en ny adgangskode til Samspil",
      paragraphs: [
        "Nogen, forhåbentlig dig, har bedt om en ny adgangskode. Vælg den her:",
        link,
        "Linket virker i en time. Var det ikke dig, skal du ikke gøre noget: din adgangskode er uændret.",
      ],
    },
    EN: {
      subject: "Choose a new Samspil password",
      paragraphs: [
        "Somebody, we hope you, asked for a new password. Choose it here:",
        link,
        "The link works for one hour. If it was not you, do nothing: your password has not changed.",
      ],
    },
  });
}

/** Tells the holder that the password was changed. */
export function passwordChangedMail(recipient: Recipient): Mail {
  return composeMail(recipient, {
    DA: {
      subject: "Din adgangskode til Samspil er ændret",
      paragraphs: [
        "Din adgangskode er ændret, og alle dine enheder er logget ud.",
        "Var det ikke dig, så bed straks om at vælge en ny adgangskode, og se efter, om andre kan læse din post.",
      ],
    },
    EN: {
      subject: "Your Samspil password has changed",
      paragraphs: [
        "Your password has been changed, and all your devices have been signed out.",
        "If it was not you, ask for a new password at once, and check whether others can read your mail.",
      ],
    },
  });
}
