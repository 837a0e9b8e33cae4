import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JobHelpers } from "graphile-worker";
import PostalMime from "postal-mime";
import { finishSignUpMail, passwordResetMail, verificationMail } from "../../src/domains/accounts/mails.js";
import { installJobs, startJobRunner } from "../../src/platform/jobs/jobs.js";
import { createLog } from "../../src/platform/log/log.js";
import { assertMail, isBareAddress, type Mail, queueMail } from "../../src/platform/mail/mail.js";
import { createMailTransport } from "../../src/platform/mail/mail-transport.js";
import { mailJobs } from "../../src/platform/mail/send-mail.job.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

const from = "Samspil <no-reply@samspil.example>";
const mail: Mail = {
  to: "aase@example.org",
  subject: "Øvelokalet på havnen",
  text: "Hej,\n\n– ær, ø & å 🎵\n.\nslut",
};
const identity = { id: "17", writtenAt: new Date("2026-11-22T10:11:12.345Z") };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "samspil-mail-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("one bare address", () => {
  test.each([
    "aase@example.org",
    "åse+øvelokale@øl.example",
    "a@b.c.d",
    `${"a".repeat(242)}@example.org`,
    `${"😀".repeat(60)}@x.dk`,
  ])("is %s", (text) => {
    expect(isBareAddress(text)).toBe(true);
    expect(() => assertMail({ ...mail, to: text })).not.toThrow();
  });
  test.each([
    "",
    "a",
    "a@b",
    "a@b@example.org",
    "a@example.org\n",
    "a\u0000@example.org",
    "<a@example.org>",
    `${"a".repeat(243)}@example.org`,
    // Few enough characters, but more bytes than SMTP carries.
    `${"😀".repeat(130)}@x.dk`,
    `${"ø".repeat(130)}@x.dk`,
  ])("is not %j", (text) => {
    expect(isBareAddress(text)).toBe(false);
    expect(() => assertMail({ ...mail, to: text })).toThrow(TypeError);
  });
});

describe("what could add a header or a recipient is refused", () => {
  test.each([
    { to: "a@example.org\r\nBcc: b@example.org" },
    { to: "a@example.org, b@example.org" },
    { to: "A <a@example.org>" },
    { to: "a@b@example.org" },
    { to: "a" },
    { to: `${"a".repeat(255)}@example.org` },
    { subject: "a\r\nBcc: b@example.org" },
    { subject: "a\u2028b" },
    { subject: "x".repeat(201) },
    { unsubscribeUrl: "https://hub.example/a>, <mailto:b@example.org" },
    { unsubscribeUrl: "https://hub.example/\r\nBcc: b@example.org" },
    { unsubscribeUrl: "javascript:alert(1)" },
  ])("%j", (part) => {
    expect(() => assertMail({ ...mail, ...part })).toThrow(TypeError);
  });
});

describe("the outbox", () => {
  test("gets one whole file a mail, and the same one when it is sent again", async () => {
    const outbox = join(folder, "outbox");
    const transport = createMailTransport({ from, outbox });
    await transport.send(mail, identity);
    await transport.send(mail, identity);
    const names = await readdir(outbox);
    expect(names).toEqual(["2026-11-22T10-11-12.345Z-17.eml"]);
    const parsed = await PostalMime.parse(await readFile(join(outbox, names[0] ?? "")));
    expect(parsed).toMatchObject({
      from: { name: "Samspil", address: "no-reply@samspil.example" },
      to: [{ address: "aase@example.org" }],
      subject: mail.subject,
      messageId: "<1795342272345.17@samspil.example>",
    });
    expect(parsed.text?.trim()).toBe(mail.text);
    transport.close();
  });
});

describe("SMTP", () => {
  /** Speaks just enough SMTP to take one mail a connection, or to refuse its recipient. */
  async function smtpServer(recipientAnswer: string) {
    const taken: string[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      let data: string | undefined;
      socket.setEncoding("utf8").write("220 test\r\n");
      socket.on("error", () => undefined);
      socket.on("data", (chunk: string) => {
        if (data !== undefined) {
          data += chunk;
          if (!data.endsWith("\r\n.\r\n")) return;
          taken.push(data);
          data = undefined;
          socket.write("250 taken\r\n");
          return;
        }
        const verb = chunk.slice(0, 4).toUpperCase();
        if (verb === "DATA") data = "";
        if (verb === "RCPT") taken.push(chunk.trim());
        socket.write(
          verb === "DATA" ? "354 go on\r\n" : verb === "RCPT" ? `${recipientAnswer}\r\n` : "250 fine\r\n",
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const close = () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    };
    return { url: `smtp://127.0.0.1:${port}`, taken, close };
  }

  test("takes the mail to its one recipient", async () => {
    const server = await smtpServer("250 fine");
    const transport = createMailTransport({ from, outbox: folder, smtpUrl: server.url });
    await transport.send(mail, identity);
    expect(server.taken[0]).toBe("RCPT TO:<aase@example.org>");
    expect((await PostalMime.parse(server.taken[1] ?? "")).subject).toBe(mail.subject);
    transport.close();
    await server.close();
  });

  test("a refusal is an error, so that the job tries again", async () => {
    const server = await smtpServer("451 later");
    const transport = createMailTransport({ from, outbox: folder, smtpUrl: server.url });
    await expect(transport.send(mail, identity)).rejects.toThrow();
    transport.close();
    await server.close();
  });
});

describe("the job", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line: string) => void lines.push(line) } });
  const failing = {
    send: async () => {
      throw new Error("550 no such user aase@example.org");
    },
    close: () => undefined,
  };
  const run = (attempts: number, payload: unknown = mail) => {
    const job = { id: "5", created_at: new Date(), attempts, max_attempts: 10 };
    return mailJobs(failing, log).sendMail?.(payload, { job } as JobHelpers);
  };

  test("fails until its last try, then forgets the mail; the log knows no address", async () => {
    await expect(run(9)).rejects.toThrow();
    expect(lines).toEqual([]);
    await run(10);
    expect(lines).toHaveLength(1);
    expect(lines.join()).toContain("mail given up");
    expect(lines.join()).not.toContain("aase");
  });

  describe("on the database", () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createTestDatabase({ demo: false });
      await installJobs(database.url);
      await installJobs(database.url);
    });
    afterAll(() => database?.drop());

    test("runs after its transaction has committed, never after one that was rolled back, and again after a failure", async () => {
      const sent: string[] = [];
      let failures = 1;
      const transport = {
        async send({ to }: Mail) {
          if (failures-- > 0) throw new Error("not now");
          sent.push(to);
        },
        close: () => undefined,
      };
      const runner = await startJobRunner(database.url, mailJobs(transport, log), {}, log);
      try {
        const client = await database.pool.connect();
        for (const [end, to] of [
          ["ROLLBACK", "never@example.org"],
          ["COMMIT", "once@example.org"],
        ] as const) {
          await client.query("BEGIN");
          await queueMail(client, { ...mail, to });
          await sleep(200);
          expect(sent).toEqual([]);
          await client.query(end);
        }
        client.release();
        const deadline = Date.now() + 15_000;
        while (sent.length === 0 && Date.now() < deadline) await sleep(50);
        expect(sent).toEqual(["once@example.org"]);
      } finally {
        await runner.stop();
      }
      const left = await database.pool.query("SELECT FROM graphile_worker.jobs");
      expect(left.rowCount).toBe(0);
      expect(failures).toBeLessThan(0);
    });
  });
});

test("mails about accounts are whole in both languages", () => {
  const link = "https://hub.example/x";
  for (const make of [verificationMail, finishSignUpMail, passwordResetMail]) {
    const [danish, english] = (["DA", "EN"] as const).map((language) =>
      make({ email: "a@example.org", language }, link),
    );
    for (const each of [danish, english]) {
      expect(() => assertMail(each as Mail)).not.toThrow();
      expect(each?.text).toContain(`\n\n${link}\n\n`);
    }
    expect(danish?.text).toMatch(/^Hej,\n/);
    expect(english?.text).toMatch(/^Hello,\n/);
    expect(danish?.subject).not.toBe(english?.subject);
  }
});
