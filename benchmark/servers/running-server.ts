import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { signToken } from "../../src/domains/accounts/authentication/session-credential.js";
import { hubReductions, postgraphileReductions, type Reduction } from "../questions/answers.js";
import { hubDocuments, postgraphileDocuments } from "../questions/documents.js";
import type { QuestionName, QuestionRequest } from "../questions/requests.js";
import { accountIds, sessionToken } from "../region/entered-rows.js";
import type { ServerName } from "./server-names.js";

/** One HTTP request, a POST of JSON. */
export interface HttpRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RunningServer {
  readonly name: ServerName;
  readonly processId: number;
  /** Such as http://127.0.0.1:41234 */
  readonly url: string;
  /** Whether it is asked in Samspil's schema or a part of it. */
  readonly offersHubSchema: boolean;
  request(question: QuestionName, asked: QuestionRequest): HttpRequest;
  readonly reductions: Readonly<Record<QuestionName, Reduction>>;
  /** What an account presents as it begins on a WebSocket. */
  connectionParams(member: number): Readonly<Record<string, unknown>>;
  /** Has the process clean up its memory, so that what it holds can be compared. */
  collectGarbage(): void;
  /** Everything it wrote to its terminal. */
  log(): string;
  stop(): Promise<void>;
}

export interface ServerSettings {
  readonly root: string;
  readonly databaseUrl: string;
  /** A folder for what Samspil keeps beside its database. */
  readonly dataDir: string;
}

/** What is started: a server of the tables, or the limit of sockets, which is one of its own. */
export type ProgramName = ServerName | "limit-sockets";

/** Database connections of each server but Samspil, which has its own: two for each of two cores, not yet compared with 2 and 8. */
const connections: Readonly<Record<Exclude<ProgramName, "samspil">, number>> = {
  limit: 4,
  "limit-sockets": 0,
  mercurius: 4,
  postgraphile: 4,
};

/** Signs the sessions in the region; nothing that it opens is anybody's. */
const authSecret = "the benchmark's region holds nobody's data";
/** Milliseconds in which a server starts. */
const startMs = 60_000;

/**
 * Preloaded by every server alike: a signal has it collect garbage, since what a process holds otherwise tells when it last did.
 */
const collector =
  "import v8 from'node:v8';import vm from'node:vm';v8.setFlagsFromString('--expose-gc');const gc=vm.runInNewContext('gc');process.on('SIGUSR2',()=>gc())";

/** Starts a server with the settings of production and waits until it listens. */
export async function startServer(name: ProgramName, settings: ServerSettings): Promise<RunningServer> {
  const { command, args, env, listening } = programOf(name, settings);
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(collector)}`,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      // Enough to tell why it failed.
      written = (written + text).slice(-100_000);
    });
  }
  const url = await listeningAt(child, () => written, listening, name);
  return {
    name: name === "limit-sockets" ? "limit" : name,
    processId: child.pid ?? 0,
    url,
    request: (question, asked) => requestOf(name, question, asked),
    offersHubSchema: name === "samspil" || name === "mercurius",
    reductions: name === "postgraphile" ? postgraphileReductions : hubReductions,
    connectionParams: (member) =>
      name === "samspil"
        ? { authorization: `Bearer ${signToken(sessionToken(member), authSecret)}` }
        : { accountId: accountIds(member).id },
    collectGarbage: () => void child.kill("SIGUSR2"),
    log: () => written,
    stop: () => stopProcess(child),
  };
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Finds the port or the address in what it writes once it listens. */
  readonly listening: RegExp;
}

function programOf(name: ProgramName, { root, databaseUrl, dataDir }: ServerSettings): Program {
  if (name === "samspil") {
    return {
      command: process.execPath,
      // As npm start does it, which says why.
      args: [
        "--max-semi-space-size=4",
        "--max-old-space-size=1024",
        join(root, "dist", "src", "main.js"),
        "serve",
      ],
      env: {
        DATABASE_URL: databaseUrl,
        DATA_DIR: dataDir,
        PORT: "0",
        AUTH_SECRET: authSecret,
        LOG_LEVEL: "warn",
        // All listeners have one address here.
        MAX_SOCKETS_PER_ADDRESS: "10000",
      },
      listening: /Samspil is ready at http:\/\/127\.0\.0\.1:(\d+)/,
    };
  }
  const folder = join(root, "benchmark");
  return {
    // PostGraphile 5 wants Node.js 22, which a package of the benchmark's brings.
    command: name === "postgraphile" ? join(folder, "node_modules", "node", "bin", "node") : process.execPath,
    args: [join(folder, "servers", `${name}.mjs`)],
    env: {
      BENCH_DATABASE_URL: databaseUrl,
      BENCH_CONNECTIONS: String(connections[name]),
      GRAPHILE_ENV: "production",
    },
    listening: /listening on (\d+)/,
  };
}

/** The language of all answers. A member is a session to Samspil; the others are told the account, which spares them the look-up. */
function requestOf(
  name: ProgramName,
  question: QuestionName,
  { variables, member }: QuestionRequest,
): HttpRequest {
  const headers: Record<string, string> = { "content-type": "application/json", "accept-language": "da" };
  if (member !== undefined) {
    if (name === "samspil") headers.authorization = `Bearer ${signToken(sessionToken(member), authSecret)}`;
    else headers["x-account-id"] = accountIds(member).id;
  }
  if (name === "limit-sockets") return { path: "/", headers, body: fanOutPayload(variables) };
  if (name === "limit") return { path: `/${question}`, headers, body: JSON.stringify(variables) };
  const query = (name === "postgraphile" ? postgraphileDocuments : hubDocuments)[question];
  return { path: "/graphql", headers, body: JSON.stringify({ query, variables }) };
}

let lastSequence = 0;

/** What the limit tells of a message: what the others would. */
function fanOutPayload({ input }: QuestionRequest["variables"]): string {
  const { body } = input as { body: string };
  lastSequence += 1;
  const sender = { displayName: "Lilleby Spillested" };
  const message = {
    id: `message_${"0".repeat(26)}`,
    sequence: lastSequence,
    body,
    sentAt: new Date().toISOString(),
    sender,
  };
  return JSON.stringify({ data: { messageAdded: message } });
}

function listeningAt(
  child: ChildProcess,
  written: () => string,
  listening: RegExp,
  name: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(patience);
      child.off("error", failed).off("exit", ended);
      child.stdout?.off("data", look);
    };
    const fail = (reason: string) => {
      done();
      child.kill("SIGKILL");
      reject(new Error(`${name} did not start: ${reason}\n${written()}`));
    };
    const failed = (error: Error) => fail(error.message);
    const ended = (code: number | null) => fail(`it ended with ${code}`);
    const look = () => {
      const port = listening.exec(written())?.[1];
      if (port === undefined) return;
      done();
      resolve(`http://127.0.0.1:${port}`);
    };
    const patience = setTimeout(fail, startMs, `it took more than ${startMs / 1000} s`);
    child.once("error", failed).once("exit", ended);
    child.stdout?.on("data", look);
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(impatience);
}
