import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type BaseContext,
  type GraphQLResponse,
  HeaderMap,
} from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type {
  DocumentNode,
  FormattedExecutionResult,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { Patience } from "../../platform/concurrency/patience.js";
import { NobodyWaits } from "../../platform/database/read-database.js";
import {
  type AdmittedOperation,
  createOperationGate,
  MAX_CACHED_DOCUMENTS,
  type OperationRequest,
} from "../../platform/limits/operation-gate.js";
import { limitRules, MAX_TOKENS } from "../../platform/limits/operation-limits.js";
import type { Log } from "../../platform/log/log.js";
import type { FinishedOperation, Metrics } from "../../platform/metrics/metrics.js";
import type { CrossSitePolicy } from "./cross-site.js";
import {
  operationFromBody,
  operationFromSearch,
  type ResponseMediaType,
  requireJsonBody,
  responseMediaType,
} from "./graphql-request.js";
import { HttpRefusal } from "./http-refusal.js";
import { codeOf, isMasked, publicError, statusOfCode, technicalErrorOf } from "./public-errors.js";
import { readBodyText } from "./request-body.js";
import { sendRefusal, sendText, withRequestId } from "./responses.js";

/** What the server knows of a request before it runs. */
export interface RequestScope {
  /** In the log, in `X-Request-Id` and in every error. */
  readonly requestId: string;
  /** The client's network address; for limiting attempts, never for the log. */
  readonly clientAddress: string;
  /** The request target's query string with its `?`, or empty. */
  readonly search: string;
  /** Ends when the client leaves before it has its answer. */
  readonly patience: Patience;
  /** Filled in as it becomes known, for the log's line about the request. */
  readonly facts: {
    operationName?: string;
    operationType?: string;
    errorCodes?: readonly string[];
    [described: string]: unknown;
  };
}

/** Makes the resolvers' context. May throw a TechnicalError, such as UNAUTHENTICATED, which becomes the answer. */
export type ContextFor<RequestContext extends BaseContext> = (
  request: IncomingMessage,
  requestId: string,
  clientAddress: string,
  patience: Patience,
) => Promise<RequestContext>;

/** What the GraphQL endpoint is made of. */
export interface GraphqlRouteOptions<RequestContext extends BaseContext> {
  readonly schema: GraphQLSchema;
  readonly contextFor: ContextFor<RequestContext>;
  /** What the log's line about the request says of an operation that ran, such as its statement count. */
  readonly describeContext?: (context: RequestContext) => Readonly<Record<string, number>>;
  /** Answers a query without resolvers: its data as JSON text, or undefined where resolvers have to answer. */
  readonly answerQuery?: (query: AdmittedOperation, context: RequestContext) => Promise<string | undefined>;
  readonly crossSite: CrossSitePolicy;
  readonly maxBodyBytes: number;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The GraphQL endpoint over HTTP. */
export interface GraphqlRoute {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Answers a GET or POST request, also with errors; rejects only when the client is gone or we have failed. */
  handle(request: IncomingMessage, response: ServerResponse, scope: RequestScope): Promise<void>;
}

/** What to send: a result, and the status that goes with it. */
interface Answer {
  readonly status: number;
  readonly result: FormattedExecutionResult;
  /** In place of the result's data: their JSON text. */
  readonly data?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Makes the endpoint. Requests are read, admitted by the gate and given a context here. A query that `answerQuery` answers
 * is sent as it is; everything else is executed by Apollo Server, which finds the admitted document in place of parsing and
 * validating it again.
 */
export function createGraphqlRoute<RequestContext extends BaseContext>(
  options: GraphqlRouteOptions<RequestContext>,
): GraphqlRoute {
  const { schema, contextFor, crossSite, log, metrics } = options;
  const gate = createOperationGate(schema);
  const admittedDocuments = createAdmittedDocuments();
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    nodeEnv: "production",
    // Only for a document that left the gate's cache while its context was made.
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [...limitRules],
    documentStore: admittedDocuments,
    logger: log,
    formatError: (_, error) => publicError(error),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      errorLog(log),
    ],
  });

  /** Reads, admits and executes; throws HttpRefusal for what its HTTP form forbids. */
  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    scope: RequestScope,
    mediaType: ResponseMediaType,
  ): Promise<Answer> {
    const asked = await readOperation(request, response, scope);
    const startedAt = performance.now();
    const { admitted, operation, errors } = gate.admit(asked);
    noteOperation(scope, admitted?.operation ?? operation);
    const finish = (given: Answer, outcome: FinishedOperation["outcome"]): Answer => {
      const codes = (given.result.errors ?? []).map(({ extensions }) => String(extensions?.code));
      scope.facts.errorCodes = codes;
      const limit = given.result.errors?.[0]?.extensions?.limit;
      metrics.operationFinished({
        name: metricName(admitted?.operation ?? operation),
        type: (admitted?.operation ?? operation)?.operation ?? "unknown",
        outcome: codes.length === 0 ? "ok" : outcome,
        seconds: (performance.now() - startedAt) / 1000,
        errorCodes: codes,
        limit: typeof limit === "string" ? limit : undefined,
      });
      return given;
    };

    if (!admitted) {
      return finish(
        { status: requestErrorStatus(mediaType), result: { errors: errors.map(publicError) } },
        "refused",
      );
    }
    const kind = admitted.operation.operation;
    if (request.method === "GET" && kind !== "query") {
      throw new HttpRefusal(405, "BAD_REQUEST", `Send a ${kind} with POST.`, { allow: "POST" });
    }
    if (kind === "subscription") {
      throw new HttpRefusal(400, "BAD_REQUEST", "Subscriptions are not offered over HTTP.");
    }

    let contextValue: RequestContext;
    try {
      contextValue = await contextFor(request, scope.requestId, scope.clientAddress, scope.patience);
    } catch (error) {
      return finish(contextFailure(error, scope), "refused");
    }
    const data = kind === "query" ? await options.answerQuery?.(admitted, contextValue) : undefined;
    if (data !== undefined) {
      Object.assign(scope.facts, options.describeContext?.(contextValue));
      return finish({ status: 200, result: {}, data }, "ok");
    }
    admittedDocuments.keep(asked.query, admitted.document);
    const executed = await apollo.executeOperation(
      {
        query: asked.query,
        operationName: asked.operationName ?? undefined,
        variables: { ...asked.variables },
        http: {
          method: request.method ?? "POST",
          headers: new HeaderMap([["x-request-id", scope.requestId]]),
          search: scope.search,
          body: undefined,
        },
      },
      { contextValue },
    );
    Object.assign(scope.facts, options.describeContext?.(contextValue));
    return finish(answerOf(executed, mediaType), "errors");
  }

  async function readOperation(
    request: IncomingMessage,
    response: ServerResponse,
    scope: RequestScope,
  ): Promise<OperationRequest> {
    crossSite.refuseForgery(request);
    if (request.method === "GET") return operationFromSearch(scope.search);
    requireJsonBody(request.headers["content-type"]);
    return operationFromBody(await readBodyText(request, response, options.maxBodyBytes));
  }

  function contextFailure(error: unknown, { requestId }: RequestScope): Answer {
    const technical = technicalErrorOf(error);
    if (isMasked(error)) log.error({ requestId, err: error }, "The request's context could not be made");
    const status = technical ? statusOfCode[codeOf(technical)] : 500;
    // RFC 9110, section 15.5.2: a 401 says how to authenticate.
    const headers = status === 401 ? { "www-authenticate": 'Bearer error="invalid_token"' } : undefined;
    return { status, result: { errors: [publicError(error)] }, headers };
  }

  return {
    start: () => apollo.start(),
    stop: () => apollo.stop(),

    async handle(request, response, scope) {
      let mediaType: ResponseMediaType | undefined;
      try {
        mediaType = responseMediaType(request.headers.accept);
        const given = await answer(request, response, scope, mediaType);
        sendText(response, given.status, mediaType, textOf(given, scope), given.headers);
      } catch (error) {
        if (!(error instanceof HttpRefusal)) throw error;
        scope.facts.errorCodes = [error.code];
        sendRefusal(request, response, scope.requestId, error, mediaType);
      }
    },
  };
}

function textOf({ data: text, result }: Answer, { requestId }: RequestScope): string {
  if (text !== undefined) return `{"data":${text}}`;
  const { data, errors, extensions } = result;
  return JSON.stringify({
    ...(errors && { errors: withRequestId(errors, requestId) }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
  });
}

/** GraphQL over HTTP: a request error is 200 in `application/json`, whose clients read the body, else 400. */
function requestErrorStatus(mediaType: ResponseMediaType): number {
  return mediaType.startsWith("application/json") ? 200 : 400;
}

function answerOf({ http, body }: GraphQLResponse, mediaType: ResponseMediaType): Answer {
  // Nothing in the schema is delivered in parts: it has no @defer and no @stream.
  if (body.kind !== "single") throw new Error("An operation was answered in parts.");
  const { singleResult: result } = body;
  const ran = result.data !== undefined;
  const status = http.status ?? (ran ? 200 : requestErrorStatus(mediaType));
  return { status, result, headers: Object.fromEntries(http.headers) };
}

function noteOperation({ facts }: RequestScope, operation: OperationDefinitionNode | undefined): void {
  if (!operation) return;
  facts.operationType = operation.operation;
  facts.operationName = recordableName(operation.name?.value);
}

/** The most characters of an operation name that log and metrics take. */
const MAX_RECORDED_NAME = 64;
/** A name is the client's choice: this many digits, underscores aside, may be a person's number or telephone. */
const numberInName = /\d(?:_*\d){5}/;

/** An operation's name where the log and the metrics may keep it, else undefined. */
function recordableName(name: string | null | undefined): string | undefined {
  if (!name || name.length > MAX_RECORDED_NAME || numberInName.test(name)) return undefined;
  return name;
}

/** Null without a name; names that are not to be kept are counted with the metrics' others. */
function metricName(operation: OperationDefinitionNode | undefined): string | null {
  if (!operation?.name) return null;
  return recordableName(operation.name.value) ?? "other";
}

/** Writes errors that clients see masked to the log as they are. */
function errorLog(log: Log): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, operationName, request }) {
          const requestId = request.http?.headers.get("x-request-id");
          for (const error of errors.filter((each) => isMasked(each) && !isOfWhoLeft(each))) {
            log.error(
              { requestId, operationName: recordableName(operationName), err: error },
              "An operation failed",
            );
          }
        },
      };
    },
  };
}

/** A client that does not wait for its answer is no failure of ours. */
const isOfWhoLeft = ({ originalError }: GraphQLError): boolean => originalError instanceof NobodyWaits;

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>["documentStore"]>;

/** Documents that Apollo need not parse and validate again. It asks for them by the SHA-256 of their text. */
interface AdmittedDocuments extends DocumentStore {
  keep(query: string, document: DocumentNode): void;
}

function createAdmittedDocuments(): AdmittedDocuments {
  const byHash = new LRUCache<string, DocumentNode>({ max: MAX_CACHED_DOCUMENTS });
  const kept = new WeakSet<DocumentNode>();
  // Apollo puts a digest of the schema before the document's.
  const hashIn = (key: string) => key.slice(key.lastIndexOf(":") + 1);
  return {
    keep(query, document) {
      if (kept.has(document)) return;
      kept.add(document);
      byHash.set(createHash("sha256").update(query).digest("hex"), document);
    },
    get: async (key) => byHash.get(hashIn(key)),
    set: async (key, document) => void byHash.set(hashIn(key), document),
    delete: async (key) => byHash.delete(hashIn(key)),
  };
}
