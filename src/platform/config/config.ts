import { resolve } from "node:path";
import { z } from "zod";

/** The one list of settings. Every variable the product reads stands here, with its type and default. */
const settings = {
  PORT: setting(wholeNumber(0, 65535).optional(), "a whole number from 0 to 65535 (0: any free port)"),
  HOST: setting(z.string().min(1).max(255).default("127.0.0.1"), "an address or host name to listen on"),
  DATABASE_URL: setting(
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    "postgres://USER:PASSWORD@HOST:PORT/DATABASE; unset starts the embedded database",
  ),
  DATA_DIR: setting(
    z.string().min(1).default("data"),
    "a folder for the embedded database, secrets and outgoing mail",
  ),
  PUBLIC_URL: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    "the http(s) address people reach this hub at, used in mails; unset takes the address listened on",
  ),
  AUTH_SECRET: setting(
    z.string().min(32).optional(),
    "at least 32 characters; unset keeps a random one in DATA_DIR",
  ),
  SMTP_URL: setting(
    z.url({ protocol: /^smtps?$/ }).optional(),
    "smtp://USER:PASSWORD@HOST:PORT; unset writes mails to DATA_DIR/outbox",
  ),
  MAIL_FROM: setting(
    z.string().max(320).regex(sender()).default("Samspil <no-reply@samspil.example>"),
    "the sender of mails on one line, an address or Name <address>",
  ),
  LOG_LEVEL: setting(
    z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    "trace, debug, info, warn, error, fatal or silent",
  ),
  TRUST_PROXY: setting(
    z
      .enum(["true", "false"])
      .default("false")
      .transform((value) => value === "true"),
    "true or false; true believes X-Forwarded-For and X-Forwarded-Proto of the proxy in front",
  ),
  CORS_ORIGINS: setting(
    z
      .string()
      .default("")
      .transform((value) =>
        value
          .split(",")
          .map((origin) => origin.trim())
          .filter(Boolean),
      )
      .pipe(z.array(z.url({ protocol: /^https?$/ }))),
    "a comma-separated list of origins such as https://app.example that browsers may call from",
  ),
  READS: setting(
    z.enum(["compiled", "batched", "compared"]).default("compiled"),
    "compiled, batched or compared; compared runs every query both ways and fails where they differ",
  ),
  LOG_STATEMENTS: setting(
    z
      .enum(["true", "false"])
      .default("false")
      .transform((value) => value === "true"),
    "true or false; true logs the statement of each new query with its plan, without values",
  ),
  MAX_SOCKETS: setting(
    wholeNumber(1, 1_000_000).default(10_000),
    "how many WebSockets may be open at a time, from 1 to 1000000",
  ),
  MAX_SOCKETS_PER_ADDRESS: setting(
    wholeNumber(1, 1_000_000).default(1_000),
    "how many WebSockets one client address may have open at a time, from 1 to 1000000",
  ),
  MAX_SOCKET_OPERATIONS: setting(
    wholeNumber(1, 10_000).default(100),
    "how many operations may be under way on one WebSocket at a time, from 1 to 10000",
  ),
  MAX_SOCKET_MESSAGE_BYTES: setting(
    wholeNumber(1_024, 1_048_576).default(65_536),
    "how large a WebSocket message may be, in bytes from 1024 to 1048576",
  ),
  STATEMENT_TIMEOUT_MS: setting(
    wholeNumber(100, 600_000).default(10_000),
    "milliseconds from 100 to 600000 after which the database gives up a statement",
  ),
};

/** Variables whose value must not be shown when it is refused. */
const secretSettings = new Set(["DATABASE_URL", "AUTH_SECRET", "SMTP_URL"]);

type SettingName = keyof typeof settings;
/** The parsed settings, keyed by the variable's name. */
export type Config = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]["schema"]> };

/** A setting that cannot be used: its message is the one line to print before leaving with exit code 1. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * Reads all settings from the environment, once.
 * An empty variable counts as unset. DATA_DIR comes out absolute, relative to the working folder.
 * @throws ConfigError naming the variable, the value (unless secret) and what is accepted.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const parsed: Record<string, unknown> = {};
  for (const [name, { schema, accepts }] of Object.entries(settings)) {
    const given = environment[name] === "" ? undefined : environment[name];
    const result = schema.safeParse(given);
    if (!result.success) {
      const shown = secretSettings.has(name) ? "(value not shown)" : JSON.stringify(given);
      throw new ConfigError(`${name}=${shown} is not accepted: ${name} takes ${accepts}.`);
    }
    parsed[name] = result.data;
  }
  parsed.DATA_DIR = resolve(parsed.DATA_DIR as string);
  return parsed as Config;
}

/** Plain digits only: a number coerced from text would also be read from `0x10`, `1e3` and white space. */
function wholeNumber(smallest: number, largest: number) {
  return z
    .string()
    .regex(/^[0-9]+$/)
    .transform(Number)
    .pipe(z.number().min(smallest).max(largest));
}

/**
 * `address` or `Name <address>`, a name with commas or other special characters in quotes (RFC 5322, section 3.4).
 * Line breaks and control characters would end the mail's header and begin another.
 */
function sender(): RegExp {
  const address = String.raw`[^\p{C}\p{Z}"(),:;<>@[\\\]]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*`;
  const name = String.raw`(?:"[^\p{C}\p{Zl}\p{Zp}"\\]+"|[^\p{C}\p{Zl}\p{Zp}"(),:;<>@[\\\]]+)`;
  return new RegExp(`^(?:${address}|${name} ?<${address}>)$`, "u");
}

function setting<Schema extends z.ZodType>(schema: Schema, accepts: string) {
  return { schema, accepts };
}
