import { mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Transporter } from "nodemailer";
import type { Mail } from "./mail.js";

/** What tells one mail from another, also when its sending is repeated. */
export interface MailIdentity {
  /** Unique among the hub's mails. */
  readonly id: string;
  /** When it was written; stands in its Date header. */
  readonly writtenAt: Date;
}

/** Where mails go. */
export interface MailTransport {
  /** Hands the mail over. Sending the same identity again replaces it or carries the same Message-ID. */
  send(mail: Mail, identity: MailIdentity): Promise<void>;
  /** Lets go of connections. */
  close(): void;
}

/** How mails leave. */
export interface MailSettings {
  /** The sender, `Name <address>`. */
  readonly from: string;
  /** `smtp://` or `smtps://`; without it mails become files. */
  readonly smtpUrl?: string;
  /** The folder for `<time>-<id>.eml` files, made when missing. */
  readonly outbox: string;
}

/** Milliseconds that an SMTP server gets to answer. */
const smtpPatience = 15_000;

/** Makes the transport that the settings name: SMTP, or files in the outbox. */
export function createMailTransport(settings: MailSettings): MailTransport {
  return settings.smtpUrl ? smtpTransport(settings.smtpUrl, settings.from) : outboxTransport(settings);
}

/** nodemailer is loaded by the first mail. */
const loadMailer = () => import("nodemailer");

function smtpTransport(url: string, from: string): MailTransport {
  let transporter: Transporter | undefined;
  return {
    async send(mail, identity) {
      const { createTransport } = await loadMailer();
      transporter ??= createTransport({
        url,
        connectionTimeout: smtpPatience,
        greetingTimeout: smtpPatience,
        socketTimeout: smtpPatience,
      });
      await transporter.sendMail(messageOf(mail, identity, from));
    },
    close: () => transporter?.close(),
  };
}

function outboxTransport({ outbox, from }: MailSettings): MailTransport {
  return {
    async send(mail, identity) {
      const { createTransport } = await loadMailer();
      const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
      const { message } = await composer.sendMail(messageOf(mail, identity, from));
      if (!Buffer.isBuffer(message)) throw new TypeError("The mail was not composed into a buffer.");
      await mkdir(outbox, { recursive: true, mode: 0o700 });
      const name = `${identity.writtenAt.toISOString().replaceAll(":", "-")}-${identity.id}`;
      const unfinished = join(outbox, `.${name}.tmp`);
      const file = await open(unfinished, "w", 0o600);
      try {
        await file.writeFile(message);
        await file.sync();
      } finally {
        await file.close();
      }
      // A reader of the folder sees a whole mail or none.
      await rename(unfinished, join(outbox, `${name}.eml`));
    },
    close: () => undefined,
  };
}

function messageOf(mail: Mail, identity: MailIdentity, from: string) {
  const host = /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? "samspil.invalid";
  return {
    from,
    // As an object the address is taken as it stands, never parsed for further recipients.
    to: { name: "", address: mail.to },
    subject: mail.subject,
    text: mail.text,
    date: identity.writtenAt,
    messageId: `<${identity.writtenAt.getTime()}.${identity.id}@${host}>`,
    headers: {
      "Auto-Submitted": "auto-generated",
      ...(mail.unsubscribeUrl !== undefined && {
        // As it stands: broken into lines it would not be the same address any more.
        "List-Unsubscribe": { prepared: true, value: `<${mail.unsubscribeUrl}>` },
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
