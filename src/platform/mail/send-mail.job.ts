import type { Task, TaskList } from "graphile-worker";
import { z } from "zod";
import type { Log } from "../log/log.js";
import { assertMail, sendMailJob } from "./mail.js";
import type { MailTransport } from "./mail-transport.js";

const mailPayload = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  unsubscribeUrl: z.string().optional(),
});

/**
 * The job that sends mails. graphile-worker tries it again with growing pauses; after the last try the mail is
 * forgotten, since it holds a person's address and a link that lets them in.
 */
export function mailJobs(transport: MailTransport, log: Log): TaskList {
  const sendMail: Task = async (payload, { job }) => {
    try {
      const mail = mailPayload.parse(payload);
      assertMail(mail);
      await transport.send(mail, { id: job.id, writtenAt: new Date(job.created_at) });
    } catch (error) {
      if (job.attempts < job.max_attempts) throw error;
      log.error({ jobId: job.id, attempts: job.attempts, err: error }, "mail given up");
    }
  };
  return { [sendMailJob]: sendMail };
}
