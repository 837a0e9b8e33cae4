import {
  ApolloServer,
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
import type { GraphQLFormattedError, GraphQLSchema, OperationDefinitionNode } from "graphql";
import type { TechnicalError } from "../../platform/errors/technical-errors.js";
import {
  type AdmittedOperation,
  createOperationGate,
  type OperationRequest,
} from "../../platform/limits/operation-gate.js";
import { limitRules, MAX_TOKENS } from "../../platform/limits/operation-limits.js";
import type { Log } from "../../platform/log/log.js";
import type { FinishedOperation, Metrics } from "../../platform/metrics/metrics.js";
import type { Reader } from "../../platform/read/compiled/compiled-reads.js";
import { createAdmittedDocuments } from "./admitted-documents.js";
import type { JudgedOperation, Judgement, OperationAnswer, OperationScope } from "./operation.js";
import { logMaskedErrors, metricName, noteOperation } from "./operation-record.js";
import { codeOf, isMasked, publicError, statusOfCode, technicalErrorOf } from "./public-errors.js";
import { type AnswerReceiver, RunningSubscription, type SubscriptionParts } from "./running-subscription.js";
import type { SharedAnswers } from "./shared-answers.js";

/**
 * Makes the resolvers' context, for an operation or for one event of a subscription, after a fresh look at who asks. May throw a
 * TechnicalError, such as UNAUTHENTICATED, which becomes the answer.
 */
export type ContextFor<RequestContext extends BaseContext> = (
  scope: OperationScope,
) => Promise<RequestContext>;

/** What operations are run with. */
export interface OperationRunnerOptions<RequestContext extends BaseContext> {
  readonly schema: GraphQLSchema;
  readonly contextFor: ContextFor<RequestContext>;
  /** What the log's line about an operation says of a context that it used, such as its statement count. */
  readonly describeContext?: (context: RequestContext) => Readonly<Record<string, number>>;
  /**
   * A number that is another one when a credential may have ceased to hold before its time, and none (NaN) when that cannot be told.
   * Absent: it can never be told.
   */
  readonly credentialsAsOf?: () => number;
  /** Answers a query or a mutation by itself: its data as JSON text, or undefined where Apollo Server has to answer. */
  readonly answerAsText?: (asked: AdmittedOperation, context: RequestContext) => Promise<string | undefined>;
  /** Answers events of subscriptions once for all who ask the same; absent: each reader is answered by itself. */
  readonly sharedAnswers?: SharedAnswers;
  /** Who asks, after a fresh look, for what needs no context. */
  readonly readerOf?: (scope: OperationScope) => Promise<Reader>;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Runs operations, whatever they travel by. */
export interface OperationRunner {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Passes an operation through the gate, before anything else is done about it. */
  judge(asked: OperationRequest, scope: OperationScope): Judgement;
  /** Refuses an operation that is not even judged. */
  refuse(error: GraphQLFormattedError, scope: OperationScope): OperationAnswer;
  /** Runs a query or a mutation. */
  run(operation: JudgedOperation): Promise<OperationAnswer>;
  /**
   * Begins a subscription; its source is opened when its first event is asked for.
   * @param receiver gets answers that others get too, while the next one is asked for
   */
  subscribe(operation: JudgedOperation, receiver: AnswerReceiver): RunningSubscription;
  /** Why who asks may ask nothing any more: a credential that no longer holds. Null when it holds, undefined when nobody can tell. */
  lossOf(scope: OperationScope): Promise<TechnicalError | null | undefined>;
  /** See `OperationRunnerOptions`. */
  credentialsAsOf(): number;
}

/**
 * Makes the runner. Operations are admitted by the gate and given a context here. What `answerAsText` answers is passed on as
 * it is; other queries and mutations are executed by Apollo Server, which finds the admitted document in place of parsing and
 * validating it again.
 */
export function createOperationRunner<RequestContext extends BaseContext>(
  options: OperationRunnerOptions<RequestContext>,
): OperationRunner {
  const { schema, contextFor, log, metrics } = options;
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

  const subscriptionParts: SubscriptionParts = {
    schema,
    async contextFor(scope) {
      const value = await contextFor(scope);
      return { value, facts: () => options.describeContext?.(value) ?? {} };
    },
    shared: options.sharedAnswers,
    readerOf: options.readerOf,
    log,
    metrics,
  };

  /** Notes what became of an operation. */
  function finished(
    answer: OperationAnswer,
    outcome: FinishedOperation["outcome"],
    operation: OperationDefinitionNode | undefined,
    { facts }: OperationScope,
    startedAt: number,
  ): OperationAnswer {
    const codes = (answer.result.errors ?? []).map(({ extensions }) => String(extensions?.code));
    facts.errorCodes = codes;
    const limit = answer.result.errors?.[0]?.extensions?.limit;
    metrics.operationFinished({
      name: metricName(operation),
      type: operation?.operation ?? "unknown",
      outcome: codes.length === 0 ? "ok" : outcome,
      seconds: (performance.now() - startedAt) / 1000,
      errorCodes: codes,
      limit: typeof limit === "string" ? limit : undefined,
    });
    return answer;
  }

  function contextFailure(error: unknown, { requestId }: OperationScope): OperationAnswer {
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

    judge(asked, scope) {
      const startedAt = performance.now();
      const { admitted, operation, errors } = gate.admit(asked);
      noteOperation(scope.facts, admitted?.operation ?? operation);
      if (admitted)
        return { judged: { asked: { ...asked, query: admitted.query }, admitted, scope, startedAt } };
      const refusal = { result: { errors: errors.map(publicError) } };
      return { refusal: finished(refusal, "refused", operation, scope, startedAt) };
    },

    refuse: (error, scope) =>
      finished({ result: { errors: [error] } }, "refused", undefined, scope, performance.now()),

    async run({ asked, admitted, scope, startedAt }) {
      const { operation } = admitted;
      let contextValue: RequestContext;
      try {
        contextValue = await contextFor(scope);
      } catch (error) {
        return finished(contextFailure(error, scope), "refused", operation, scope, startedAt);
      }
      const data = await options.answerAsText?.(admitted, contextValue);
      if (data !== undefined) {
        Object.assign(scope.facts, options.describeContext?.(contextValue));
        return finished({ result: {}, data }, "ok", operation, scope, startedAt);
      }
      admittedDocuments.keep(asked.query, admitted.document);
      const executed = await apollo.executeOperation(
        {
          query: asked.query,
          operationName: asked.operationName ?? undefined,
          variables: { ...asked.variables },
          // For the log of errors; what the transport allows has been decided.
          http: {
            method: "POST",
            headers: new HeaderMap([["x-request-id", scope.requestId]]),
            search: "",
            body: undefined,
          },
        },
        { contextValue },
      );
      Object.assign(scope.facts, options.describeContext?.(contextValue));
      return finished(answerOf(executed), "errors", operation, scope, startedAt);
    },

    subscribe: (operation, receiver) => new RunningSubscription(subscriptionParts, operation, receiver),

    async lossOf(scope) {
      try {
        await contextFor(scope);
        return null;
      } catch (error) {
        return technicalErrorOf(error) ?? undefined;
      }
    },

    credentialsAsOf: () => options.credentialsAsOf?.() ?? Number.NaN,
  };
}

function answerOf({ http, body }: GraphQLResponse): OperationAnswer {
  // Nothing in the schema is delivered in parts: it has no @defer and no @stream.
  if (body.kind !== "single") throw new Error("An operation was answered in parts.");
  return { result: body.singleResult, status: http.status, headers: Object.fromEntries(http.headers) };
}

function errorLog(log: Log): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, operationName, request }) {
          logMaskedErrors(log, request.http?.headers.get("x-request-id"), operationName, errors);
        },
      };
    },
  };
}
