import type { IncomingMessage, ServerResponse } from "node:http";
import { type Language, languageFromHeader } from "../../platform/text/language.js";
import { HttpRefusal } from "./http-refusal.js";
import { readBodyText } from "./request-body.js";
import { targetOf } from "./request-facts.js";
import { sendText } from "./responses.js";
import { FORM_POLICY } from "./security-headers.js";

/** Below it stand the tokens of links that stop mails. */
export const UNSUBSCRIBE_PATH = "/unsubscribe/";

/** Bytes of what is sent along; what RFC 8058 sends has 26. */
const maxBodyBytes = 1_000;

/** What a link leads to: `isWanted` stops the mails; otherwise nothing changes. False when there is nothing behind the link. */
export type Unsubscribe = (token: string, isWanted: boolean) => Promise<boolean>;

const words = {
  DA: {
    ask: "Vil du ikke have flere mails fra Samspil om det, du ikke har læst?",
    button: "Slå mails fra",
    done: "Du får ikke flere mails om det, du ikke har læst. I Samspil kan du altid slå dem til igen.",
    gone: "Linket virker ikke længere. I Samspil kan du vælge, hvad du vil have mails om.",
  },
  EN: {
    ask: "Do you want no more mails from Samspil about what you have not read?",
    button: "Turn mails off",
    done: "You get no more mails about what you have not read. In Samspil you can turn them on again at any time.",
    gone: "The link does not work any more. In Samspil you can choose what you want mails about.",
  },
} as const;

/** A page without anything but its words, which hold nothing that anybody sent. */
const page = (language: Language, text: string, more = "") => `<!doctype html>
<html lang="${language.toLowerCase()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Samspil</title>
<link rel="icon" href="data:,">
</head>
<body>
<p>${text}</p>${more}
</body>
</html>
`;

/** The links that stop mails. No cookie is looked at: the link is all there is. */
export interface UnsubscribeRoute {
  /** Asks whether that is meant: programs that look through mails follow links, and must stop nothing (RFC 8058). */
  ask(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Stops the mails: for the page's button, and for mail programs by the mail's List-Unsubscribe-Post. */
  stop(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createUnsubscribeRoute(unsubscribe: Unsubscribe): UnsubscribeRoute {
  const tokenIn = (request: IncomingMessage) => targetOf(request)?.path.slice(UNSUBSCRIBE_PATH.length) ?? "";
  const languageOf = ({ headers }: IncomingMessage) => languageFromHeader(headers["accept-language"]);
  const show = (response: ServerResponse, text: string) =>
    sendText(response, 200, "text/html; charset=utf-8", text, { "content-security-policy": FORM_POLICY });
  const found = async (request: IncomingMessage, isWanted: boolean): Promise<void> => {
    if (!(await unsubscribe(tokenIn(request), isWanted)))
      throw new HttpRefusal(404, "NOT_FOUND", words[languageOf(request)].gone);
  };
  return {
    async ask(request, response) {
      await found(request, false);
      const language = languageOf(request);
      const { ask, button } = words[language];
      show(response, page(language, ask, `\n<form method="post"><button>${button}</button></form>`));
    },
    async stop(request, response) {
      await readBodyText(request, response, maxBodyBytes);
      await found(request, true);
      const language = languageOf(request);
      show(response, page(language, words[language].done));
    },
  };
}
