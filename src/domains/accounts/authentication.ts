import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import DataLoader from "dataloader";
import { DatabaseError, Pool } from "pg";
import type { Viewer } from "../../platform/auth/viewer.js";
import type { Announcements } from "../../platform/database/announcements.js";
import { answerWithinMs, connectionPatienceMs } from "../../platform/database/data-source.js";
import { type Queryable, sql } from "../../platform/database/sql.js";
import type { Log } from "../../platform/log/log.js";
import { type Mail, queueMail } from "../../platform/mail/mail.js";
import type { Language } from "../../platform/text/language.js";
import {
  beginSignUpAnew,
  findAccount,
  findLiveSessions,
  forgetExpiredSessions,
  type SessionRecord,
  verifyEmail,
} from "./account.repository.js";
import { createAttemptCounters } from "./authentication/attempt-limits.js";
import { authEndpoints, type SignUp } from "./authentication/auth-endpoints.js";
import { createAuthHandler } from "./authentication/auth-handler.js";
import type { AuthLibraryHooks } from "./authentication/auth-library.js";
import { KnownSessions } from "./authentication/known-sessions.js";
import {
  isCanonical,
  presentedCredential,
  readCredential,
  verified,
} from "./authentication/session-credential.js";
import { createTurns } from "./authentication/turns.js";
import {
  alreadySignedUpMail,
  finishSignUpMail,
  passwordChangedMail,
  passwordResetMail,
  verificationMail,
} from "./mails.js";

/** What authentication needs. */
export interface AuthenticationSettings {
  /** better-auth and the counters of attempts open a pool of their own to it. */
  readonly databaseUrl: string;
  /** The application's pool: sessions are looked up, and mails queued, through it. */
  readonly database: Queryable;
  /** AUTH_SECRET: signs sessions and verification links, keys the counters; at least 32 characters. */
  readonly secret: string;
  /** Where people reach the hub, without a path; asked when a mail is written, since the port may not be known before. */
  readonly publicUrl: () => string;
  /** TRUST_PROXY: whether X-Forwarded-Proto is believed. */
  readonly trustProxy: boolean;
  /** CORS_ORIGINS. */
  readonly corsOrigins: readonly string[];
  /** STATEMENT_TIMEOUT_MS, in milliseconds. */
  readonly statementTimeoutMs: number;
  /**
   * Whether demo accounts neither sign in nor keep the sessions they have: everybody knows their password, so that
   * only a hub that this machine alone reaches may take them.
   */
  readonly refuseDemoAccounts: boolean;
  /** Where it hears what ends sessions; started after this. */
  readonly announcements: Pick<Announcements, "on" | "hasHeard">;
  readonly log: Log;
}

/** Whose request it is. */
export type Identity =
  /** No credential came along. */
  | { readonly kind: "stranger" }
  /** A credential that does not hold: forged, cut off, expired, revoked, of a suspended or deleted account, or of a refused demo account. */
  | { readonly kind: "invalid" }
  | {
      readonly kind: "account";
      readonly viewer: Viewer;
      readonly sessionId: string;
      readonly sessionCreatedAt: Date;
      /** The account's language for mails. */
      readonly language: Language;
    };

/** Signing up, in and out over HTTP, and knowing whose request it is. */
export interface Authentication {
  /**
   * Whose request it is, by `Authorization: Bearer` or the session cookie; at most one statement, no write. A session that
   * another process ends has ended here within a second.
   */
  identify(headers: IncomingHttpHeaders): Promise<Identity>;
  /** A number that is another one when a session may have ended before its time, and none (NaN) when that cannot be told. */
  sessionsAsOf(): number;
  /** To be called when an account was changed: what is known of its sessions is looked up again. */
  accountChanged(): void;
  /**
   * Answers a request below `/api/auth`; never rejects.
   * @param clientAddress the socket's address, or what a trusted proxy says: failed attempts are counted on it
   */
  handle(request: IncomingMessage, response: ServerResponse, clientAddress: string): Promise<void>;
  /** What better-auth would still add to our tables; must be empty. */
  pendingAuthMigrations(): Promise<string[]>;
  /** Closes its own database connections. */
  close(): Promise<void>;
}

/** Connections that better-auth and the counters may use at a time. */
const authConnections = 6;
/** Sign-ins to one account from one address that wait for each other; more are refused at once. */
const maxSignInsWaiting = 50;
/** Sessions that one statement looks up. */
const maxSessionsAtOnce = 500;
/** PostgreSQL's type `date`, which stays the text it is: a Date would be a moment in the host's time zone. */
const dateTypeOid = 1082;

/** Makes the hub's authentication over better-auth. The tables and the job schema must be there. */
export function createAuthentication(settings: AuthenticationSettings): Authentication {
  const { database, secret, refuseDemoAccounts, log } = settings;
  const pool = new Pool({
    connectionString: settings.databaseUrl,
    max: authConnections,
    connectionTimeoutMillis: connectionPatienceMs,
    statement_timeout: settings.statementTimeoutMs,
    query_timeout: answerWithinMs(settings.statementTimeoutMs),
    application_name: "samspil-auth",
  });
  pool.on("error", (error) => log.warn({ err: error }, "an idle connection of the sign-in pool was lost"));
  pool.on("connect", (client) => client.setTypeParser(dateTypeOid, (text: string) => text));

  const counters = createAttemptCounters(pool, secret);
  const sendMail = async (mail: Mail) => {
    const outcome = await counters.take([{ limit: "mailRecipient", about: [mail.to] }]);
    // Whoever asked is told nothing: it would tell whether the account exists.
    if (outcome.allowed) await queueMail(database, mail);
    else log.warn("a mail about an account was not sent: its recipient got too many");
  };
  const link = (path: string, parameters: Record<string, string | null>) => {
    const url = new URL(`/api/auth/${path}`, settings.publicUrl());
    for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
    return url.href;
  };

  const hooks: AuthLibraryHooks = {
    sendVerification: (to, token, callbackURL) =>
      sendMail(verificationMail(to, link("verify-email", { token, callbackURL }))),
    sendPasswordReset(to, token, callbackURL) {
      const address = link(`reset-password/${token}`, { callbackURL });
      return sendMail(to.emailVerified ? passwordResetMail(to, address) : finishSignUpMail(to, address));
    },
    async passwordWasReset(accountId, to) {
      // The link came by mail, so whoever followed it owns the address.
      await verifyEmail(database, accountId);
      await sendMail(passwordChangedMail(to));
    },
    reportFault(error) {
      // Two sign-ups with one address at the same moment; the endpoint answers the second like any later one.
      if (error instanceof DatabaseError && error.constraint === "account_email_key") return;
      log.error({ err: error }, "better-auth reported a fault");
    },
  };
  let loaded: ReturnType<typeof loadLibrary> | undefined;
  const library = () => {
    loaded ??= loadLibrary(pool, secret, hooks).catch((error: unknown) => {
      // The next one tries again.
      loaded = undefined;
      throw error;
    });
    return loaded;
  };

  const settleSignUp = async (newest: SignUp, madeAccountId: string | undefined) => {
    const account = await findAccount(database, sql`email = ${sql.value(newest.email)}`);
    if (!account) return false;
    if (account.id === madeAccountId) return true;
    const begunAnew = await beginSignUpAnew(database, account.id, {
      displayName: newest.name,
      language: newest.language,
      birthDate: newest.birthDate ?? null,
    });
    try {
      if (begunAnew) await (await library()).api.requestPasswordReset({ body: { email: newest.email } });
      else await sendMail(alreadySignedUpMail(account));
    } catch (error) {
      // As with a first sign-up, whose mail may fail too: the answer does not tell them apart.
      log.error({ err: error }, "the mail after a repeated sign-up could not be queued");
    }
    return true;
  };

  // Sessions that are looked up at one moment are one statement: after an announcement that is whoever listens on a WebSocket.
  const sessions = new DataLoader<string, SessionRecord | undefined>(
    async (tokens) => {
      const found = await findLiveSessions(database, tokens, refuseDemoAccounts);
      return tokens.map((token) => found.get(token));
    },
    { cache: false, maxBatchSize: maxSessionsAtOnce },
  );
  const lookUp = async (given: string) => {
    const credential = verified(given, secret);
    if (credential.kind !== "token") return undefined;
    return sessions.load(credential.token);
  };
  const knownSessions = new KnownSessions(lookUp, settings.announcements);
  const findKnown: typeof lookUp = (given) =>
    isCanonical(given) ? knownSessions.find(given) : lookUp(given);
  const identifyBy = async (headers: IncomingHttpHeaders, find: typeof lookUp): Promise<Identity> => {
    const presented = presentedCredential(headers);
    if (presented.kind === "none") return { kind: "stranger" };
    const session = presented.kind === "presented" ? await find(presented.text) : undefined;
    if (!session) return { kind: "invalid" };
    const { accountId, isAdministrator, sessionId, sessionCreatedAt, language } = session;
    return { kind: "account", viewer: { accountId, isAdministrator }, sessionId, sessionCreatedAt, language };
  };

  const origins = {
    publicUrl: settings.publicUrl,
    trustProxy: settings.trustProxy,
    corsOrigins: settings.corsOrigins,
  };
  const endpoints = authEndpoints({
    library,
    counters,
    turns: createTurns(maxSignInsWaiting),
    secret,
    origins,
    signedIn: (accountId) => forgetExpiredSessions(database, accountId),
    settleSignUp,
    isRefused: async (email) =>
      refuseDemoAccounts &&
      (await findAccount(database, sql`email = ${sql.value(email)} AND is_demo`)) !== undefined,
  });
  const handle = createAuthHandler({
    endpoints,
    origins,
    log,
    acted: () => knownSessions.forget(),
    async session(headers) {
      const credential = readCredential(headers, secret);
      const identity = await identifyBy(headers, lookUp);
      if (identity.kind === "stranger") return "none";
      if (identity.kind === "invalid" || credential.kind !== "token") return "invalid";
      return { credential, sessionId: identity.sessionId };
    },
  });

  return {
    identify: (headers) => identifyBy(headers, findKnown),
    sessionsAsOf: () => knownSessions.asOf,
    accountChanged: () => knownSessions.forget(),
    handle,
    async pendingAuthMigrations() {
      const { missingFromDatabase } = await import("./authentication/auth-library.js");
      return missingFromDatabase(pool);
    },
    close: () => pool.end(),
  };
}

/** better-auth is loaded by whoever first signs up, in or out: knowing whose request it is takes none of it. */
async function loadLibrary(pool: Pool, secret: string, hooks: AuthLibraryHooks) {
  const { createAuthLibrary } = await import("./authentication/auth-library.js");
  return createAuthLibrary(pool, secret, hooks);
}
