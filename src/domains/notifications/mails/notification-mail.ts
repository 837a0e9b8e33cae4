import type { InBothLanguages } from "../../../platform/errors/user-failure.js";
import { composeMail, type Recipient } from "../../../platform/mail/compose-mail.js";
import type { Mail } from "../../../platform/mail/mail.js";
import type { Language } from "../../../platform/text/language.js";
import { somebody } from "../notification.read.js";
import type { NotificationKinds } from "../notifications.queries.js";

/** What a mail tells of. */
export interface MailedNotification {
  readonly kind: string;
  /** The actor's that did it; null when none did. */
  readonly actorName: string | null;
}

/** Lines that a mail has at most: what it is for is to lead to the hub. */
const mostLines = 10;
/** Characters of a name. */
const longestName = 80;
/** What mail programs make a link of, wherever somebody has put it. */
const likeAddress = /:\/\/|www\.|@|[\p{L}\p{N}]\.\p{L}{2,}/iu;

const nameless: InBothLanguages = { DA: "En aktør", EN: "An actor" };

/** An actor's name as it may stand in a mail: strangers choose theirs, and a mail must lead nowhere but to the hub. */
function harmlessName(name: string | null, language: Language): string {
  if (name === null) return somebody[language];
  const short = [...name].length > longestName ? `${[...name].slice(0, longestName - 1).join("")}…` : name;
  return likeAddress.test(name) ? nameless[language] : short;
}

function linesOf(
  told: readonly MailedNotification[],
  kinds: NotificationKinds,
  language: Language,
): string[] {
  const counts = new Map<string, number>();
  for (const { kind, actorName } of told) {
    const line = kinds[kind]?.title[language].replace("{who}", () => harmlessName(actorName, language)) ?? "";
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const lines = [...counts].map(([line, count]) => (count > 1 ? `${line} (${count})` : line));
  const more = lines.length - mostLines;
  if (more <= 0) return lines;
  return [...lines.slice(0, mostLines), language === "DA" ? `og ${more} mere` : `and ${more} more`];
}

/**
 * Tells what an account has not read. It says what has happened and which actor did it, never what was written, nor the name of a person:
 * a mailbox is read by others than the account's holder, and by machines.
 * @param links where the hub is, and where the mails are stopped
 */
export function notificationMail(
  recipient: Recipient,
  told: readonly MailedNotification[],
  kinds: NotificationKinds,
  links: { readonly hub: string; readonly unsubscribe: string },
): Mail {
  const list = linesOf(told, kinds, recipient.language)
    .map((line) => `- ${line}`)
    .join("\n");
  const mail = composeMail(recipient, {
    DA: {
      subject: "Nyt til dig i Samspil",
      paragraphs: [
        "Det her har du ikke læst i Samspil endnu:",
        list,
        "Du kan læse det her:",
        links.hub,
        "Vil du ikke have den slags mails mere, kan du slå dem fra her:",
        links.unsubscribe,
      ],
    },
    EN: {
      subject: "News for you in Samspil",
      paragraphs: [
        "This you have not read in Samspil yet:",
        list,
        "You can read it here:",
        links.hub,
        "If you do not want mails like this any more, you can turn them off here:",
        links.unsubscribe,
      ],
    },
  });
  return { ...mail, unsubscribeUrl: links.unsubscribe };
}
