import { once } from "node:events";
import { connect } from "node:net";
import { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { buildSchema, GraphQLError, type GraphQLFieldResolver, type GraphQLSchema } from "graphql";
import { createHubServer, type HubServer, type HubServerOptions } from "../../../src/app/http/hub-server.js";
import type { Patience } from "../../../src/platform/concurrency/patience.js";
import {
  badUserInput,
  forbidden,
  throttled,
  unauthenticated,
} from "../../../src/platform/errors/technical-errors.js";
import { FileRefusal } from "../../../src/platform/files/file-transfers.js";
import { createLog } from "../../../src/platform/log/log.js";
import { createMetrics } from "../../../src/platform/metrics/metrics.js";
import { TrialStreams } from "./trial-streams.js";

/** What the trial schema's resolvers get. */
export interface TrialContext {
  readonly requestId: string;
  readonly clientAddress: string;
  readonly patience: Patience;
  /** The token that was presented; null for a stranger. */
  readonly token: string | null;
}

const typeDefs = /* GraphQL */ `
  interface Actor { id: ID! name: String! genres: [Genre!]! actors(first: Int, after: String, last: Int, before: String): ActorConnection! }
  type Venue implements Actor { id: ID! name: String! capacity: Int genres: [Genre!]! actors(first: Int, after: String, last: Int, before: String): ActorConnection! }
  type Genre { slug: String! }
  type ActorEdge { cursor: String! node: Actor! }
  type PageInfo { hasNextPage: Boolean! }
  type ActorConnection { edges: [ActorEdge!]! nodes: [Actor!]! pageInfo: PageInfo! totalCount: Int! }
  type Query {
    hello(name: String = "world"): String!
    count(size: Int! = 5): Int!
    address: String!
    actors(first: Int, after: String, last: Int, before: String): ActorConnection!
    nodes(ids: [ID!]!): [Actor]!
    slow(ms: Int!): String!
    aborted(ms: Int!): String!
    databaseFailure: String
    plainFailure: String
    impostor: String
    wrongNumber: Int
    nothingRequired: String!
    forbidden: String
    throttled: String
    refused: String
  }
  type Mutation { write(value: String!): String! }
  type Subscription {
    ticks: Int!
    counted(to: Int!): Int!
    silent: Int!
    pushed: Int!
    readBy: String
    failing(after: Int!): Int!
    broken(after: Int!): Int!
    refused: Int!
    notOpened: Int!
    bulky(characters: Int!): String!
    forbiddenFrom(number: Int!): Int
    untold(times: Int!): Int!
  }
`;

/** Calls of resolvers and of the context maker, which a refused operation must not cause. */
export interface TrialCalls {
  contexts: number;
  resolvers: number;
  /** Operations whose signal was aborted while they ran. */
  aborted: number;
  writes: string[];
  streams: TrialStreams;
}

function trialSchema(calls: TrialCalls): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  const databaseError = Object.assign(
    new Error('duplicate key value violates unique constraint "account_email_key"'),
    {
      code: "23505",
      severity: "ERROR",
      table: "account",
      constraint: "account_email_key",
      detail: "Key (email)=(secret.person@example.org) already exists.",
      query: "insert into account values ($1)",
      parameters: ["secret.person@example.org"],
    },
  );
  const resolvers: Record<string, GraphQLFieldResolver<unknown, TrialContext>> = {
    hello: (_, { name }) => `Hello ${name}`,
    count: (_, { size }) => size,
    address: (_, __, { clientAddress }) => clientAddress,
    actors: () => ({ edges: [], nodes: [], pageInfo: { hasNextPage: false }, totalCount: 0 }),
    nodes: () => [],
    slow: async (_, { ms }) => {
      await pause(ms);
      return "done";
    },
    aborted: async (_, { ms }, { patience }) => {
      const stop = new AbortController();
      await patience
        .during(
          () => pause(ms, undefined, { signal: stop.signal }),
          () => stop.abort(),
        )
        .catch(() => {
          calls.aborted += 1;
        });
      return "done";
    },
    databaseFailure: () => {
      throw databaseError;
    },
    plainFailure: () => {
      throw new Error(
        "at /srv/samspil/secret.ts: select * from account where email = 'secret.person@example.org'",
      );
    },
    impostor: () => {
      throw new GraphQLError("select secret from account", { extensions: { code: "BAD_USER_INPUT" } });
    },
    wrongNumber: () => "secret text",
    nothingRequired: () => null,
    forbidden: () => {
      throw forbidden();
    },
    throttled: async () => {
      throw throttled("Wait a minute.");
    },
    refused: () => {
      throw badUserInput("Give exactly one of id and slug.");
    },
    write: (_, { value }) => {
      calls.writes.push(value);
      return value;
    },
  };
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = resolvers[field.name];
      if (!resolve) throw new Error(`No resolver for ${field.name}`);
      field.resolve = (...args) => {
        calls.resolvers += 1;
        return resolve(...args);
      };
    }
  }
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    field.subscribe = calls.streams.sourceOf(field.name);
    field.resolve = (event, args, context) =>
      calls.streams.answer(field.name, Number(event), args, context.token);
  }
  const actor = schema.getType("Actor");
  if (actor && "resolveType" in actor) actor.resolveType = () => "Venue";
  return schema;
}

const nothingThere = () => new FileRefusal("NOT_FOUND", { DA: "Her er intet.", EN: "There is nothing." });

/** A running server over the trial schema. */
export interface TrialServer {
  readonly server: HubServer;
  readonly url: string;
  readonly port: number;
  readonly calls: TrialCalls;
  /** The log's lines so far, parsed. */
  readonly logLines: () => Record<string, unknown>[];
  /** The log as it was written. */
  readonly logText: () => string;
  /** Tokens that hold; none at first, so that any is UNAUTHENTICATED. */
  readonly tokens: Set<string>;
  /** The reason that `/readyz` gives; null for ready. */
  readiness: string | null | Error;
  stop(): Promise<void>;
}

type TrialOptions = Partial<
  Pick<
    HubServerOptions<TrialContext>,
    | "config"
    | "contextFor"
    | "credentialsAsOf"
    | "limits"
    | "socketLimits"
    | "handleAuth"
    | "files"
    | "status"
  >
>;

/** Settings of a server on any free port. */
export const trialConfig: HubServerOptions<TrialContext>["config"] = {
  PORT: 0,
  HOST: "127.0.0.1",
  PUBLIC_URL: undefined,
  CORS_ORIGINS: [],
  TRUST_PROXY: false,
};

/** Starts a server whose context takes the tokens of `tokens`, by `Authorization: Bearer` or the cookie `token`. */
export async function startTrialServer(options: TrialOptions = {}): Promise<TrialServer> {
  const calls: TrialCalls = {
    contexts: 0,
    resolvers: 0,
    aborted: 0,
    writes: [],
    streams: new TrialStreams(),
  };
  const tokens = new Set<string>();
  let text = "";
  const destination = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const trial = { readiness: null as string | null | Error };
  const server = await createHubServer<TrialContext>({
    config: trialConfig,
    schema: trialSchema(calls),
    async contextFor({ headers, requestId, clientAddress, patience }) {
      calls.contexts += 1;
      if (headers.authorization === "Bearer broken") throw new Error("connection to 10.1.2.3 lost");
      if (headers.authorization === "Bearer slow") await pause(200);
      const token =
        headers.authorization?.replace(/^Bearer /, "") ??
        /\btoken=(\w+)/.exec(headers.cookie ?? "")?.[1] ??
        null;
      if (token !== null && !tokens.has(token)) throw unauthenticated("The token is not valid.");
      return { requestId, clientAddress, patience, token };
    },
    async readiness() {
      if (trial.readiness instanceof Error) throw trial.readiness;
      return trial.readiness;
    },
    status: async () => ({ version: "0.1.0" }),
    async handleAuth(request, response) {
      response.setHeader("set-auth-token", "token");
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ path: request.url }));
    },
    files: {
      receive: async () => {
        throw nothingThere();
      },
      open: async () => {
        throw nothingThere();
      },
    },
    unsubscribe: async () => false,
    log: createLog({ level: "debug", destination }),
    metrics: createMetrics(),
    ...options,
  });
  const { url, port } = await server.listen();
  return Object.assign(trial, {
    server,
    url,
    port,
    calls,
    tokens,
    logLines: () =>
      text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    logText: () => text,
    stop: () => server.close(),
  });
}

/** An error of a response, as far as the tests look at it. */
export interface TrialError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly requestId: string; readonly limit?: string };
}

/** A response with its JSON body. */
export interface TrialAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly TrialError[];
  /** The first error's code. */
  readonly code: string | undefined;
}

/** Sends a request and reads its answer as JSON. */
export async function ask(url: string, init?: RequestInit): Promise<TrialAnswer> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const { data, errors } = (await response.json()) as Pick<TrialAnswer, "data" | "errors">;
  return {
    status: response.status,
    headers: response.headers,
    data,
    errors,
    code: errors?.[0]?.extensions.code,
  };
}

/** Posts an operation. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<TrialAnswer> {
  return ask(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** Writes text to a bare socket and answers all that comes back until the server closes or `forMs` is over. */
export async function sendRaw(
  port: number,
  parts: string | readonly string[],
  forMs = 3_000,
): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => {
    received += String(chunk);
  });
  socket.on("error", () => socket.destroy());
  await once(socket, "connect");
  for (const part of typeof parts === "string" ? [parts] : parts) socket.write(part);
  await Promise.race([once(socket, "close"), pause(forMs, undefined, { ref: false })]);
  socket.destroy();
  return received;
}
