import type { TaskList } from "graphile-worker";
import type { DataSource } from "typeorm";
import { z } from "zod";
import type { Viewer } from "../../../platform/auth/viewer.js";
import { clientOf } from "../../../platform/database/data-source.js";
import { inOneStatement, inTransaction } from "../../../platform/database/transaction.js";
import { addJob } from "../../../platform/jobs/jobs.js";
import { holdStream } from "../../../platform/live/live-entries.js";
import { queueMail } from "../../../platform/mail/mail.js";
import type { ViewerSql } from "../../../platform/read/scope.js";
import type { NotificationKinds } from "../notifications.queries.js";
import { notificationMail } from "./notification-mail.js";
import { decideDue, findRecipient, hasAccount, nextDue, stopMails } from "./notification-mail.repository.js";
import type { UnsubscribeLinks } from "./unsubscribe-links.js";

/** The name of the job that mails what an account has not read; `add_mail_jobs` adds it. */
const mailJob = "mailNotifications";
const payloadShape = z.object({ accountId: z.uuid() });

/** What the mails are made with. */
export interface NotificationMailsOptions {
  readonly dataSource: DataSource;
  readonly kinds: NotificationKinds;
  readonly links: UnsubscribeLinks;
  /** Where people reach the hub, without a slash at the end; known once the server listens. */
  readonly hubUrl: Promise<string>;
  /** A viewer as the hub's declarations ask about it. */
  readonly viewerInSql: (viewer: Viewer) => ViewerSql;
}

/** Tells accounts by e-mail what they have not read after 15 minutes, and lets them stop that. */
export class NotificationMails {
  constructor(private readonly options: NotificationMailsOptions) {}

  get jobs(): TaskList {
    return { [mailJob]: (payload) => this.mail(payloadShape.parse(payload).accountId) };
  }

  /** Stops the mails to the account of a link, if that is wanted already; false when the link is not ours or has expired. */
  async unsubscribe(token: string, isWanted: boolean): Promise<boolean> {
    const { dataSource, links } = this.options;
    const accountId = links.read(token);
    if (accountId === undefined) return false;
    return inOneStatement(dataSource, (client) =>
      isWanted ? stopMails(client, accountId) : hasAccount(client, accountId),
    );
  }

  /**
   * Decides about what is due, and hands over one mail of it, in one transaction: whatever breaks it off, and however often it is run,
   * each notification is mailed once or not at all.
   */
  private async mail(accountId: string): Promise<void> {
    const { dataSource, kinds, links, viewerInSql } = this.options;
    const hubUrl = await this.options.hubUrl;
    await inTransaction(dataSource, async (manager) => {
      const client = await clientOf(manager);
      // Who notifies the account holds it too, and relies on being seen from here on (`add_mail_jobs`).
      await holdStream(client, accountId);
      const recipient = await findRecipient(client, accountId, links, hubUrl);
      const viewer = viewerInSql({ accountId, isAdministrator: false });
      const due = await decideDue(client, accountId, kinds, viewer, recipient !== undefined);
      if (recipient && due.length > 0)
        await queueMail(
          client,
          notificationMail(recipient, due, kinds, { hub: hubUrl, unsubscribe: recipient.unsubscribeUrl }),
        );
      const runAt = await nextDue(client, accountId);
      if (runAt) await addJob(client, mailJob, { accountId }, { runAt, key: `${mailJob} ${accountId}` });
    });
  }
}
