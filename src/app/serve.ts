import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { QueryResultRow } from "pg";
import { Counter } from "prom-client";
import { demoAccounts, demoPassword, hasDemoAccounts } from "../domains/accounts/accounts.commands.js";
import { createAuthentication } from "../domains/accounts/authentication.js";
import { attachmentJobs } from "../domains/attachments/attachment-jobs.js";
import { createAttachmentLinks } from "../domains/attachments/attachment-links.js";
import { AttachmentTransfers } from "../domains/attachments/transfers/attachment-transfers.js";
import { NotificationMails } from "../domains/notifications/mails/notification-mails.js";
import { createUnsubscribeLinks } from "../domains/notifications/mails/unsubscribe-links.js";
import { stranger, type Viewer } from "../platform/auth/viewer.js";
import { Patience } from "../platform/concurrency/patience.js";
import { type Config, ConfigError } from "../platform/config/config.js";
import { Announcements } from "../platform/database/announcements.js";
import { unauthenticated } from "../platform/errors/technical-errors.js";
import { createFileStore } from "../platform/files/file-store.js";
import { IncomingFiles } from "../platform/files/incoming-files.js";
import type { RequestContext } from "../platform/graphql/request-context.js";
import { startJobRunner } from "../platform/jobs/jobs.js";
import { liveJobs, liveSchedule } from "../platform/live/forget-live.job.js";
import { LiveLog } from "../platform/live/live-log.js";
import { createLivePool } from "../platform/live/live-pool.js";
import { createLog } from "../platform/log/log.js";
import { createMailTransport } from "../platform/mail/mail-transport.js";
import { mailJobs } from "../platform/mail/send-mail.job.js";
import { createMetrics } from "../platform/metrics/metrics.js";
import { CompiledReads, type RowForMany } from "../platform/read/compiled/compiled-reads.js";
import { RowsBehind } from "../platform/read/rows-behind.js";
import { viewerSql } from "../platform/read/scope.js";
import { languageFromHeader } from "../platform/text/language.js";
import { authSecret } from "./auth-secret.js";
import { createClosing } from "./closing.js";
import { openDatabase } from "./database.js";
import { compiledAnswers } from "./http/compiled-answers.js";
import { GRAPHIQL_PATH } from "./http/graphiql.js";
import { createHubServer } from "./http/hub-server.js";
import type { OperationScope } from "./http/operation.js";
import { SharedAnswers } from "./http/shared-answers.js";
import { UNSUBSCRIBE_PATH } from "./http/unsubscribe-route.js";
import { mergeOnce } from "./merge-once.js";
import { attachmentHosts, hubModules } from "./modules.js";
import { notificationKinds } from "./notification-kinds.js";
import { loadReferenceData } from "./reference-data.js";
import { buildHubSchema } from "./schema.js";

/** Names of this machine that no other reaches it by. */
const loopback = new Set(["127.0.0.1", "::1", "[::1]", "localhost"]);

/** Whether only this machine reaches the hub, as far as the settings tell: no proxy in front, no public address. */
function isForThisMachine({ HOST, TRUST_PROXY, PUBLIC_URL }: Config): boolean {
  const publicHost = PUBLIC_URL === undefined ? undefined : new URL(PUBLIC_URL).hostname;
  return loopback.has(HOST) && !TRUST_PROXY && (publicHost === undefined || loopback.has(publicHost));
}

/** A running hub. */
export interface RunningHub {
  /** Finishes what is under way, then stops everything. */
  stop(): Promise<void>;
}

/** Starts the hub and tells people, line by line, how to reach it. */
export async function serve(config: Config, say: (line: string) => void): Promise<RunningHub> {
  const log = createLog({ level: config.LOG_LEVEL });
  const database = await openDatabase(config, "server", log, say);
  const closing = createClosing();
  closing.push(() => database.close());
  try {
    await loadReferenceData(database.pool);
    const isLocal = isForThisMachine(config);
    if (database.isEmbedded && isLocal) {
      const { seedFirstStart } = await import("./demo/seed.js");
      await seedFirstStart(database, say);
    }
    const hasDemo = await hasDemoAccounts(database.pool);
    if (hasDemo && !loopback.has(config.HOST)) {
      throw new ConfigError(
        `HOST=${config.HOST} is not accepted while demo accounts exist, since everybody knows their password: remove them with npm run demo -- --remove.`,
      );
    }

    const metrics = createMetrics();
    metrics.watchPool("reads", database.pool);
    const announcements = new Announcements(
      { connectionString: database.url, application_name: "samspil-announcements" },
      log,
    );
    let publicUrl = config.PUBLIC_URL ?? "";
    const secret = await authSecret(config);
    const authentication = createAuthentication({
      databaseUrl: database.url,
      database: database.pool,
      secret,
      publicUrl: () => publicUrl,
      trustProxy: config.TRUST_PROXY,
      corsOrigins: config.CORS_ORIGINS,
      statementTimeoutMs: config.STATEMENT_TIMEOUT_MS,
      refuseDemoAccounts: !isLocal,
      announcements,
      log,
    });
    closing.push(() => authentication.close());
    // As a header takes it, too: a host's other letters are written as IDNA has them.
    const hubUrl = () => new URL(publicUrl).href.replace(/\/+$/, "");
    let tellReachable: (url: string) => void = () => undefined;
    const reachable = new Promise<string>((resolve) => {
      tellReachable = resolve;
    });
    const links = createAttachmentLinks(secret, hubUrl);
    const livePool = createLivePool(database.url, log);
    closing.push(() => livePool.end());
    metrics.watchPool("live", livePool);
    const live = new LiveLog({
      database: livePool,
      pages: database.pool,
      announcements,
      log,
      registry: metrics.registry,
    });
    await live.start();
    closing.push(() => live.stop());
    announcements.start();
    closing.push(() => announcements.stop());
    const looksFailed = new Counter({
      name: "samspil_reading_looks_failed_total",
      help: "Times that it could not be asked whether those who read conversations live may go on.",
      registers: [metrics.registry],
    });
    const messagingLive = {
      log: live,
      database: database.pool,
      lookFailed: (error: unknown) => {
        looksFailed.inc();
        log.warn({ err: error }, "it could not be asked whether readers may go on");
      },
    };
    const modules = hubModules(database.dataSource, links, messagingLive, () =>
      authentication.accountChanged(),
    );
    const { schema, reads } = await buildHubSchema(modules);
    const files = createFileStore(join(config.DATA_DIR, "files"));
    const incoming = new IncomingFiles(join(config.DATA_DIR, "incoming"));
    const mail = createMailTransport({
      from: config.MAIL_FROM,
      smtpUrl: config.SMTP_URL,
      outbox: join(config.DATA_DIR, "outbox"),
    });
    closing.push(async () => mail.close());
    const viewerInSql = (viewer: Viewer) => viewerSql(viewer, reads.circles);
    const notificationMails = new NotificationMails({
      dataSource: database.dataSource,
      kinds: notificationKinds,
      links: createUnsubscribeLinks(secret, UNSUBSCRIBE_PATH),
      hubUrl: reachable,
      viewerInSql,
    });
    const tasks = mergeOnce("job", [
      notificationMails.jobs,
      mailJobs(mail, log),
      attachmentJobs(database.dataSource, files, incoming),
      liveJobs,
      ...modules.map((module) => module.jobs ?? {}),
    ]);
    const schedule = mergeOnce("schedule", [liveSchedule, ...modules.map((module) => module.schedule ?? {})]);
    const jobs = await startJobRunner(database.url, tasks, schedule, log);
    closing.push(() => jobs.stop());

    const compiled = new CompiledReads(schema, reads);
    const readerOf = async ({ headers }: OperationScope) => {
      const identity = await authentication.identify(headers);
      if (identity.kind === "invalid") throw unauthenticated("The credential is invalid or no longer valid.");
      const viewer = identity.kind === "account" ? identity.viewer : stranger;
      return { identity, viewer, language: languageFromHeader(headers["accept-language"]) };
    };
    const contextFor = async (scope: OperationScope): Promise<RequestContext> => {
      const { requestId, patience } = scope;
      const { identity, viewer, language } = await readerOf(scope);
      const count = { statements: 0 };
      const connections = database.reads.during(patience);
      const openReads = () => reads.session(connections, viewer, language, count);
      return {
        requestId,
        viewer,
        language,
        signedInAt: identity.kind === "account" ? identity.sessionCreatedAt : null,
        count,
        ...(config.READS !== "batched" && {
          compiled,
          rowsBehind: new RowsBehind((client) => database.reads.logged(client)),
        }),
        reads: openReads(),
        renewReads: openReads,
      };
    };
    const credentialsAsOf = () => authentication.sessionsAsOf();
    const sharedAnswers = new SharedAnswers({
      schema,
      compiled,
      async run(statement) {
        const asked = await database.reads
          .during(new Patience())
          .query<RowForMany & QueryResultRow>(statement);
        return asked.rows[0];
      },
      credentialsAsOf,
      isCompared: config.READS === "compared",
      metrics,
    });
    const server = await createHubServer({
      config,
      schema,
      contextFor,
      credentialsAsOf,
      answerAsText: compiledAnswers({ schema, compiled, way: config.READS, log, metrics }),
      describeContext: ({ count }) => ({ ...count }),
      readerOf,
      ...(config.READS !== "batched" && { sharedAnswers }),
      readiness: async () => (jobs.isRunning() ? readiness(database.pool) : "the job runner has ended"),
      status: async () => ({
        name: "samspil",
        database: database.isEmbedded ? "embedded" : "external",
        demo: hasDemo && isLocal,
      }),
      files: new AttachmentTransfers({
        dataSource: database.dataSource,
        files,
        incoming,
        links,
        hosts: attachmentHosts,
        viewerInSql,
      }),
      unsubscribe: (token, isWanted) => notificationMails.unsubscribe(token, isWanted),
      handleAuth: (request, response, clientAddress) =>
        authentication.handle(request, response, clientAddress),
      socketLimits: {
        maxSockets: config.MAX_SOCKETS,
        maxSocketsPerAddress: config.MAX_SOCKETS_PER_ADDRESS,
        maxOperations: config.MAX_SOCKET_OPERATIONS,
        maxMessageBytes: config.MAX_SOCKET_MESSAGE_BYTES,
      },
      log,
      metrics,
    });
    closing.push(() => server.close());
    const { url, preferredPortTaken } = await server.listen();
    publicUrl ||= url;
    tellReachable(hubUrl());
    if (preferredPortTaken) say(`Port 4000 is taken; listening on ${new URL(url).port} instead.`);
    say(`GraphQL   ${url}/graphql`);
    say(`GraphiQL  ${url}${GRAPHIQL_PATH}`);
    if (hasDemo && isLocal) {
      say(`Demo accounts, password ${demoPassword}:`);
      for (const { email, displayName } of demoAccounts) say(`  ${email.padEnd(36)} ${displayName}`);
    }
    say(`Samspil is ready at ${url}`);
    return { stop: () => closing.run() };
  } catch (error) {
    await closing
      .run()
      .catch((failure: unknown) => log.error({ err: failure }, "the start was not undone in order"));
    throw error;
  }
}

/** Milliseconds in which a ready database answers. */
const readinessPatienceMs = 2000;

async function readiness(pool: { query(text: string): Promise<unknown> }): Promise<string | null> {
  const patience = new AbortController();
  const tooLate = sleep(readinessPatienceMs, "late" as const, { signal: patience.signal }).catch(
    () => "late" as const,
  );
  try {
    const outcome = await Promise.race([pool.query("SELECT 1"), tooLate]);
    return outcome === "late" ? "the database does not answer in time" : null;
  } catch {
    return "the database cannot be reached";
  } finally {
    patience.abort();
  }
}
