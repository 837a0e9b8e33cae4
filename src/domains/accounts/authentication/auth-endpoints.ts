import type { IncomingMessage } from "node:http";
import { publicIdOf } from "../../../platform/ids/ids.js";
import type { Language } from "../../../platform/text/language.js";
import type { Attempt, AttemptCounters } from "./attempt-limits.js";
import { AuthFailure } from "./auth-failure.js";
import {
  authInputs,
  readBirthDate,
  readDisplayName,
  readEmail,
  readInput,
  readNewPassword,
  readPassword,
  readToken,
} from "./auth-input.js";
import type { createAuthLibrary } from "./auth-library.js";
import { newPasswordPage, passwordSavedPage, verifiedPage } from "./link-pages.js";
import { assertTrustedDestination, type OriginSettings } from "./origins.js";
import type { Credential } from "./session-credential.js";
import { signToken } from "./session-credential.js";
import type { Turns } from "./turns.js";

/** A request to one of the endpoints, its origin and form already found right. */
export interface AuthRequest {
  readonly incoming: IncomingMessage;
  readonly query: URLSearchParams;
  /** The rest of the path behind an endpoint that ends in `/`. */
  readonly rest: string;
  /** The JSON object or form fields of the body; empty without one. */
  readonly body: object;
  readonly language: Language;
  /** The client as limits count it. */
  readonly address: string;
  /** The session the request acts in; only on endpoints that need one. */
  readonly session: SignedIn | null;
}

/** A live session. */
export interface SignedIn {
  readonly credential: Credential & { readonly kind: "token" };
  readonly sessionId: string;
}

/** What goes back: JSON, a page, or the way to another address. */
export interface AuthAnswer {
  readonly body?: object | null;
  readonly page?: string;
  readonly location?: string;
  /** better-auth's headers, of which cookies and `set-auth-token` are passed on. */
  readonly headers?: Headers;
}

/** One endpoint below `/api/auth`. */
export interface AuthEndpoint {
  readonly method: "GET" | "POST";
  /** Below `/api/auth/`; one that ends in `/` takes one more segment. */
  readonly path: string;
  /**
   * Whose request it takes: only of somebody signed in; also of a stranger, but not with an invalid credential; or
   * anybody's, with the session if there is one. By default credentials are not looked at.
   */
  readonly session?: "required" | "valid-or-none" | "if-any";
  /** Whether the body is an HTML form of our own page instead of JSON. */
  readonly form?: boolean;
  /** Whether people open it from a mail, so that it answers a browser with a page. */
  readonly link?: boolean;
  /** Milliseconds that an answer takes at least, so that its time does not tell whether an account exists. */
  readonly minimumMs?: number;
  run(request: AuthRequest): Promise<AuthAnswer>;
}

/** Who signs up, without the password. */
export interface SignUp {
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly language: Language;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | undefined;
}

/** What the endpoints work with. */
export interface AuthEndpointTools {
  /** Asked at each use, since better-auth is loaded by the first one. */
  readonly library: () => Promise<ReturnType<typeof createAuthLibrary>>;
  readonly counters: AttemptCounters;
  readonly turns: Turns;
  readonly secret: string;
  readonly origins: OriginSettings;
  /** Housekeeping after a sign-in. */
  signedIn(accountId: string): Promise<void>;
  /**
   * Looks after a sign-up that did not make an account of its own, since the address has one already: voids what an
   * earlier one chose, if nobody has confirmed the address, and writes to its holder. False when there is no account.
   * @param madeAccountId the account this sign-up made, which it must not disturb; undefined when it failed
   */
  settleSignUp(newest: SignUp, madeAccountId: string | undefined): Promise<boolean>;
  /** Whether the address is that of a demo account on a hub that refuses those. */
  isRefused(email: string): Promise<boolean>;
}

/** Longer than creating an account and queueing its mail takes on a busy machine. */
const enumerationFloorMs = 250;
/** What a client called itself, cut to this length. */
const maxUserAgentLength = 300;

/**
 * The endpoints. They are the only ones: what else better-auth offers (changing
 * name, address or flags of a user, deleting it, social sign-in) does not exist here.
 */
export function authEndpoints(tools: AuthEndpointTools): readonly AuthEndpoint[] {
  const api = async () => (await tools.library()).api;

  const take = async (attempts: readonly Attempt[]) => {
    const outcome = await tools.counters.take(attempts);
    if (!outcome.allowed) throw new AuthFailure("THROTTLED", { retryAfter: outcome.retryAfter });
    return outcome;
  };
  const destination = (given: string | null | undefined): string | undefined => {
    if (given === null || given === undefined || given === "") return undefined;
    assertTrustedDestination(given, tools.origins);
    return given;
  };

  return [
    {
      method: "POST",
      path: "sign-up/email",
      minimumMs: enumerationFloorMs,
      async run(request) {
        const input = readInput(authInputs.signUp, request.body);
        const email = readEmail(input.email);
        const password = readNewPassword(input.password, "password");
        const person: SignUp = {
          email,
          name: readDisplayName(input.name),
          language: input.language ?? request.language,
          birthDate: readBirthDate(input.birthDate),
        };
        const callbackURL = destination(input.callbackURL);
        await take([
          { limit: "signUpRecipient", about: [email] },
          { limit: "signUpAddress", about: [request.address] },
        ]);
        const birthDate = person.birthDate ? new Date(person.birthDate) : undefined;
        let madeAccountId: string | undefined;
        try {
          const made = await (await api()).signUpEmail({
            body: { ...person, password, birthDate, callbackURL },
          });
          // For an address that is taken the library invents a user, whose id no account has.
          madeAccountId = made.user.id;
        } catch (error) {
          // Sign-ups with one address at the same moment: all but one are answered as any later one.
          if (!(await tools.settleSignUp(person, undefined))) throw error;
          return { body: { status: true } };
        }
        await tools.settleSignUp(person, madeAccountId);
        return { body: { status: true } };
      },
    },
    {
      method: "POST",
      path: "sign-in/email",
      async run(request) {
        const input = readInput(authInputs.signIn, request.body);
        const email = readEmail(input.email);
        const password = readPassword(input.password, "password");
        const attempts: Attempt[] = [
          { limit: "signInAccountAndAddress", about: [email, request.address] },
          { limit: "signInAccount", about: [email] },
          { limit: "signInAddress", about: [request.address] },
        ];
        const answer = await tools.turns.take(`${email} ${request.address}`, async () => {
          const taken = await take(attempts);
          try {
            if (await tools.isRefused(email)) throw new AuthFailure("DEMO_ACCOUNT");
            const response = await (await api()).signInEmail({
              body: { email, password, rememberMe: input.rememberMe },
              headers: deviceHeaders(request),
              returnHeaders: true,
            });
            await taken.giveBack();
            return response;
          } catch (error) {
            if (!isWrongPassword(error)) await taken.giveBack();
            throw error;
          }
        });
        if (!answer) throw new AuthFailure("THROTTLED", { retryAfter: 1 });
        const { user, token } = answer.response;
        await tools.signedIn(user.id);
        // The signed form: the one in `set-auth-token` and the only one that is accepted.
        return {
          body: { token: signToken(token, tools.secret), user: shownUser(user) },
          headers: answer.headers,
        };
      },
    },
    {
      method: "POST",
      path: "sign-out",
      session: "if-any",
      async run(request) {
        readInput(authInputs.nothing, request.body);
        const headers = request.session ? sessionHeaders(request.session) : new Headers();
        const answer = await (await api()).signOut({ headers, returnHeaders: true });
        return { body: { success: true }, headers: answer.headers };
      },
    },
    {
      method: "GET",
      path: "get-session",
      session: "valid-or-none",
      async run(request) {
        if (!request.session) return { body: null };
        const found = await (await api()).getSession({ headers: sessionHeaders(request.session) });
        if (!found) throw new AuthFailure("UNAUTHENTICATED");
        return {
          body: { session: shownSession(found.session, request.session), user: shownUser(found.user) },
        };
      },
    },
    {
      method: "GET",
      path: "list-sessions",
      session: "required",
      async run(request) {
        const session = signedInOf(request);
        const sessions = await (await api()).listSessions({ headers: sessionHeaders(session) });
        return { body: sessions.map((each) => shownSession(each, session)) };
      },
    },
    {
      method: "POST",
      path: "revoke-session",
      session: "required",
      async run(request) {
        const { token } = readInput(authInputs.revokeSession, request.body);
        const headers = sessionHeaders(signedInOf(request));
        const answer = await (await api()).revokeSession({
          body: { token: readToken(token) },
          headers,
          returnHeaders: true,
        });
        return { body: { status: true }, headers: answer.headers };
      },
    },
    {
      method: "POST",
      path: "revoke-sessions",
      session: "required",
      async run(request) {
        readInput(authInputs.nothing, request.body);
        const headers = sessionHeaders(signedInOf(request));
        const answer = await (await api()).revokeSessions({ headers, returnHeaders: true });
        return { body: { status: true }, headers: answer.headers };
      },
    },
    {
      method: "POST",
      path: "revoke-other-sessions",
      session: "required",
      async run(request) {
        readInput(authInputs.nothing, request.body);
        await (await api()).revokeOtherSessions({ headers: sessionHeaders(signedInOf(request)) });
        return { body: { status: true } };
      },
    },
    {
      method: "POST",
      path: "send-verification-email",
      async run(request) {
        const input = readInput(authInputs.sendVerification, request.body);
        const email = readEmail(input.email);
        const callbackURL = destination(input.callbackURL);
        await take(mailRequest(email, request));
        await (await api()).sendVerificationEmail({ body: { email, callbackURL } });
        return { body: { status: true } };
      },
    },
    {
      method: "GET",
      path: "verify-email",
      link: true,
      async run(request) {
        const location = destination(request.query.get("callbackURL"));
        await (await api()).verifyEmail({ query: { token: readToken(request.query.get("token") ?? "") } });
        return location ? { location } : { body: { status: true }, page: verifiedPage(request.language) };
      },
    },
    {
      method: "POST",
      path: "request-password-reset",
      minimumMs: enumerationFloorMs,
      async run(request) {
        const input = readInput(authInputs.requestPasswordReset, request.body);
        const email = readEmail(input.email);
        const redirectTo = destination(input.redirectTo);
        await take(mailRequest(email, request));
        await (await api()).requestPasswordReset({ body: { email, redirectTo } });
        return { body: { status: true } };
      },
    },
    {
      method: "POST",
      path: "reset-password",
      async run(request) {
        const input = readInput(authInputs.resetPassword, request.body);
        const newPassword = readNewPassword(input.newPassword, "newPassword");
        await (await api()).resetPassword({ body: { token: readToken(input.token), newPassword } });
        return { body: { status: true } };
      },
    },
    {
      method: "GET",
      path: "reset-password/",
      link: true,
      async run(request) {
        const token = readToken(request.rest);
        const location = destination(request.query.get("callbackURL"));
        if (!location) return { body: { status: true, token }, page: newPasswordPage(request.language) };
        return { location: `${location}${location.includes("?") ? "&" : "?"}token=${token}` };
      },
    },
    {
      method: "POST",
      path: "reset-password/",
      form: true,
      link: true,
      async run(request) {
        const token = readToken(request.rest);
        const input = readInput(authInputs.resetPassword, { ...request.body, token });
        try {
          const newPassword = readNewPassword(input.newPassword, "newPassword");
          await (await api()).resetPassword({ body: { token, newPassword } });
        } catch (error) {
          if (!(error instanceof AuthFailure)) throw error;
          return { body: error.body(request.language), page: newPasswordPage(request.language, error) };
        }
        return { body: { status: true }, page: passwordSavedPage(request.language) };
      },
    },
  ];
}

function mailRequest(email: string, request: AuthRequest): Attempt[] {
  return [
    { limit: "mailRequestRecipient", about: [email] },
    { limit: "mailRequestAddress", about: [request.address] },
  ];
}

/** better-auth gets the verified session and nothing else of the request. */
function sessionHeaders(session: SignedIn): Headers {
  return new Headers({ authorization: `Bearer ${session.credential.signed}` });
}

function deviceHeaders(request: AuthRequest): Headers {
  const userAgent = request.incoming.headers["user-agent"]?.slice(0, maxUserAgentLength);
  return new Headers(userAgent ? { "user-agent": userAgent } : {});
}

function signedInOf(request: AuthRequest): SignedIn {
  if (!request.session) throw new AuthFailure("UNAUTHENTICATED");
  return request.session;
}

/** Of all refusals only this one was a guess; the others knew the password, or were our own fault. */
function isWrongPassword(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("body" in error)) return false;
  const { body } = error;
  return (
    typeof body === "object" && body !== null && "code" in body && body.code === "INVALID_EMAIL_OR_PASSWORD"
  );
}

/** The account as its holder sees it here; everything else is asked of GraphQL. */
function shownUser(user: {
  id: string;
  email: string;
  name: string;
  emailVerified: boolean;
  createdAt: Date;
  language: string;
}): object {
  const { email, name, emailVerified, createdAt, language } = user;
  return { id: publicIdOf("account", user.id), email, name, emailVerified, language, createdAt };
}

/** A session in a list; its token ends it and does nothing else, for it lacks the signature. */
function shownSession(
  session: { id: string; token: string; createdAt: Date; expiresAt: Date; userAgent?: string | null },
  current: SignedIn,
): object {
  const { token, createdAt, expiresAt } = session;
  return {
    id: publicIdOf("session", session.id),
    token,
    createdAt,
    expiresAt,
    userAgent: session.userAgent || null,
    current: session.id === current.sessionId,
  };
}
