import type { IncomingHttpHeaders } from "node:http";
import type { FormattedExecutionResult } from "graphql";
import type { Patience } from "../../platform/concurrency/patience.js";
import type { AdmittedOperation, OperationRequest } from "../../platform/limits/operation-gate.js";
import type { OperationFacts } from "./operation-record.js";
import { withRequestId } from "./responses.js";

/** What the server knows of whoever asks for an operation, and what becomes known of the operation. */
export interface OperationScope {
  /** In the log and in every error. */
  readonly requestId: string;
  /** The client's network address; for limiting attempts, never for the log. */
  readonly clientAddress: string;
  /** The credential and the language: of the request, or what a WebSocket began with. */
  readonly headers: CallerHeaders;
  /** Ends when whoever asks no longer waits for an answer. */
  readonly patience: Patience;
  readonly facts: OperationFacts;
}

/** The headers that say who asks, and in which language. */
export type CallerHeaders = Pick<IncomingHttpHeaders, "authorization" | "cookie" | "accept-language">;

/** What an operation answers, whatever it travels by. */
export interface OperationAnswer {
  readonly result: FormattedExecutionResult;
  /** In place of the result's data: their JSON text. */
  readonly data?: string;
  /** Whether others get the very same object, so that what is made of it can be kept with it. */
  readonly isShared?: boolean;
  /** The HTTP status where that is not the usual one of a result with data or without. */
  readonly status?: number;
  /** HTTP headers that belong to the status. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation that may run. */
export interface JudgedOperation {
  readonly asked: OperationRequest;
  readonly admitted: AdmittedOperation;
  readonly scope: OperationScope;
  /** When it came, by `performance.now()`. */
  readonly startedAt: number;
}

/** An operation that may run, or the answer to one that may not. */
export type Judgement =
  | { readonly judged: JudgedOperation; readonly refusal?: undefined }
  | { readonly judged?: undefined; readonly refusal: OperationAnswer };

/** An answer as JSON text, with the request's id in its errors. */
export function answerText({ data: text, result }: OperationAnswer, requestId: string): string {
  if (text !== undefined) return `{"data":${text}}`;
  const { data, errors, extensions } = result;
  return JSON.stringify({
    ...(errors && { errors: withRequestId(errors, requestId) }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
  });
}
