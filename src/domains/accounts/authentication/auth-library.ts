import { type BetterAuthOptions, betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
// The package's list of all plugins would load each of them.
import { bearer } from "better-auth/plugins/bearer";
import type { Pool } from "pg";
import { newIds, type RowIds } from "../../../platform/ids/ids.js";
import type { Recipient } from "../../../platform/mail/compose-mail.js";
import type { Language } from "../../../platform/text/language.js";
import { linkLifetimes } from "../mails.js";
import { hashPassword, isPassword, maxPasswordLength } from "./passwords.js";

/** How long a session lasts, in seconds; it is not prolonged by use. */
export const sessionLifetime = 30 * 24 * 3600;

/** What better-auth asks of the hub. */
export interface AuthLibraryHooks {
  /** A verification link is due: after a sign-up, a sign-in without one, or on request. */
  sendVerification(to: Recipient, token: string, callbackUrl: string | null): Promise<void>;
  /** A link to choose a password is due. */
  sendPasswordReset(
    to: Recipient & { readonly emailVerified: boolean },
    token: string,
    callbackUrl: string | null,
  ): Promise<void>;
  /** The holder of the address has chosen a password. */
  passwordWasReset(accountId: string, to: Recipient): Promise<void>;
  /** The library reports a fault; its texts may hold e-mail addresses. */
  reportFault(error: unknown): void;
}

/** The id prefixes of better-auth's models; "user" is the only one the API shows beside sessions. */
const idPrefixes: Readonly<Record<string, string>> = {
  user: "account",
  session: "session",
  account: "credential",
  verification: "verification",
};

/** better-auth set up for the hub: its tables under our names, passwords by argon2id, mails by our jobs. */
export function createAuthLibrary(pool: Pool, secret: string, hooks: AuthLibraryHooks) {
  return betterAuth({ ...optionsOf(pool, secret, hooks), plugins: [bearer({ requireSignature: true })] });
}

/** What better-auth would still add to the tables in the database. */
export async function missingFromDatabase(pool: Pool): Promise<string[]> {
  const options = { ...optionsOf(pool, "s".repeat(32), silentHooks), logger: { disabled: true } };
  const plan = await getMigrations(options, { throwOnUnsafe: false });
  return [
    ...plan.toBeCreated.map(({ table }) => `table ${table}`),
    ...plan.toBeAdded.flatMap(({ table, fields }) =>
      Object.keys(fields).map((field) => `column ${table}.${field}`),
    ),
    ...plan.toBeAddedIndexes.map(({ name }) => `index ${name}`),
    ...plan.unsafeChanges,
    ...plan.schemaProblems,
  ];
}

function optionsOf(pool: Pool, secret: string, hooks: AuthLibraryHooks) {
  return {
    appName: "Samspil",
    // Requests reach the library through our own handler; no address of it is ever shown or trusted.
    baseURL: "http://samspil.invalid",
    basePath: "/api/auth",
    database: pool,
    // As a list, so that BETTER_AUTH_SECRETS in the environment cannot replace it.
    secrets: [{ version: 1, value: secret }],
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: {
      level: "error",
      log: (_level, message, ...details) => {
        hooks.reportFault(details.find((detail) => detail instanceof Error) ?? new Error(message));
      },
    },
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      autoSignIn: false,
      // Our handler counts code points first; these bounds only have to let through what it does.
      minPasswordLength: 1,
      maxPasswordLength: 2 * maxPasswordLength,
      resetPasswordTokenExpiresIn: linkLifetimes.passwordReset,
      revokeSessionsOnPasswordReset: true,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => isPassword(hash, password),
      },
      sendResetPassword: ({ user, url, token }) =>
        hooks.sendPasswordReset(holderOf(user), token, callbackOf(url)),
      onPasswordReset: ({ user }) => hooks.passwordWasReset(user.id, holderOf(user)),
    },
    emailVerification: {
      sendOnSignUp: true,
      sendOnSignIn: true,
      autoSignInAfterVerification: false,
      expiresIn: linkLifetimes.verification,
      sendVerificationEmail: ({ user, url, token }) =>
        hooks.sendVerification(holderOf(user), token, callbackOf(url)),
    },
    user: {
      modelName: "account",
      fields: {
        name: "display_name",
        emailVerified: "email_verified",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
      additionalFields: {
        publicId: {
          type: "string",
          required: true,
          unique: true,
          input: false,
          fieldName: "public_id",
          defaultValue: "",
        },
        language: { type: "string", required: true, defaultValue: "DA" },
        birthDate: {
          type: "date",
          required: false,
          returned: false,
          fieldName: "birth_date",
          // The library makes a Date of it, which would be written in the host's time zone: a day off, perhaps.
          transform: {
            input: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
          },
        },
      },
    },
    session: {
      modelName: "account_session",
      fields: {
        userId: "account_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
      expiresIn: sessionLifetime,
      disableSessionRefresh: true,
      // Listing and ending one's sessions must be possible on the second day, too.
      freshAge: 0,
      cookieCache: { enabled: false },
    },
    account: {
      modelName: "account_credential",
      fields: {
        userId: "account_id",
        providerId: "provider_id",
        accountId: "provider_account_id",
        password: "password_hash",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
    },
    verification: {
      modelName: "account_verification",
      // Who reads the table cannot use what was sent by mail.
      storeIdentifier: "hashed",
      fields: { expiresAt: "expires_at", createdAt: "created_at", updatedAt: "updated_at" },
    },
    databaseHooks: {
      user: {
        create: {
          before: async (user) => {
            const { id, publicId }: RowIds = newIds("account");
            return { data: { ...user, id, publicId } };
          },
        },
      },
    },
    advanced: {
      cookiePrefix: "samspil",
      // Our handler adds Secure to each answer that travels over https, whatever NODE_ENV says.
      useSecureCookies: false,
      ipAddress: { disableIpTracking: true },
      database: {
        generateId: ({ model }) => newIds(idPrefixes[model] ?? "row").id,
        validateSchema: false,
      },
    },
  } satisfies BetterAuthOptions;
}

const silentHooks: AuthLibraryHooks = {
  sendVerification: async () => {},
  sendPasswordReset: async () => {},
  passwordWasReset: async () => {},
  reportFault: () => {},
};

/** Whom a mail to better-auth's user goes to. */
function holderOf(user: {
  email: string;
  emailVerified: boolean;
}): Recipient & { readonly emailVerified: boolean } {
  const language: Language = "language" in user && user.language === "EN" ? "EN" : "DA";
  return { email: user.email, language, emailVerified: user.emailVerified };
}

/** Where the library's own link would lead afterwards; null for its default. */
function callbackOf(libraryUrl: string): string | null {
  const callback = new URL(libraryUrl).searchParams.get("callbackURL");
  return callback === "/" || callback === "" ? null : callback;
}
