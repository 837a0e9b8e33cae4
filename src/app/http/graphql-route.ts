import type { IncomingMessage, ServerResponse } from "node:http";
import type { OperationRequest } from "../../platform/limits/operation-gate.js";
import type { CrossSitePolicy } from "./cross-site.js";
import {
  operationFromBody,
  operationFromSearch,
  type ResponseMediaType,
  requireJsonBody,
  responseMediaType,
} from "./graphql-request.js";
import { HttpRefusal } from "./http-refusal.js";
import { answerText, type OperationAnswer, type OperationScope } from "./operation.js";
import type { OperationRunner } from "./operation-runner.js";
import { readBodyText } from "./request-body.js";
import { sendRefusal, sendText } from "./responses.js";

/** What the server knows of a request before it runs, and what becomes known for the log's line about it. */
export interface RequestScope extends OperationScope {
  /** The request target's query string with its `?`, or empty. */
  readonly search: string;
}

/** What the GraphQL endpoint is made of. */
export interface GraphqlRouteOptions {
  readonly runner: OperationRunner;
  readonly crossSite: CrossSitePolicy;
  readonly maxBodyBytes: number;
}

/** Answers a GET or POST request, also with errors; rejects only when the client is gone or we have failed. */
export type GraphqlRoute = (
  request: IncomingMessage,
  response: ServerResponse,
  scope: RequestScope,
) => Promise<void>;

/** Makes the GraphQL endpoint over HTTP: reads requests, has them run and gives the answers their status. */
export function createGraphqlRoute({ runner, crossSite, maxBodyBytes }: GraphqlRouteOptions): GraphqlRoute {
  /** Reads, admits and executes; throws HttpRefusal for what its HTTP form forbids. */
  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    scope: RequestScope,
  ): Promise<OperationAnswer> {
    const { judged, refusal } = runner.judge(await readOperation(request, response, scope), scope);
    if (!judged) return refusal;
    const kind = judged.admitted.operation.operation;
    if (request.method === "GET" && kind !== "query") {
      throw new HttpRefusal(405, "BAD_REQUEST", `Send a ${kind} with POST.`, { allow: "POST" });
    }
    if (kind === "subscription") {
      throw new HttpRefusal(400, "BAD_REQUEST", "Subscribe over WebSocket, by graphql-transport-ws.");
    }
    return runner.run(judged);
  }

  async function readOperation(
    request: IncomingMessage,
    response: ServerResponse,
    scope: RequestScope,
  ): Promise<OperationRequest> {
    crossSite.refuseForgery(request);
    if (request.method === "GET") return operationFromSearch(scope.search);
    requireJsonBody(request.headers["content-type"]);
    return operationFromBody(await readBodyText(request, response, maxBodyBytes));
  }

  return async (request, response, scope) => {
    let mediaType: ResponseMediaType | undefined;
    try {
      mediaType = responseMediaType(request.headers.accept);
      const given = await answer(request, response, scope);
      const text = answerText(given, scope.requestId);
      sendText(response, statusOf(given, mediaType), mediaType, text, given.headers);
    } catch (error) {
      if (!(error instanceof HttpRefusal)) throw error;
      scope.facts.errorCodes = [error.code];
      sendRefusal(request, response, scope.requestId, error, mediaType);
    }
  };
}

function statusOf({ status, data, result }: OperationAnswer, mediaType: ResponseMediaType): number {
  if (status !== undefined) return status;
  if (data !== undefined || result.data !== undefined) return 200;
  // GraphQL over HTTP: a request error is 200 in `application/json`, whose clients read the body, else 400.
  return mediaType.startsWith("application/json") ? 200 : 400;
}
