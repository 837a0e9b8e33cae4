import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { BaseContext } from "@apollo/server";
import { Patience } from "../../platform/concurrency/patience.js";
import type { Config } from "../../platform/config/config.js";
import type { FileTransfers } from "../../platform/files/file-transfers.js";
import { type Connections, watchConnections } from "./connections.js";
import { crossSitePolicy } from "./cross-site.js";
import { createFilesRoute, FILES_PATH, UPLOADS_PATH } from "./files-route.js";
import { GRAPHIQL_PATH, sendGraphiqlAsset, sendGraphiqlPage } from "./graphiql.js";
import { prefersHtml } from "./graphql-request.js";
import { createGraphqlRoute, type RequestScope } from "./graphql-route.js";
import { type HttpLimits, httpLimits } from "./http-limits.js";
import { badRequest, ClientGone, HttpRefusal } from "./http-refusal.js";
import { type ListeningAt, listenOn } from "./listen.js";
import { malformedRequestAnswer } from "./malformed-request.js";
import { createOperationRunner, type OperationRunnerOptions } from "./operation-runner.js";
import { INTERNAL_MESSAGE } from "./public-errors.js";
import { answerWithoutUpgrade } from "./refused-upgrade.js";
import { continueIfExpected, hasBody } from "./request-body.js";
import { clientAddressOf, requestIdOf, targetOf } from "./request-facts.js";
import { bareAnswer, sendJson, sendRefusal, sendText } from "./responses.js";
import { applySecurityHeaders } from "./security-headers.js";
import { createUnsubscribeRoute, UNSUBSCRIBE_PATH, type Unsubscribe } from "./unsubscribe-route.js";
import { type SocketLimits, socketLimits } from "./websocket/socket-limits.js";
import { createSocketServer } from "./websocket/socket-server.js";

/** What the server is given; it knows nothing of domains or databases itself. */
export interface HubServerOptions<RequestContext extends BaseContext>
  extends OperationRunnerOptions<RequestContext> {
  readonly config: Pick<Config, "PORT" | "HOST" | "PUBLIC_URL" | "CORS_ORIGINS" | "TRUST_PROXY">;
  /** Null when requests can be served, else the reason why not, fit for strangers. */
  readonly readiness: () => Promise<string | null>;
  /** Facts about the running server for `/status`, fit for strangers. */
  readonly status: () => Promise<object>;
  /** Answers everything below `/api/auth`; `clientAddress` is the one to limit attempts by. */
  readonly handleAuth: (
    request: IncomingMessage,
    response: ServerResponse,
    clientAddress: string,
  ) => Promise<void>;
  /** What happens below `/files`. */
  readonly files: FileTransfers;
  /** What happens below `/unsubscribe`. */
  readonly unsubscribe: Unsubscribe;
  /** Replaces bounds of `httpLimits`. */
  readonly limits?: Partial<HttpLimits>;
  /** Replaces bounds of `socketLimits`. */
  readonly socketLimits?: Partial<SocketLimits>;
}

/** The one-port server. */
export interface HubServer {
  /** Starts listening. @throws ConfigError when PORT or HOST cannot be used. */
  listen(): Promise<ListeningAt>;
  /** Stops accepting, lets running requests finish (at most `drainMs`), then resolves. */
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse, scope: RequestScope) => Promise<void>;

/** One route: its name in metrics and logs, and a handler for each of its methods. */
interface Route {
  readonly name: string;
  readonly methods: Readonly<Record<string, Handler>>;
  /** True when pages of allowed origins may call it. */
  readonly crossOrigin?: boolean;
  /** True when its body may be a file, and take as long to arrive. */
  readonly takesFiles?: boolean;
}

const AUTH_PATH = "/api/auth";
/** For requests and for WebSockets. */
const GRAPHQL_PATH = "/graphql";

/** Makes the server: GraphQL, sign-in, GraphiQL, health, status and metrics on one port. */
export async function createHubServer<RequestContext extends BaseContext>(
  options: HubServerOptions<RequestContext>,
): Promise<HubServer> {
  const { config, log, metrics } = options;
  const limits: HttpLimits = { ...httpLimits, ...options.limits };
  const crossSite = crossSitePolicy(config.CORS_ORIGINS, config.PUBLIC_URL);
  const isPublicHttps = config.PUBLIC_URL?.startsWith("https:") ?? false;
  const runner = createOperationRunner(options);
  await runner.start();
  const graphql = createGraphqlRoute({ runner, crossSite, maxBodyBytes: limits.maxBodyBytes });
  const sockets = createSocketServer({
    schema: options.schema,
    runner,
    crossSite,
    limits: { ...socketLimits, ...options.socketLimits },
    log,
    metrics,
  });

  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    // Requests without a file are given up earlier, below.
    requestTimeout: Math.max(limits.requestTimeoutMs, limits.uploadTimeoutMs),
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.timeoutCheckMs,
    // Answered below, in the shape of all our errors.
    requireHostHeader: false,
  });
  server.maxHeadersCount = limits.maxHeaders;
  server.timeout = limits.idleSocketTimeoutMs;
  const connections = watchConnections(server);
  const routes = routesOf(options, limits, connections, graphql);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const requestId = requestIdOf(request);
    const target = targetOf(request);
    const route = target === null ? null : routeAt(routes, target.path);
    const patience = new Patience();
    const scope: RequestScope = {
      requestId,
      clientAddress: clientAddressOf(request, config.TRUST_PROXY),
      headers: request.headers,
      search: target?.search ?? "",
      patience,
      facts: {},
    };
    connections.add(response);
    metrics.requestStarted();
    response.once("close", () => {
      if (!response.writableFinished) patience.end();
      // 499 is what nginx notes for a client that left.
      const status = response.writableFinished ? response.statusCode : 499;
      finished(request, status, route?.name ?? "unknown", scope, startedAt);
    });

    response.setHeader("x-request-id", requestId);
    applySecurityHeaders(response, isPublicHttps);
    try {
      requireHost(request);
      if (!route) throw new HttpRefusal(404, "NOT_FOUND", "There is nothing at this address.");
      if (route.crossOrigin) crossSite.applyCors(request, response);
      if (!route.takesFiles) giveUpLate(request, response);
      await handlerOf(route, request, response)(request, response, scope);
    } catch (error) {
      if (error instanceof ClientGone) return;
      const refusal = refusalOf(error, requestId, route?.name);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      scope.facts.errorCodes = [refusal.code];
      sendRefusal(request, response, requestId, refusal);
    }
  }

  /** Gives a request up whose body is still arriving after its time, as Node does. */
  function giveUpLate(request: IncomingMessage, response: ServerResponse): void {
    if (request.complete || !hasBody(request)) return;
    const late = setTimeout(() => {
      if (request.complete || response.headersSent) return;
      const error = Object.assign(new Error("The request took too long."), {
        code: "ERR_HTTP_REQUEST_TIMEOUT",
      });
      server.emit("clientError", error, request.socket);
    }, limits.requestTimeoutMs);
    // A server that has stopped does not wait for it.
    late.unref();
    request.once("close", () => clearTimeout(late));
  }

  /** What a client is told of an error; one that is not its own is logged. */
  function refusalOf(error: unknown, requestId: string, route: string | undefined): HttpRefusal {
    if (error instanceof HttpRefusal) return error;
    log.error({ requestId, route, err: error }, "A request failed");
    return new HttpRefusal(500, "INTERNAL_SERVER_ERROR", INTERNAL_MESSAGE);
  }

  /** Begins a WebSocket; other upgrades, and those elsewhere, are ignored. */
  function upgrade(request: IncomingMessage, head: Buffer): void {
    const startedAt = performance.now();
    const requestId = requestIdOf(request);
    const { socket } = request;
    // A response that is under way would get mixed up with what follows.
    if (connections.isBusy(socket)) {
      socket.destroy();
      return;
    }
    const route = targetOf(request)?.path === GRAPHQL_PATH ? GRAPHQL_PATH : "unknown";
    const facts: RequestScope["facts"] = {};
    let status = 101;
    try {
      if (route !== GRAPHQL_PATH || !asksForSocket(request)) {
        answerWithoutUpgrade(server, request, head);
        return;
      }
      requireHost(request);
      sockets.upgrade(request, head, requestId, clientAddressOf(request, config.TRUST_PROXY));
      connections.release(socket);
    } catch (error) {
      const refusal = refusalOf(error, requestId, route);
      status = refusal.status;
      facts.errorCodes = [refusal.code];
      socket.on("error", () => socket.destroy());
      socket.once("finish", () => socket.destroy()).end(bareAnswer(refusal, requestId));
    }
    metrics.requestStarted();
    finished(request, status, route, { requestId, facts }, startedAt);
  }

  /** The method's handler; OPTIONS is the same for every route. */
  function handlerOf(route: Route, request: IncomingMessage, response: ServerResponse): Handler {
    const method = request.method ?? "";
    const handler = route.methods[method];
    if (handler) return handler;
    const allow = [...Object.keys(route.methods), "OPTIONS"].join(", ");
    if (method !== "OPTIONS") {
      throw new HttpRefusal(405, "BAD_REQUEST", `Use one of ${allow} here.`, { allow });
    }
    if (route.crossOrigin) crossSite.applyPreflight(request, response, allow);
    return async () => void response.writeHead(204, { allow }).end();
  }

  function finished(
    request: IncomingMessage,
    status: number,
    route: string,
    { requestId, facts }: Pick<RequestScope, "requestId" | "facts">,
    startedAt: number,
  ): void {
    const milliseconds = performance.now() - startedAt;
    const method = request.method ?? "";
    metrics.requestFinished({ route, method, status, seconds: milliseconds / 1000 });
    const line = { requestId, route, method, status, ms: Math.round(milliseconds * 10) / 10, ...facts };
    if (status >= 500) log.warn(line, "request");
    else if (quietRoutes.has(route)) log.debug(line, "request");
    else log.info(line, "request");
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => void respond(request, response);
  server.on("request", listener);
  // The body of a request that waits for leave to send it is asked for where it is read.
  server.on("checkContinue", listener);
  server.on("checkExpectation", listener);
  server.on("upgrade", (request, _, head) => upgrade(request, head));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === "ECONNRESET" || connections.isAnswering(socket)) {
      socket.destroy();
      return;
    }
    const { status, text } = malformedRequestAnswer(error.code);
    log.info({ route: "malformed", status, code: error.code }, "request");
    socket.end(text);
  });

  return {
    listen: () => listenOn(server, config.HOST, config.PORT),
    async close() {
      await Promise.all([sockets.drain(limits.drainMs), connections.drain(limits.drainMs)]);
      await runner.stop();
    },
  };
}

/** Routes that machines call every few seconds; their lines are for debugging only. */
const quietRoutes: ReadonlySet<string> = new Set(["/livez", "/readyz", "/metrics"]);

function routesOf<RequestContext extends BaseContext>(
  { readiness, status, handleAuth, files, unsubscribe, metrics, log }: HubServerOptions<RequestContext>,
  limits: HttpLimits,
  connections: Connections,
  handleGraphql: Handler,
): ReadonlyMap<string, Route> {
  const readable = (name: string, get: Handler): [string, Route] => [
    name,
    { name, methods: { GET: get, HEAD: get } },
  ];
  const auth: Handler = async (request, response, { clientAddress }) => {
    continueIfExpected(request, response);
    await handleAuth(request, response, clientAddress);
  };
  const filesRoute = createFilesRoute(files, metrics);
  const unsubscribeRoute = createUnsubscribeRoute(unsubscribe);

  return new Map<string, Route>([
    readable("/", async (_, response) => void response.writeHead(302, { location: GRAPHIQL_PATH }).end()),
    readable(GRAPHIQL_PATH, async (_, response) => sendGraphiqlPage(response)),
    readable(`${GRAPHIQL_PATH}/`, async (request, response) => {
      const name = (request.url ?? "").slice(GRAPHIQL_PATH.length + 1).split("?")[0] ?? "";
      if (await sendGraphiqlAsset(request, response, name)) return;
      throw new HttpRefusal(404, "NOT_FOUND", "There is nothing at this address.");
    }),
    [
      GRAPHQL_PATH,
      {
        name: GRAPHQL_PATH,
        crossOrigin: true,
        methods: {
          async GET(request, response, scope) {
            if (prefersHtml(request.headers.accept)) {
              response.writeHead(302, { location: `${GRAPHIQL_PATH}${scope.search}`, vary: "Accept" }).end();
            } else await handleGraphql(request, response, scope);
          },
          POST: handleGraphql,
        },
      },
    ],
    [AUTH_PATH, { name: AUTH_PATH, crossOrigin: true, methods: { GET: auth, POST: auth } }],
    [
      UPLOADS_PATH,
      { name: UPLOADS_PATH, crossOrigin: true, takesFiles: true, methods: { PUT: filesRoute.receive } },
    ],
    [
      FILES_PATH,
      { name: FILES_PATH, crossOrigin: true, methods: { GET: filesRoute.send, HEAD: filesRoute.send } },
    ],
    [
      UNSUBSCRIBE_PATH,
      {
        name: UNSUBSCRIBE_PATH,
        methods: { GET: unsubscribeRoute.ask, HEAD: unsubscribeRoute.ask, POST: unsubscribeRoute.stop },
      },
    ],
    readable("/livez", async (_, response) => sendJson(response, 200, { status: "alive" })),
    readable("/readyz", async (_, response, { requestId }) => {
      const reason = connections.draining
        ? "The server is shutting down."
        : await within(limits.readinessMs, readiness).catch((error: unknown) => {
            log.warn({ requestId, err: error }, "The readiness check failed");
            return "The readiness check failed.";
          });
      if (reason === null) sendJson(response, 200, { status: "ready" });
      else sendJson(response, 503, { status: "unavailable", reason });
    }),
    readable("/status", async (_, response) => sendJson(response, 200, await status())),
    readable("/metrics", async (_, response) => {
      const { text, contentType } = await metrics.expose();
      sendText(response, 200, contentType, text);
    }),
  ]);
}

function routeAt(routes: ReadonlyMap<string, Route>, path: string): Route | null {
  if (path.startsWith(`${AUTH_PATH}/`)) return routes.get(AUTH_PATH) ?? null;
  if (path.startsWith(`${GRAPHIQL_PATH}/`)) return routes.get(`${GRAPHIQL_PATH}/`) ?? null;
  const above = [UPLOADS_PATH, FILES_PATH, UNSUBSCRIBE_PATH].find((each) => path.startsWith(each));
  return routes.get(above ?? path) ?? null;
}

function requireHost({ httpVersion, headers }: IncomingMessage): void {
  if (httpVersion === "1.1" && headers.host === undefined) throw badRequest("Host is missing.");
}

/** Whether an upgrade is one to a WebSocket. */
function asksForSocket({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

async function within<Value>(milliseconds: number, work: () => Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${milliseconds} ms.`)), milliseconds);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
